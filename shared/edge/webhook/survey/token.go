package survey

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"time"

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

// A token is URL-safe base64 of: version, language (phrase.NumberOf), second of asking (4
// bytes), days (2 bytes), the customer's key, and a MAC over all of these.
const (
	version   = 1
	headBytes = 8
	// macBytes is half of HMAC-SHA-256: no less than half may be left (RFC 2104, section
	// 5), and a link shall be short.
	macBytes = sha256.Size / 2
	maxToken = 512 // characters; ParseKey takes 256 bytes
)

var encoding = base64.RawURLEncoding.Strict()

// ErrToken says that no link can say this.
var ErrToken = errors.New("survey: no link can be made")

// Seal returns the token for a link of one source, signed with the first of its secrets.
// The error wraps ErrToken.
func Seal(src webhook.Source, t Token) (string, error) {
	secrets := webhook.UsableSecrets(src.Secrets, Platform{}.CheckSecret)
	if len(secrets) == 0 {
		return "", fmt.Errorf(
			"%w: %s/%s has no secret that can be used",
			ErrToken, src.Store, src.Name,
		)
	}
	if err := t.check(); err != nil {
		return "", err
	}
	payload := t.payload()
	return encoding.EncodeToString(append(payload, tokenMAC(secrets[0], src, payload)...)), nil
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
	return hooks + "/" + src.Store + "/" + src.Name + "?" + webhook.TokenField + "=" + token, nil
}

// tokenMAC signs a payload for one source of one store. Their names hold no line ends.
func tokenMAC(secret []byte, src webhook.Source, payload []byte) []byte {
	purpose := "holdfast survey\n" + src.Store + "\n" + src.Name + "\n"
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
// for what Seal never makes.
func parseToken(text string) (parsedToken, bool) {
	if len(text) > maxToken {
		return parsedToken{}, false
	}
	b, err := encoding.DecodeString(text)
	if err != nil || len(b) < headBytes+macBytes {
		return parsedToken{}, false
	}
	// Decoding passes over line ends; a token has none.
	if encoding.EncodeToString(b) != text {
		return parsedToken{}, false
	}

	t := parsedToken{
		signed: b[:len(b)-macBytes],
		mac:    b[len(b)-macBytes:],
	}
	ok := t.Token.parsePayload(t.signed)
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
// run out, else webhook.ErrSignature or webhook.ErrStale. Every secret is tried, in
// constant time.
func openToken(src webhook.Source, text string, now time.Time) (parsedToken, error) {
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
	if now.After(t.Ends()) {
		return parsedToken{}, webhook.ErrStale
	}
	return t, nil
}

// questionID returns the id of the question that a link puts: the same under each of the
// source's secrets, and only one for each token.
func (t parsedToken) questionID(source string) string {
	sum := sha256.Sum256(append([]byte(source+"\n"), t.signed...))
	return hex.EncodeToString(sum[:8])
}
