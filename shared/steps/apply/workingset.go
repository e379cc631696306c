package apply

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// workingSet holds the customer that some events are about and every record that must
// change with it, as loaded for one try. All changes are made in memory; spillOrders and
// recordWrites return the writes that save them.
type workingSet struct {
	book book.Book
	shop *book.Shop

	// root is the customer. Uniting two customers may make the other one the root.
	root *book.Customer

	// records are all records that were loaded, root included, as they stand by now.
	records map[crm.Key]*book.Customer

	// unspilled are the root's older orders that were put back into its record, as their
	// items stand in the table.
	unspilled map[crm.Ref]book.Spilled

	// removals delete items whose orders went along to another root.
	removals []table.Op

	// claims are the own keys of orders and tickets that stand with the root from now on.
	claims []*book.Customer

	// takenTasks are tasks that came over to the root with their order or ticket.
	takenTasks []book.Task

	// erased are the keys whose records were erased.
	erased []crm.Key

	// leftOrders are customers that were joined into another while they had older orders
	// of their own: a follow-up moves these.
	leftOrders []crm.Key
}

// newWorkingSet loads the customer that a key stands for.
func newWorkingSet(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	key crm.Key,
) (*workingSet, error) {
	w := &workingSet{
		book:      b,
		shop:      shop,
		records:   map[crm.Key]*book.Customer{},
		unspilled: map[crm.Ref]book.Spilled{},
	}
	var err error
	if key.Guest() {
		w.root, err = w.loadRecord(ctx, key) // it may be a forward to whom the order belongs
	} else {
		w.root, err = w.followForwards(ctx, key)
	}
	return w, err
}

// loadRecord returns the record of a key as it stands. It follows no forward.
func (w *workingSet) loadRecord(ctx context.Context, key crm.Key) (*book.Customer, error) {
	if c, ok := w.records[key]; ok {
		return c, nil
	}
	found, err := w.book.FindCustomers(ctx, w.shop.Store, key)
	if err != nil {
		return nil, err
	}
	w.records[key] = found[key]
	return found[key], nil
}

// followForwards returns the customer that a key stands for.
//
// The records on the way are read one after the other and most are not written, so no
// condition guards them: between two reads the customer may have been erased, or split by
// hand. A link is written at both its ends at once, so a root that does not know the key
// shows that this happened. That is a conflict, and all is read anew.
func (w *workingSet) followForwards(ctx context.Context, key crm.Key) (*book.Customer, error) {
	from := key
	for range book.MaxForwards {
		c, err := w.loadRecord(ctx, key)
		if err != nil {
			return nil, err
		}
		if !c.Root() {
			key = c.Forward
			continue
		}
		if from != c.Key && !slices.Contains(c.Facts.Aliases, from) {
			return nil, fmt.Errorf("customer %s/%s: %w", w.shop.Store, from, &table.Conflict{})
		}
		return c, nil
	}
	return nil, fmt.Errorf("customer %s/%s: more than %d forwards", w.shop.Store, from, book.MaxForwards)
}

// joinFacts joins facts into the root. Older orders that the facts are about are put back
// into its record first; all older orders, if the facts date an order anew, since then
// others may be the newest.
func (w *workingSet) joinFacts(ctx context.Context, facts *crm.Facts) error {
	if err := w.unspillOrders(ctx, facts.Orders); err != nil {
		return err
	}
	joined := crm.Join(w.root.Facts, facts)
	if joined.Older.Orders > 0 && crm.HasMoved(w.root.Facts, joined) {
		if err := w.unspillAll(ctx); err != nil {
			return err
		}
		joined = crm.Join(w.root.Facts, facts)
	}

	joined.Settle(w.root.Key, w.shop.Pepper)
	w.root.Facts = joined
	return nil
}

// hasOrder reports whether the order stands in the root's record.
func (w *workingSet) hasOrder(ref crm.Ref) bool {
	for i := range w.root.Facts.Orders {
		if w.root.Facts.Orders[i].Ref == ref {
			return true
		}
	}
	return false
}

// unspillAll puts all older orders back into the root's record.
func (w *workingSet) unspillAll(ctx context.Context) error {
	all, err := table.Collect(w.book.SpilledOrders(ctx, w.shop.Store, w.root.Key))
	if err != nil {
		return err
	}
	w.unspill(all)
	return nil
}

