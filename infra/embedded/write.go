package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

// Write implements table.Table. It returns once the write is on disk, or with DeferSync once
// the file has it; writes that wait
// together share the fsync but their conditions are checked one by one, each seeing the
// writes before it.
func (t *Table) Write(ctx context.Context, ops ...table.Op) error {
	w, err := newWrite(ops)
	if err != nil {
		return err
	}
	if err := t.writes.submit(ctx, w.bytes, w.apply); err != nil {
		return fmt.Errorf("embedded: write: %w", err)
	}
	t.meter(w.units, 0)
	if w.conflict != nil {
		return w.conflict
	}
	return nil
}

// write is one Write on its way: encoded by its caller, checked and applied by the
// committer.
type write struct {
	changes  []change
	bytes    int
	units    float64
	conflict *table.Conflict
}

type change struct {
	kind    table.Kind
	item    table.Item // as it shall be; only the key, unless kind is Put
	version uint64     // that the item must have now
	key     []byte
	value   []byte // of a Put
	size    int    // of a Put, as DynamoDB counts

	old    table.Item // as it was; without its Body once the condition is checked
	exists bool
}

func newWrite(ops []table.Op) (*write, error) {
	if err := table.CheckWrite(ops); err != nil {
		return nil, err
	}
	w := &write{changes: make([]change, len(ops))}
	size := 0
	for i, op := range ops {
		c := newChange(op)
		w.changes[i] = c
		w.bytes += len(c.key) + len(c.value)
		size += c.size
	}
	if size > maxTxSize {
		return nil, fmt.Errorf(
			"%w: items of a transaction have %d bytes together",
			table.ErrInvalid, size,
		)
	}
	return w, nil
}

func newChange(op table.Op) change {
	c := change{
		kind:    op.Kind,
		item:    table.Item{Key: op.Item.Key},
		version: op.If,
		key:     itemKey(op.Item.Key),
	}
	if op.Kind == table.Put {
		c.item = op.Item
		c.item.Version = op.If + 1
		c.value = appendItem(make([]byte, 0, len(op.Item.Body)+128), &c.item)
		c.size = itemSize(&c.item)
	}
	return c
}

// changesItem reports whether the change has an effect once its condition holds.
func (c *change) changesItem() bool {
	switch c.kind {
	case table.Check:
		return false
	case table.Delete:
		return c.exists
	}
	return true
}

// apply checks all conditions, then makes all changes or none.
func (w *write) apply(tx *bolt.Tx) (changed bool, err error) {
	w.units = 0
	w.conflict = nil
	items := tx.Bucket(itemsBucket)
	if err := w.checkConditions(items); err != nil || w.conflict != nil {
		return false, err
	}
	for i := range w.changes {
		c := &w.changes[i]
		if !c.changesItem() {
			continue
		}
		changed = true
		if err := applyChange(tx, items, c); err != nil {
			return false, err
		}
		w.units += indexWriteUnits(c.item.Key, c.old.Due, c.item.Due)
		w.units += indexWriteUnits(c.item.Key, c.old.List, c.item.List)
	}
	return changed, nil
}

// checkConditions compares each item with the version that it must have, and counts the
// units of all, which conditions that fail consume too.
func (w *write) checkConditions(items *bolt.Bucket) error {
	factor := 1.0
	if len(w.changes) > 1 {
		factor = 2
	}
	for i := range w.changes {
		c := &w.changes[i]
		old, exists, err := findItem(items, c.item.Key, c.key)
		if err != nil {
			return err
		}
		oldSize := 0
		if exists {
			oldSize = itemSize(&old)
		}
		w.units += factor * itemWriteUnits(oldSize, c.size)

		if old.Version != c.version {
			w.addConflict(i, old, exists)
		}
		old.Body = nil
		c.old = old
		c.exists = exists
	}
	return nil
}

// addConflict notes that the i-th condition does not hold, and the item that it met.
func (w *write) addConflict(i int, old table.Item, exists bool) {
	if w.conflict == nil {
		w.conflict = &table.Conflict{Old: make([]*table.Item, len(w.changes))}
	}
	if exists {
		old.Body = bytes.Clone(old.Body)
		w.conflict.Old[i] = &old
	}
}

// applyChange makes one change in the items and in all indexes.
func applyChange(tx *bolt.Tx, items *bolt.Bucket, c *change) error {
	due := tx.Bucket(dueBucket)
	list := tx.Bucket(listBucket)
	expiries := tx.Bucket(expiryBucket)
	return errors.Join(
		moveEntry(due, c.item.Key, c.old.Due, c.item.Due),
		moveEntry(list, c.item.Key, c.old.List, c.item.List),
		moveExpiry(expiries, c.key, c.old.Expires, c.item.Expires),
		putOrDelete(items, c),
	)
}

func putOrDelete(items *bolt.Bucket, c *change) error {
	if c.kind == table.Put {
		return items.Put(c.key, c.value)
	}
	return items.Delete(c.key)
}

// moveEntry takes an item from one key of an index to another; a zero key is none.
func moveEntry(index *bolt.Bucket, item, from, to table.Key) error {
	if from == to {
		return nil
	}
	if !from.Zero() {
		if err := index.Delete(indexKey(from, item)); err != nil {
			return err
		}
	}
	if !to.Zero() {
		return index.Put(indexKey(to, item), nil)
	}
	return nil
}

// moveExpiry is moveEntry for the index of expiries, in Unix seconds; 0 is none.
func moveExpiry(expiries *bolt.Bucket, stored []byte, from, to int64) error {
	if from == to {
		return nil
	}
	if from != 0 {
		if err := expiries.Delete(expiryKey(from, stored)); err != nil {
			return err
		}
	}
	if to != 0 {
		return expiries.Put(expiryKey(to, stored), nil)
	}
	return nil
}
