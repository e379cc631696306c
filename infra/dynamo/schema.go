package dynamo

import (
	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"
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

var keyAttributes = [...]string{
	attrPK,
	attrSK,
	attrDuePK,
	attrDueSK,
	attrListPK,
	attrListSK,
}

// Schema describes the table, on demand, as New expects it. The caller sets TimeToLive, on
// attribute x.
func Schema(name string) *dynamodb.CreateTableInput {
	in := &dynamodb.CreateTableInput{
		TableName:   &name,
		BillingMode: types.BillingModePayPerRequest,
		KeySchema:   keySchema(attrPK, attrSK),
		GlobalSecondaryIndexes: []types.GlobalSecondaryIndex{
			keysOnlyIndex(DueIndex, attrDuePK, attrDueSK),
			keysOnlyIndex(ListIndex, attrListPK, attrListSK),
		},
	}
	for _, attr := range keyAttributes {
		text := types.AttributeDefinition{
			AttributeName: aws.String(attr),
			AttributeType: types.ScalarAttributeTypeS,
		}
		in.AttributeDefinitions = append(in.AttributeDefinitions, text)
	}
	return in
}

func keySchema(partition, sort string) []types.KeySchemaElement {
	return []types.KeySchemaElement{
		{AttributeName: &partition, KeyType: types.KeyTypeHash},
		{AttributeName: &sort, KeyType: types.KeyTypeRange},
	}
}

func keysOnlyIndex(name, partition, sort string) types.GlobalSecondaryIndex {
	return types.GlobalSecondaryIndex{
		IndexName:  &name,
		KeySchema:  keySchema(partition, sort),
		Projection: &types.Projection{ProjectionType: types.ProjectionTypeKeysOnly},
	}
}
