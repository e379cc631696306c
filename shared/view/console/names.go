package console

import (
	"cmp"
	"html/template"
	"net/url"
	"strings"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// customerName returns what people call a customer, as far as it is known.
func (t wording) customerName(c *book.Customer) string {
	unknown := t.Say("console.name.unknown")
	switch {
	case c == nil: // the record cannot be read
		return unknown
	case c.Facts.Erased(c.Key):
		return t.Say("console.name.erased")
	case c.Key.Guest():
		return t.Say("console.name.guest")
	}
	return cmp.Or(c.Facts.Profile.CallName(), unknown)
}

// address is a way to reach a customer. Only what they agreed to can be tapped.
type address struct {
	Text string
	URL  template.URL // "" = not agreed to
}

// listAddresses returns the phone number and the e-mail address of a customer. One that
// may not be used says so and has no link.
func (t wording) listAddresses(f *crm.Facts, cfg *playbook.Config) []address {
	var addresses []address
	if phone := f.Profile[crm.Phone].Value; phone != "" {
		call := address{Text: t.Say("console.no_calls", phone)}
		if cfg.Allows(f, crm.ChannelCall) {
			call = address{phone, telURL(phone)}
		}
		addresses = append(addresses, call)
	}

	if email := f.Profile[crm.Email].Value; email != "" {
		write := address{Text: t.Say("console.no_email", email)}
		if f.Consents.Allows(crm.ChannelEmail) {
			write = address{email, mailURL(email)}
		}
		addresses = append(addresses, write)
	}
	return addresses
}

// mailURL returns a link that writes to an e-mail address.
func mailURL(email string) template.URL {
	return template.URL("mailto:" + url.PathEscape(email)) //nolint:gosec // escaped
}

// telURL returns a link that calls a number, or "" if the text is no number. Only digits
// and plus signs are kept, so that any text is safe in a link.
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

// sayHour writes a time of day in a zone, with the day unless it is today's.
func (t wording) sayHour(at, now crm.Instant, zone *time.Location) string {
	local := at.Time().In(zone)
	day := local.Format(time.DateOnly)
	hour := local.Format("15:04")

	today := now.Time().In(zone)
	tomorrow := today.AddDate(0, 0, 1)
	switch day {
	case today.Format(time.DateOnly):
		return hour
	case tomorrow.Format(time.DateOnly):
		return t.Say("console.tomorrow", hour)
	}
	return phrase.Clock(t.Language, at, zone)
}

// sayLocalTime says what time it is where the customer lives, as far as that is known.
func (v *visit) sayLocalTime(f *crm.Facts) string {
	if f.Profile[crm.Zone].Value == "" {
		return v.Say("console.local.unknown")
	}

	zone := v.shop.Playbook.ZoneOf(f)
	local := v.now.Time().In(zone)
	hour := local.Format("15:04")
	return v.Say("console.local", hour)
}

// listKeys says what each of a customer's keys stands for, the one of the record first.
func (t wording) listKeys(c *book.Customer) []string {
	names := []string{t.keyName(c.Key)}
	for _, alias := range c.Facts.Aliases {
		names = append(names, t.keyName(alias))
	}
	return names
}

// keyName says what a key stands for. Of a hashed e-mail address it shows only the first
// letters of the hash: they betray nothing.
func (t wording) keyName(k crm.Key) string {
	_, id, _ := strings.Cut(string(k), ":")
	switch {
	case k.Company():
		return t.Say("console.identity.company", id)
	case k.Platform():
		return t.Say("console.identity.account", id)
	case k.Email():
		return t.Say("console.identity.address", id[:min(6, len(id))])
	case k.Guest():
		return t.Say("console.identity.guest", id)
	}
	return t.Say("console.identity.desk", id)
}
