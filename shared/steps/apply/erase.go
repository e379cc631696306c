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
	whole := erasing{
		requests: []crm.Erasure{request},
		accounts: true,
	}
	if w.root.Key.Company() && !namesCompany(r) {
		return w.eraseContact(ctx, r, whole)
	}
	if err := w.eraseWithAliases(ctx, w.root, whole); err != nil || r.Email == "" {
		return err
	}

	// The address may have a record of its own.
	rec, err := w.loadRecord(ctx, crm.EmailKey(w.shop.Pepper, r.Email))
	if err != nil || !rec.Root() {
		return err
	}
	return w.eraseWithAliases(ctx, rec, whole)
}

// staysKnown reports whether a customer stays of whom the sender has deleted its record: an
// account that was merged into another one, whose record is the root; a help desk's
// requester who has an account of the shop, or orders.
func (w *workingSet) staysKnown(deleted *crm.Redact) bool {
	if deleted.Account.Zero() {
		return w.isKnownToShop()
	}
	account := crm.PlatformKey(deleted.Account)
	return w.root.Key.Platform() && w.root.Key != account
}

// forgetUnlessNamed erases a customer whose last order the shop made anonymous. One who
// has other orders or tickets stays, and so does an account with consents of its own. The
// account itself may order again: it is erased for good when the shop deletes it.
func (w *workingSet) forgetUnlessNamed(
	ctx context.Context,
	c *book.Customer,
	received crm.Instant,
) error {
	isNamed := c.Facts.HasHistory() || c.Key.Platform() && c.Facts.Consents != crm.Consents{}
	if isNamed || c.Key.Guest() {
		return nil
	}
	request := crm.Erasure{
		Key: requestKey(&crm.Redact{}, received),
		At:  received,
	}
	return w.eraseWithAliases(ctx, c, erasing{requests: []crm.Erasure{request}})
}

// erasing is what is written into the records of an erased person.
type erasing struct {
	requests []crm.Erasure
	accounts bool // the person's accounts are erased for good, whatever the requests name
}

// eraseWithAliases erases a customer and takes everything apart that was joined in it.
func (w *workingSet) eraseWithAliases(
	ctx context.Context,
	root *book.Customer,
	e erasing,
) error {
	for _, key := range slices.Clone(root.Facts.Aliases) {
		rec, err := w.loadRecord(ctx, key)
		if err != nil {
			return err
		}
		rec.Forward = ""
		rec.Facts = crm.Join(rec.Facts, root.Facts.SplitOff(key))
		w.eraseRecord(rec, e)
	}

	w.eraseRecord(root, e)
	root.Ledger.Contacts = nil
	root.Ledger.Trials = nil
	root.Due = 0
	return nil
}

// eraseRecord writes the requests into a record and removes what they erase. If accounts
// are erased for good, then those too that no request named, but that were merged.
func (w *workingSet) eraseRecord(c *book.Customer, e erasing) {
	w.erased = append(w.erased, c.Key)
	erasures := slices.Clone(e.requests)
	isUnnamed := c.Key.Platform() && !slices.ContainsFunc(e.requests, erases(c.Key))
	if isUnnamed && e.accounts {
		own := crm.Erasure{
			Key: c.Key,
			At:  e.requests[0].At,
		}
		erasures = append(erasures, own)
	}

	for _, e := range erasures {
		erased := &crm.Facts{Erasures: []crm.Erasure{e}}
		c.Facts = crm.Join(c.Facts, erased)
	}
	c.Facts.Settle(c.Key, w.shop.Pepper)
}

// forgetErased removes what was handed on about the customers that were erased.
func (a *Apply) forgetErased(ctx context.Context, w *workingSet) error {
	if a.Forget == nil || len(w.erased) == 0 {
		return nil
	}
	if err := a.Forget(ctx, w.shop.Store, w.erased); err != nil {
		return fmt.Errorf("forget what was handed on about the erased: %w", err)
	}
	return nil
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
	return w.eraseWithAliases(ctx, rec, againFor(erased))
}

// passRequesterOn erases the address under which an event arrived, if a further key that it
// names is a help desk's requester who was erased after the date of the event. It reports
// whether it did. A customer whom the shop knows stays.
func (w *workingSet) passRequesterOn(
	ctx context.Context,
	e crm.Event,
	home, key crm.Key,
) (done bool, err error) {
	isKnown := slices.Contains(w.root.Facts.Aliases, key)
	if !home.Email() || !key.Desk() || isKnown || w.isKnownToShop() {
		return false, nil
	}
	requester, err := w.loadRecord(ctx, key)
	if err != nil || !requester.Facts.Erases(e.Dated()) {
		return false, err
	}
	return true, w.eraseWithAliases(ctx, w.root, againFor(requester))
}

// isKnownToShop reports whether the root has an account of the shop, or orders.
func (w *workingSet) isKnownToShop() bool {
	facts := w.root.Facts
	orders := len(facts.Orders) + facts.Older.Orders
	return w.root.Key.Platform() || orders > 0
}

// againFor returns what erases further records of a person as one record was erased.
func againFor(c *book.Customer) erasing {
	return erasing{
		requests: requestsOf(c),
		accounts: c.Facts.Erased(c.Key),
	}
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
