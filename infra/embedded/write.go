package embedded

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

// Write implements table.Table. It returns when the write is on disk; writes that wait
// together share the fsync but are judged one by one, each seeing those before it.
func (t *Table) Write(ctx context.Context, ops ...table.Op) error {
	w, err := newWrite(ops)
	if err != nil {
		return err
	}
	if err := t.writes.do(ctx, w.bytes, w.apply); err != nil {
		return fmt.Errorf("embedded: write: %w", err)
	}
	t.meter(w.units, 0)
	if w.conflict != nil {
		return w.conflict
	}
	return nil
}

// write is one Write on its way: encoded by its caller, judged and applied by the
// committer.
type write struct {
	changes  []change
	bytes    int
	units    float64
	conflict *table.Conflict
}

type change struct {
	kind  table.Kind
	item  table.Item // as it shall stand; only the key, unless kind is Put
	want  uint64
	key   []byte
	value []byte // of a Put
	size  int    // of a Put, as DynamoDB counts

	old    table.Item // what stood there; its Body is gone after judging
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
			table.ErrInvalid,
			size,
		)
	}
	return w, nil
}

func newChange(op table.Op) change {
	c := change{
		kind: op.Kind,
		item: table.Item{Key: op.Item.Key},
		want: op.If,
		key:  itemKey(op.Item.Key),
	}
	if op.Kind == table.Put {
		c.item = op.Item
		c.item.Version = op.If + 1
		c.value = appendItem(make([]byte, 0, len(op.Item.Body)+128), &c.item)
		c.size = itemSize(&c.item)
	}
	return c
}

// apply judges all conditions, then makes all changes or none.
func (w *write) apply(tx *bolt.Tx) (bool, error) {
	items := tx.Bucket(itemsBucket)
	if err := w.judge(items); err != nil || w.conflict != nil {
		return false, err
	}
	changed := false
	for i := range w.changes {
		c := &w.changes[i]
		if c.kind == table.Check || c.kind == table.Delete && !c.exists {
			continue
		}
		changed = true
		if err := store(tx, items, c); err != nil {
			return false, err
		}
		w.units += indexWriteUnits(
			c.item.Key,
			c.old.Due,
			c.item.Due,
		) + indexWriteUnits(
			c.item.Key,
			c.old.List,
			c.item.List,
		)
	}
	return changed, nil
}

// judge compares each op with what stands and counts the units of all, which failed
// conditions consume too.
func (w *write) judge(items *bolt.Bucket) error {
	factor := 1.0
	if len(w.changes) > 1 {
		factor = 2
	}
	for i := range w.changes {
		c := &w.changes[i]
		old, exists, err := load(items, c.item.Key, c.key)
		if err != nil {
			return err
		}
		oldSize := 0
		if exists {
			oldSize = itemSize(&old)
		}
		w.units += factor * itemWriteUnits(oldSize, c.size)
		if old.Version != c.want {
			w.fail(i, old, exists)
		}
		old.Body = nil
		c.old = old
		c.exists = exists
	}
	return nil
}

func (w *write) fail(i int, old table.Item, exists bool) {
	if w.conflict == nil {
		w.conflict = &table.Conflict{Old: make([]*table.Item, len(w.changes))}
	}
	if exists {
		old.Body = bytes.Clone(old.Body)
		w.conflict.Old[i] = &old
	}
}

// store makes one change in the items and what follows from it in the indexes.
func store(tx *bolt.Tx, items *bolt.Bucket, c *change) error {
	k := c.item.Key
	errs := []error{
		move(tx.Bucket(dueBucket), k, c.old.Due, c.item.Due),
		move(tx.Bucket(listBucket), k, c.old.List, c.item.List),
		moveExpiry(tx.Bucket(expiryBucket), c.key, c.old.Expires, c.item.Expires),
	}
	if c.kind == table.Put {
		errs = append(errs, items.Put(c.key, c.value))
	} else {
		errs = append(errs, items.Delete(c.key))
	}
	return errors.Join(errs...)
}

// move takes an item from one place in an index to another; a zero place is none.
func move(index *bolt.Bucket, k, from, to table.Key) error {
	if from == to {
		return nil
	}
	if !from.Zero() {
		if err := index.Delete(indexKey(from, k)); err != nil {
			return err
		}
	}
	if !to.Zero() {
		return index.Put(indexKey(to, k), nil)
	}
	return nil
}

func moveExpiry(expiries *bolt.Bucket, key []byte, from, to int64) error {
	if from == to {
		return nil
	}
	if from != 0 {
		if err := expiries.Delete(expiryKey(from, key)); err != nil {
			return err
		}
	}
	if to != 0 {
		return expiries.Put(expiryKey(to, key), nil)
	}
	return nil
}

func expiryKey(at int64, key []byte) []byte {
	return append(binary.BigEndian.AppendUint64(make([]byte, 0, 8+len(key)), uint64(at)), key...)
}
