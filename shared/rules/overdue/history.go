package overdue

import (
	"slices"

	"holdfast/shared/words/crm"
)

// History is what the rule needs of a customer: the days on which they bought. It holds
// at most crm.Keep days, so whatever is computed from it is bounded.
type History struct {
	Days  []crm.Instant // the first purchase of each UTC day, oldest first; orders of one day are one purchase
	Older int           // purchases before these, known only by their number
	First crm.Instant   // when the first of all orders was placed; 0 = there is none
	Asked crm.Instant   // the first enquiry; 0 = there is none
}

// NewHistory reads the purchases that count among the newest crm.Keep orders. What Spill
// has taken out, and what it would take out, is only counted, so that a record gives the
// same history before and after. Where none of those still in the record was a purchase,
// the last one before them is taken to have been as late as it can have been.
func NewHistory(f *crm.Facts) History {
	orders := f.Orders
	h := History{Older: f.Older.Bought(), First: f.FirstOrder()}
	if n := len(orders) - crm.Keep; n > 0 {
		for i := range orders[:n] {
			if orders[i].Bought() {
				h.Older++
			}
		}
		orders = orders[n:]
	}
	h.Days = make([]crm.Instant, 0, len(orders))
	for i := range orders {
		if o := &orders[i]; o.Bought() &&
			(len(h.Days) == 0 || day(o.Placed) > day(h.Days[len(h.Days)-1])) {
			h.Days = append(h.Days, o.Placed)
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
	for _, e := range f.Enquiries {
		if h.Asked == 0 || e.At < h.Asked {
			h.Asked = e.At
		}
	}
	return h
}

// NewHistoryOn is the history of a customer known only by the instants of purchases,
// given in any order: what HistoryOf makes of orders placed then.
func NewHistoryOn(purchases ...crm.Instant) History {
	all := slices.Sorted(slices.Values(purchases))
	h := History{Older: max(0, len(all)-crm.Keep)}
	for _, at := range all[h.Older:] {
		if len(h.Days) == 0 || day(at) > day(h.Days[len(h.Days)-1]) {
			h.Days = append(h.Days, at)
		}
	}
	if len(all) > 0 {
		h.First = all[0]
	}
	return h
}

// Until is the history as it stood at an instant: what was bought later is not in it.
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

// SpreadEvenly is the history as it stood at an instant before all purchases whose days
// are known: those that are only counted are taken as evenly spread from the first to the
// oldest known day, as segment.Between takes them. It is the history itself where a day
// by then is known. Later is how many of those that are only counted came after the
// instant.
func (h History) SpreadEvenly(at crm.Instant) (then History, later int) {
	if h.Older == 0 || h.First == 0 || h.First > at || len(h.Days) == 0 || h.Days[0] <= at {
		return h, 0
	}
	length := int64(h.Days[0] - h.First)
	known := min(h.Older, int(int64(at-h.First)*int64(h.Older)/length)+1)
	then = History{Older: max(0, known-crm.Keep), First: h.First, Asked: h.Asked}
	for i := then.Older; i < known; i++ {
		on := h.First + crm.Instant(int64(i)*length/int64(h.Older))
		if n := len(then.Days); n == 0 || day(on) > day(then.Days[n-1]) {
			then.Days = append(then.Days, on)
		}
	}
	return then, h.Older - known
}

// day numbers the UTC days.
func day(at crm.Instant) int64 { return int64(at) / int64(crm.DayLength) }

// gaps sums up the gaps between purchases as they come, in days.
type gaps struct{ n, sum int }

func (g *gaps) add(days int) {
	g.n++
	g.sum += days
}

// between is the number of days from one purchase to the next, by the calendar: at least
// 1 since days are distinct.
func between(from, to crm.Instant) int { return int(day(to) - day(from)) }
