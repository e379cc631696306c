package apply

import (
	"context"
	"errors"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/parallel"
)

// An order or a ticket stands with one customer: the one that its newest version names.
// So that any order of deliveries ends in the same, it has a key of its own
// (crm.GuestKey, crm.TicketKey), whose record is a forward to the key that the newest
// version arrived under. A worker that meets an order which its customer does not have
// reads that record:
//
//   - there is none: the worker claims the order. The claim is written before the customer,
//     in a write of its own, for a transaction would cost twice as much.
//   - it leads to another customer: the newer version decides. It is moved, or the older
//     version joins it where it stands.
//
// News of an order (a parcel, a return, a dispute) stands with the order and moves with it.
// Most of it names no customer: then it arrives under the order's own key, and waits in that
// record if the order itself is not known yet. News that does name one stands with that
// customer until the order says otherwise.
//
// Two workers never leave it with both: whoever moves it writes the former holder too, so
// that a write there which began before meets a conflict.

// movable is an order or a ticket of an event, or news of an order.
type movable struct {
	key     crm.Key    // its own
	ref     crm.Ref    // its name
	version *crm.Facts // the event's version, alone
	arrived crm.Key    // the key that the event's version arrived under
	isOrder bool       // it is an order, or news of one
}

// movableOf returns the order or ticket of an event that arrived under home, or the news of
// an order, and false if it has none.
func movableOf(e *crm.Event, home crm.Key) (m movable, ok bool) {
	alone := e.OfOrder()
	order, isOrder := e.AboutOrder()
	switch {
	case isOrder:
		m.isOrder = true
		m.ref = order
		m.key = crm.GuestKey(m.ref)
	case e.Ticket != nil:
		m.ref = e.Ticket.Ref
		m.key = crm.TicketKey(m.ref)
		alone.Ticket = e.Ticket
	default:
		return movable{}, false
	}
	m.version = alone.Facts(home)
	m.arrived = home
	return m, true
}

// home returns the key under which the standing version arrived, and false if none stands
// in f.
func (m movable) home(f *crm.Facts) (crm.Key, bool) {
	if m.isOrder {
		return m.orderHome(f)
	}
	ticket, ok := f.FindTicket(m.ref)
	return ticket.Home, ok
}

// orderHome is home for an order. Before the order itself is known, it is that of its news:
// the customer whom the news names, or the order's own key.
func (m movable) orderHome(f *crm.Facts) (crm.Key, bool) {
	if order, ok := f.FindOrder(m.ref); ok {
		return order.Home, true
	}
	if named := f.NewsHome(m.ref); named != "" {
		return named, true
	}
	return m.key, f.HasNewsOf(m.ref)
}

// take takes it out of f.
func (m movable) take(f *crm.Facts) *crm.Facts {
	if m.isOrder {
		return f.TakeOrder(m.ref)
	}
	return f.TakeTicket(m.ref)
}

// dropFrom takes it out of an event, which then says the rest.
func (m movable) dropFrom(e *crm.Event) {
	if m.isOrder {
		e.DropOrder()
	} else {
		e.Ticket = nil
	}
}

// placeMovable sees to it that the order or ticket of an event stands with one customer.
// It takes it out of the event if it does not belong to the root, and brings along what
// another customer has of it if it does.
func (w *workingSet) placeMovable(ctx context.Context, e *receivedEvent, home crm.Key) error {
	m, ok := movableOf(&e.Event, home)
	if !ok {
		return nil
	}
	if before, stands := m.home(w.root.Facts); stands && w.root.Root() {
		return w.pointAgain(ctx, m, before)
	}

	pointer, err := w.loadRecord(ctx, m.key)
	if err != nil {
		return err
	}
	if pointer.Facts.Erased(m.key) {
		w.placeErased(e, m, pointer)
		return nil
	}
	holder, err := w.findHolder(ctx, pointer, m)
	if err != nil {
		return err
	}
	switch {
	case holder == nil:
		w.claim(pointer, m.arrived)
		return nil
	case holder == w.root:
		return nil
	}
	return w.decideHolder(ctx, m, e, holder, pointer)
}

