package apply

import (
	"context"
	"fmt"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// erase carries out a privacy request: the person's record goes, and whatever the person
// was known by goes back to what landed there on its own, cut at the request's receipt.
func (f *family) erase(ctx context.Context, r *crm.Redact, received crm.Instant) error {
	named := []crm.Erasure{{Key: requestKey(r, received), At: received}}
	switch {
	case !r.Account.Zero():
		named[0].Key = crm.PlatformKey(r.Account)
	case r.Key.Platform():
		named[0].Key = r.Key
	}
	if err := f.eraseAll(ctx, f.root, named); err != nil || r.Email == "" {
		return err
	}
	rec, err := f.record(ctx, crm.EmailKey(f.pepper, r.Email))
	if err != nil || !rec.Root() {
		return err
	}
	return f.eraseAll(ctx, rec, named)
}

// eraseAll erases a customer, and takes everything apart that was joined in it.
func (f *family) eraseAll(ctx context.Context, root *book.Customer, named []crm.Erasure) error {
	for _, key := range slices.Clone(root.Facts.Aliases) {
		rec, err := f.record(ctx, key)
		if err != nil {
			return err
		}
		rec.Forward = ""
		rec.Facts = crm.Join(rec.Facts, root.Facts.SplitOff(key))
		f.eraseRecord(rec, named)
	}
	f.eraseRecord(root, named)
	root.Ledger.Contacts = nil
	root.Ledger.Trials = nil
	root.Due = 0
	return nil
}

// eraseRecord writes down whose erasure reached a record. An account of the person is
// erased for good, whether the request named it or one merged with it.
func (f *family) eraseRecord(c *book.Customer, named []crm.Erasure) {
	erasures := named
	if c.Key.Platform() &&
		!slices.ContainsFunc(named, func(e crm.Erasure) bool { return e.Key == c.Key }) {
		erasures = append(slices.Clone(named), crm.Erasure{Key: c.Key, At: named[0].At})
	}
	for _, e := range erasures {
		c.Facts = crm.Join(c.Facts, &crm.Facts{Erasures: []crm.Erasure{e}})
	}
	c.Facts.Settle(c.Key, f.pepper)
}

// erasureOf is the erasures of a record that requests named: its own key only if no other
// is there.
func erasureOf(c *book.Customer) []crm.Erasure {
	others := slices.DeleteFunc(
		slices.Clone(c.Facts.Erasures),
		func(e crm.Erasure) bool { return e.Key == c.Key },
	)
	if len(others) > 0 {
		return others
	}
	return c.Facts.Erasures
}

// requestKey names an erasure by its request, or by its day where the platform numbers no
// requests. No record has such a key.
func requestKey(r *crm.Redact, at crm.Instant) crm.Key {
	if r.Request != "" {
		return crm.Key("r:" + r.Request)
	}
	return crm.Key("r:" + at.Time().Format(time.DateOnly))
}

// eraseOrders marks orders as erased under their own keys, each in a write of its own:
// that can be done again at will, and it comes before any customer is touched.
func (a *Apply) eraseOrders(
	ctx context.Context,
	store string,
	pepper []byte,
	r *crm.Redact,
	received crm.Instant,
) error {
	for _, order := range r.Orders {
		key := crm.GuestKey(order)
		found, err := a.Book.FindCustomers(ctx, store, key)
		if err != nil {
			return err
		}
		c := found[key]
		c.Facts = crm.Join(c.Facts, &crm.Facts{Erasures: []crm.Erasure{{Key: key, At: received}}})
		c.Facts.Settle(key, pepper)
		if op, changed := c.Save(); changed {
			if err := a.Book.Write(ctx, op); err != nil {
				return fmt.Errorf("mark order as erased in %s: %w", store, err)
			}
		}
	}
	return nil
}

// page is how many older orders one follow-up moves: with their new items, the root and
// the record they left, they fit one transaction.
const page = 40

// adopt moves older orders of a customer that was joined into another to where that
// customer's facts are now, a page at a time. It reports whether there is more. Done
// twice, it finds nothing to do.
func (a *Apply) adopt(ctx context.Context, shop *book.Shop, loser crm.Key) (more bool, err error) {
	f, err := a.family(ctx, shop.Store, shop.Pepper, loser)
	if err != nil {
		return false, err
	}
	left := f.records[loser]
	if left.Root() || left.Facts.Older.Orders == 0 {
		return false, nil
	}
	old, more, err := a.Book.FindSpilledOrders(ctx, shop.Store, loser, page)
	if err != nil {
		return false, err
	}
	moved := &crm.Facts{}
	ops := []table.Op(nil)
	for _, s := range old {
		moved = crm.Join(moved, &crm.Facts{Orders: []crm.Order{s.Order}})
		ops = append(ops, s.Delete(shop.Store, loser))
	}
	if left.Facts.Older.Orders -= len(old); !more {
		left.Facts.Older = crm.Older{}
	}
	if err := f.join(ctx, moved); err != nil {
		return false, err
	}
	ops = append(ops, f.spill()...)
	changed, err := f.judge(ctx, shop, a.Now(), true)
	if err != nil {
		return false, err
	}
	// A crash before this write leaves the orders with the loser, after it with the root:
	// the message is still there. Tasks that are proposed here stand in the due index,
	// and the next sweep sends them.
	return more, a.Book.Write(
		ctx,
		append(append(ops, f.saves()...), book.PutTasks(changed)...)...)
}

// forget makes older orders of an erased customer anonymous, a page at a time, and
// reports whether there is more.
func (a *Apply) forget(
	ctx context.Context,
	shop *book.Shop,
	erased crm.Key,
) (more bool, err error) {
	f, err := a.family(ctx, shop.Store, shop.Pepper, erased)
	if err != nil || !f.root.Facts.Erased(erased) {
		return false, err
	}
	named, more, err := a.Book.FindNamedSpilledOrders(ctx, shop.Store, erased, page)
	if err != nil {
		return false, err
	}
	ops := []table.Op{}
	for _, s := range named {
		anonymous := book.Spilled{Order: s.Order.Anonymous(shop.Pepper)}
		ops = append(ops, s.Delete(shop.Store, erased), anonymous.Put(shop.Store, erased))
	}
	return more, a.Book.Write(ctx, ops...)
}
