package survey

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

	"holdfast/shared/edge/sealed"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Token is what a link says: which customer is asked, and until when an answer counts. It
// holds nothing personal beside the key, which tells nothing without the store's records.
type Token struct {
	Customer crm.Key
	Asked    crm.Instant // when the link was made; parts of a second are dropped
	Days     int         // for which the link is good, crm.MaxSurveyDays at most
	Language string      // of the page
}

// Ends returns when the link stops being good.
func (t Token) Ends() time.Time { return t.Asked.Time().AddDate(0, 0, t.Days) }

// The payload of a token is: version, language (phrase.NumberOf), second of asking (4
// bytes), days (2 bytes), and the customer's key.
const (
	version   = 1
	headBytes = 8
)

// links is the kind of a survey's links. ParseKey takes 256 bytes.
var links = sealed.Kind{
	Purpose: "survey",
	Least:   headBytes,
	Most:    512,
}

// ErrToken says that no link can say this.
var ErrToken = errors.New("survey: no link can be made")

// Seal returns the token for a link of one source, signed with the first of its secrets.
// The error wraps ErrToken.
func Seal(src webhook.Source, t Token) (string, error) {
	if err := t.check(); err != nil {
		return "", err
	}
	token, err := links.Seal(src, t.payload())
	if err != nil {
		return "", fmt.Errorf("%w: %w", ErrToken, err)
	}
	return token, nil
}

// check returns an error if the token would not be read back as it is.
func (t Token) check() error {
	if _, ok := crm.ParseKey(string(t.Customer)); !ok {
		return fmt.Errorf("%w: the key is not that of somebody who can be asked", ErrToken)
	}
	seconds := t.Asked.Time().Unix()
	inTime := seconds >= 1 && seconds < 1<<32
	if t.Days < 1 || t.Days > crm.MaxSurveyDays || !inTime {
		return fmt.Errorf(
			"%w: it would be good for %d days from %s",
			ErrToken, t.Days, t.Asked.Time(),
		)
	}
	return nil
}

// payload returns the bytes of a token that are signed.
func (t Token) payload() []byte {
	seconds := t.Asked.Time().Unix()
	b := []byte{version, phrase.NumberOf(t.Language)}
	b = binary.BigEndian.AppendUint32(b, uint32(seconds))
	b = binary.BigEndian.AppendUint16(b, uint16(t.Days))
	return append(b, t.Customer...)
}

// Link returns the address that a customer opens. hooks is the address under which
// webhooks are taken; it ends in /hooks.
func Link(hooks string, src webhook.Source, t Token) (string, error) {
	token, err := Seal(src, t)
	if err != nil {
		return "", err
	}
	return sealed.Address(hooks, src, token), nil
}

// parsedToken is a token as it came, with the bytes that are signed.
type parsedToken struct {
	Token
	seal sealed.Token
}

// parseToken takes a token apart without asking whether it is genuine. It reports false
// for what Seal never makes.
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
	if b[0] != version || !known {
		return false
	}
	seconds := binary.BigEndian.Uint32(b[2:])
	customer, ok := crm.ParseKey(string(b[headBytes:]))
	if !ok {
		return false
	}

	t.Customer = customer
	t.Asked = crm.InstantOf(time.Unix(int64(seconds), 0))
	t.Days = int(binary.BigEndian.Uint16(b[6:]))
	t.Language = language
	return t.Asked > 0 && t.Days >= 1 && t.Days <= crm.MaxSurveyDays
}

// openToken returns a token that one of the source's secrets signed and whose time has not
// run out, else webhook.ErrSignature or webhook.ErrStale.
func openToken(src webhook.Source, text string, now time.Time) (parsedToken, error) {
	t, ok := parseToken(text)
	if !ok || !links.IsGenuine(src, t.seal) {
		return parsedToken{}, webhook.ErrSignature
	}
	if now.After(t.Ends()) {
		return parsedToken{}, webhook.ErrStale
	}
	return t, nil
}

// questionID returns the id of the question that a link puts: the same under each of the
// source's secrets, and only one for each token.
func (t parsedToken) questionID(source string) string {
	sum := sha256.Sum256(append([]byte(source+"\n"), t.seal.Payload...))
	return hex.EncodeToString(sum[:8])
}
