package book

import (
	"context"
	"fmt"
	"iter"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// Spilled is an order of a customer beyond the newest, in an item of its own.
type Spilled struct {
	Order   crm.Order
	Version uint64 // 0 = not in the table yet
}

// Put returns the op that writes the spilled order of a customer.
func (s Spilled) Put(store string, customer crm.Key) table.Op {
	return table.Op{
		Kind: table.Put,
		If:   s.Version,
		Item: table.Item{
			Key:  spillKey(store, customer, s.Order.Ref),
			Body: crm.EncodeOrder(s.Order),
		},
	}
}

// Delete returns the op that removes the item of an order that stands in the record again.
func (s Spilled) Delete(store string, customer crm.Key) table.Op {
	return table.Op{
		Kind: table.Delete,
		If:   s.Version,
		Item: table.Item{Key: spillKey(store, customer, s.Order.Ref)},
	}
}

// FindSpilled loads those of the given orders that were spilled.
func (b Book) FindSpilled(
	ctx context.Context,
	store string,
	customer crm.Key,
	orders ...crm.Ref,
) ([]Spilled, error) {
	if len(orders) == 0 {
		return nil, nil
	}
	keys := make([]table.Key, len(orders))
	for i, r := range orders {
		keys[i] = spillKey(store, customer, r)
	}
	items, err := b.Table.Get(ctx, true, keys...)
	if err != nil {
		const format = "load %d older orders of %s/%s: %w"
		return nil, fmt.Errorf(format, len(orders), store, customer, err)
	}

	var found []Spilled
	for _, k := range keys {
		item, ok := items[k]
		if !ok {
			continue
		}
		order, err := decodeSpilled(item)
		if err != nil {
			return nil, err
		}
		found = append(found, order)
	}
	return found, nil
}

// Keys of spilled orders in the partition of their customer. An order that erasure made
// anonymous has no source, so that its key sorts before all that still bear their own ids.
const (
	spilledFrom      = spillSK
	spilledFromNamed = spillSK + ";" // past ":"
	spilledTo        = "o$"          // past "o#"
)

// SpilledOrders yields every spilled order of a customer in the order of their ids. One
// that cannot be read comes as an *Unreadable, and the others follow. Any other error
// comes as the last pair.
func (b Book) SpilledOrders(
	ctx context.Context,
	store string,
	customer crm.Key,
) iter.Seq2[Spilled, error] {
	items := table.QueryAll(ctx, b.Table, spilledQuery(store, customer, spilledFrom, 0))
	return func(yield func(Spilled, error) bool) {
		for item, err := range items {
			if err != nil {
				yield(Spilled{}, fmt.Errorf("read older orders of %s/%s: %w", store, customer, err))
				return
			}

			if !yield(decodeSpilled(item)) {
				return
			}
		}
	}
}

// FindSpilledOrders loads the first spilled orders of a customer, at most limit, and
// reports whether there are more.
func (b Book) FindSpilledOrders(
	ctx context.Context,
	store string,
	customer crm.Key,
	limit int,
) (orders []Spilled, more bool, err error) {
	return b.findSpilledPage(ctx, spilledQuery(store, customer, spilledFrom, limit))
}

// FindNamedSpilledOrders loads the first of those spilled orders of a customer that still
// bear their own ids, which erasure takes away, at most limit, and reports whether there
// are more.
func (b Book) FindNamedSpilledOrders(
	ctx context.Context,
	store string,
	customer crm.Key,
	limit int,
) (orders []Spilled, more bool, err error) {
	return b.findSpilledPage(ctx, spilledQuery(store, customer, spilledFromNamed, limit))
}

func spilledQuery(store string, customer crm.Key, from string, limit int) table.Query {
	return table.Query{
		PK:    customerKey(store, customer).PK,
		From:  from,
		To:    spilledTo,
		Limit: limit,
	}
}

func (b Book) findSpilledPage(
	ctx context.Context,
	q table.Query,
) (orders []Spilled, more bool, err error) {
	page, err := b.Table.Query(ctx, q)
	if err != nil {
		return nil, false, fmt.Errorf("read older orders of %s: %w", q.PK, err)
	}
	for _, item := range page.Items {
		order, err := decodeSpilled(item)
		if err != nil {
			return nil, false, err
		}
		orders = append(orders, order)
	}
	return orders, page.Cursor != "", nil
}

// decodeSpilled reads the item of a spilled order. Its error is an *Unreadable.
func decodeSpilled(item table.Item) (Spilled, error) {
	order, err := crm.DecodeOrder(item.Body)
	if err != nil {
		return Spilled{}, unreadable(item, err)
	}
	return Spilled{order, item.Version}, nil
}