// placeErased takes an order that was erased by its id out of an event. Its day and amount
// stay under its own key, as they do of one that was known before the request. The customer
// of the event learns nothing of it.
func (w *workingSet) placeErased(e *receivedEvent, m movable, pointer *book.Customer) {
	m.dropFrom(&e.Event)

	known := crm.Join(pointer.Facts, m.version)
	known.Settle(m.key, w.shop.Pepper)
	pointer.Facts = known

	w.noteDeparture(w.root, m.key)
}

// findHolder returns the customer that a movable stands with, or nil if there is none yet.
func (w *workingSet) findHolder(
	ctx context.Context,
	pointer *book.Customer,
	m movable,
) (*book.Customer, error) {
	if !pointer.Root() {
		return w.followForwards(ctx, pointer.Forward)
	}
	if _, stands := m.home(pointer.Facts); stands {
		return pointer, nil // an order that names no customer, or news that waits for its order
	}
	return nil, nil
}

// claim notes that the movable stands with the customer of home from now on.
func (w *workingSet) claim(pointer *book.Customer, home crm.Key) {
	if pointer.Key == home {
		return // an order that names no customer stands under its own key
	}
	pointer.Forward = home
	w.claims = append(w.claims, pointer)
}

// writeClaims writes the claims side by side, each in a write of its own. A crash after it
// leaves a claim of a customer who does not have the order yet: the message comes again.
func (w *workingSet) writeClaims(ctx context.Context) error {
	errs := parallel.Each(0, w.claims, func(pointer *book.Customer) error {
		op, _ := pointer.Save()
		return w.book.Write(ctx, op)
	})
	if err := errors.Join(errs...); err != nil {
		return err
	}
	for _, pointer := range w.claims {
		delete(w.records, pointer.Key)
	}
	w.claims = nil
	return nil
}

// pointAgain lets the own key of a movable that stands with the root lead to the key that
// its newest version arrived under, after the event was joined.
func (w *workingSet) pointAgain(ctx context.Context, m movable, before crm.Key) error {
	after, _ := m.home(crm.Join(w.root.Facts, m.version))
	if after == before {
		return nil
	}
	pointer, err := w.loadRecord(ctx, m.key)
	if err != nil {
		return err
	}
	if after != m.key {
		pointer.Forward = after
	}
	return nil
}

// decideHolder decides by the newer version whether a movable stays with its holder or
// moves to the root.
func (w *workingSet) decideHolder(
	ctx context.Context,
	m movable,
	e *receivedEvent,
	holder, pointer *book.Customer,
) error {
	h := w.about(holder)
	standing, err := h.standing(ctx, m)
	if err != nil {
		return err
	}
	winner, _ := m.home(crm.Join(standing, m.version))
	isErased := holder.Facts.Erased(holder.Key) ||
		len(m.version.Orders) == 0 && holder.Facts.ErasedOrder(m.ref, w.shop.Pepper)
	if isErased || winner != m.arrived {
		// An older version, or one of an order that was erased with its customer. It joins
		// the others where they stand.
		m.dropFrom(&e.Event)
		if !isErased {
			w.noteDeparture(w.root, m.key)
		}
		return h.joinStanding(ctx, m)
	}

	if err := w.takeTasks(ctx, holder, m.ref); err != nil {
		return err
	}
	if err := h.giveUp(ctx, m); err != nil {
		return err
	}
	w.noteDeparture(holder, m.key)
	w.removals = append(w.removals, h.spillOrders()...)
	if e.Anonymised {
		if err := w.forgetUnlessNamed(ctx, holder, e.received); err != nil {
			return err
		}
	}
	pointer.Forward = m.arrived
	if m.arrived == m.key {
		pointer.Forward = ""
	}
	return w.joinFacts(ctx, standing)
}

