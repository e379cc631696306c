package dynamo

import (
	"context"
	"fmt"
	"slices"

	"github.com/aws/aws-sdk-go-v2/service/dynamodb"
	"github.com/aws/aws-sdk-go-v2/service/dynamodb/types"

	"holdfast/infra/account"
	"holdfast/shared/records/table"
)

// maxVainReads is how many batch reads in a row may answer none of the keys before Get
// gives up.
const maxVainReads = 8

// Get implements table.Table: one key is a GetItem, several are BatchGetItems until all
// are answered.
func (t *Table) Get(
	ctx context.Context,
	strong bool,
	keys ...table.Key,
) (map[table.Key]table.Item, error) {
	if err := table.CheckGet(keys); err != nil {
		return nil, err
	}
	switch len(keys) {
	case 0:
		return map[table.Key]table.Item{}, nil
	case 1:
		return t.getOne(ctx, strong, keys[0])
	}
	return t.getMany(ctx, strong, keys)
}

func (t *Table) getOne(
	ctx context.Context,
	strong bool,
	k table.Key,
) (map[table.Key]table.Item, error) {
	out, err := t.client.GetItem(ctx, &dynamodb.GetItemInput{
		TableName:              &t.name,
		Key:                    encodeKey(k),
		ConsistentRead:         &strong,
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	})
	if err != nil {
		return nil, explain("get", err)
	}
	t.meter(0, unitsOf(out.ConsumedCapacity))

	found := make(map[table.Key]table.Item, 1)
	if len(out.Item) == 0 {
		return found, nil
	}
	return found, addItem(found, out.Item)
}

func (t *Table) getMany(
	ctx context.Context,
	strong bool,
	keys []table.Key,
) (map[table.Key]table.Item, error) {
	found := make(map[table.Key]table.Item, len(keys))
	ask := &types.KeysAndAttributes{ConsistentRead: &strong, Keys: distinctKeys(keys)}
	vain := 0
	for {
		left, err := t.getBatch(ctx, ask, found)
		if err != nil || len(left) == 0 {
			return found, err
		}

		if len(left) < len(ask.Keys) {
			vain = 0
		} else {
			vain++
		}
		if vain == maxVainReads {
			return nil, fmt.Errorf(
				"dynamo: get %d keys: %w: none answered in %d reads",
				len(left), account.ErrThrottled, vain,
			)
		}

		ask.Keys = left
		if err := account.Wait(ctx, account.Backoff(vain)); err != nil {
			return nil, fmt.Errorf("dynamo: get, %d keys unanswered: %w", len(left), err)
		}
	}
}

// getBatch adds what one BatchGetItem answers to found, and returns the keys that it left
// unprocessed.
func (t *Table) getBatch(
	ctx context.Context,
	ask *types.KeysAndAttributes,
	found map[table.Key]table.Item,
) ([]attributes, error) {
	out, err := t.client.BatchGetItem(ctx, &dynamodb.BatchGetItemInput{
		RequestItems:           map[string]types.KeysAndAttributes{t.name: *ask},
		ReturnConsumedCapacity: types.ReturnConsumedCapacityTotal,
	})
	if err != nil {
		return nil, explain("get batch", err)
	}
	for _, c := range out.ConsumedCapacity {
		t.meter(0, unitsOf(&c))
	}
	for _, a := range out.Responses[t.name] {
		if err := addItem(found, a); err != nil {
			return nil, err
		}
	}
	return out.UnprocessedKeys[t.name].Keys, nil
}

// distinctKeys encodes keys, each once, as a batch must name them.
func distinctKeys(keys []table.Key) []attributes {
	var distinct []attributes
	for i, k := range keys {
		if !slices.Contains(keys[:i], k) {
			distinct = append(distinct, encodeKey(k))
		}
	}
	return distinct
}

func addItem(found map[table.Key]table.Item, a attributes) error {
	it, err := decode(a)
	if err != nil {
		return fmt.Errorf("dynamo: read item: %w", err)
	}
	found[it.Key] = it
	return nil
}
