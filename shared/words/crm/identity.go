package crm

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
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
	if c := strings.Compare(r.Source, o.Source); c != 0 {
		return c
	}
	if len(r.ID) != len(o.ID) && digits(r.ID) && digits(o.ID) {
		if len(r.ID) < len(o.ID) {
			return -1
		}
		return 1
	}
	return strings.Compare(r.ID, o.ID)
}

// Key names a customer within a store. Its first letter says by what the customer is
// known: p a platform account, e the keyed hash of an e-mail address, d a help-desk
// requester, g an order that names nobody.
type Key string

// PlatformKey is the key of a customer account on a shop platform.
func PlatformKey(r Ref) Key { return Key("p:" + r.String()) }

// DeskKey is the key of a requester on a help desk.
func DeskKey(r Ref) Key { return Key("d:" + r.String()) }

// GuestKey is the key under which an order that names nobody is kept.
func GuestKey(order Ref) Key { return Key("g:" + order.String()) }

// EmailKey is the key of a customer known only by an address: HMAC-SHA-256 with the
// store's pepper, 16 bytes of it, so that a key betrays no address to whoever lacks the
// pepper. The address must have passed NormalEmail.
func EmailKey(pepper []byte, email string) Key {
	m := hmac.New(sha256.New, pepper)
	m.Write([]byte(email))
	return Key(
		"e:" + strings.ToLower(
			base32.StdEncoding.WithPadding(base32.NoPadding).EncodeToString(m.Sum(nil)[:16]),
		),
	)
}

// maxKey bounds the keys that ParseKey reads, in bytes: platforms' ids are far shorter.
const maxKey = 256

// ParseKey reads the key of somebody who can be reached, and reports whether it can be
// one: an account, an address or a requester. Of a guest nothing but an order is known.
func ParseKey(s string) (Key, bool) {
	kind, rest, _ := strings.Cut(s, ":")
	if rest == "" || len(s) > maxKey || !utf8.ValidString(s) ||
		kind != "p" && kind != "e" && kind != "d" {
		return "", false
	}
	return Key(s), true
}

// Platform reports whether the customer is known by a shop account.
func (k Key) Platform() bool { return strings.HasPrefix(string(k), "p:") }

// Email reports whether the customer is known by an address only.
func (k Key) Email() bool { return strings.HasPrefix(string(k), "e:") }

// Guest reports whether the key stands for an order that names nobody.
func (k Key) Guest() bool { return strings.HasPrefix(string(k), "g:") }

// Before reports whether k is the root when the customers k and o turn out to be one:
// platform before e-mail before desk, then the smallest key.
func (k Key) Before(o Key) bool {
	if a, b := k.rank(), o.rank(); a != b {
		return a < b
	}
	return k < o
}

func (k Key) rank() int { return strings.Index("pedg", string(k)[:1]) }

// NormalEmail trims and lower-cases an address and reports whether it can be one. Nothing
// else is folded: dots and plus parts are different people on some servers.
func NormalEmail(s string) (string, bool) {
	s = strings.ToLower(strings.TrimSpace(s))
	at := strings.LastIndexByte(s, '@')
	if at < 1 || at == len(s)-1 || len(s) > 254 || strings.ContainsAny(s, " \t\r\n<>,;") {
		return "", false
	}
	return s, true
}

// Who is how an event names its customer. Empty parts say nothing.
type Who struct {
	Key     Key    // the very key, where we gave it out ourselves, as in the link to a survey; then nothing else is said
	Account Ref    // the shop account
	Email   string // normalised
	Desk    Ref    // the help-desk requester
}

// Home is the key under which facts of this event land: a function of the event alone. It
// reports false for nobody.
func (w Who) Home(pepper []byte) (Key, bool) {
	switch {
	case w.Key != "":
		return w.Key, true
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
	if w.Email != "" {
		if k := EmailKey(pepper, w.Email); k != home {
			links = append(links, k)
		}
	}
	if !w.Desk.Zero() {
		if k := DeskKey(w.Desk); k != home {
			links = append(links, k)
		}
	}
	return links
}
