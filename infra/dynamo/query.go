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

// indexOf is what a Query reads: an index by name, or the table itself.
type indexOf struct {
	name   *string
	pk, sk string
}

var indexes = map[table.Index]indexOf{
	table.Main: {nil, attrPK, attrSK},
	table.Due:  {aws.String(DueIndex), attrDuePK, attrDueSK},
	table.List: {aws.String(ListIndex), attrListPK, attrListSK},
}

// Query implements table.Table.
func (t *Table) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := table.CheckQuery(q); err != nil {
		return table.Page{}, err
	}
	index := indexes[q.Index]
	start, err := cursor{q.Index, q.PK}.resume(q.Cursor)
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
	if q.Limit > 0 {
		in.Limit = aws.Int32(int32(min(q.Limit, math.MaxInt32)))
	}
	in.KeyConditionExpression, in.ExpressionAttributeValues = between(&q, index)
	out, err := t.client.Query(ctx, in)
	if err != nil {
		return table.Page{}, explain("query", err)
	}
	t.meter(0, units(out.ConsumedCapacity))
	page, err := pageOf(
		out.Items,
		func(it table.Item) bool { return q.To == "" || place(q.Index, &it).SK < q.To },
	)
	page.Cursor = cursor{q.Index, q.PK}.encode(out.LastEvaluatedKey)
	return page, err
}

// between is the condition on a query's keys. DynamoDB takes one on the place, and
// BETWEEN holds both its ends: what stands at To itself is for the caller to drop.
func between(q *table.Query, index indexOf) (*string, attributes) {
	expr := index.pk + " = :p"
	values := attributes{":p": text(q.PK)}
	if q.From != "" {
		values[":f"] = text(q.From)
	}
	if q.To != "" {
		values[":t"] = text(q.To)
	}
	switch {
	case q.From != "" && q.To != "":
		expr += " AND " + index.sk + " BETWEEN :f AND :t"
	case q.From != "":
		expr += " AND " + index.sk + " >= :f"
	case q.To != "":
		expr += " AND " + index.sk + " < :t"
	}
	return &expr, values
}

// place is where an item stands for a query.
func place(i table.Index, it *table.Item) table.Key {
	switch i {
	case table.Due:
		return it.Due
	case table.List:
		return it.List
	}
	return it.Key
}

// Scan implements table.Table.
func (t *Table) Scan(ctx context.Context, segment, of int, from string) (table.Page, error) {
	if err := table.CheckScan(segment, of); err != nil {
		return table.Page{}, err
	}
	own := scanCursor(segment, of)
	start, err := own.resume(from)
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
	t.meter(0, units(out.ConsumedCapacity))
	page, err := pageOf(out.Items, func(table.Item) bool { return true })
	page.Cursor = own.encode(out.LastEvaluatedKey)
	return page, err
}

// pageOf decodes the items that are wanted.
func pageOf(as []attributes, want func(table.Item) bool) (table.Page, error) {
	var p table.Page
	for _, a := range as {
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