// unspillOrders puts those of the orders that were spilled back into the root's record,
// since there is news of them.
func (w *workingSet) unspillOrders(ctx context.Context, orders []crm.Order) error {
	if w.root.Facts.Older.Orders == 0 {
		return nil
	}
	var refs []crm.Ref
	for _, o := range orders {
		if !w.hasOrder(o.Ref) {
			refs = append(refs, o.Ref)
		}
	}
	found, err := w.book.FindSpilled(ctx, w.shop.Store, w.root.Key, refs...)
	w.unspill(found)
	return err
}

// unspill puts older orders back into the root's record, each once.
func (w *workingSet) unspill(older []book.Spilled) {
	for _, s := range older {
		if _, ok := w.unspilled[s.Order.Ref]; ok {
			continue
		}
		w.unspilled[s.Order.Ref] = s
		w.root.Facts.Unspill(s.Order)
	}
}

// spillOrders takes the root's orders beyond the newest out of its record again and
// returns the writes of their items.
func (w *workingSet) spillOrders() []table.Op {
	ops := w.removals
	store := w.shop.Store
	customer := w.root.Key
	for _, order := range w.root.Facts.Spill() {
		before, isStored := w.unspilled[order.Ref]
		delete(w.unspilled, order.Ref)
		if isStored && before.Order == order {
			continue
		}
		after := book.Spilled{
			Order:   order,
			Version: before.Version,
		}
		ops = append(ops, after.Put(store, customer))
	}

	// What is left stands in the record from now on.
	for _, s := range w.unspilled {
		ops = append(ops, s.Delete(store, customer))
	}
	return ops
}

// judge judges the root and every other customer whose facts changed with it: an erasure
// reaches several. It returns the tasks that changed; of a task that two of them knew, the
// root's word counts. After a conflict (again) it looks up whether the root's tasks were
// decided before.
func (w *workingSet) judge(ctx context.Context, now time.Time, again bool) ([]book.Task, error) {
	j, err := judge.LoadAndJudge(ctx, w.book, w.root, w.shop, judge.Try{Now: now, Again: again})
	if err != nil {
		return nil, err
	}
	changed := w.withTakenTasks(j.Changed)
	for _, c := range w.otherChangedCustomers() {
		j, err := judge.LoadAndJudge(ctx, w.book, c, w.shop, judge.Try{Now: now, Again: true})
		if err != nil {
			return nil, err
		}
		for _, t := range j.Changed {
			isKnown := slices.ContainsFunc(changed, func(o book.Task) bool { return o.ID == t.ID })
			if !isKnown {
				changed = append(changed, t)
			}
		}
	}
	return changed, nil
}

// withTakenTasks returns the root's changed tasks together with those that came over to it.
func (w *workingSet) withTakenTasks(changed []book.Task) []book.Task {
	for _, taken := range w.takenTasks {
		isTaken := func(t book.Task) bool { return t.ID == taken.ID }
		i := slices.IndexFunc(changed, isTaken)
		if i < 0 {
			changed = append(changed, taken)
			continue
		}
		changed[i].Customer = w.root.Key
	}
	return changed
}

// otherChangedCustomers returns the customers that changed, by key, without the root.
func (w *workingSet) otherChangedCustomers() (out []*book.Customer) {
	for _, key := range slices.Sorted(maps.Keys(w.records)) {
		c := w.records[key]
		if _, changed := writeIfChanged(c); changed && c.Root() && c != w.root {
			out = append(out, c)
		}
	}
	return out
}

// recordWrites returns the writes of every record that changed, by key.
func (w *workingSet) recordWrites() (ops []table.Op) {
	for _, key := range slices.Sorted(maps.Keys(w.records)) {
		if op, changed := writeIfChanged(w.records[key]); changed {
			ops = append(ops, op)
		}
	}
	return ops
}

// writeIfChanged returns the write of a record and whether it is worth writing: it
// changed, and it is not both new and empty.
func writeIfChanged(c *book.Customer) (table.Op, bool) {
	op, changed := c.Save()
	isNothing := c.Version == 0 && c.Empty()
	return op, changed && !isNothing
}
