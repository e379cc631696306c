package exitcost

import (
	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// cellOf returns a history as the models count it, up to the last purchase of a verdict
// and with the verdict's silence. It reports false if nothing had been bought, or what was
// bought is no longer in the record.
func cellOf(h overdue.History, v overdue.Verdict) (clv.Cell, bool) {
	h = h.Until(v.Last)
	n := len(h.Days)
	if n == 0 {
		return clv.Cell{}, false
	}
	first := h.Days[0]
	if h.Older > 0 && h.First != 0 {
		first = min(first, h.First)
	}
	span := h.Days[n-1].DayNumber() - first.DayNumber()
	lastDay := int32(min(span, clv.MaxT))

	// Orders that are only counted may share days with each other; there cannot be more
	// days than there are.
	repeats := min(int32(min(h.Older+n-1, clv.MaxX)), lastDay)
	if repeats == 0 {
		lastDay = 0
	}

	silence := int32(max(0, v.Silence))
	return clv.Cell{
		X:        repeats,
		Tx:       lastDay,
		T:        min(lastDay+silence, clv.MaxT),
		Patience: clv.PatienceOf(v.Exited),
		Count:    1,
	}, true
}

// hasManyBuyers reports whether an account cannot stand for one buyer: a marketplace's, a
// till's. It buys on more than every second day, a hundred times and more. It is valued
// like any other, but no model of people is fitted to it.
func hasManyBuyers(c clv.Cell) bool { return c.X >= 100 && 2*c.X > c.Tx }

// spendOf returns what a customer has spent up to an instant, net of refunds, on how many
// days: all of them, the first included. The convention of the Gamma-Gamma literature
// leaves the first day out; with it the mean order of CDNOW's buyers in the 39 weeks
// after September 1997 is foretold to 16.62 USD (mean absolute error), without it to
// 17.65, by the own mean to 17.27.
func spendOf(f *crm.Facts, currency crm.Currency, at crm.Instant) clv.Spend {
	spend := clv.Spend{Count: 1}
	lastDay := int64(-1)
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Placed > at || o.Currency != currency || !o.Counts() {
			continue
		}
		spend.Sum += o.Net().Minor

		day := o.Placed.DayNumber()
		if o.Bought() && day != lastDay {
			spend.X++
			lastDay = day
		}
	}

	// Of older orders no days are known: each counts as one.
	older := segment.SumSpilled(f, currency, 0, 0, at)
	spend.Sum += older.Revenue
	spend.X += int32(min(older.Orders-older.Apart, clv.MaxX))
	return spend
}
