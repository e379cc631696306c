// Package sealed makes and opens the tokens of the links that Holdfast gives out: the one
// to a survey, and the one out of e-mails. A token is URL-safe base64 of a payload and a
// MAC over it. The secret of a source of its own signs it, for that store and source and
// for one purpose, so that no link opens anything else.
//
// What the payload says is the business of the package that gives out the link.
package sealed

import (
	"bytes"
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"strings"

	"holdfast/shared/edge/webhook"
)

// macBytes is half of HMAC-SHA-256: no less than half may be left (RFC 2104, section 5),
// and a link shall be short.
const macBytes = sha256.Size / 2

var encoding = base64.RawURLEncoding.Strict()

// minSecret is the least length of a secret, in bytes. With a link at hand, anybody can
// try secrets on it as fast as they like.
const minSecret = 16

// CheckSecret refuses a secret that is empty, or short enough to be guessed.
func CheckSecret(secret []byte) error {
	n := len(bytes.TrimSpace(secret))
	if n > 0 && n < minSecret {
		return fmt.Errorf(
			"%w: it has %d characters, and whoever has a link could guess it; leave it out and one is made up",
			webhook.ErrSecret,
			n,
		)
	}
	return webhook.CheckNotEmpty(secret)
}

// Kind is a kind of links.
type Kind struct {
	Purpose string // is signed too: a token of one purpose is good for no other
	Least   int    // bytes of the shortest payload
	Most    int    // characters of the longest token
}

// Seal returns the token of a payload, signed with the first of the source's secrets. It
// returns an error if the source has none that can be used.
func (k Kind) Seal(src webhook.Source, payload []byte) (string, error) {
	secrets := webhook.UsableSecrets(src.Secrets, CheckSecret)
	if len(secrets) == 0 {
		return "", fmt.Errorf("%s/%s has no secret that can be used", src.Store, src.Name)
	}
	mac := k.mac(secrets[0], src, payload)
	return encoding.EncodeToString(append(payload, mac...)), nil
}

// mac signs a payload for one source of one store. Their names hold no line ends.
func (k Kind) mac(secret []byte, src webhook.Source, payload []byte) []byte {
	head := "holdfast " + k.Purpose + "\n" + src.Store + "\n" + src.Name + "\n"
	mac := webhook.MAC(secret, []byte(head), payload)
	return mac[:macBytes]
}

// Token is a token as it came.
type Token struct {
	Payload []byte // what is signed
	mac     []byte
}

// Parse takes a token apart without asking whether it is genuine. It returns false for
// what Seal never makes.
func (k Kind) Parse(text string) (Token, bool) {
	if len(text) > k.Most {
		return Token{}, false
	}
	b, err := encoding.DecodeString(text)
	if err != nil || len(b) < k.Least+macBytes {
		return Token{}, false
	}
	// Decoding passes over line ends; a token has none.
	if encoding.EncodeToString(b) != text {
		return Token{}, false
	}

	end := len(b) - macBytes
	return Token{
		Payload: b[:end],
		mac:     b[end:],
	}, true
}

// IsGenuine reports whether one of the source's secrets signed the token. Every secret is
// tried, in constant time.
func (k Kind) IsGenuine(src webhook.Source, t Token) bool {
	isGenuine := false
	for _, secret := range webhook.UsableSecrets(src.Secrets, CheckSecret) {
		if hmac.Equal(t.mac, k.mac(secret, src, t.Payload)) {
			isGenuine = true
		}
	}
	return isGenuine
}

// Address returns the link with a token. hooks is the address under which webhooks are
// taken; it ends in /hooks.
func Address(hooks string, src webhook.Source, token string) string {
	return hooks + "/" + src.Store + "/" + src.Name + "?" + webhook.TokenField + "=" + token
}

// ShopName returns the name of the shop that customers know.
func ShopName(src webhook.Source) string {
	return cmp.Or(strings.TrimSpace(src.Account), src.Store)
}
