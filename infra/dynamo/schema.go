package dynamo

import (
	"fmt"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"holdfast/shared/records/table"
)

// The attributes of an item. Their names count in its size, so they are short.
const (
	attrPK      = "pk" // S, partition of the table
	attrSK      = "sk" // S, place in the partition
	attrVersion = "v"  // N, from 1
	attrBody    = "b"  // B, absent when empty
	attrDuePK   = "d1" // S, partition of the due index; absent with d2
	attrDueSK   = "d2" // S, place in the due index
	attrListPK  = "l1" // S, partition of the list index; absent with l2
	attrListSK  = "l2" // S, place in the list index
	attrExpires = "x"  // N, Unix seconds, the table's TTL; absent when never
)

// The indexes: sparse, keys only.
const (
	DueIndex  = "due"
	ListIndex = "list"
)

type attributes = map[string]types.AttributeValue

// Schema describes the table, on demand, as New expects it. TimeToLive is for the caller
// to set, on attribute x.
func Schema(name string) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema:   keySchema(attrPK, attrSK),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			keysOnly(DueIndex, attrDuePK, attrDueSK), keysOnly(ListIndex, attrListPK, attrListSK),
		},
	}
	for _, n := range []string{attrPK, attrSK, attrDuePK, attrDueSK, attrListPK, attrListSK} {
		in.AttributeDefinitions = append(
			in.AttributeDefinitions,
			types.AttributeDefinition{
				AttributeName: aws.String(n),
				AttributeType: types.ScalarAttributeTypeS,
			},
		)
	}
	return in
}

func keySchema(hash, rng string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{
			AttributeName: &hash,
			KeyType:       types.KeyTypeHash,
		}, {AttributeName: &rng, KeyType: types.KeyTypeRange},
	}
}

func keysOnly(name, hash, rng string) types.GlobalSecondaryIndex {
	return types.GlobalSecondaryIndex{
		IndexName: &name, KeySchema: keySchema(hash, rng), Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
	}
}

// encode writes an item with the version it shall have.
func encode(it *table.Item, version uint64) attributes {
	a := keyOf(it.Key)
	a[attrVersion] = number(version)
	if len(it.Body) > 0 {
		a[attrBody] = &types.AttributeValueMemberB{Value: it.Body}
	}
	putKey(a, it.Due, attrDuePK, attrDueSK)
	putKey(a, it.List, attrListPK, attrListSK)
	if it.Expires != 0 {
		a[attrExpires] = number(uint64(it.Expires))
	}
	return a
}

// keyOf writes the key that names an item.
func keyOf(k table.Key) attributes {
	a := make(attributes, 9)
	putKey(a, k, attrPK, attrSK)
	return a
}

func putKey(a attributes, k table.Key, pk, sk string) {
	if k.Zero() {
		return
	}
	a[pk] = text(k.PK)
	a[sk] = text(k.SK)
}

func text(s string) types.AttributeValue { return &types.AttributeValueMemberS{Value: s} }

func number(n uint64) types.AttributeValue {
	return &types.AttributeValueMemberN{Value: strconv.FormatUint(n, 10)}
}

// decode reads an item, or as much of it as an index holds.
func decode(a attributes) (table.Item, error) {
	r := reader{a: a}
	it := table.Item{
		Key:     table.Key{PK: r.text(attrPK), SK: r.text(attrSK)},
		Version: r.number(attrVersion),
		Body:    r.bytes(attrBody),
		Due:     table.Key{PK: r.text(attrDuePK), SK: r.text(attrDueSK)},
		List:    table.Key{PK: r.text(attrListPK), SK: r.text(attrListSK)},
		Expires: int64(r.number(attrExpires)),
	}
	if r.err == nil && (it.PK == "" || it.SK == "") {
		r.err = fmt.Errorf("item has no key")
	}
	return it, r.err
}

// reader takes attributes of the types that encode gave them; err is the first that is
// not.
type reader struct {
	a   attributes
	err error
}

func (r *reader) fail(name string, v types.AttributeValue) {
	if v != nil && r.err == nil {
		r.err = fmt.Errorf("attribute %s is a %T", name, v)
	}
}

func (r *reader) text(name string) string {
	s, ok := r.a[name].(*types.AttributeValueMemberS)
	if !ok {
		r.fail(name, r.a[name])
		return ""
	}
	return s.Value
}

func (r *reader) bytes(name string) []byte {
	b, ok := r.a[name].(*types.AttributeValueMemberB)
	if !ok {
		r.fail(name, r.a[name])
		return nil
	}
	return b.Value
}

func (r *reader) number(name string) uint64 {
	n, ok := r.a[name].(*types.AttributeValueMemberN)
	if !ok {
		r.fail(name, r.a[name])
		return 0
	}
	v, err := strconv.ParseUint(n.Value, 10, 64)
	if err != nil && r.err == nil {
		r.err = fmt.Errorf("attribute %s: %w", name, err)
	}
	return v
}
