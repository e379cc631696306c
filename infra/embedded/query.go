package embedded

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

// Query implements table.Table. A page holds at most 1 MB, as DynamoDB's.
func (t *Table) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := ctx.Err(); err != nil {
		return table.Page{}, err
	}
	if err := table.CheckQuery(q); err != nil {
		return table.Page{}, err
	}
	p := pager{limit: q.Limit}
	var bucket []byte
	switch q.Index {
	case table.Main:
		bucket = itemsBucket
		p.read = readItem
		p.within = spanOf(partition(q.PK), []byte(q.From), []byte(q.To))
	case table.Due:
		bucket = dueBucket
		p.read = readDue
		p.within = spanOf(
			appendPart(nil, q.PK),
			appendEscaped(nil, q.From),
			appendEscaped(nil, q.To),
		)
	case table.List:
		bucket = listBucket
		p.read = readList
		p.within = spanOf(
			appendPart(nil, q.PK),
			appendEscaped(nil, q.From),
			appendEscaped(nil, q.To),
		)
	}
	p.within.backward = q.Backward
	return t.page(&p, bucket, q.Cursor, q.Index == table.Main)
}

// Scan implements table.Table. A segment is a range of slots of the hash of PK, read in
// that order.
func (t *Table) Scan(ctx context.Context, segment, of int, cursor string) (table.Page, error) {
	if err := ctx.Err(); err != nil {
		return table.Page{}, err
	}
	if err := table.CheckScan(segment, of); err != nil {
		return table.Page{}, err
	}
	p := pager{
		read: readItem,
		within: span{
			lo: slotStart(segment * slots / of),
			hi: slotStart((segment + 1) * slots / of),
		},
	}
	return t.page(&p, itemsBucket, cursor, false)
}

// slotStart is the least stored key of a slot, nil after the last.
func slotStart(s int) []byte {
	if s == slots {
		return nil
	}
	return []byte{byte(s >> 8), byte(s)}
}

// page reads one page and counts its units.
func (t *Table) page(p *pager, bucket []byte, cursor string, strong bool) (table.Page, error) {
	if err := p.within.resume(cursor); err != nil {
		return table.Page{}, err
	}
	err := t.db.View(func(tx *bolt.Tx) error { return p.run(tx.Bucket(bucket).Cursor()) })
	if err != nil {
		return table.Page{}, fmt.Errorf("embedded: read page: %w", err)
	}
	t.meter(0, readUnits(p.size, strong))
	return p.page, nil
}

// pager fills one page from a span of stored keys.
type pager struct {
	within span
	limit  int // 0 = none
	read   func(k, v []byte) (it table.Item, size int, err error)

	page table.Page
	size int
}

func (p *pager) run(c *bolt.Cursor) error {
	var last []byte
	for k, v := p.within.first(c); k != nil; k, v = p.within.next(c) {
		if p.size >= pageBytes || p.limit > 0 && len(p.page.Items) == p.limit {
			p.page.Cursor = base64.RawURLEncoding.EncodeToString(last)
			return nil
		}
		it, size, err := p.read(k, v)
		if err != nil {
			return err
		}
		p.page.Items = append(p.page.Items, it)
		p.size += size
		last = k
	}
	return nil
}

func readItem(k, v []byte) (table.Item, int, error) {
	key, err := parseItemKey(k)
	if err != nil {
		return table.Item{}, 0, err
	}
	it, err := decodeItem(key, v)
	if err != nil {
		return table.Item{}, 0, err
	}
	it.Body = bytes.Clone(it.Body)
	return it, itemSize(&it), nil
}

func readDue(k, _ []byte) (table.Item, int, error) {
	at, key, err := parseIndexKey(k)
	return table.Item{Key: key, Due: at}, entrySize(at, key), err
}

func readList(k, _ []byte) (table.Item, int, error) {
	at, key, err := parseIndexKey(k)
	return table.Item{Key: key, List: at}, entrySize(at, key), err
}

// span is a range of stored keys, lo <= key < hi; a nil hi has no bound.
type span struct {
	lo, hi   []byte
	backward bool
	after    []byte // the last key of the page before
}

// spanOf is the part of a partition from one place up to, not including, another; an
// empty to has no bound.
func spanOf(prefix, from, to []byte) span {
	lo := append(bytes.Clone(prefix), from...)
	if len(to) > 0 {
		return span{lo: lo, hi: append(prefix, to...)}
	}
	hi := bytes.Clone(prefix)
	hi[len(hi)-1]++ // a prefix ends in the mark 00 01: what follows its last key begins with 00 02
	return span{lo: lo, hi: hi}
}

func (s *span) holds(k []byte) bool {
	return k != nil && bytes.Compare(k, s.lo) >= 0 && (s.hi == nil || bytes.Compare(k, s.hi) < 0)
}

// resume makes the span go on after a cursor.
func (s *span) resume(cursor string) error {
	if cursor == "" {
		return nil
	}
	after, err := base64.RawURLEncoding.DecodeString(cursor)
	if err != nil || !s.holds(after) {
		return fmt.Errorf("%w: not a cursor of this query", table.ErrInvalid)
	}
	s.after = after
	return nil
}

// first moves a cursor to where the span begins, or goes on.
func (s *span) first(c *bolt.Cursor) (k, v []byte) {
	switch {
	case s.backward && s.after != nil:
		k, v = before(c, s.after)
	case s.backward:
		k, v = before(c, s.hi)
	case s.after != nil:
		if k, v = c.Seek(s.after); bytes.Equal(k, s.after) {
			k, v = c.Next()
		}
	default:
		k, v = c.Seek(s.lo)
	}
	return s.bounded(k, v)
}

func (s *span) next(c *bolt.Cursor) (k, v []byte) {
	if s.backward {
		return s.bounded(c.Prev())
	}
	return s.bounded(c.Next())
}

func (s *span) bounded(k, v []byte) ([]byte, []byte) {
	if !s.holds(k) {
		return nil, nil
	}
	return k, v
}

// before is the greatest key below a bound.
func before(c *bolt.Cursor, bound []byte) (k, v []byte) {
	if k, _ := c.Seek(bound); k == nil {
		return c.Last()
	}
	return c.Prev()
}
