package webhook

import (
	"strings"

	"holdfast/shared/words/crm"
)

// relays are the domains, or their beginnings where they end in a dot, under which
// marketplaces hide a buyer's address. Such an address stands for an order or a
// conversation and not for a person, so it must never link two records. Apple's private
// relay is left out on purpose: it stays the same for one person and one shop.
var relays = [...]string{
	"marketplace.amazon.", // marketplace.amazon.com, .de, .co.uk, ...
	"members.ebay.",
	"relay.walmart.com",
	"scs.tiktokw.us",
}

// PersonalEmail normalises an address and reports whether it can stand for a person: not
// empty, not hidden by a marketplace, not blotted out with asterisks.
func PersonalEmail(s string) (string, bool) {
	email, ok := crm.NormalEmail(s)
	if !ok || strings.Contains(email, "*") {
		return "", false
	}
	domain := email[strings.LastIndexByte(email, '@')+1:]
	for _, r := range relays {
		if domain == r || strings.HasSuffix(r, ".") && strings.HasPrefix(domain, r) {
			return "", false
		}
	}
	return email, true
}

// FirstPersonalEmail is the first address that can stand for a person, or "".
func FirstPersonalEmail(candidates ...string) string {
	for _, c := range candidates {
		if email, ok := PersonalEmail(c); ok {
			return email
		}
	}
	return ""
}

// PlainPhone is the number as given, or "" where it is blotted out.
func PlainPhone(s string) string {
	if strings.Contains(s, "*") {
		return ""
	}
	return s
}
