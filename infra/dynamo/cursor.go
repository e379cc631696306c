package dynamo

import (
	"encoding/base64"
	"fmt"

	"holdfast/shared/records/table"
	"holdfast/shared/words/packed"
)

// cursor writes and reads the place where a page ended. It belongs to one query: the
// index and the partition, or the segment, are in it.
type cursor struct {
	index table.Index
	scope string
}

// scanned marks the cursor of a scan, beyond all indexes.
const scanned table.Index = 'S'

func scanCursor(segment, of int) cursor {
	return cursor{scanned, fmt.Sprintf("%d/%d", segment, of)}
}

// encode writes DynamoDB's LastEvaluatedKey: the item's key and, on an index, its place
// there, whose partition the query knows.
func (c cursor) encode(last attributes) string {
	if len(last) == 0 {
		return ""
	}
	r := reader{a: last}
	var w packed.Writer
	w.Byte(byte(c.index))
	w.String(c.scope)
	w.String(r.text(attrPK))
	w.String(r.text(attrSK))
	if i, ok := indexes[c.index]; ok && i.name != nil {
		w.String(r.text(i.sk))
	}
	return base64.RawURLEncoding.EncodeToString(w.Bytes)
}

// resume is the ExclusiveStartKey that a cursor stands for; nil for the beginning.
func (c cursor) resume(s string) (attributes, error) {
	if s == "" {
		return nil, nil
	}
	b, err := base64.RawURLEncoding.DecodeString(s)
	if err != nil {
		return nil, fmt.Errorf("%w: not a cursor", table.ErrInvalid)
	}
	r := packed.NewReader(b)
	index := table.Index(r.Byte())
	scope := r.String()
	start := keyOf(table.Key{PK: r.String(), SK: r.String()})
	if i, ok := indexes[c.index]; ok && i.name != nil {
		putKey(start, table.Key{PK: scope, SK: r.String()}, i.pk, i.sk)
	}
	if r.Done() != nil || index != c.index || scope != c.scope {
		return nil, fmt.Errorf("%w: not a cursor of this query", table.ErrInvalid)
	}
	return start, nil
}
