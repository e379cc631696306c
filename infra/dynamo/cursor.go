package dynamo

import (
	"encoding/base64"
	"fmt"

	"holdfast/shared/records/table"
	"holdfast/shared/words/packed"
)

// cursorForm writes and reads the key at which a page ended. A cursor belongs to one
// query: the index and the scope, which is the partition or the segment, are in it.
type cursorForm struct {
	index table.Index
	scope string
}

// scanIndex marks the cursor of a scan, beyond all indexes.
const scanIndex table.Index = 'S'

func scanCursor(segment, of int) cursorForm {
	return cursorForm{index: scanIndex, scope: fmt.Sprintf("%d/%d", segment, of)}
}

// encode writes DynamoDB's LastEvaluatedKey: the item's key and, on an index, its sort key
// there, whose partition the query knows.
func (c cursorForm) encode(last attributes) string {
	if len(last) == 0 {
		return ""
	}
	r := reader{attributes: last}
	var w packed.Writer
	w.Byte(byte(c.index))
	w.String(c.scope)
	w.String(r.text(attrPK))
	w.String(r.text(attrSK))
	if index, ok := indexes[c.index]; ok && index.name != nil {
		w.String(r.text(index.sk))
	}
	return base64.RawURLEncoding.EncodeToString(w.Bytes)
}

// decode returns the ExclusiveStartKey that a cursor stands for; nil for the beginning.
func (c cursorForm) decode(s string) (attributes, error) {
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
	start := encodeKey(table.Key{PK: r.String(), SK: r.String()})
	if onIndex, ok := indexes[c.index]; ok && onIndex.name != nil {
		putKey(start, table.Key{PK: scope, SK: r.String()}, onIndex.pk, onIndex.sk)
	}
	if r.Done() != nil || index != c.index || scope != c.scope {
		return nil, fmt.Errorf("%w: not a cursor of this query", table.ErrInvalid)
	}
	return start, nil
}
