package crm

import (
	"cmp"
	"slices"
)

// maxRivals is how many rivals of one order are kept, the latest received.
const maxRivals = 7

// rivals is the kind of the versions of orders that have the time of the version that
// stands, but other content. They are kept so that a redelivery of one is known for what
// it is: identical content keeps its earliest receipt, and the content received last
// stands. Few orders ever have one.
type rivalsKind struct {
	passiveKind
}

func (rivalsKind) firstVersion() byte { return 3 }

// join chooses anew the version that stands, of each order with several of one time. It
// runs after orders, which has joined the others.
func (rivalsKind) join(f, a, b *Facts) {
	if len(a.Rivals) == 0 && len(b.Rivals) == 0 && !haveEqualDates(a.Orders, b.Orders) {
		return
	}
	byRef := map[Ref][]Order{}
	for _, list := range [][]Order{a.Orders, a.Rivals, b.Orders, b.Rivals} {
		for _, o := range list {
			byRef[o.Ref] = append(byRef[o.Ref], o)
		}
	}

	joined := slices.Clone(f.Orders)
	var all []Order
	for ref, versions := range byRef {
		newest := newestVersions(versions)
		i := slices.IndexFunc(joined, func(o Order) bool { return o.Ref == ref })
		if i >= 0 {
			joined[i] = newest[0]
			newest = newest[1:]
		}
		all = append(all, newest[:min(len(newest), maxRivals)]...)
	}
	slices.SortFunc(joined, Order.Compare)
	slices.SortFunc(all, compareRivals)
	f.Orders = joined
	f.Rivals = all
}

// haveEqualDates reports whether an order has versions of one time in both lists that
// differ in any field.
func haveEqualDates(a, b []Order) bool {
	for _, o := range b {
		for i := range a {
			if a[i].Ref == o.Ref && a[i].Updated == o.Updated && a[i] != o {
				return true
			}
		}
	}
	return false
}

// newestVersions returns the versions with the latest time, each content once with its
// earliest trigger, and the one that stands first.
func newestVersions(versions []Order) []Order {
	latest := slices.MaxFunc(versions, func(o, p Order) int {
		return cmp.Compare(o.Updated, p.Updated)
	})
	var newest []Order
	for _, o := range versions {
		if o.Updated != latest.Updated {
			continue
		}
		i := slices.IndexFunc(newest, o.sameContent)
		switch {
		case i < 0:
			newest = append(newest, o)
		case o.Triggered < newest[i].Triggered:
			newest[i].Triggered = o.Triggered
		}
	}
	slices.SortFunc(newest, func(o, p Order) int {
		if o.Supersedes(p) {
			return -1
		}
		return 1
	})
	return newest
}

// sameContent reports whether the versions differ in nothing but their trigger.
func (o Order) sameContent(p Order) bool {
	o.Triggered = p.Triggered
	return o == p
}

// compareRivals puts the rivals of one order together, the latest first.
func compareRivals(a, b Order) int {
	if c := a.Ref.Compare(b.Ref); c != 0 {
		return c
	}
	switch {
	case a == b:
		return 0
	case a.Supersedes(b):
		return -1
	}
	return 1
}

func (rivalsKind) erase(f *Facts, e erasing) {
	taken := func(o Order) bool { return e.takes(o.Placed) }
	f.Rivals = slices.DeleteFunc(slices.Clone(f.Rivals), taken)
}

// splitOff lets rivals go along with their orders.
func (rivalsKind) splitOff(from, to *Facts, _ Key) {
	leaves := func(rival Order) bool {
		return slices.ContainsFunc(to.Orders, func(o Order) bool { return o.Ref == rival.Ref })
	}
	for _, rival := range from.Rivals {
		if leaves(rival) {
			to.Rivals = append(to.Rivals, rival)
		}
	}
	from.Rivals = slices.DeleteFunc(slices.Clone(from.Rivals), leaves)
}

func (rivalsKind) encode(w *writer, f *Facts) { writeList(w, f.Rivals, (*writer).order) }
func (rivalsKind) decode(r *reader, f *Facts) { f.Rivals = readList(r, (*reader).order) }
