package dynamo

import (
	"context"
	"fmt"
	"math"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"holdfast/shared/records/table"
)

// indexSchema names what a Query reads: the table itself, whose name is nil, or an index.
type indexSchema struct {
	name   *string
	pk, sk string // attributes
	keyOf  func(*table.Item) table.Key
}

var indexes = map[table.Index]indexSchema{
	table.Main: {
		name:  nil,
		pk:    attrPK,
		sk:    attrSK,
		keyOf: func(it *table.Item) table.Key { return it.Key },
	},
	table.Due: {
		name:  aws.String(DueIndex),
		pk:    attrDuePK,
		sk:    attrDueSK,
		keyOf: func(it *table.Item) table.Key { return it.Due },
	},
	table.List: {
		name:  aws.String(ListIndex),
		pk:    attrListPK,
		sk:    attrListSK,
		keyOf: func(it *table.Item) table.Key { return it.List },
	},
}

// Query implements table.Table.
func (t *Table) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := table.CheckQuery(q); err != nil {
		return table.Page{}, err
	}
	index := indexes[q.Index]
	cursor := cursorForm{index: q.Index, scope: q.PK}
	start, err := cursor.decode(q.Cursor)
	if err != nil {
		return table.Page{}, err
	}
	if q.To != "" && q.From >= q.To {
		return table.Page{}, nil
	}

	in := &dynamodb.QueryInput{
		TableName:              &t.name,
		IndexName:              index.name,
		ConsistentRead:         aws.Bool(q.Index == table.Main),
		ScanIndexForward:       aws.Bool(!q.Backward),
		ExclusiveStartKey:      start,
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	}
	in.KeyConditionExpression, in.ExpressionAttributeValues = keyCondition(&q, index)
	if q.Limit > 0 {
		in.Limit = aws.Int32(int32(min(q.Limit, math.MaxInt32)))
	}

	out, err := t.client.Query(ctx, in)
	if err != nil {
		return table.Page{}, explain("query", err)
	}
	t.meter(0, unitsOf(out.ConsumedCapacity))
	page, err := decodePage(out.Items, func(it table.Item) bool {
		return q.To == "" || index.keyOf(&it).SK < q.To
	})
	page.Cursor = cursor.encode(out.LastEvaluatedKey)
	return page, err
}

// keyCondition returns the condition on a query's keys. DynamoDB takes one condition on
// the sort key, and its BETWEEN includes both ends: the caller drops the item at To itself.
func keyCondition(q *table.Query, index indexSchema) (*string, attributes) {
	expression := index.pk + " = :p"
	values := attributes{":p": textValue(q.PK)}
	if q.From != "" {
		values[":f"] = textValue(q.From)
	}
	if q.To != "" {
		values[":t"] = textValue(q.To)
	}

	switch {
	case q.From != "" && q.To != "":
		expression += " AND " + index.sk + " BETWEEN :f AND :t"
	case q.From != "":
		expression += " AND " + index.sk + " >= :f"
	case q.To != "":
		expression += " AND " + index.sk + " < :t"
	}
	return &expression, values
}

// Scan implements table.Table.
func (t *Table) Scan(ctx context.Context, segment, of int, from string) (table.Page, error) {
	if err := table.CheckScan(segment, of); err != nil {
		return table.Page{}, err
	}
	cursor := scanCursor(segment, of)
	start, err := cursor.decode(from)
	if err != nil {
		return table.Page{}, err
	}

	out, err := t.client.Scan(ctx, &dynamodb.ScanInput{
		TableName:              &t.name,
		Segment:                aws.Int32(int32(segment)),
		TotalSegments:          aws.Int32(int32(of)),
		ExclusiveStartKey:      start,
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	})
	if err != nil {
		return table.Page{}, explain("scan", err)
	}
	t.meter(0, unitsOf(out.ConsumedCapacity))
	page, err := decodePage(out.Items, func(table.Item) bool { return true })
	page.Cursor = cursor.encode(out.LastEvaluatedKey)
	return page, err
}

// decodePage decodes the items for which want is true.
func decodePage(items []attributes, want func(table.Item) bool) (table.Page, error) {
	var p table.Page
	for _, a := range items {
		it, err := decode(a)
		if err != nil {
			return table.Page{}, fmt.Errorf("dynamo: read item: %w", err)
		}
		if want(it) {
			p.Items = append(p.Items, it)
		}
	}
	return p, nil
}
