package book

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// SearchCustomers finds up to limit customers of a store by what a person would type: a
// name or company, in any case and with or without accents; an e-mail address or part of
// one; the last digits of a phone number; an order number; a customer's key. The best
// matches come first, among equals those who bought last.
//
// A whole address or key is looked up. Everything else reads the whole table, all stores:
// good for a person who waits, not for a machine that asks often. It passes over records
// that cannot be read. pepper is the store's; without it addresses are compared as text.
func (b Book) SearchCustomers(
	ctx context.Context,
	store string,
	pepper []byte,
	q string,
	limit int,
) ([]*Customer, error) {
	t := parseTyped(q)
	if t.folded == "" || limit <= 0 {
		return nil, nil
	}
	if key, ok := t.key(pepper); ok {
		c, err := b.FindCustomer(ctx, store, key)
		if err != nil {
			return nil, err
		}
		if c.Version > 0 {
			return []*Customer{c}, nil
		}
	}
	return b.searchAll(ctx, store, t, limit)
}

// searchAll compares every record of the store.
func (b Book) searchAll(
	ctx context.Context,
	store string,
	t typed,
	limit int,
) ([]*Customer, error) {
	s := search{
		store:   store,
		typed:   t,
		best:    matches{limit: limit},
		spilled: map[crm.Key]bool{},
	}
	for item, err := range table.ScanAll(ctx, b.Table) {
		if err != nil {
			return nil, fmt.Errorf("search %s: %w", store, err)
		}
		s.compare(item)
	}

	for _, key := range slices.Sorted(maps.Keys(s.spilled)) {
		c, err := b.FindCustomer(ctx, store, key)
		if _, unreadable := AsUnreadable(err); unreadable {
			continue
		}
		if err != nil {
			return nil, err
		}
		s.best.add(c, exact)
	}
	return s.best.customers(), nil
}

// search is one search while the table is read.
type search struct {
	store   string
	typed   typed
	best    matches
	spilled map[crm.Key]bool // customers whose older order has the number that was typed
}

// compare compares one item of the table. It passes over an item that cannot be read.
func (s *search) compare(item table.Item) {
	kind, store, name, ok := parseItemPK(item.PK)
	if !ok || kind != 'C' || store != s.store {
		return
	}

	if IsSpilled(item) {
		order, err := crm.DecodeOrder(item.Body)
		if err == nil && s.typed.isOrder(&order) {
			s.spilled[crm.Key(name)] = true
		}
		return
	}
	if !IsCustomer(item) {
		return
	}

	c, err := DecodeCustomer(item)
	if err != nil || !c.Root() {
		return
	}
	if m := s.typed.match(c); m != none {
		s.best.add(c, m)
	}
}
