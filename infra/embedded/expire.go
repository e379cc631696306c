package embedded

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

const expireBatch = 500 // items removed in one commit, so that other writes get their turn

// Expire removes items whose Expires has passed at an instant, as DynamoDB does in the
// background, and returns how many. It costs no units. Until it runs such items are still
// read: readers check.
func (t *Table) Expire(ctx context.Context, now time.Time) (int, error) {
	total := 0
	for {
		n, err := t.expireSome(ctx, now)
		if err != nil {
			return total, fmt.Errorf("embedded: expire: %w", err)
		}
		total += n
		if n < expireBatch {
			return total, nil
		}
	}
}

// expireSome removes up to expireBatch expired items in one commit.
func (t *Table) expireSome(ctx context.Context, now time.Time) (n int, err error) {
	err = t.writes.submit(ctx, 0, func(tx *bolt.Tx) (bool, error) {
		expired := findExpired(tx, now)
		n = len(expired)
		return n > 0, removeItems(tx, expired)
	})
	return n, err
}

// findExpired lists stored keys of expired items.
func findExpired(tx *bolt.Tx, now time.Time) [][]byte {
	var stored [][]byte
	c := tx.Bucket(expiryBucket).Cursor()
	for k, _ := c.First(); k != nil && len(stored) < expireBatch; k, _ = c.Next() {
		expires, item := parseExpiryKey(k)
		if expires > now.Unix() {
			break
		}
		stored = append(stored, bytes.Clone(item))
	}
	return stored
}

func removeItems(tx *bolt.Tx, stored [][]byte) error {
	items := tx.Bucket(itemsBucket)
	for _, key := range stored {
		k, err := parseItemKey(key)
		if err != nil {
			return err
		}
		old, exists, err := findItem(items, k, key)
		if err != nil {
			return err
		}
		c := &change{
			kind:   table.Delete,
			item:   table.Item{Key: k},
			key:    key,
			old:    old,
			exists: exists,
		}
		if err := applyChange(tx, items, c); err != nil {
			return err
		}
	}
	return nil
}

// expiryKey returns the stored key of an expiry in Unix seconds: expiries sort by it.
func expiryKey(expires int64, item []byte) []byte {
	b := make([]byte, 0, 8+len(item))
	b = binary.BigEndian.AppendUint64(b, uint64(expires))
	return append(b, item...)
}

// parseExpiryKey reads what expiryKey wrote.
func parseExpiryKey(b []byte) (expires int64, item []byte) {
	return int64(binary.BigEndian.Uint64(b)), b[8:]
}
