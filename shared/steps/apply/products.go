package apply

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/parallel"
)

// familyKey names the record of a product.
type familyKey struct {
	store string
	name  crm.Ref
}

// productGroup is what a batch says of one product and its variants.
type productGroup struct {
	said     []crm.Product
	sayers   []int // the deliveries that say it, by their index in the batch
	isStated bool  // a product's own delivery says it, not only the lines of orders
}

// addProducts puts what an event says of products into the groups of their records.
func (b *batch) addProducts(store string, e receivedEvent) {
	for _, p := range e.Products {
		key := familyKey{store, p.Family()}
		group := b.products[key]
		if group == nil {
			group = &productGroup{}
			b.products[key] = group
		}
		group.said = append(group.said, p)
		group.sayers = append(group.sayers, e.delivery)
		group.isStated = group.isStated || e.Kind == crm.KindProduct
	}
}

// learnCosts lets workers read the costs of a store's products, from the first one on. It
// comes before the product is written: a crash in between leaves a register that is read in
// vain.
func (a *Apply) learnCosts(ctx context.Context, shop *book.Shop, e *crm.Event) error {
	hasCost := func(p crm.Product) bool { return p.Cost.At != 0 }
	if !shop.NoCosts || !slices.ContainsFunc(e.Products, hasCost) {
		return nil
	}
	err := table.Retry(ctx, maxTries, func(bool) error {
		fresh, err := a.Book.FindShop(ctx, shop.Store)
		if err != nil || !fresh.NoCosts {
			return err
		}
		fresh.NoCosts = false
		return a.Book.SaveSettings(ctx, fresh)
	})
	if err != nil {
		return deferConflict(err)
	}
	_, err = a.Shops.Reload(ctx, shop.Store)
	return err
}

// foldProducts writes what is news of products, side by side, each record once. The error of
// a record is that of every delivery that speaks of it. A crash before or after leaves the
// messages in the queue, and writing again changes nothing.
func (a *Apply) foldProducts(ctx context.Context, b *batch) {
	keys := make([]familyKey, 0, len(b.products))
	for key := range b.products {
		keys = append(keys, key)
	}
	errs := parallel.Each(sideBySide, keys, func(key familyKey) error {
		return a.foldFamily(ctx, key, b.products[key])
	})
	for i, key := range keys {
		for _, sayer := range b.products[key].sayers {
			if b.errs[sayer] == nil {
				b.errs[sayer] = errs[i]
			}
		}
	}
}

// foldFamily joins what was said of a product into its record, and writes the record if that
// is news. What this worker has seen there before costs nothing.
func (a *Apply) foldFamily(ctx context.Context, key familyKey, group *productGroup) error {
	if a.seen.has(key, group.said) {
		return nil
	}
	err := table.Retry(ctx, maxTries, func(bool) error {
		family, err := a.Book.FindFamily(ctx, key.store, key.name)
		if err != nil {
			return err
		}
		if family.Add(group.said) {
			if err := a.Book.Write(ctx, family.Put()); err != nil {
				return err
			}
		}
		a.seen.note(key, family.Products)
		return nil
	})
	if !group.isStated {
		// An order does not wait for the record of a product that cannot be read.
		err = book.LeaveOut(ctx, a.Log, nil, err)
	}
	if err != nil {
		return deferConflict(fmt.Errorf("learn of product %s: %w", key.name, err))
	}
	return nil
}

// maxSeen is how many entries a worker remembers, a few hundred bytes each.
const maxSeen = 10_000

// seenProducts remembers what records of products held when this worker met them last. A
// record only grows, so what was there once is there still. The zero value remembers
// nothing. It is safe for use by several goroutines.
type seenProducts struct {
	mu       sync.Mutex
	families map[familyKey][]crm.Product
	entries  int
}

// has reports whether the record is known to say all this.
func (s *seenProducts) has(key familyKey, said []crm.Product) bool {
	s.mu.Lock()
	known, ok := s.families[key]
	s.mu.Unlock()
	return ok && slices.Equal(crm.JoinProducts(known, said), known)
}

// note remembers what a record holds. If it remembers too much, it forgets all else.
func (s *seenProducts) note(key familyKey, products []crm.Product) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.entries += len(products) - len(s.families[key])
	if s.families == nil || s.entries > maxSeen {
		s.families = map[familyKey][]crm.Product{}
		s.entries = len(products)
	}
	s.families[key] = products
}
