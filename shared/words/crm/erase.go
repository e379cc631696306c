package crm

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Erased reports whether the person behind this very key was erased: then nothing may be
// learned of them again.
func (f *Facts) Erased(own Key) bool {
	return slices.ContainsFunc(f.Erasures, func(e Erasure) bool { return e.Key == own })
}

// Gone reports whether erasure left nobody here: the person's own key, or an address
// under which nothing was heard since.
func (f *Facts) Gone(own Key) bool {
	return f.Erased(own) ||
		len(f.Erasures) > 0 && f.Profile == (Profile{}) && f.Consents == (Consents{}) &&
			len(f.Orders)+len(f.Tickets)+len(f.Deliveries)+len(f.Enquiries) == 0
}

// ErasedUpTo is the instant up to which whatever lands here belongs to somebody who was
// erased; 0 = nobody was.
func (f *Facts) ErasedUpTo() (cut Instant) {
	for _, e := range f.Erasures {
		cut = max(cut, e.At)
	}
	return cut
}

// Settle removes what erasure forbids to keep, and must follow every Join. Of the
// person's own key nothing stays; under an address or a desk requester, facts dated up to
// the erasure go and later ones are a new customer's. Of every order that goes, an
// anonymous day and amount remains.
func (f *Facts) Settle(own Key, pepper []byte) {
	if len(f.Erasures) == 0 {
		return
	}
	gone := func(at Instant) bool { return at <= f.ErasedUpTo() }
	if f.Erased(own) {
		gone = func(Instant) bool { return true }
		f.Aliases = nil
		f.Shared = nil
	}
	f.dropOrders(gone, pepper)
	f.Tickets = slices.DeleteFunc(
		slices.Clone(f.Tickets),
		func(t Ticket) bool { return gone(t.Created) },
	)
	f.Deliveries = slices.DeleteFunc(
		slices.Clone(f.Deliveries),
		func(d Delivery) bool { return gone(d.Updated) },
	)
	f.Enquiries = slices.DeleteFunc(
		slices.Clone(f.Enquiries),
		func(e Enquiry) bool { return gone(e.At) },
	)
	f.Lessons = slices.DeleteFunc(
		slices.Clone(f.Lessons),
		func(l Lesson) bool { return gone(l.Dated()) },
	)
	for i, t := range f.Profile {
		// Of where somebody came from the earliest word counts. Where an erasure may have
		// taken that, a later one says nothing.
		if gone(t.At) || Field(i) == Origin {
			f.Profile[i] = Text{}
		}
	}
	for i, c := range f.Consents {
		if gone(c.At) {
			f.Consents[i] = Consent{}
		}
	}
}

func (f *Facts) dropOrders(gone func(Instant) bool, pepper []byte) {
	var kept, remains []Order
	for _, o := range f.Orders {
		if gone(o.Placed) {
			remains = append(remains, o.Anonymous(pepper))
		} else {
			kept = append(kept, o)
		}
	}
	f.Orders = kept
	slices.SortFunc(remains, Order.Compare)
	f.Remains = merge(f.Remains, remains, Order.Compare, Order.sameAs, joinOrder)
}

// Anonymous is the order without its id, number, goods and hour of purchase: a keyed hash
// stands for the id, so that news of the same order still finds its place.
func (o Order) Anonymous(pepper []byte) Order {
	m := hmac.New(sha256.New, pepper)
	m.Write([]byte("order " + o.Ref.String()))
	o.Ref = Ref{ID: hex.EncodeToString(m.Sum(nil)[:8])}
	o.Number = ""
	o.Goods = ""
	o.Home = ""
	o.Placed -= o.Placed % DayLength
	return o
}

// SplitOff takes out of the record of own what landed under alias, to stand on its own
// again: what erasing one of two, or undoing a merge, needs. Profile and consents stay
// with own: they are not kept by key.
func (f *Facts) SplitOff(alias Key) *Facts {
	p := &Facts{}
	f.Orders, p.Orders = split(f.Orders, func(o *Order) *Key { return &o.Home }, alias)
	f.Tickets, p.Tickets = split(f.Tickets, func(t *Ticket) *Key { return &t.Home }, alias)
	f.Deliveries, p.Deliveries = split(
		f.Deliveries,
		func(d *Delivery) *Key { return &d.Home },
		alias,
	)
	f.Enquiries, p.Enquiries = split(f.Enquiries, func(e *Enquiry) *Key { return &e.Home }, alias)
	f.Lessons, p.Lessons = split(f.Lessons, func(l *Lesson) *Key { return &l.Home }, alias)
	f.Aliases = slices.DeleteFunc(slices.Clone(f.Aliases), func(k Key) bool { return k == alias })
	return p
}

func split[T any](all []T, home func(*T) *Key, alias Key) (rest, part []T) {
	for _, x := range all {
		if *home(&x) == alias {
			part = append(part, x)
		} else {
			rest = append(rest, x)
		}
	}
	return rest, part
}
