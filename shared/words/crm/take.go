package crm

import "slices"

// FindOrder returns the order of that name, if it stands in the record.
func (f *Facts) FindOrder(ref Ref) (Order, bool) {
	for _, o := range f.Orders {
		if o.Ref == ref {
			return o, true
		}
	}
	return Order{}, false
}

// FindTicket returns the ticket of that name, if it stands in the record.
func (f *Facts) FindTicket(ref Ref) (Ticket, bool) {
	for _, t := range f.Tickets {
		if t.Ref == ref {
			return t, true
		}
	}
	return Ticket{}, false
}

// TakeOrder takes an order out of the record and returns it, with all that goes along: its
// rivals and the news of it.
func (f *Facts) TakeOrder(ref Ref) *Facts {
	taken := &Facts{}
	f.Orders, taken.Orders = partition(f.Orders, func(o Order) bool { return o.Ref == ref })
	f.Rivals, taken.Rivals = partition(f.Rivals, func(o Order) bool { return o.Ref == ref })
	for _, kind := range allNews {
		kind.take(f, taken, ref)
	}
	return taken
}

// TakeRemains takes out of the record what an erasure left of an order, and returns it.
func (f *Facts) TakeRemains(ref Ref, pepper []byte) (taken []Order) {
	if len(f.Remains) == 0 {
		return nil
	}
	anonymous := Order{Ref: ref}.Anonymous(pepper).Ref
	isOfOrder := func(o Order) bool { return o.Ref == anonymous }
	f.Remains, taken = partition(f.Remains, isOfOrder)
	return taken
}

// TakeTicket takes a ticket out of the record and returns it.
func (f *Facts) TakeTicket(ref Ref) *Facts {
	taken := &Facts{}
	isTaken := func(t Ticket) bool {
		return t.Ref == ref
	}
	f.Tickets, taken.Tickets = partition(f.Tickets, isTaken)
	return taken
}

// partition returns the items that stay and those that are taken. It changes no list that
// records may share.
func partition[T any](items []T, isTaken func(T) bool) (stay, taken []T) {
	if !slices.ContainsFunc(items, isTaken) {
		return items, nil
	}
	for _, item := range items {
		if isTaken(item) {
			taken = append(taken, item)
		} else {
			stay = append(stay, item)
		}
	}
	return stay, taken
}

// WithoutReceipts returns the facts without the times at which orders were sent or
// received: two stores that know the same differ in nothing else.
func (f *Facts) WithoutReceipts() *Facts {
	without := *f
	without.Orders = clearTriggers(f.Orders)
	without.Rivals = clearTriggers(f.Rivals)
	return &without
}

func clearTriggers(orders []Order) []Order {
	cleared := slices.Clone(orders)
	for i := range cleared {
		cleared[i].Triggered = 0
	}
	return cleared
}

// HasHistory reports whether the record holds anything that a customer did.
func (f *Facts) HasHistory() bool {
	bought := len(f.Orders) + f.Older.Orders
	asked := len(f.Tickets) + len(f.Enquiries)
	received := len(f.Deliveries) + len(f.Subscriptions)
	return bought+asked+received > 0
}
