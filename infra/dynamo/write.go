package dynamo

import (
	"context"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"holdfast/shared/records/table"
)

// Write implements table.Table. A single write whose answer was lost, tried again by the
// client, finds its own version standing: that is a Conflict like any other. A
// transaction tried again carries its token, and succeeds.
func (t *Table) Write(ctx context.Context, ops ...table.Op) error {
	if err := check(ops); err != nil {
		return err
	}
	if len(ops) == 1 && ops[0].Kind == table.Check {
		return t.judge(ctx, ops[0])
	}
	units, err := t.send(ctx, ops)
	if err == nil {
		t.meter(units, 0)
		return nil
	}
	c, ok, bad := conflict(err, len(ops))
	switch {
	case bad != nil:
		return bad
	case ok:
		t.meter(refusedUnits(ops, c), 0)
		return c
	}
	if cause := canceledFor(err); cause != nil {
		return fmt.Errorf("dynamo: write: %w: %w", cause, err)
	}
	return explain("write", err)
}

// maxTxSize is what DynamoDB takes in one transaction, in bytes.
const maxTxSize = 4 << 20

// check refuses, before anything is sent, what DynamoDB would refuse.
func check(ops []table.Op) error {
	if err := table.CheckWrite(ops); err != nil {
		return err
	}
	size := 0
	for i := range ops {
		if ops[i].Kind == table.Put {
			size += itemSize(&ops[i].Item, ops[i].If+1)
		}
	}
	if size > maxTxSize {
		return fmt.Errorf(
			"%w: items of a transaction have %d bytes together",
			table.ErrInvalid,
			size,
		)
	}
	return nil
}

// judge judges a condition that stands alone by a strong read, which costs less than a
// transaction of one.
func (t *Table) judge(ctx context.Context, op table.Op) error {
	found, err := t.Get(ctx, true, op.Item.Key)
	if err != nil {
		return err
	}
	it, stands := found[op.Item.Key]
	if it.Version == op.If {
		return nil
	}
	c := &table.Conflict{Old: make([]*table.Item, 1)}
	if stands {
		c.Old[0] = &it
	}
	return c
}

// send makes the one request that a write is, and returns the units it consumed.
func (t *Table) send(ctx context.Context, ops []table.Op) (float64, error) {
	switch {
	case len(ops) > 1:
		return t.transact(ctx, ops)
	case ops[0].Kind == table.Put:
		return t.put(ctx, &ops[0])
	}
	return t.delete(ctx, &ops[0])
}

func (t *Table) put(ctx context.Context, op *table.Op) (float64, error) {
	cond := require(op.If)
	out, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                           &t.name,
		Item:                                encode(&op.Item, op.If+1),
		ConditionExpression:                 cond.expression,
		ExpressionAttributeValues:           cond.values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityTotal,
	})
	if err != nil {
		return 0, err
	}
	return units(out.ConsumedCapacity), nil
}

func (t *Table) delete(ctx context.Context, op *table.Op) (float64, error) {
	cond := require(op.If)
	out, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName:                           &t.name,
		Key:                                 keyOf(op.Item.Key),
		ConditionExpression:                 cond.expression,
		ExpressionAttributeValues:           cond.values,
		ReturnValuesOnConditionCheckFailure: types.ReturnValuesOnConditionCheckFailureAllOld,
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityTotal,
	})
	if err != nil {
		return 0, err
	}
	return units(out.ConsumedCapacity), nil
}

func (t *Table) transact(ctx context.Context, ops []table.Op) (float64, error) {
	in := &dynamodb.TransactWriteItemsInput{
		TransactItems:          make([]types.TransactWriteItem, len(ops)),
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	}
	for i := range ops {
		in.TransactItems[i] = t.part(&ops[i])
	}
	out, err := t.client.TransactWriteItems(ctx, in)
	if err != nil || len(out.ConsumedCapacity) == 0 {
		return 0, err
	}
	return units(&out.ConsumedCapacity[0]), nil // one table, one entry
}

// part is one op of a transaction.
func (t *Table) part(op *table.Op) types.TransactWriteItem {
	const old = types.ReturnValuesOnConditionCheckFailureAllOld
	cond := require(op.If)
	switch op.Kind {
	case table.Put:
		return types.TransactWriteItem{Put: &types.Put{
			TableName:                           &t.name,
			Item:                                encode(&op.Item, op.If+1),
			ConditionExpression:                 cond.expression,
			ExpressionAttributeValues:           cond.values,
			ReturnValuesOnConditionCheckFailure: old,
		}}
	case table.Delete:
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName:                           &t.name,
			Key:                                 keyOf(op.Item.Key),
			ConditionExpression:                 cond.expression,
			ExpressionAttributeValues:           cond.values,
			ReturnValuesOnConditionCheckFailure: old,
		}}
	}
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName:                           &t.name,
		Key:                                 keyOf(op.Item.Key),
		ConditionExpression:                 cond.expression,
		ExpressionAttributeValues:           cond.values,
		ReturnValuesOnConditionCheckFailure: old,
	}}
}

// condition is what must hold for an op to be applied.
type condition struct {
	expression *string
	values     attributes
}

var (
	nothingStands = aws.String("attribute_not_exists(" + attrPK + ")")
	versionStands = aws.String(attrVersion + " = :v")
)

func require(version uint64) condition {
	if version == 0 {
		return condition{expression: nothingStands}
	}
	return condition{versionStands, attributes{":v": number(version)}}
}

func units(c *types.ConsumedCapacity) float64 {
	if c == nil {
		return 0
	}
	return aws.ToFloat64(c.CapacityUnits)
}
