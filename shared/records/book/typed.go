package book

import (
	"slices"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"holdfast/shared/words/crm"
)

// typed is what a person typed to find a customer, in the forms in which it is compared.
type typed struct {
	text   string // as it was typed, without blanks around it
	folded string // see fold
	words  []string
	digits string // of a phone number; "" = it is none
	number string // of an order, in lower case and without the sign
}

// fewestDigits is how many digits the tail of a phone number must have to be looked for.
const fewestDigits = 4

// parseTyped returns the forms of what was typed.
func parseTyped(q string) typed {
	q = strings.TrimSpace(q)
	t := typed{
		text:   q,
		folded: fold(q),
		number: orderNumber(q),
	}
	t.words = strings.Fields(t.folded)

	digits := digitsOf(q)
	isPhone := strings.Trim(q, "+0123456789 -/().") == ""
	if isPhone && len(digits) >= fewestDigits {
		t.digits = digits
	}
	return t
}

// key returns the key that was typed, or that stands for the address that was typed. It
// reports false if it is neither.
func (t typed) key(pepper []byte) (crm.Key, bool) {
	if email, ok := crm.NormalEmail(t.text); ok && len(pepper) > 0 {
		return crm.EmailKey(pepper, email), true
	}
	const kinds = "pedg" // crm.Key: platform, e-mail, desk, guest
	if len(t.text) > 2 && t.text[1] == ':' && strings.Contains(kinds, t.text[:1]) {
		return crm.Key(t.text), true
	}
	return "", false
}

// match says how well a customer fits what was typed.
type match uint8

const (
	none   match = iota
	inside       // each word is in the name, company or address
	start        // the name or company begins with it
	exact
)

// match compares a customer with what was typed.
func (t typed) match(c *Customer) match {
	profile := &c.Facts.Profile
	name := fold(profile[crm.Name].Value)
	company := fold(profile[crm.Company].Value)
	phone := digitsOf(profile[crm.Phone].Value)

	switch {
	case t.folded == name || t.folded == company:
		return exact
	case t.isOrderOf(c):
		return exact
	case t.digits != "" && strings.HasSuffix(phone, t.digits):
		return exact
	case strings.HasPrefix(name, t.folded) || strings.HasPrefix(company, t.folded):
		return start
	}

	all := name + " " + company + " " + fold(profile[crm.Email].Value)
	for _, word := range t.words {
		if !strings.Contains(all, word) {
			return none
		}
	}
	return inside
}

// isOrderOf reports whether one of the newest orders of a customer was typed.
func (t typed) isOrderOf(c *Customer) bool {
	return slices.ContainsFunc(c.Facts.Orders, func(o crm.Order) bool { return t.isOrder(&o) })
}

// isOrder reports whether the number or the id of an order was typed.
func (t typed) isOrder(o *crm.Order) bool {
	if t.number == "" {
		return false
	}
	return t.number == orderNumber(o.Number) || t.number == strings.ToLower(o.ID)
}

// orderNumber returns an order's number in lower case and without the sign.
func orderNumber(s string) string { return strings.ToLower(strings.TrimPrefix(s, "#")) }

// fold returns a text in the form in which names are compared: lower case, without
// accents.
func fold(s string) string {
	ascii := true
	for i := range len(s) {
		ascii = ascii && s[i] < 0x80
	}
	if !ascii {
		s = strings.Map(func(r rune) rune {
			if unicode.Is(unicode.Mn, r) {
				return -1
			}
			return r
		}, norm.NFKD.String(s))
	}
	return strings.ToLower(s)
}

// digitsOf returns the digits of a text.
func digitsOf(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}
