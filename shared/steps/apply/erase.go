package apply

import (
	"context"
	"fmt"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// eraseCustomer carries out a privacy request: the person's record goes, and each key that
// the person was known by gets back what arrived under it alone, cut at the request's
// receipt.
func (w *workingSet) eraseCustomer(ctx context.Context, r *crm.Redact, received crm.Instant) error {
	request := crm.Erasure{
		Key: requestKey(r, received),
		At:  received,
	}
	switch {
	case !r.Account.Zero():
		request.Key = crm.PlatformKey(r.Account)
	case r.Key.Platform():
		request.Key = r.Key
	}
	requests := []crm.Erasure{request}
	if err := w.eraseWithAliases(ctx, w.root, requests); err != nil || r.Email == "" {
		return err
	}

	// The address may have a record of its own.
	rec, err := w.loadRecord(ctx, crm.EmailKey(w.shop.Pepper, r.Email))
	if err != nil || !rec.Root() {
		return err
	}
	return w.eraseWithAliases(ctx, rec, requests)
}

// eraseWithAliases erases a customer and takes everything apart that was joined in it.
func (w *workingSet) eraseWithAliases(
	ctx context.Context,
	root *book.Customer,
	requests []crm.Erasure,
) error {
	for _, key := range slices.Clone(root.Facts.Aliases) {
		rec, err := w.loadRecord(ctx, key)
		if err != nil {
			return err
		}
		rec.Forward = ""
		rec.Facts = crm.Join(rec.Facts, root.Facts.SplitOff(key))
		w.eraseRecord(rec, requests)
	}

	w.eraseRecord(root, requests)
	root.Ledger.Contacts = nil
	root.Ledger.Trials = nil
	root.Due = 0
	return nil
}

// eraseRecord writes the requests into a record and removes what they erase. An account of
// the person is erased for good, whether the request named it or one merged with it.
func (w *workingSet) eraseRecord(c *book.Customer, requests []crm.Erasure) {
	erasures := slices.Clone(requests)
	if c.Key.Platform() && !slices.ContainsFunc(requests, erases(c.Key)) {
		own := crm.Erasure{
			Key: c.Key,
			At:  requests[0].At,
		}
		erasures = append(erasures, own)
	}

	for _, e := range erasures {
		erased := &crm.Facts{Erasures: []crm.Erasure{e}}
		c.Facts = crm.Join(c.Facts, erased)
	}
	c.Facts.Settle(c.Key, w.shop.Pepper)
}

// passErasureOn erases a further key that an event of an erased customer names, if that
// key does not stand for another customer.
func (w *workingSet) passErasureOn(
	ctx context.Context,
	erased *book.Customer,
	key crm.Key,
) error {
	rec, err := w.loadRecord(ctx, key)
	if err != nil || !rec.Root() {
		return err
	}
	return w.eraseWithAliases(ctx, rec, requestsOf(erased))
}

// requestsOf returns the erasures of a record that requests named: its own key only if
// there is no other.
func requestsOf(c *book.Customer) []crm.Erasure {
	all := c.Facts.Erasures
	others := slices.DeleteFunc(slices.Clone(all), erases(c.Key))
	if len(others) > 0 {
		return others
	}
	return all
}

// erases returns a function that reports whether an erasure is of the key.
func erases(key crm.Key) func(crm.Erasure) bool {
	return func(e crm.Erasure) bool { return e.Key == key }
}

// requestKey names an erasure by its request, or by its day where the platform numbers no
// requests. No record has such a key.
func requestKey(r *crm.Redact, at crm.Instant) crm.Key {
	name := r.Request
	if name == "" {
		name = at.Time().Format(time.DateOnly)
	}
	return crm.Key("r:" + name)
}

// eraseOrders marks orders as erased under their own keys, each in a write of its own. It
// comes before any customer is touched, and it can be done again at will.
func (a *Apply) eraseOrders(
	ctx context.Context,
	shop *book.Shop,
	r *crm.Redact,
	received crm.Instant,
) error {
	for _, order := range r.Orders {
		key := crm.GuestKey(order)
		found, err := a.Book.FindCustomers(ctx, shop.Store, key)
		if err != nil {
			return err
		}
		mark := found[key]
		erased := &crm.Facts{Erasures: []crm.Erasure{{Key: key, At: received}}}
		mark.Facts = crm.Join(mark.Facts, erased)
		mark.Facts.Settle(key, shop.Pepper)

		op, changed := mark.Save()
		if !changed {
			continue
		}
		if err := a.Book.Write(ctx, op); err != nil {
			return fmt.Errorf("mark order as erased in %s: %w", shop.Store, err)
		}
	}
	return nil
}
