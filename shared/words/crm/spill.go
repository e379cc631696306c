package crm

import (
	"cmp"
	"slices"
)

// Spill takes the oldest orders beyond Keep out of the record, sums them up in Older, and
// returns them: each is to be kept as an item of its own, in the same transaction.
func (f *Facts) Spill() []Order {
	n := len(f.Orders) - Keep
	if n <= 0 {
		return nil
	}
	spilled := slices.Clone(f.Orders[:n])
	f.Orders = slices.Clone(f.Orders[n:])

	older := &f.Older
	for _, o := range spilled {
		if older.Orders == 0 || o.Placed < older.First {
			older.First = o.Placed
		}
		older.Orders++
		older.addOrder(o, 1)
	}
	return spilled
}

// Unspill puts orders that Spill had taken out back into the record, as they were then,
// so that news of them can be joined; Spill is to follow. Before the first order of all
// can move, all must be put back.
func (f *Facts) Unspill(back ...Order) {
	for _, o := range back {
		f.Older.Orders--
		f.Older.addOrder(o, -1)
	}
	if f.Older.Orders <= 0 {
		f.Older = Older{}
	}
	f.Orders = orders.merge(f.Orders, back)
}

// addOrder counts an order in (sign 1) or out (-1). Sums are copied before they change:
// records share them.
func (o *Older) addOrder(order Order, sign int64) {
	order = order.spilled()
	if !order.Counts() {
		return
	}
	sums := slices.Clone(o.Sums)
	i, found := slices.BinarySearchFunc(sums, order.Currency, compareSum)
	if !found {
		sums = slices.Insert(sums, i, Sum{Currency: order.Currency})
	}
	sums[i].addOrder(order, sign)

	// An empty sum is dropped, so that equal orders leave equal sums.
	if sums[i] == (Sum{Currency: order.Currency}) {
		sums = slices.Delete(sums, i, i+1)
	}
	o.Sums = sums
}

func compareSum(s Sum, c Currency) int { return cmp.Compare(s.Currency, c) }

func (s *Sum) addOrder(o Order, sign int64) {
	if o.Bought() {
		s.Orders += int(sign)
	}
	s.Total += sign * o.Total
	s.Refunded += sign * o.Refunded
	s.Discount += sign * o.Discount
	if o.CostKnown {
		s.Cost += sign * o.Cost
		s.Costed += sign * o.Net().Minor
	}
}

// HasMoved reports whether an order stands at another time in after than in before. Then
// orders that were spilled may have to change places with it, and all must be put back
// first.
func HasMoved(before, after *Facts) bool {
	for _, o := range before.Orders {
		for _, p := range after.Orders {
			if o.Ref == p.Ref && o.Placed != p.Placed {
				return true
			}
		}
	}
	return false
}

// olderKind keeps what Spill took out of a record. It is no part of the join: at most one
// of two records has any.
type olderKind struct{ passiveKind }

func (olderKind) join(f, a, b *Facts) {
	f.Older = a.Older
	if b.Older.Orders > 0 {
		f.Older = b.Older
	}
}

func (olderKind) encode(w *writer, f *Facts) {
	older := &f.Older
	w.Uint(uint64(older.Orders))
	if older.Orders == 0 {
		return
	}
	w.instant(older.First)
	writeList(w, older.Sums, (*writer).sum)
}

func (olderKind) decode(r *reader, f *Facts) {
	older := &f.Older
	older.Orders = int(r.Uint())
	if older.Orders == 0 {
		return
	}
	older.First = r.instant()
	older.Sums = readList(r, (*reader).sum)
}

func (w *writer) sum(s Sum) {
	w.word(string(s.Currency))
	w.Uint(uint64(s.Orders))
	w.Int(s.Total)
	w.Int(s.Refunded)
	w.Int(s.Discount)
	w.Int(s.Cost)
	w.Int(s.Costed)
}

func (r *reader) sum() (s Sum) {
	s.Currency = Currency(r.word())
	s.Orders = int(r.Uint())
	s.Total = r.Int()
	s.Refunded = r.Int()
	s.Discount = r.Int()
	s.Cost = r.Int()
	s.Costed = r.Int()
	return s
}
