package overdue

import (
	"slices"

	"holdfast/shared/words/crm"
)

// History is what the rule needs of a customer: the days on which they bought. It holds
// at most crm.Keep days, so that all that is computed from it is bounded.
type History struct {
	// Days holds the first purchase of each UTC day, oldest first: orders of one day are
	// one purchase.
	Days []crm.Instant

	Older int         // purchases before these, known only by their number
	First crm.Instant // when the first of all orders was placed; 0 = there is none
	Asked crm.Instant // the first enquiry; 0 = there is none
}

// NewHistory returns the purchases that count among the newest crm.Keep orders. What Spill
// has taken out, and what it would take out, is only counted, so that a record gives the
// same history before and after. If none of the orders still in the record was a purchase,
// the last counted purchase gets the latest day it can have had: that of the oldest of
// these orders.
func NewHistory(f *crm.Facts) History {
	h := History{
		Older: f.Older.Bought(),
		First: f.FirstOrder(),
		Asked: firstEnquiry(f),
	}

	orders := f.Orders
	if n := len(orders) - crm.Keep; n > 0 {
		h.Older += countPurchases(orders[:n])
		orders = orders[n:]
	}

	h.Days = make([]crm.Instant, 0, len(orders))
	for i := range orders {
		if orders[i].Bought() {
			h.addDay(orders[i].Placed)
		}
	}

	switch {
	case len(h.Days) > 0:
	case h.Older == 0:
		h.First = 0 // every order was cancelled: nothing was bought
	case len(orders) > 0:
		h.Days = append(h.Days, orders[0].Placed)
		h.Older--
	}
	return h
}

// addDay adds a purchase that is no earlier than those in h, unless it was made on the
// day of the last one.
func (h *History) addDay(at crm.Instant) {
	if n := len(h.Days); n > 0 {
		last := h.Days[n-1]
		if at.DayNumber() <= last.DayNumber() {
			return
		}
	}
	h.Days = append(h.Days, at)
}

func countPurchases(orders []crm.Order) (n int) {
	for i := range orders {
		if orders[i].Bought() {
			n++
		}
	}
	return n
}

// firstEnquiry returns when the customer first asked; 0 = never.
func firstEnquiry(f *crm.Facts) (first crm.Instant) {
	for _, e := range f.Enquiries {
		if first == 0 || e.At < first {
			first = e.At
		}
	}
	return first
}

// NewHistoryOn returns the history of a customer known only by the instants of purchases,
// given in any order: what NewHistory makes of orders placed then.
func NewHistoryOn(purchases ...crm.Instant) History {
	all := slices.Sorted(slices.Values(purchases))
	h := History{Older: max(0, len(all)-crm.Keep)}

	for _, at := range all[h.Older:] {
		h.addDay(at)
	}
	if len(all) > 0 {
		h.First = all[0]
	}
	return h
}

// Until returns the history as it stood at an instant: what was bought later is not in
// it.
func (h History) Until(now crm.Instant) History {
	n := len(h.Days)
	for n > 0 && h.Days[n-1] > now {
		n--
	}
	h.Days = h.Days[:n]
	if h.First > now {
		h.First = 0
	}
	if h.Asked > now {
		h.Asked = 0
	}
	return h
}

// SpreadEvenly returns a history that can be cut at an instant. If a day with a purchase
// by then is known, or nothing had been bought, that is h itself, and later is 0.
// Otherwise the purchases by then are only counted. It spreads these evenly from the first
// purchase to the oldest known day, as segment.SumBetween does, and returns the history as
// it stood at the instant. Later is how many of the counted purchases came after it.
func (h History) SpreadEvenly(at crm.Instant) (then History, later int) {
	if !h.isOnlyCounted(at) {
		return h, 0
	}

	// The i-th of the counted purchases, from 0, lies i/Older of the way.
	length := int64(h.Days[0] - h.First)
	older := int64(h.Older)
	sinceFirst := int64(at - h.First)
	known := min(h.Older, int(sinceFirst*older/length)+1)

	then = History{
		Older: max(0, known-crm.Keep),
		First: h.First,
		Asked: h.Asked,
	}
	for i := int64(then.Older); i < int64(known); i++ {
		then.addDay(h.First + crm.Instant(i*length/older))
	}
	return then, h.Older - known
}

// isOnlyCounted reports whether purchases were made by an instant, and none of them on a
// known day.
func (h History) isOnlyCounted(at crm.Instant) bool {
	if h.Older == 0 || h.First == 0 || h.First > at {
		return false
	}
	return len(h.Days) > 0 && h.Days[0] > at
}

// gaps sums up the gaps between purchases as they come, in days.
type gaps struct{ n, sum int }

func (g *gaps) add(days int) {
	g.n++
	g.sum += days
}

// between returns the number of days from one purchase to the next, by the calendar. It
// is at least 1 since days are distinct.
func between(from, to crm.Instant) int { return int(to.DayNumber() - from.DayNumber()) }
