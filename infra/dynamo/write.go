package dynamo

import (
	"context"
	"errors"
	"fmt"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"holdfast/shared/records/table"
)

// Write implements table.Table. If the answer to a single write is lost and the client
// tries again, the write meets its own version: that is a Conflict like any other. A
// transaction that is tried again carries its token, and succeeds.
func (t *Table) Write(ctx context.Context, ops ...table.Op) error {
	if err := checkWrite(ops); err != nil {
		return err
	}
	if len(ops) == 1 && ops[0].Kind == table.Check {
		return t.checkCondition(ctx, ops[0])
	}

	units, err := t.send(ctx, ops)
	if err == nil {
		t.meter(units, 0)
		return nil
	}
	err = explainWrite(err, len(ops))
	var conflict *table.Conflict
	if errors.As(err, &conflict) {
		t.meter(refusedUnits(ops, conflict), 0)
	}
	return err
}

// maxTxSize is what DynamoDB takes in one transaction, in bytes.
const maxTxSize = 4 << 20

// checkWrite refuses, before anything is sent, what DynamoDB would refuse.
func checkWrite(ops []table.Op) error {
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
			table.ErrInvalid, size,
		)
	}
	return nil
}

// checkCondition checks a condition that is the only op by a strong read, which costs less
// than a transaction of one.
func (t *Table) checkCondition(ctx context.Context, op table.Op) error {
	found, err := t.Get(ctx, true, op.Item.Key)
	if err != nil {
		return err
	}
	it, exists := found[op.Item.Key]
	if it.Version == op.If {
		return nil
	}
	c := &table.Conflict{Old: make([]*table.Item, 1)}
	if exists {
		c.Old[0] = &it
	}
	return c
}

// send makes the one request that a write is, and returns the units it consumed.
func (t *Table) send(ctx context.Context, ops []table.Op) (float64, error) {
	switch {
	case len(ops) > 1:
		return t.sendTransaction(ctx, ops)
	case ops[0].Kind == table.Put:
		return t.sendPut(ctx, &ops[0])
	}
	return t.sendDelete(ctx, &ops[0])
}

// returnOld makes DynamoDB return the item that a failed condition met.
const returnOld = types.ReturnValuesOnConditionCheckFailureAllOld

func (t *Table) sendPut(ctx context.Context, op *table.Op) (float64, error) {
	cond := conditionFor(op.If)
	out, err := t.client.PutItem(ctx, &dynamodb.PutItemInput{
		TableName:                           &t.name,
		Item:                                encode(&op.Item, op.If+1),
		ConditionExpression:                 cond.expression,
		ExpressionAttributeValues:           cond.values,
		ReturnValuesOnConditionCheckFailure: returnOld,
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityTotal,
	})
	if err != nil {
		return 0, err
	}
	return unitsOf(out.ConsumedCapacity), nil
}

func (t *Table) sendDelete(ctx context.Context, op *table.Op) (float64, error) {
	cond := conditionFor(op.If)
	out, err := t.client.DeleteItem(ctx, &dynamodb.DeleteItemInput{
		TableName:                           &t.name,
		Key:                                 encodeKey(op.Item.Key),
		ConditionExpression:                 cond.expression,
		ExpressionAttributeValues:           cond.values,
		ReturnValuesOnConditionCheckFailure: returnOld,
		ReturnConsumedCapacity:              types.ReturnConsumedCapacityTotal,
	})
	if err != nil {
		return 0, err
	}
	return unitsOf(out.ConsumedCapacity), nil
}

func (t *Table) sendTransaction(ctx context.Context, ops []table.Op) (float64, error) {
	in := &dynamodb.TransactWriteItemsInput{
		TransactItems:          make([]types.TransactWriteItem, len(ops)),
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	}
	for i := range ops {
		in.TransactItems[i] = t.transactItem(&ops[i])
	}
	out, err := t.client.TransactWriteItems(ctx, in)
	if err != nil || len(out.ConsumedCapacity) == 0 {
		return 0, err
	}
	return unitsOf(&out.ConsumedCapacity[0]), nil // one table, one entry
}

// transactItem returns one op as an item of a transaction.
func (t *Table) transactItem(op *table.Op) types.TransactWriteItem {
	cond := conditionFor(op.If)
	switch op.Kind {
	case table.Put:
		return types.TransactWriteItem{Put: &types.Put{
			TableName:                           &t.name,
			Item:                                encode(&op.Item, op.If+1),
			ConditionExpression:                 cond.expression,
			ExpressionAttributeValues:           cond.values,
			ReturnValuesOnConditionCheckFailure: returnOld,
		}}
	case table.Delete:
		return types.TransactWriteItem{Delete: &types.Delete{
			TableName:                           &t.name,
			Key:                                 encodeKey(op.Item.Key),
			ConditionExpression:                 cond.expression,
			ExpressionAttributeValues:           cond.values,
			ReturnValuesOnConditionCheckFailure: returnOld,
		}}
	}
	return types.TransactWriteItem{ConditionCheck: &types.ConditionCheck{
		TableName:                           &t.name,
		Key:                                 encodeKey(op.Item.Key),
		ConditionExpression:                 cond.expression,
		ExpressionAttributeValues:           cond.values,
		ReturnValuesOnConditionCheckFailure: returnOld,
	}}
}

// condition is what must hold for an op to be applied.
type condition struct {
	expression *string
	values     attributes
}

var (
	notExists   = aws.String("attribute_not_exists(" + attrPK + ")")
	hasVersionV = aws.String(attrVersion + " = :v")
)

// conditionFor returns the condition that an item has a version; 0 = it does not exist.
func conditionFor(version uint64) condition {
	if version == 0 {
		return condition{expression: notExists}
	}
	return condition{expression: hasVersionV, values: attributes{":v": numberValue(version)}}
}

func unitsOf(c *types.ConsumedCapacity) float64 {
	if c == nil {
		return 0
	}
	return aws.ToFloat64(c.CapacityUnits)
}
