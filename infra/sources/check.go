package sources

import (
	"errors"
	"fmt"
	"strings"

	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/words/crm"
)

// ErrRefused is wrapped by every error of CheckNew.
var ErrRefused = errors.New("the source cannot be used")

// Most is how many sources a stack or a folder takes. A process that takes webhooks reads
// them all together, and in a stack ten at a time: a hundred requests, or a second or two,
// when it starts and every five minutes.
const Most = 1000

// ByStore holds sources by store, then by name.
type ByStore map[string]map[string]Source

// Set adds or replaces a source. It does not check it: CheckNew does.
func (all ByStore) Set(store, name string, src Source) {
	if all[store] == nil {
		all[store] = map[string]Source{}
	}
	all[store][name] = src
}

// CheckNew returns an error that wraps ErrRefused for names that cannot stand in a path,
// unknown platforms, empty or published secrets, secrets that already sign for a source of
// another store (such a delivery would be genuine in both), and for one more source than
// Most.
func (all ByStore) CheckNew(store, name string, src Source) error {
	if !crm.ValidName(store) || !crm.ValidName(name) {
		return refuse(
			"%q and %q must be lower-case letters, digits, dots, dashes and underscores",
			store, name,
		)
	}

	if _, known := all[store][name]; !known && all.count() >= Most {
		return refuse("there are %d sources already, the most that are read together", Most)
	}

	p, ok := platforms.For(src.Platform)
	if !ok {
		known := strings.Join(platforms.Names(), ", ")
		return refuse("no platform is called %q; there are %s", src.Platform, known)
	}

	if len(src.Secrets) == 0 {
		return refuse("%s/%s has no secret", store, name)
	}
	for _, secret := range src.Secrets {
		if err := p.CheckSecret([]byte(secret)); err != nil {
			return refuse("%s/%s: %w", store, name, err)
		}
		if other, used := all.otherStoreWith(secret, store); used {
			return refuse(
				"the secret of %s/%s already signs for %s, another store",
				store, name, other,
			)
		}
	}
	return nil
}

// The least that a new secret has. Platforms make them of 32 characters and more; a shop may
// choose one itself.
const (
	leastSecret    = 8 // characters
	leastDifferent = 4
)

// CheckGuessable returns an error that wraps ErrRefused for a secret that somebody could
// find by trying. It is for secrets that are new: one that has signed for long goes on
// until it is changed.
func CheckGuessable(secret string) error {
	if isGuessable(secret) {
		return refuse(
			"such a secret could be guessed: want at least %d characters, %d of them different",
			leastSecret, leastDifferent,
		)
	}
	return nil
}

// isGuessable reports whether a secret is so short or so plain that somebody could find it
// by trying.
func isGuessable(secret string) bool {
	characters := []rune(trimSecret(secret))
	different := map[rune]bool{}
	for _, c := range characters {
		different[c] = true
	}
	return len(characters) < leastSecret || len(different) < leastDifferent
}

// count returns how many sources there are.
func (all ByStore) count() int {
	n := 0
	for _, named := range all {
		n += len(named)
	}
	return n
}

func refuse(format string, args ...any) error {
	return fmt.Errorf("%w: %w", ErrRefused, fmt.Errorf(format, args...))
}

// otherStoreWith returns "store/name" of a source of another store that has the secret,
// and reports whether there is one.
func (all ByStore) otherStoreWith(secret, store string) (string, bool) {
	for other, theirs := range all {
		if other == store {
			continue
		}
		for name, src := range theirs {
			if src.hasSecret(secret) {
				return other + "/" + name, true
			}
		}
	}
	return "", false
}

func (s Source) hasSecret(secret string) bool {
	for _, own := range s.Secrets {
		if trimSecret(own) == trimSecret(secret) {
			return true
		}
	}
	return false
}

// trimSecret returns a secret without the spaces and the prefix that may stand around it,
// so that one secret in two writings compares equal.
func trimSecret(secret string) string {
	return strings.TrimPrefix(strings.TrimSpace(secret), "whsec_")
}
