package embedded

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

const expireBatch = 500 // items removed in one commit, so that other writes get their turn

// Expire removes items whose Expires has passed at an instant, as DynamoDB does in the
// background, and says how many. It costs no units. Until it runs such items stand:
// readers check.
func (t *Table) Expire(ctx context.Context, now time.Time) (int, error) {
	total := 0
	for {
		n := 0
		full := false
		err := t.writes.do(ctx, 0, func(tx *bolt.Tx) (bool, error) {
			gone := expired(tx, now)
			full = len(gone) == expireBatch
			n = len(gone)
			return n > 0, removeAll(tx, gone)
		})
		if err != nil {
			return total, fmt.Errorf("embedded: expire: %w", err)
		}
		total += n
		if !full {
			return total, nil
		}
	}
}

// expired lists stored keys of items whose time has come.
func expired(tx *bolt.Tx, now time.Time) [][]byte {
	var keys [][]byte
	c := tx.Bucket(expiryBucket).Cursor()
	for k, _ := c.First(); k != nil && len(keys) < expireBatch; k, _ = c.Next() {
		if int64(binary.BigEndian.Uint64(k)) > now.Unix() {
			break
		}
		keys = append(keys, append([]byte(nil), k[8:]...))
	}
	return keys
}

func removeAll(tx *bolt.Tx, keys [][]byte) error {
	items := tx.Bucket(itemsBucket)
	for _, key := range keys {
		k, err := parseItemKey(key)
		if err != nil {
			return err
		}
		old, exists, err := load(items, k, key)
		if err != nil {
			return err
		}
		if err := store(tx, items, &change{
			kind:   table.Delete,
			item:   table.Item{Key: k},
			key:    key,
			old:    old,
			exists: exists,
		}); err != nil {
			return err
		}
	}
	return nil
}
