package dynamo

import (
	"errors"
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"holdfast/shared/records/table"
)

type attributes = map[string]types.AttributeValue

// encode writes an item with the version it shall have.
func encode(it *table.Item, version uint64) attributes {
	a := encodeKey(it.Key)
	a[attrVersion] = numberValue(version)
	if len(it.Body) > 0 {
		a[attrBody] = &types.AttributeValueMemberB{Value: it.Body}
	}
	putKey(a, it.Due, attrDuePK, attrDueSK)
	putKey(a, it.List, attrListPK, attrListSK)
	if it.Expires != 0 {
		a[attrExpires] = numberValue(uint64(it.Expires))
	}
	return a
}

// encodeKey writes the key that names an item.
func encodeKey(k table.Key) attributes {
	a := make(attributes, 9)
	putKey(a, k, attrPK, attrSK)
	return a
}

// putKey adds a key under the names of its two attributes; a zero key adds nothing.
func putKey(a attributes, k table.Key, pk, sk string) {
	if k.Zero() {
		return
	}
	a[pk] = textValue(k.PK)
	a[sk] = textValue(k.SK)
}

func textValue(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func numberValue(n uint64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatUint(n, 10)}
}

// decode reads an item, or as much of it as an index holds.
func decode(a attributes) (table.Item, error) {
	r := reader{attributes: a}
	it := table.Item{
		Key:     r.key(attrPK, attrSK),
		Version: r.number(attrVersion),
		Body:    r.bytes(attrBody),
		Due:     r.key(attrDuePK, attrDueSK),
		List:    r.key(attrListPK, attrListSK),
		Expires: int64(r.number(attrExpires)),
	}
	if r.err == nil && (it.PK == "" || it.SK == "") {
		r.err = errors.New("item has no key")
	}
	return it, r.err
}

// reader reads attributes of the types that encode gave them; err is that of the first
// that has another type.
type reader struct {
	attributes attributes
	err        error
}

func (r *reader) key(pk, sk string) table.Key {
	return table.Key{PK: r.text(pk), SK: r.text(sk)}
}

func (r *reader) text(name string) string {
	value := r.attributes[name]
	s, ok := value.(*types.AttributeValueMemberS)
	if !ok {
		r.failUnlessAbsent(name, value)
		return ""
	}
	return s.Value
}

func (r *reader) bytes(name string) []byte {
	value := r.attributes[name]
	b, ok := value.(*types.AttributeValueMemberB)
	if !ok {
		r.failUnlessAbsent(name, value)
		return nil
	}
	return b.Value
}

func (r *reader) number(name string) uint64 {
	value := r.attributes[name]
	n, ok := value.(*types.AttributeValueMemberN)
	if !ok {
		r.failUnlessAbsent(name, value)
		return 0
	}
	number, err := strconv.ParseUint(n.Value, 10, 64)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("attribute %s: %w", name, err)
	}
	return number
}

func (r *reader) failUnlessAbsent(name string, value types.AttributeValue) {
	if value != nil && r.err == nil {
		r.err = fmt.Errorf("attribute %s is a %T", name, value)
	}
}
