package crm

import (
	"crypto/hmac"
	"crypto/sha256"
	"slices"
	"strings"
)

// A no is of an address: it holds for every account that uses the address, and outlives
// the erasure of the person who said it. So it is kept in a record of the address itself,
// under a keyed hash that tells the address to nobody. The record holds consents alone, as
// facts: the newest word for each channel.

// AddressKey returns the key of the record of an e-mail address, from the key of the
// customer who is known by it.
func AddressKey(email Key) Key { return "a:" + email[len("e:"):] }

// phoneDigits is how many of a number's last digits name it. They are the same whether it
// is written with its country's code, with a leading zero or plainly. Numbers that differ
// in those before them alone are taken for one, which closes one too many.
const phoneDigits = 8

// PhoneKey returns the key of the record of a phone number. It returns false if the text
// has too few digits to be one.
func PhoneKey(pepper []byte, phone string) (Key, bool) {
	number, _, _ := strings.Cut(strings.ToLower(phone), "x") // an extension follows
	digits := strings.Map(onlyDigit, number)
	if len(digits) < phoneDigits-2 {
		return "", false
	}
	digits = digits[max(0, len(digits)-phoneDigits):]

	mac := hmac.New(sha256.New, pepper)
	mac.Write([]byte("phone " + digits))
	hash := mac.Sum(nil)[:16]
	return Key(numberPrefix + strings.ToLower(unpadded.EncodeToString(hash))), true
}

// onlyDigit returns a digit as ASCII writes it, and drops anything else.
func onlyDigit(r rune) rune {
	switch {
	case r >= '0' && r <= '9':
		return r
	case r >= '０' && r <= '９': // full-width, as Chinese keyboards write them
		return r - '０' + '0'
	}
	return -1
}

// Address reports whether the key stands for the record of an address or number.
func (k Key) Address() bool { return strings.HasPrefix(string(k), "a:") }

// numberPrefix begins the keys of the records of numbers. A plus is no letter of a hash.
const numberPrefix = "a:+"

// Number reports whether the key stands for the record of a number.
func (k Key) Number() bool { return strings.HasPrefix(string(k), numberPrefix) }

// WordsFor returns the words among them that are kept with an address or number. A word on
// e-mails is not kept with a number: those who share one have mailboxes of their own.
func (c Consents) WordsFor(address Key) Consents {
	if address.Number() {
		c[ChannelEmail] = Consent{}
	}
	return c
}

// Addresses returns the keys of the records of the addresses and numbers that an event
// names, sorted.
func (e *Event) Addresses(pepper []byte) []Key {
	named := addressesOf(&e.Profile, pepper)
	if e.Who.Key.Email() {
		named = append(named, AddressKey(e.Who.Key))
	}
	if e.Address.Email() {
		named = append(named, AddressKey(e.Address))
	}
	if e.Who.Email != "" {
		named = append(named, AddressKey(EmailKey(pepper, e.Who.Email)))
	}
	slices.Sort(named)
	return slices.Compact(named)
}

// Addresses returns the keys of the records of the addresses and numbers by which a
// customer is reached, sorted. Own is the customer's key.
func (f *Facts) Addresses(own Key, pepper []byte) []Key {
	known := addressesOf(&f.Profile, pepper)
	if own.Email() {
		known = append(known, AddressKey(own))
	}
	slices.Sort(known)
	return slices.Compact(known)
}

// addressesOf returns the keys of the records of a profile's addresses.
func addressesOf(p *Profile, pepper []byte) (keys []Key) {
	if email, ok := NormalEmail(p[Email].Value); ok {
		keys = append(keys, AddressKey(EmailKey(pepper, email)))
	}
	if phone, ok := PhoneKey(pepper, p[Phone].Value); ok {
		keys = append(keys, phone)
	}
	return keys
}
