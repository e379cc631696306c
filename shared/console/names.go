package console

import (
	"cmp"
	"html/template"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"holdfast/shared/book"
	"holdfast/shared/crm"
	"holdfast/shared/phrase"
)

// nameOf is what people call a customer, as far as anybody has said.
func (t tongue) nameOf(c *book.Customer) string {
	p := &c.Facts.Profile
	switch {
	case c.Facts.Erased(c.Key):
		return t.Say("console.name.erased")
	case c.Key.Guest():
		return t.Say("console.name.guest")
	}
	return cmp.Or(p[crm.Name].Value, p[crm.Company].Value, p[crm.Email].Value, t.Say("console.name.unknown"))
}

// sentence begins with a capital letter and ends with a full stop.
func (t tongue) sentence(s string) string {
	if s == "" {
		return s
	}
	s = t.capital(s)
	if strings.HasSuffix(s, ".") || strings.HasSuffix(s, "。") {
		return s
	}
	return s + t.Say("console.full_stop")
}

// capital begins with a capital letter.
func (t tongue) capital(s string) string {
	r, n := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[n:]
}

// amounts are sums of different currencies side by side, never added.
func amounts(sums map[crm.Currency]int64, order []crm.Currency) []string {
	var out []string
	for _, c := range order {
		out = append(out, phrase.Whole(crm.Money{Minor: sums[c], Currency: c}))
	}
	return out
}

// telURL makes a number that can be tapped. Only digits and a plus are left of it, so that it may stand in a link.
func telURL(phone string) template.URL {
	number := strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' || r == '+' {
			return r
		}
		return -1
	}, phone)
	if number == "" {
		return ""
	}
	return template.URL("tel:" + number) //nolint:gosec // digits and plus only
}

// hour writes a time of day in a zone, with the day if it is another than now's.
func (t tongue) hour(at, now crm.Instant, zone *time.Location) string {
	clock, today := at.Time().In(zone), now.Time().In(zone)
	if clock.YearDay() == today.YearDay() && clock.Year() == today.Year() {
		return clock.Format("15:04")
	}
	return phrase.Clock(t.lang, at, zone)
}
