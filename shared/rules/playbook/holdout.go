package playbook

import (
	"crypto/sha256"
	"encoding/binary"
	"slices"
	"strings"

	"holdfast/shared/words/crm"
)

// HoldKey returns the key by which a customer is held out: the smallest e-mail key they
// are known by, else the smallest platform key, else their own. It is the same before and
// after a link between an address and an account; where a platform joins two accounts, one
// of them may change sides.
func HoldKey(own crm.Key, f *crm.Facts) crm.Key {
	known := append([]crm.Key{own}, f.Aliases...)
	return slices.MinFunc(known, compareHoldKeys)
}

// compareHoldKeys orders keys: e-mail keys first, then the rest as crm.Key.Before does.
func compareHoldKeys(a, b crm.Key) int {
	switch {
	case a == b:
		return 0
	case a.Email() != b.Email():
		if a.Email() {
			return -1
		}
		return 1
	case a.Before(b):
		return -1
	}
	return 1
}

// heldOut reports whether a playbook leaves a customer alone: a hash of store, playbook
// and HoldKey that never changes, so that raising the share only adds customers.
func heldOut(c *Config, p Name, key crm.Key) bool {
	names := []string{
		"holdout",
		c.Store,
		string(p),
		string(key),
	}
	text := strings.Join(names, "\x00")
	sum := sha256.Sum256([]byte(text))

	perMille := binary.BigEndian.Uint64(sum[:8]) % 1000
	share := max(0, c.Holdout)
	return perMille < uint64(share)
}
