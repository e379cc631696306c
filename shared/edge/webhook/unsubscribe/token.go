package unsubscribe

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Token is what a link says: which customer wants no more e-mails, and at which address.
// Both are keys, which tell nothing without the store's records.
type Token struct {
	Customer crm.Key
	Address  crm.Key // crm.EmailKey of the address that was written to
	Language string  // of the page
}

// A token is URL-safe base64 of: version, language (phrase.NumberOf), the length of the
// address's key, that key, the customer's key, and a MAC over all of these.
const (
	version   = 1
	headBytes = 3
	// macBytes is half of HMAC-SHA-256: no less than half may be left (RFC 2104, section
	// 5), and a header has room for a short link only.
	macBytes = sha256.Size / 2
	maxToken = 640 // characters; ParseKey takes 256 bytes
)

var encoding = base64.RawURLEncoding.Strict()

// ErrToken says that no link can say this.
var ErrToken = errors.New("unsubscribe: no link can be made")

// Link returns the address that a message carries, signed with the first of the source's
// secrets. hooks is the address under which webhooks are taken; it ends in /hooks. The error
// wraps ErrToken.
func Link(hooks string, src webhook.Source, t Token) (string, error) {
	secrets := webhook.UsableSecrets(src.Secrets, Platform{}.CheckSecret)
	if len(secrets) == 0 {
		return "", fmt.Errorf(
			"%w: %s/%s has no secret that can be used",
			ErrToken, src.Store, src.Name,
		)
	}
	_, isCustomer := crm.ParseKey(string(t.Customer))
	if !isCustomer || !t.Address.Email() {
		return "", fmt.Errorf("%w: these are not the keys of a customer who is written to", ErrToken)
	}
	payload := t.payload()
	token := encoding.EncodeToString(append(payload, tokenMAC(secrets[0], src, payload)...))
	return hooks + "/" + src.Store + "/" + src.Name + "?" + webhook.TokenField + "=" + token, nil
}

// payload returns the bytes of a token that are signed.
func (t Token) payload() []byte {
	b := []byte{version, phrase.NumberOf(t.Language), byte(len(t.Address))}
	b = append(b, t.Address...)
	return append(b, t.Customer...)
}

// tokenMAC signs a payload for one source of one store. Their names hold no line ends.
func tokenMAC(secret []byte, src webhook.Source, payload []byte) []byte {
	purpose := "holdfast unsubscribe\n" + src.Store + "\n" + src.Name + "\n"
	mac := webhook.MAC(secret, []byte(purpose), payload)
	return mac[:macBytes]
}

// parsedToken is a token as it came, with the bytes that are signed and their MAC.
type parsedToken struct {
	Token
	signed []byte
	mac    []byte
}

// parseToken takes a token apart without asking whether it is genuine. It reports false
// for what Link never makes.
func parseToken(text string) (t parsedToken, ok bool) {
	if len(text) > maxToken {
		return t, false
	}
	b, err := encoding.DecodeString(text)
	if err != nil || len(b) < headBytes+macBytes {
		return t, false
	}
	// Decoding passes over line ends; a token has none.
	if encoding.EncodeToString(b) != text {
		return t, false
	}
	t.signed = b[:len(b)-macBytes]
	t.mac = b[len(b)-macBytes:]
	return t, t.Token.parsePayload(t.signed)
}

// parsePayload reads what payload wrote, and reports whether it could have written it.
func (t *Token) parsePayload(b []byte) bool {
	language, known := phrase.Numbered(b[1])
	length := int(b[2])
	keys := b[headBytes:]
	if b[0] != version || !known || length > len(keys) {
		return false
	}
	address, isKey := crm.ParseKey(string(keys[:length]))
	customer, isCustomer := crm.ParseKey(string(keys[length:]))
	if !isKey || !isCustomer || !address.Email() {
		return false
	}
	t.Customer = customer
	t.Address = address
	t.Language = language
	return true
}

// openToken returns a token that one of the source's secrets signed, else
// webhook.ErrSignature. Every secret is tried, in constant time.
func openToken(src webhook.Source, text string) (parsedToken, error) {
	t, ok := parseToken(text)
	if !ok {
		return parsedToken{}, webhook.ErrSignature
	}
	genuine := false
	for _, secret := range webhook.UsableSecrets(src.Secrets, Platform{}.CheckSecret) {
		if hmac.Equal(t.mac, tokenMAC(secret, src, t.signed)) {
			genuine = true
		}
	}
	if !genuine {
		return parsedToken{}, webhook.ErrSignature
	}
	return t, nil
}

// id returns a name of the link for logs.
func (t parsedToken) id() string {
	sum := sha256.Sum256(t.signed)
	return hex.EncodeToString(sum[:8])
}
