package webhook

import (
	"strings"

	"holdfast/shared/words/crm"
)

// relays are the domains under which marketplaces hide a buyer's address; one that ends in
// a dot is the beginning of several. Such an address stands for an order or a conversation
// and not for a person, so it must never link two records. Apple's private relay is left
// out on purpose: it stays the same for one person and one shop.
var relays = [...]string{
	"marketplace.amazon.", // marketplace.amazon.com, .de, .co.uk, ...
	"members.ebay.",
	"relay.walmart.com",
	"scs.tiktokw.us",
}

// PersonalEmail normalises an address and reports whether it can stand for a person: it is
// not empty, not hidden by a marketplace, not masked with asterisks.
func PersonalEmail(s string) (string, bool) {
	email, ok := crm.NormalEmail(s)
	if !ok || strings.Contains(email, "*") {
		return "", false
	}
	domain := email[strings.LastIndexByte(email, '@')+1:]
	if isRelay(domain) {
		return "", false
	}
	return email, true
}

func isRelay(domain string) bool {
	for _, relay := range relays {
		if domain == relay {
			return true
		}
		if strings.HasSuffix(relay, ".") && strings.HasPrefix(domain, relay) {
			return true
		}
	}
	return false
}

// FirstPersonalEmail returns the first address that can stand for a person, normalised,
// or "".
func FirstPersonalEmail(candidates ...string) string {
	for _, c := range candidates {
		if email, ok := PersonalEmail(c); ok {
			return email
		}
	}
	return ""
}

// PlainPhone returns the number as given, or "" if it is masked with asterisks.
func PlainPhone(s string) string {
	if strings.Contains(s, "*") {
		return ""
	}
	return s
}
