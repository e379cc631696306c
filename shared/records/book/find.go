package book

import (
	"context"
	"fmt"
	"iter"
	"slices"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// Book reads and writes records over a table.
type Book struct{ Table table.Table }

// Write applies ops in one transaction. A conflict is a *table.Conflict.
func (b Book) Write(ctx context.Context, ops ...table.Op) error {
	if len(ops) == 0 {
		return nil
	}
	return b.Table.Write(ctx, ops...)
}

// FindCustomers loads the records under the given keys as they stand, forwards not
// followed. Keys unknown so far give new customers of version 0. If one of the records
// cannot be read, the error is its *Unreadable.
func (b Book) FindCustomers(
	ctx context.Context,
	store string,
	keys ...crm.Key,
) (map[crm.Key]*Customer, error) {
	found, left, err := b.FindReadableCustomers(ctx, store, keys...)
	if err == nil && len(left) > 0 {
		err = left[0]
	}
	if err != nil {
		return nil, err
	}
	return found, nil
}

// FindReadableCustomers loads records as FindCustomers does, and lists those that it left
// out because they cannot be read.
func (b Book) FindReadableCustomers(
	ctx context.Context,
	store string,
	keys ...crm.Key,
) (found map[crm.Key]*Customer, left []*Unreadable, err error) {
	found = make(map[crm.Key]*Customer, len(keys))
	for chunk := range slices.Chunk(keys, table.MaxOps) {
		names := make([]table.Key, len(chunk))
		for i, k := range chunk {
			names[i] = customerKey(store, k)
		}
		items, err := b.Table.Get(ctx, true, names...)
		if err != nil {
			return nil, nil, fmt.Errorf("load %d customers of %s: %w", len(chunk), store, err)
		}

		for i, k := range chunk {
			item, ok := items[names[i]]
			if !ok {
				found[k] = NewCustomer(store, k)
				continue
			}
			c, err := DecodeCustomer(item)
			if u, ok := AsUnreadable(err); ok {
				left = append(left, u)
				continue
			}
			found[k] = c
		}
	}
	return found, left, nil
}

// MaxForwards is how many forwards may follow on each other. A join rewrites the forwards of
// the customer that goes, so that two in a row are rare and more are a fault.
const MaxForwards = 8

// FindCustomer loads the customer that a key stands for, forwards followed. An unknown key
// gives a new customer of version 0.
func (b Book) FindCustomer(ctx context.Context, store string, key crm.Key) (*Customer, error) {
	for range MaxForwards {
		found, err := b.FindCustomers(ctx, store, key)
		if err != nil {
			return nil, err
		}
		c := found[key]
		if c.Root() {
			return c, nil
		}
		key = c.Forward
	}
	return nil, fmt.Errorf("load customer %s/%s: more than %d forwards", store, key, MaxForwards)
}

// Customers yields every record of a store: customers, forwards, and what erasures left.
// It reads the whole table, all stores, eventually consistent and unordered. A record that
// cannot be read comes as an *Unreadable, and the others follow; see Readable. Any other
// error comes as the last pair.
func (b Book) Customers(ctx context.Context, store string) iter.Seq2[*Customer, error] {
	return func(yield func(*Customer, error) bool) {
		for item, err := range table.ScanAll(ctx, b.Table) {
			if err != nil {
				yield(nil, fmt.Errorf("read the whole table: %w", err))
				return
			}
			if of, ok := StoreOfCustomer(item); !ok || of != store {
				continue
			}
			if !yield(DecodeCustomer(item)) {
				return
			}
		}
	}
}
