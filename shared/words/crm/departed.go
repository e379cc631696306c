package crm

import "slices"

// maxDeparted is how many departed facts a record names; more say nothing new.
const maxDeparted = 16

// departedKind is the kind of the keys of orders and tickets that named this customer
// once, and stand with another by their newest version. A record that holds nothing else
// shows no customer: it was a mistyped address, or an agent who took down a ticket.
type departedKind struct {
	passiveKind
}

func (departedKind) firstVersion() byte { return 3 }

// join runs after orders and tickets: what stands here has not departed, or is back.
func (departedKind) join(f, a, b *Facts) {
	if len(a.Departed)+len(b.Departed) == 0 {
		return
	}
	all := slices.Clone(union(a.Departed, b.Departed))
	all = slices.DeleteFunc(all, f.standsHere)
	if len(all) > 0 {
		f.Departed = all[max(0, len(all)-maxDeparted):]
	}
}

// standsHere reports whether the order or ticket of a key stands in the record, or the news
// of an order that is not known yet.
func (f *Facts) standsHere(key Key) bool {
	return slices.ContainsFunc(f.Deliveries, func(d Delivery) bool { return GuestKey(d.Order) == key }) ||
		slices.ContainsFunc(f.Orders, func(o Order) bool { return GuestKey(o.Ref) == key }) ||
		slices.ContainsFunc(f.Tickets, func(t Ticket) bool { return TicketKey(t.Ref) == key })
}

func (departedKind) erase(f *Facts, e erasing) {
	if e.all {
		f.Departed = nil
	}
}

func (departedKind) encode(w *writer, f *Facts) { writeList(w, f.Departed, (*writer).key) }
func (departedKind) decode(r *reader, f *Facts) { f.Departed = readList(r, (*reader).key) }
