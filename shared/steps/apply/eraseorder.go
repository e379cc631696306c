package apply

import (
	"context"
	"fmt"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// eraseOrders erases the orders that a privacy request names, each in a write of its own.
// It comes before any customer is touched, and it can be done again at will.
func (a *Apply) eraseOrders(
	ctx context.Context,
	shop *book.Shop,
	r *crm.Redact,
	received crm.Instant,
) error {
	for _, order := range r.Orders {
		w, err := newWorkingSet(ctx, a.Book, shop, crm.GuestKey(order))
		if err != nil {
			return err
		}
		if err := w.eraseOrder(ctx, order, received); err != nil {
			return err
		}
		ops := slices.Concat(w.spillOrders(), w.recordWrites())
		if len(ops) == 0 {
			continue
		}
		if err := a.Book.Write(ctx, ops...); err != nil {
			return fmt.Errorf("erase an order in %s: %w", shop.Store, err)
		}
	}
	return nil
}

// eraseOrder erases an order whose own key is the root. It is taken out of the customer
// that it stands with, whoever that is: its day and amount stay under its own key, where
// versions that come later find that it was erased.
func (w *workingSet) eraseOrder(ctx context.Context, ref crm.Ref, received crm.Instant) error {
	mark := w.root
	m := movable{
		key:     mark.Key,
		ref:     ref,
		version: &crm.Facts{},
		arrived: mark.Key,
		isOrder: true,
	}
	if !mark.Root() {
		if err := w.takeFromHolder(ctx, m); err != nil {
			return err
		}
	}
	erased := &crm.Facts{Erasures: []crm.Erasure{{Key: mark.Key, At: received}}}
	mark.Facts = crm.Join(mark.Facts, erased)
	mark.Facts.Settle(mark.Key, w.shop.Pepper)
	return nil
}

// takeFromHolder moves an order from the customer that it stands with to its own key, with
// what an erasure of that customer has left of it.
func (w *workingSet) takeFromHolder(ctx context.Context, m movable) error {
	mark := w.root
	holder, err := w.followForwards(ctx, mark.Forward)
	if err != nil {
		return err
	}
	h := w.about(holder)
	standing, err := h.standing(ctx, m)
	if err != nil {
		return err
	}
	if err := h.giveUp(ctx, m); err != nil {
		return err
	}
	standing.Remains = holder.Facts.TakeRemains(m.ref, w.shop.Pepper)
	w.noteDeparture(holder, m.key)
	w.removals = append(w.removals, h.spillOrders()...)

	mark.Forward = ""
	mark.Facts = crm.Join(mark.Facts, standing)
	return nil
}
