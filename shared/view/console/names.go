package console

import (
	"cmp"
	"html/template"
	"net/url"
	"strings"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// nameOf is what people call a customer, as far as anybody has said.
func (t wording) nameOf(c *book.Customer) string {
	if c == nil { // the record cannot be read
		return t.Say("console.name.unknown")
	}
	p := &c.Facts.Profile
	switch {
	case c.Facts.Erased(c.Key):
		return t.Say("console.name.erased")
	case c.Key.Guest():
		return t.Say("console.name.guest")
	}
	return cmp.Or(
		p[crm.Name].Value,
		p[crm.Company].Value,
		p[crm.Email].Value,
		t.Say("console.name.unknown"),
	)
}

// amounts are sums of different currencies side by side, never added.
func (t wording) amounts(sums map[crm.Currency]int64, order []crm.Currency) []string {
	var out []string
	for _, c := range order {
		out = append(out, t.Whole(c.Of(sums[c])))
	}
	return out
}

// telURL makes a number that can be tapped. Only digits and a plus are left of it, so
// that it may stand in a link; what is no number gives none.
func telURL(phone string) template.URL {
	if strings.Trim(phone, "+0123456789 -/().") != "" {
		return ""
	}
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

// address is a way to reach a customer. Only what they agreed to can be tapped.
type address struct {
	Text string
	URL  template.URL // "" = not agreed to
}

// addresses lists phone and e-mail address, and says where using them would be against
// the customer's word.
func (t wording) addresses(f *crm.Facts) []address {
	var out []address
	if phone := f.Profile[crm.Phone].Value; phone != "" {
		a := address{t.Say("console.no_calls", phone), ""}
		if f.Consents.Allows(crm.ChannelCall) {
			a = address{phone, telURL(phone)}
		}
		out = append(out, a)
	}
	if email := f.Profile[crm.Email].Value; email != "" {
		a := address{t.Say("console.no_email", email), ""}
		if f.Consents.Allows(crm.ChannelEmail) {
			a = address{
				email,
				template.URL("mailto:" + url.PathEscape(email)),
			} //nolint:gosec // escaped
		}
		out = append(out, a)
	}
	return out
}

// hour writes a time of day in a zone, with the day unless it is today's.
func (t wording) hour(at, now crm.Instant, zone *time.Location) string {
	clock := at.Time().In(zone)
	today := now.Time().In(zone)
	switch clock.Format(time.DateOnly) {
	case today.Format(time.DateOnly):
		return clock.Format("15:04")
	case today.AddDate(0, 0, 1).Format(time.DateOnly):
		return t.Say("console.tomorrow", clock.Format("15:04"))
	}
	return phrase.Clock(t.Language, at, zone)
}

// local says what time it is where the customer lives, as far as that is known.
func (v *visit) local(f *crm.Facts) string {
	if f.Profile[crm.Zone].Value == "" {
		return v.Say("console.local.unknown")
	}
	return v.Say("console.local", v.now.Time().In(v.shop.Playbook.ZoneOf(f)).Format("15:04"))
}
