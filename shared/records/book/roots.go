package book

import (
	"context"
	"slices"

	"holdfast/shared/words/crm"
)

// FindReadableRoots loads the customers that keys stand for, forwards followed, under the
// keys as they are given, and lists the records that it left out because they cannot be
// read. The key "", of a task about the shop itself, gives a new customer.
func (b Book) FindReadableRoots(
	ctx context.Context,
	store string,
	keys ...crm.Key,
) (found map[crm.Key]*Customer, left []*Unreadable, err error) {
	distinct := slices.Compact(slices.Sorted(slices.Values(keys)))
	if len(distinct) > 0 && distinct[0] == "" {
		distinct = distinct[1:]
	}
	found, left, err = b.FindReadableCustomers(ctx, store, distinct...)
	if err != nil {
		return nil, nil, err
	}

	for key, c := range found {
		if c.Root() {
			continue
		}
		root, err := b.FindCustomer(ctx, store, key)
		if u, unreadable := AsUnreadable(err); unreadable {
			left = append(left, u)
			delete(found, key)
			continue
		}
		if err != nil {
			return nil, nil, err
		}
		found[key] = root
	}
	found[""] = NewCustomer(store, "")
	return found, left, nil
}
