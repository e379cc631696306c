package book

import (
	"context"
	"fmt"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// Spilled is an order of a customer beyond the newest, in an item of its own.
type Spilled struct {
	Order   crm.Order
	Version uint64 // 0 = not in the table yet
}

// Put is the op that writes the spilled order of a customer.
func (s Spilled) Put(store string, customer crm.Key) table.Op {
	return table.Op{
		Kind: table.Put, If: s.Version,
		Item: table.Item{
			Key:  spillKey(store, customer, s.Order.Ref),
			Body: crm.EncodeOrder(s.Order),
		},
	}
}

// Delete is the op that removes the item of an order that stands in the record again.
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
		return nil, fmt.Errorf(
			"load %d older orders of %s/%s: %w",
			len(orders),
			store,
			customer,
			err,
		)
	}
	var out []Spilled
	for _, k := range keys {
		if it, ok := items[k]; ok {
			if out, err = appendSpilled(out, it); err != nil {
				return nil, err
			}
		}
	}
	return out, nil
}

// ListSpilled loads spilled orders of a customer in the order of their ids, at most limit
// of them (0 = as many as a page has), and the cursor of the next page.
func (b Book) ListSpilled(
	ctx context.Context,
	store string,
	customer crm.Key,
	limit int,
	cursor string,
) ([]Spilled, string, error) {
	return b.spilledFrom(ctx, store, customer, spillSK, limit, cursor)
}

// ListNamedSpilled loads a page of those spilled orders of a customer that still bear
// their own ids, which erasure takes away, and a cursor if there are more.
func (b Book) ListNamedSpilled(
	ctx context.Context,
	store string,
	customer crm.Key,
	limit int,
) ([]Spilled, string, error) {
	return b.spilledFrom(
		ctx,
		store,
		customer,
		spillSK+";",
		limit,
		"",
	) // past ":", the source of an order without a name
}

func (b Book) spilledFrom(
	ctx context.Context,
	store string,
	customer crm.Key,
	from string,
	limit int,
	cursor string,
) ([]Spilled, string, error) {
	page, err := b.Table.Query(ctx, table.Query{
		PK:     customerKey(store, customer).PK,
		From:   from,
		To:     "o$",
		Limit:  limit,
		Cursor: cursor,
	})
	if err != nil {
		return nil, "", fmt.Errorf("read older orders of %s/%s: %w", store, customer, err)
	}
	var out []Spilled
	for _, it := range page.Items {
		if out, err = appendSpilled(out, it); err != nil {
			return nil, "", err
		}
	}
	return out, page.Cursor, nil
}

// ListAllSpilled loads every spilled order of a customer: for the rare cases that may
// move any of them.
func (b Book) ListAllSpilled(
	ctx context.Context,
	store string,
	customer crm.Key,
) (all []Spilled, err error) {
	for cursor := ""; ; {
		page, next, err := b.ListSpilled(ctx, store, customer, 0, cursor)
		if err != nil {
			return nil, err
		}
		all = append(all, page...)
		if cursor = next; cursor == "" {
			return all, nil
		}
	}
}

func appendSpilled(to []Spilled, it table.Item) ([]Spilled, error) {
	o, err := crm.DecodeOrder(it.Body)
	if err != nil {
		return nil, fmt.Errorf("older order %s/%s: %w", it.PK, it.SK, err)
	}
	return append(to, Spilled{o, it.Version}), nil
}
