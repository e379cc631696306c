package overdue

import (
	"slices"

	"holdfast/shared/crm"
)

// History is what the rule needs of a customer: the days on which they bought. It holds at most crm.Keep days, so whatever
// is computed from it is bounded.
type History struct {
	Days  []crm.Instant // the first purchase of each UTC day, oldest first; orders of one day are one purchase
	Older int           // orders before these, known only by their number
	First crm.Instant   // when the first of all orders was placed; 0 = there is none
	Asked crm.Instant   // the first enquiry; 0 = there is none
}

// HistoryOf reads the purchases that count among the newest crm.Keep orders. What Spill has taken out, and what it would
// take out, is only counted, so that a record gives the same history before and after.
func HistoryOf(f *crm.Facts) History {
	orders := f.Orders
	h := History{Older: f.Older.Orders, First: f.FirstOrder()}
	if n := len(orders) - crm.Keep; n > 0 {
		h.Older += n
		orders = orders[n:]
	}
	h.Days = make([]crm.Instant, 0, len(orders))
	for i := range orders {
		if o := &orders[i]; o.Bought() && (len(h.Days) == 0 || day(o.Placed) > day(h.Days[len(h.Days)-1])) {
			h.Days = append(h.Days, o.Placed)
		}
	}
	if len(h.Days) == 0 && h.Older == 0 {
		h.First = 0 // every order was cancelled: nothing was bought
	}
	for _, e := range f.Enquiries {
		if h.Asked == 0 || e.At < h.Asked {
			h.Asked = e.At
		}
	}
	return h
}

// HistoryOn is the history of a customer known only by the instants of purchases, given in any order: what HistoryOf makes
// of orders placed then.
func HistoryOn(purchases ...crm.Instant) History {
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

// day numbers the UTC days.
func day(at crm.Instant) int64 { return int64(at) / int64(crm.DayLength) }

// gaps sums up the gaps between purchases as they come, in days.
type gaps struct{ n, sum int }

func (g *gaps) add(days int) {
	g.n++
	g.sum += days
}

// between is the number of days from one purchase to the next, by the calendar: at least 1 since days are distinct.
func between(from, to crm.Instant) int { return int(day(to) - day(from)) }
