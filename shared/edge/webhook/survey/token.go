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

// Token is what a link says: who is asked, and until when an answer counts. It holds
// nothing personal beside the key, which names nobody to whom the store's records are
// closed.
type Token struct {
	Customer crm.Key
	Asked    crm.Instant // when the link was made; what is finer than a second is dropped
	Days     int         // for which the link is good, crm.MaxSurveyDays at most
	Language string      // of the page
}

// Ends is when the link ends to be good.
func (t Token) Ends() time.Time { return t.Asked.Time().AddDate(0, 0, t.Days) }

// A token is URL-safe base64 of: version, language (phrase.NumberOf), second of asking (4 bytes), days (2
// bytes), the customer's key, and a MAC.
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

// Seal makes the token for the links of one source, signed with the first of its secrets.
func Seal(a webhook.Source, t Token) (string, error) {
	secrets := webhook.UsableSecrets(a.Secrets, Platform{}.CheckSecret)
	_, known := crm.ParseKey(string(t.Customer))
	seconds := t.Asked.Time().Unix()
	switch {
	case len(secrets) == 0:
		return "", fmt.Errorf(
			"%w: %s/%s has no secret that can be used",
			ErrToken,
			a.Store,
			a.Name,
		)
	case !known:
		return "", fmt.Errorf("%w: the key is not that of somebody who can be asked", ErrToken)
	case t.Days < 1 || t.Days > crm.MaxSurveyDays || seconds < 1 || seconds >= 1<<32:
		return "", fmt.Errorf(
			"%w: it would be good for %d days from %s",
			ErrToken,
			t.Days,
			t.Asked.Time(),
		)
	}
	said := []byte{version, phrase.NumberOf(t.Language)}
	said = binary.BigEndian.AppendUint32(said, uint32(seconds))
	said = binary.BigEndian.AppendUint16(said, uint16(t.Days))
	said = append(said, t.Customer...)
	return encoding.EncodeToString(append(said, mac(secrets[0], a, said)...)), nil
}

// Link is the address that a customer opens; hooks is where webhooks are taken, and ends
// in /hooks.
func Link(hooks string, a webhook.Source, t Token) (string, error) {
	token, err := Seal(a, t)
	if err != nil {
		return "", err
	}
	return hooks + "/" + a.Store + "/" + a.Name + "?" + webhook.TokenField + "=" + token, nil
}

// mac signs what a token says, for one source of one store: names hold no line ends.
func mac(secret []byte, a webhook.Source, said []byte) []byte {
	return webhook.MAC(secret, []byte("holdfast survey\n"+a.Store+"\n"+a.Name+"\n"), said)[:macBytes]
}

// sealed is a token as it came.
type sealed struct {
	Token
	said, mac []byte
}

// read takes a token apart; whether it is genuine is another question. It reports false
// for what Seal never makes.
func read(text string) (s sealed, ok bool) {
	if len(text) > maxToken {
		return sealed{}, false
	}
	b, err := encoding.DecodeString(text)
	if err != nil || len(b) < headBytes+macBytes || b[0] != version ||
		encoding.EncodeToString(b) != text {
		return sealed{}, false // line ends would be passed over otherwise
	}
	s.said = b[:len(b)-macBytes]
	s.mac = b[len(b)-macBytes:]
	language, known := phrase.Numbered(b[1])
	s.Language = language
	s.Asked = crm.Instant(
		binary.BigEndian.Uint32(b[2:]),
	) * crm.Instant(
		time.Second/time.Millisecond,
	)
	s.Days = int(binary.BigEndian.Uint16(b[6:]))
	s.Customer, ok = crm.ParseKey(string(s.said[headBytes:]))
	return s, ok && known && s.Asked > 0 && s.Days >= 1 && s.Days <= crm.MaxSurveyDays
}

// open reads a token that one of the account's secrets signed and whose time has not run
// out, else webhook.ErrSignature or webhook.ErrStale. Every secret is tried, in constant
// time.
func open(a webhook.Source, text string, now time.Time) (sealed, error) {
	s, ok := read(text)
	if !ok {
		return sealed{}, webhook.ErrSignature
	}
	genuine := false
	for _, secret := range webhook.UsableSecrets(a.Secrets, Platform{}.CheckSecret) {
		genuine = hmac.Equal(s.mac, mac(secret, a, s.said)) || genuine
	}
	switch {
	case !genuine:
		return sealed{}, webhook.ErrSignature
	case now.After(s.Ends()):
		return sealed{}, webhook.ErrStale
	}
	return s, nil
}

// id names the question that a link puts: the same whichever secret signed it, and nobody
// can write it in two ways.
func (s sealed) id(source string) string {
	sum := sha256.Sum256(append([]byte(source+"\n"), s.said...))
	return hex.EncodeToString(sum[:8])
}
