package main

import (
	"cmp"
	"fmt"
	"maps"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// find looks for customers by what a person would type, an account's number on one of the
// shop's platforms included. Nothing typed finds the first that stand in the table.
func (s *session) find(
	at *place,
	shop *book.Shop,
	text string,
	limit int,
) ([]*book.Customer, error) {
	if text == "" {
		return s.first(at, shop, limit)
	}
	found, err := at.Book.SearchCustomers(s.ctx, shop.Store, shop.Pepper, text, limit)
	if err != nil || len(found) > 0 {
		return found, err
	}
	sources, err := at.Sources(s.ctx)
	if err != nil {
		return nil, err
	}
	for _, name := range slices.Sorted(maps.Keys(sources[shop.Store])) {
		c, err := at.Book.FindCustomer(
			s.ctx,
			shop.Store,
			crm.PlatformKey(crm.Ref{Source: name, ID: text}),
		)
		if err != nil {
			return nil, err
		}
		if c.Version > 0 && len(found) < limit {
			found = append(found, c)
		}
	}
	return found, nil
}

// findOne finds the only customer that what was typed can mean, in the store the command
// is about.
func (s *session) findOne(text string) (*place, *book.Shop, *book.Customer, error) {
	at, shop, err := s.shop()
	if err != nil {
		return nil, nil, nil, err
	}
	found, err := s.find(at, shop, text, 2)
	switch {
	case err != nil:
		return nil, nil, nil, err
	case len(found) == 0:
		return nil, nil, nil, fmt.Errorf("nobody is found by %q", text)
	case len(found) > 1:
		return nil, nil, nil, fmt.Errorf(
			"%w: %q finds more than one; see holdfast customers %s",
			errUsage,
			text,
			text,
		)
	}
	return at, shop, found[0], nil
}

// first finds the first customers that a scan of the table meets, at most limit, and sorts
// them by key.
func (s *session) first(at *place, shop *book.Shop, limit int) ([]*book.Customer, error) {
	var found []*book.Customer
	for c, err := range at.Book.Customers(s.ctx, shop.Store) {
		if err != nil {
			return nil, err
		}
		if !c.Root() || c.Key.Guest() || c.Facts.Gone(c.Key) {
			continue
		}

		found = append(found, c)
		if len(found) == limit {
			break
		}
	}
	slices.SortFunc(found, func(a, b *book.Customer) int { return cmp.Compare(a.Key, b.Key) })
	return found, nil
}
