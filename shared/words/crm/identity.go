package crm

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"slices"
	"strings"
	"unicode/utf8"
)

// Ref names a thing of one source: an order, a ticket, a customer account. IDs are the
// platform's own, as text.
type Ref struct {
	Source string `json:"source"`
	ID     string `json:"id"`
}

// Zero reports whether nothing is named.
func (r Ref) Zero() bool { return r.ID == "" }

func (r Ref) String() string { return r.Source + ":" + r.ID }

// Compare orders refs by source, then numeric ids by value and others as text, so that 9
// stands before 10.
func (r Ref) Compare(o Ref) int {
	bySource := strings.Compare(r.Source, o.Source)
	if bySource != 0 {
		return bySource
	}
	if areDigits(r.ID) && areDigits(o.ID) {
		// Of two numbers the longer one is the greater.
		return cmp.Or(cmp.Compare(len(r.ID), len(o.ID)), strings.Compare(r.ID, o.ID))
	}
	return strings.Compare(r.ID, o.ID)
}

// Key names a customer within a store. Its first letter says by what the customer is
// known: c the id of a company, p a platform account, e the keyed hash of an e-mail
// address, d a help-desk requester, g an order that names no customer. Keys that name no
// customer: t the own key of a ticket, a an address or number (see AddressKey).
type Key string

// PlatformKey returns the key of a customer account on a shop platform.
func PlatformKey(r Ref) Key { return Key("p:" + r.String()) }

// CompanyKey returns the key of a company on a shop platform. Its people buy for it.
func CompanyKey(r Ref) Key { return Key("c:" + r.String()) }

// DeskKey returns the key of a requester on a help desk.
func DeskKey(r Ref) Key { return Key("d:" + r.String()) }

// GuestKey returns the key under which an order that names no customer is kept.
func GuestKey(order Ref) Key { return Key("g:" + order.String()) }

// TicketKey returns the key whose record tells with which customer a ticket stands.
func TicketKey(ticket Ref) Key { return Key("t:" + ticket.String()) }

// EmailKey returns the key of a customer known only by an address: HMAC-SHA-256 with the
// store's pepper, 16 bytes of it, so that a key betrays the address only to a reader who
// has the pepper. The address must have passed NormalEmail.
func EmailKey(pepper []byte, email string) Key {
	mac := hmac.New(sha256.New, pepper)
	mac.Write([]byte(email))
	hash := mac.Sum(nil)[:16]
	text := unpadded.EncodeToString(hash)
	return Key("e:" + strings.ToLower(text))
}

var unpadded = base32.StdEncoding.WithPadding(base32.NoPadding)

// maxKey bounds the keys that ParseKey reads, in bytes: platforms' ids are far shorter.
const maxKey = 256

// ParseKey reads the key of a customer who can be reached: a company, an account, an
// address or a requester. It returns false if the text cannot be one. A guest cannot be reached: only
// an order is known of them.
func ParseKey(s string) (Key, bool) {
	letter, name, _ := strings.Cut(s, ":")
	switch letter {
	case "c", "p", "e", "d":
	default:
		return "", false
	}
	if name == "" || len(s) > maxKey || !utf8.ValidString(s) {
		return "", false
	}
	return Key(s), true
}

// Platform reports whether the customer is known by an id of the shop's: an account or a
// company.
func (k Key) Platform() bool { return strings.HasPrefix(string(k), "p:") || k.Company() }

// Company reports whether the customer is a company.
func (k Key) Company() bool { return strings.HasPrefix(string(k), "c:") }

// Email reports whether the customer is known by an address only.
func (k Key) Email() bool { return strings.HasPrefix(string(k), "e:") }

// Desk reports whether the customer is known by a help-desk requester only.
func (k Key) Desk() bool { return strings.HasPrefix(string(k), "d:") }

// Guest reports whether the key stands for an order that names no customer.
func (k Key) Guest() bool { return strings.HasPrefix(string(k), "g:") }

// Ticket reports whether the key is the own key of a ticket.
func (k Key) Ticket() bool { return strings.HasPrefix(string(k), "t:") }

// Before reports whether k is the root when the customers k and o turn out to be one:
// company before account before e-mail before desk, then the smallest key.
func (k Key) Before(o Key) bool {
	return cmp.Or(cmp.Compare(k.rank(), o.rank()), cmp.Compare(k, o)) < 0
}

// rank returns the place of the key's letter among company, account, e-mail, desk, guest,
// ticket and address.
func (k Key) rank() int { return strings.Index("cpedgta", string(k)[:1]) }

// maxEmail is the length of the longest address, in bytes (RFC 5321).
const maxEmail = 254

// NormalEmail trims and lower-cases an address. It returns false if the text cannot be
// one. Nothing else is folded: dots and plus parts are different people on some servers.
func NormalEmail(s string) (string, bool) {
	email := strings.ToLower(strings.TrimSpace(s))
	at := strings.LastIndexByte(email, '@')
	hasBothSides := at > 0 && at < len(email)-1
	if !hasBothSides || len(email) > maxEmail || strings.ContainsAny(email, " \t\r\n<>,;") {
		return "", false
	}
	return email, true
}

// Who holds the names by which an event knows its customer. Empty ones say nothing.
type Who struct {
	// Key is the very key, where we gave it out ourselves, as in the link to a survey. Then
	// nothing else is said.
	Key Key

	Company Ref    // the company on whose behalf the person below acts
	Account Ref    // the shop account
	Email   string // normalised
	Desk    Ref    // the help-desk requester

	// OtherDesk is a requester whom the desk merged with Desk.
	OtherDesk Ref
}

// Home returns the key under which facts of this event land: a function of the event
// alone. It returns false if the event names no customer.
func (w Who) Home(pepper []byte) (Key, bool) {
	switch {
	case w.Key != "":
		return w.Key, true
	case !w.Company.Zero():
		return CompanyKey(w.Company), true
	case !w.Account.Zero():
		return PlatformKey(w.Account), true
	case w.Email != "":
		return EmailKey(pepper, w.Email), true
	case !w.Desk.Zero():
		return DeskKey(w.Desk), true
	}
	return "", false
}

// Links lists the further keys by which this event says the customer is known, Home
// excluded.
func (w Who) Links(pepper []byte) []Key {
	home, ok := w.Home(pepper)
	if !ok {
		return nil
	}
	var links []Key
	if !w.Account.Zero() {
		links = append(links, PlatformKey(w.Account))
	}
	if w.Email != "" {
		links = append(links, EmailKey(pepper, w.Email))
	}
	for _, requester := range [...]Ref{w.Desk, w.OtherDesk} {
		if !requester.Zero() {
			links = append(links, DeskKey(requester))
		}
	}
	isHome := func(k Key) bool { return k == home }
	return slices.DeleteFunc(links, isHome)
}
