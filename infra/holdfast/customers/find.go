package customers

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// find returns the customers that a person means by a text, a customer's number on one of
// the shop's platforms included. An empty text finds the first that stand in the table.
func find(
	ctx context.Context,
	store session.Store,
	text string,
	limit int,
) ([]*book.Customer, error) {
	if text == "" {
		return findFirst(ctx, store, limit)
	}
	shop := store.Shop
	found, err := store.Book.SearchCustomers(ctx, shop.Store, shop.Pepper, text, limit)
	if err != nil || len(found) > 0 {
		return found, err
	}
	return findByNumber(ctx, store, text, limit)
}

// findByNumber returns the customers who have this number on one of the shop's platforms.
func findByNumber(
	ctx context.Context,
	store session.Store,
	number string,
	limit int,
) (found []*book.Customer, err error) {
	sources, err := store.ListSources(ctx)
	if err != nil {
		return nil, err
	}
	name := store.Shop.Store
	for _, source := range slices.Sorted(maps.Keys(sources[name])) {
		key := crm.PlatformKey(crm.Ref{Source: source, ID: number})
		c, err := store.Book.FindCustomer(ctx, name, key)
		if err != nil {
			return nil, err
		}
		if c.Version > 0 && len(found) < limit {
			found = append(found, c)
		}
	}
	return found, nil
}

// findOne returns the store that the command is about and the only customer that a text can
// mean there, with what was said of the customer's addresses.
func findOne(
	ctx context.Context,
	s *session.Session,
	text string,
) (session.Store, *book.Customer, error) {
	store, err := s.FindStore(ctx)
	if err != nil {
		return store, nil, err
	}
	found, err := find(ctx, store, text, 2)
	switch {
	case err != nil:
		return store, nil, err
	case len(found) == 0:
		return store, nil, fmt.Errorf("nobody is found by %q", text)
	case len(found) > 1:
		return store, nil, fmt.Errorf(
			"%w: %q finds more than one; see holdfast customers %s",
			session.ErrUsage,
			text,
			text,
		)
	}
	return store, found[0], store.Book.LoadSaid(ctx, store.Shop, found[0])
}

// findFirst returns the first customers that stand in the table and have a name, sorted by
// key. It passes over records that cannot be read.
func findFirst(
	ctx context.Context,
	store session.Store,
	limit int,
) (found []*book.Customer, err error) {
	for c, err := range book.Readable(store.Book.Customers(ctx, store.Shop.Store)) {
		if err != nil {
			return nil, err
		}
		if !c.Root() || c.Key.Guest() || c.Facts.Gone(c.Key) {
			continue
		}
		if found = append(found, c); len(found) == limit {
			break
		}
	}
	slices.SortFunc(found, func(a, b *book.Customer) int { return cmp.Compare(a.Key, b.Key) })
	return found, nil
}