// takeTasks lets the open tasks about an order or a ticket go over to the root with it: the
// answer to a complaint is owed to the customer who turns out to have complained.
func (w *workingSet) takeTasks(ctx context.Context, holder *book.Customer, ref crm.Ref) error {
	open, err := w.book.FindTasks(ctx, holder.Store, holder.Ledger.Open()...)
	if err != nil {
		return err
	}
	for _, t := range open {
		if t.Trigger.Ref != ref || t.State.Final() {
			continue
		}
		holder.Ledger.Forget(t.ID)
		w.root.Ledger.Decide(t.ID, true)
		t.Customer = w.root.Key
		w.takenTasks = append(w.takenTasks, t)
	}
	return nil
}

// about returns a working set of the same records whose root is another customer.
func (w *workingSet) about(c *book.Customer) *workingSet {
	return &workingSet{
		book:      w.book,
		shop:      w.shop,
		root:      c,
		records:   w.records,
		unspilled: map[crm.Ref]book.Spilled{},
	}
}

// standing returns what the root has of a movable, alone; nothing, if the claim of another
// worker is not followed by its write yet.
func (w *workingSet) standing(ctx context.Context, m movable) (*crm.Facts, error) {
	copied := *w.root.Facts
	standing := m.take(&copied)
	_, hasOrder := standing.FindOrder(m.ref)
	if hasOrder || !m.isOrder || w.root.Facts.Older.Orders == 0 {
		return standing, nil
	}
	older, err := w.book.FindSpilled(ctx, w.shop.Store, w.root.Key, m.ref)
	if err != nil {
		return nil, err
	}
	for _, s := range older {
		standing.Orders = []crm.Order{s.Order}
	}
	return standing, nil
}

// joinStanding joins an event's version into the one that stands with the root. An older
// order that stands in an item of its own is newer, and stays as it is; news of it is
// joined.
func (w *workingSet) joinStanding(ctx context.Context, m movable) error {
	version := *m.version
	if _, stands := m.home(w.root.Facts); !stands && !w.root.Facts.Erased(w.root.Key) {
		version.Tickets = nil
	}
	if !w.hasOrder(m.ref) && !w.root.Facts.Erased(w.root.Key) {
		version.Orders = nil
	}
	return w.joinFacts(ctx, &version)
}

// mostRefilled is how many older orders a customer may have for the newest of them to take
// the place of an order that moves away. Beyond it the place stays free.
const mostRefilled = 200

// giveUp takes a movable out of the root's record, and puts the older orders back into it
// as far as they are few: spillOrders then leaves the newest in the record.
func (w *workingSet) giveUp(ctx context.Context, m movable) error {
	if m.isOrder && w.root.Facts.Older.Orders > 0 {
		if err := w.unspillFor(ctx, m.ref); err != nil {
			return err
		}
	}
	m.take(w.root.Facts)
	return nil
}

// unspillFor puts all older orders back into the root's record, or if they are many the
// one of that name.
func (w *workingSet) unspillFor(ctx context.Context, ref crm.Ref) error {
	if w.root.Facts.Older.Orders > mostRefilled {
		one, err := w.book.FindSpilled(ctx, w.shop.Store, w.root.Key, ref)
		w.unspill(one)
		return err
	}
	all, err := table.Collect(w.book.SpilledOrders(ctx, w.shop.Store, w.root.Key))
	w.unspill(all)
	return err
}

// noteDeparture notes in a record that an order or ticket named its customer and stands
// elsewhere. A record that an erasure went through does without: the order may have been
// erased there.
func (w *workingSet) noteDeparture(c *book.Customer, key crm.Key) {
	if c.Key.Guest() || len(c.Facts.Erasures) > 0 {
		return
	}
	departed := &crm.Facts{
		Departed: []crm.Key{key},
	}
	c.Facts = crm.Join(c.Facts, departed)
}
