package embedded

import (
	"encoding/binary"
	"fmt"

	"holdfast/shared/records/table"
)

// appendItem appends an item's value, all but its key: version, expiry, due key, list
// key, body.
func appendItem(b []byte, it *table.Item) []byte {
	b = binary.AppendUvarint(b, it.Version)
	b = binary.AppendUvarint(b, uint64(it.Expires))
	b = appendKey(b, it.Due)
	b = appendKey(b, it.List)
	return append(b, it.Body...)
}

// appendKey appends an index key; a single zero byte stands for none.
func appendKey(b []byte, k table.Key) []byte {
	b = appendText(b, k.PK)
	if k.PK == "" {
		return b
	}
	return appendText(b, k.SK)
}

func appendText(b []byte, s string) []byte {
	b = binary.AppendUvarint(b, uint64(len(s)))
	return append(b, s...)
}

// decodeItem reads what appendItem wrote. The item's Body is part of v, which bbolt owns:
// clone it before the transaction ends.
func decodeItem(k table.Key, v []byte) (table.Item, error) {
	r := reader{b: v}
	it := table.Item{
		Key:     k,
		Version: r.uvarint(),
		Expires: int64(r.uvarint()),
		Due:     r.key(),
		List:    r.key(),
	}
	it.Body = r.b
	if r.bad {
		return table.Item{}, fmt.Errorf("read item: %w", errCorrupt)
	}
	return it, nil
}

// reader reads fields off the front of b until one is bad.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.fail()
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) key() table.Key {
	k := table.Key{PK: r.text()}
	if k.PK != "" {
		k.SK = r.text()
	}
	return k
}

func (r *reader) fail() {
	r.b = nil
	r.bad = true
}
