package unsubscribe

import (
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"

	"holdfast/shared/edge/sealed"
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

// The payload of a token is: version, language (phrase.NumberOf), the length of the
// address's key, that key, and the customer's key.
const (
	version   = 1
	headBytes = 3
)

// links is the kind of the links out of e-mails. ParseKey takes 256 bytes, and a header has
// room for a short link only.
var links = sealed.Kind{
	Purpose: "unsubscribe",
	Least:   headBytes,
	Most:    640,
}

// ErrToken says that no link can say this.
var ErrToken = errors.New("unsubscribe: no link can be made")

// Link returns the address that a message carries, signed with the first of the source's
// secrets. hooks is the address under which webhooks are taken; it ends in /hooks. The error
// wraps ErrToken.
func Link(hooks string, src webhook.Source, t Token) (string, error) {
	_, isCustomer := crm.ParseKey(string(t.Customer))
	if !isCustomer || !t.Address.Email() {
		return "", fmt.Errorf("%w: these are not the keys of a customer who is written to", ErrToken)
	}
	token, err := links.Seal(src, t.payload())
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrToken, err)
	}
	return sealed.Address(hooks, src, token), nil
}

// payload returns the bytes of a token that are signed.
func (t Token) payload() []byte {
	b := []byte{version, phrase.NumberOf(t.Language), byte(len(t.Address))}
	b = append(b, t.Address...)
	return append(b, t.Customer...)
}

// parsedToken is a token as it came, with the bytes that are signed.
type parsedToken struct {
	Token
	seal sealed.Token
}

// parseToken takes a token apart without asking whether it is genuine. It reports false
// for what Link never makes.
func parseToken(text string) (t parsedToken, ok bool) {
	t.seal, ok = links.Parse(text)
	if !ok {
		return parsedToken{}, false
	}
	ok = t.parsePayload(t.seal.Payload)
	return t, ok
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
// webhook.ErrSignature.
func openToken(src webhook.Source, text string) (parsedToken, error) {
	t, ok := parseToken(text)
	if !ok || !links.IsGenuine(src, t.seal) {
		return parsedToken{}, webhook.ErrSignature
	}
	return t, nil
}

// id returns a name of the link for logs.
func (t parsedToken) id() string {
	sum := sha256.Sum256(t.seal.Payload)
	return hex.EncodeToString(sum[:8])
}
