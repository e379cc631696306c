package webhook

import (
	"bytes"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"time"
)

// ErrSecret is wrapped by every error of CheckSecret.
var ErrSecret = errors.New("the secret cannot be used")

// MAC returns HMAC-SHA-256 over the parts, one after the other.
func MAC(key []byte, parts ...[]byte) []byte {
	m := hmac.New(sha256.New, key)
	for _, p := range parts {
		m.Write(p)
	}
	return m.Sum(make([]byte, 0, sha256.Size))
}

// Base64MAC returns the MAC in base64, as most platforms write it.
func Base64MAC(key []byte, parts ...[]byte) string {
	return base64.StdEncoding.EncodeToString(MAC(key, parts...))
}

// MatchesMAC reports whether one of the base64 texts is the MAC of the parts under one of
// the keys. An empty key never matches, nor does text that is not base64. MACs are compared
// as bytes in constant time. The parts are hashed once for each key, whatever the texts
// are, so that the time it takes tells nothing about them.
func MatchesMAC(texts []string, keys [][]byte, parts ...[]byte) bool {
	var claimed [][]byte
	for _, text := range texts {
		if mac, err := base64.StdEncoding.DecodeString(text); err == nil {
			claimed = append(claimed, mac)
		}
	}

	matched := false
	for _, key := range keys {
		if len(key) == 0 {
			continue
		}
		mac := MAC(key, parts...)
		for _, one := range claimed {
			matched = hmac.Equal(one, mac) || matched
		}
	}
	return matched
}

// SpendMAC takes as long as one signature of a body takes to check. A request to an address
// that does not exist is answered after it, or its haste would tell which do.
func SpendMAC(body []byte) { MatchesMAC(nil, [][]byte{[]byte("nobody's")}, body) }

// IsFresh reports whether a signed time lies within Tolerance of now.
func IsFresh(signed, now time.Time) bool {
	return signed.Sub(now).Abs() <= Tolerance
}

// PublishedSecretError returns the error for a secret that a platform has published for
// trials.
func PublishedSecretError() error {
	return fmt.Errorf("%w: it is published, everybody knows it", ErrSecret)
}

// CheckNotEmpty returns an error for an empty or blank secret, with which anybody could
// sign. It is the least that every CheckSecret asks.
func CheckNotEmpty(secret []byte) error {
	if len(bytes.TrimSpace(secret)) == 0 {
		return fmt.Errorf("%w: it is empty", ErrSecret)
	}
	return nil
}

// UsableSecrets lists the secrets for which check returns nil.
func UsableSecrets(secrets [][]byte, check func([]byte) error) [][]byte {
	usable := make([][]byte, 0, len(secrets))
	for _, s := range secrets {
		if check(s) == nil {
			usable = append(usable, s)
		}
	}
	return usable
}

// DeliveryID returns an id for a delivery that Holdfast signs itself: the same for the
// same topic and body.
func DeliveryID(topic string, body []byte) string {
	sum := sha256.Sum256(append([]byte(topic+"\n"), body...))
	return hex.EncodeToString(sum[:16])
}
