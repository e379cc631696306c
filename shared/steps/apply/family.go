package apply

import (
	"context"
	"fmt"
	"maps"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// family is the customer that some events are about and every record that must change
// with it, as loaded for one try.
type family struct {
	book    book.Book
	store   string
	pepper  []byte
	root    *book.Customer
	records map[crm.Key]*book.Customer // all that were loaded, root included, as they stand by now
	spilled map[crm.Ref]book.Spilled   // the root's older orders that were put back, as they stood
	gone    []table.Op                 // removals of items whose orders went along to another root
	left    []crm.Key                  // customers joined into another while they had older orders of their own
}

func (a *Apply) family(
	ctx context.Context,
	store string,
	pepper []byte,
	home crm.Key,
) (*family, error) {
	f := &family{
		book:    a.Book,
		store:   store,
		pepper:  pepper,
		records: map[crm.Key]*book.Customer{},
		spilled: map[crm.Ref]book.Spilled{},
	}
	root, err := f.followForwards(ctx, home)
	f.root = root
	return f, err
}

// record is the record of a key as it stands, a forward not followed.
func (f *family) record(ctx context.Context, key crm.Key) (*book.Customer, error) {
	if c, ok := f.records[key]; ok {
		return c, nil
	}
	found, err := f.book.FindCustomers(ctx, f.store, key)
	if err != nil {
		return nil, err
	}
	f.records[key] = found[key]
	return found[key], nil
}

// maxForwards is how many forwards may follow on each other: joining rewrites them, so
// that two are rare.
const maxForwards = 8

// followForwards leads from a key to the customer it stands for. The records on the way
// are read one after the other and most are not written, so that no condition guards
// them: between two reads the person may have been erased, or parted by hand. A link is
// written at both its ends at once, so a root that does not know the key shows that it
// was: a conflict, and it is all read anew.
func (f *family) followForwards(ctx context.Context, key crm.Key) (*book.Customer, error) {
	from := key
	for range maxForwards {
		c, err := f.record(ctx, key)
		if err != nil {
			return nil, err
		}
		if !c.Root() {
			key = c.Forward
			continue
		}
		if from != c.Key && !slices.Contains(c.Facts.Aliases, from) {
			return nil, fmt.Errorf("customer %s/%s: %w", f.store, from, &table.Conflict{})
		}
		return c, nil
	}
	return nil, fmt.Errorf("customer %s/%s: more than %d forwards", f.store, from, maxForwards)
}

// fold joins the facts of one event that landed under home.
func (f *family) fold(ctx context.Context, e crm.Event, home crm.Key) error {
	facts, err := f.land(ctx, e, home)
	if err != nil {
		return err
	}
	if err := f.join(ctx, facts); err != nil {
		return err
	}
	at := f.records[home]
	gone := at.Facts.Erased(home) || e.Dated() <= at.Facts.ErasedUpTo()
	for _, key := range e.Who.Links(f.pepper) {
		if gone {
			err = f.passErasure(ctx, at, key)
		} else {
			err = f.link(ctx, key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// land is what of an event reaches the root. Under an address that an erased person had,
// what is dated before the erasure stays behind, and an order that was erased by its id
// goes nowhere.
func (f *family) land(ctx context.Context, e crm.Event, home crm.Key) (*crm.Facts, error) {
	if err := f.dropErasedOrder(ctx, &e, home); err != nil {
		return nil, err
	}
	at := f.records[home]
	if e.Dated() <= at.Facts.ErasedUpTo() {
		e.Profile = crm.Profile{}
		e.Consents = crm.Consents{}
	}
	if home == f.root.Key || len(at.Facts.Erasures) == 0 {
		return e.Facts(home), nil
	}
	facts := crm.Join(e.Facts(home), &crm.Facts{Erasures: at.Facts.Erasures})
	facts.Settle(home, f.pepper)
	at.Facts = crm.Join(at.Facts, &crm.Facts{Remains: facts.Remains})
	facts.Remains = nil
	facts.Erasures = nil
	return facts, nil
}

// dropErasedOrder looks, for an order the customer does not have yet, whether that order
// was erased. Erasing marks the order's own key before it touches any customer; whoever
// looked before that meets a conflict on the customer and looks again.
func (f *family) dropErasedOrder(ctx context.Context, e *crm.Event, home crm.Key) error {
	if e.Order == nil || home.Guest() || f.root.Facts.Erased(f.root.Key) || f.has(e.Order.Ref) {
		return nil
	}
	key := crm.GuestKey(e.Order.Ref)
	mark, err := f.record(ctx, key)
	if err == nil && mark.Facts.Erased(key) {
		e.Order = nil
	}
	return err
}

func (f *family) has(order crm.Ref) bool {
	return slices.ContainsFunc(
		f.root.Facts.Orders,
		func(o crm.Order) bool { return o.Ref == order },
	)
}

// join puts facts into the root, older orders included.
func (f *family) join(ctx context.Context, facts *crm.Facts) error {
	if err := f.unspillFor(ctx, facts.Orders); err != nil {
		return err
	}
	joined := crm.Join(f.root.Facts, facts)
	if joined.Older.Orders > 0 && crm.Moved(f.root.Facts, joined) {
		all, err := table.Collect(f.book.SpilledOrders(ctx, f.store, f.root.Key))
		if err != nil {
			return err
		}
		f.unspill(all)
		joined = crm.Join(f.root.Facts, facts)
	}
	joined.Settle(f.root.Key, f.pepper)
	f.root.Facts = joined
	return nil
}

// unspillFor puts those orders back into the root's record that news has come of.
func (f *family) unspillFor(ctx context.Context, orders []crm.Order) error {
	if f.root.Facts.Older.Orders == 0 {
		return nil
	}
	var refs []crm.Ref
	for _, o := range orders {
		if !f.has(o.Ref) {
			refs = append(refs, o.Ref)
		}
	}
	back, err := f.book.FindSpilled(ctx, f.store, f.root.Key, refs...)
	f.unspill(back)
	return err
}

func (f *family) unspill(back []book.Spilled) {
	for _, s := range back {
		if _, ok := f.spilled[s.Order.Ref]; ok {
			continue
		}
		f.spilled[s.Order.Ref] = s
		f.root.Facts.Unspill(s.Order)
	}
}

// link makes the customer known under one more key.
func (f *family) link(ctx context.Context, key crm.Key) error {
	facts := f.root.Facts
	if slices.Contains(facts.Aliases, key) || slices.Contains(facts.Shared, key) ||
		key == f.root.Key {
		return nil
	}
	rec, err := f.record(ctx, key)
	if err != nil {
		return err
	}
	if rec.Forward == f.root.Key {
		f.alias(key)
		return nil
	}
	other, err := f.followForwards(ctx, key)
	if err != nil {
		return err
	}
	switch {
	case other.Facts.Erased(other.Key):
		return nil
	case other.Key.Platform() && f.root.Key.Platform():
		f.root.Facts = crm.Join(
			facts,
			&crm.Facts{Shared: []crm.Key{key}},
		) // the first claimer keeps it; a person is shown
		return nil
	}
	return f.unite(ctx, other)
}

// passErasure tells a further key of somebody erased of the erasure, where it does not
// stand for somebody else.
func (f *family) passErasure(ctx context.Context, from *book.Customer, key crm.Key) error {
	rec, err := f.record(ctx, key)
	if err != nil || !rec.Root() {
		return err
	}
	return f.eraseAll(ctx, rec, erasureOf(from))
}

func (f *family) alias(keys ...crm.Key) {
	f.root.Facts = crm.Join(f.root.Facts, &crm.Facts{Aliases: keys})
}

// unite joins the root and another customer: platform before e-mail before desk, then the
// smaller key, is the root of both.
func (f *family) unite(ctx context.Context, other *book.Customer) error {
	root := f.root
	loser := other
	if loser.Key.Before(root.Key) {
		root, loser = loser, root
		f.giveUpSpilled()
	}
	f.root = root
	for _, key := range loser.Facts.Aliases {
		rec, err := f.record(ctx, key)
		if err != nil {
			return err
		}
		if rec.Forward == loser.Key {
			rec.Forward = root.Key
		}
	}
	moved := *loser.Facts
	loser.Facts = &crm.Facts{Erasures: moved.Erasures, Remains: moved.Remains, Older: moved.Older}
	if moved.Older.Orders > 0 {
		f.left = append(f.left, loser.Key)
	}
	moved.Erasures = nil
	moved.Remains = nil
	moved.Older = crm.Older{}
	loser.Forward = root.Key
	root.Ledger = root.Ledger.Join(loser.Ledger)
	if loser.Due != 0 && (root.Due == 0 || loser.Due < root.Due) {
		root.Due = loser.Due
	}
	loser.Ledger = book.Ledger{}
	loser.Due = 0
	f.alias(loser.Key)
	return f.join(ctx, &moved)
}

// giveUpSpilled is called when the root loses its place: its older orders that were put
// back go along with the record, so their items go.
func (f *family) giveUpSpilled() {
	for _, s := range f.spilled {
		f.gone = append(f.gone, s.Delete(f.store, f.root.Key))
	}
	clear(f.spilled)
}

// spill takes the root's orders beyond the newest out of its record again and returns the
// writes of their items.
func (f *family) spill() []table.Op {
	ops := f.gone
	for _, s := range f.root.Facts.Spill() {
		was, known := f.spilled[s.Ref]
		delete(f.spilled, s.Ref)
		if !known || was.Order != s {
			ops = append(ops, book.Spilled{Order: s, Version: was.Version}.Put(f.store, f.root.Key))
		}
	}
	for _, s := range f.spilled {
		ops = append(ops, s.Delete(f.store, f.root.Key))
	}
	return ops
}

// saves are the writes of every record that changed.
func (f *family) saves() []table.Op {
	var ops []table.Op
	for _, key := range slices.Sorted(maps.Keys(f.records)) {
		c := f.records[key]
		if op, changed := c.Save(); changed && (c.Version > 0 || !c.Empty()) {
			ops = append(ops, op)
		}
	}
	return ops
}
