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
	switch q.Index {
	case table.Main:
		p.bucket = itemsBucket
		p.read = readItem
		p.span = newSpan(partitionPrefix(q.PK), []byte(q.From), []byte(q.To))
	case table.Due:
		p.bucket = dueBucket
		p.read = readDue
		p.span = indexSpan(q)
	case table.List:
		p.bucket = listBucket
		p.read = readList
		p.span = indexSpan(q)
	}
	p.span.backward = q.Backward
	return t.readPage(&p, q.Cursor, q.Index == table.Main)
}

func indexSpan(q table.Query) span {
	return newSpan(appendPart(nil, q.PK), appendEscaped(nil, q.From), appendEscaped(nil, q.To))
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
		bucket: itemsBucket,
		read:   readItem,
		span: span{
			lo: slotStart(segment * slots / of),
			hi: slotStart((segment + 1) * slots / of),
		},
	}
	return t.readPage(&p, cursor, false)
}

// slotStart returns the least stored key of a slot, nil after the last.
func slotStart(slot int) []byte {
	if slot == slots {
		return nil
	}
	return []byte{byte(slot >> 8), byte(slot)}
}

// readPage reads one page and counts its units.
func (t *Table) readPage(p *pager, cursor string, strong bool) (table.Page, error) {
	if err := p.span.resumeAfter(cursor); err != nil {
		return table.Page{}, err
	}
	err := view(t.db, func(tx *bolt.Tx) error {
		return p.fill(tx.Bucket(p.bucket).Cursor())
	})
	if err != nil {
		return table.Page{}, fmt.Errorf("embedded: read page: %w", err)
	}
	t.meter(0, readUnits(p.size, strong))
	return p.page, nil
}

// pager fills one page from a span of the keys of a bucket.
type pager struct {
	bucket []byte
	span   span
	limit  int // 0 = none
	read   func(k, v []byte) (it table.Item, size int, err error)

	page table.Page
	size int
}

func (p *pager) fill(c *bolt.Cursor) error {
	var last []byte
	for k, v := p.span.first(c); k != nil; k, v = p.span.next(c) {
		if p.isFull() {
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

func (p *pager) isFull() bool {
	atLimit := p.limit > 0 && len(p.page.Items) == p.limit
	return atLimit || p.size >= pageBytes
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
	due, key, err := parseIndexKey(k)
	return table.Item{Key: key, Due: due}, entrySize(due, key), err
}

func readList(k, _ []byte) (table.Item, int, error) {
	list, key, err := parseIndexKey(k)
	return table.Item{Key: key, List: list}, entrySize(list, key), err
}
