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
	b = appendIndexed(b, it.Due)
	b = appendIndexed(b, it.List)
	return append(b, it.Body...)
}

// appendIndexed writes an index key; a single zero byte stands for none.
func appendIndexed(b []byte, k table.Key) []byte {
	b = append(binary.AppendUvarint(b, uint64(len(k.PK))), k.PK...)
	if k.PK == "" {
		return b
	}
	return append(binary.AppendUvarint(b, uint64(len(k.SK))), k.SK...)
}

// decodeItem reads what appendItem wrote. The item's Body is part of v, which bbolt owns:
// clone it before the transaction ends.
func decodeItem(k table.Key, v []byte) (table.Item, error) {
	r := reader{b: v}
	it := table.Item{Key: k, Version: r.uvarint(), Expires: int64(r.uvarint())}
	it.Due = r.indexed()
	it.List = r.indexed()
	it.Body = r.b
	if r.bad {
		return table.Item{}, fmt.Errorf("read item: %w", errCorrupt)
	}
	return it, nil
}

// reader takes fields off the front of b until one is bad.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) uvarint() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.b = nil
		r.bad = true
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) text() string {
	n := r.uvarint()
	if n > uint64(len(r.b)) {
		r.b = nil
		r.bad = true
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) indexed() table.Key {
	k := table.Key{PK: r.text()}
	if k.PK != "" {
		k.SK = r.text()
	}
	return k
}
