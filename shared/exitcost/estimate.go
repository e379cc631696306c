package exitcost

import (
	"cmp"
	"maps"
	"slices"

	"holdfast/shared/crm"
	"holdfast/shared/exitcost/reason"
	"holdfast/shared/overdue"
	"holdfast/shared/segment"
	"holdfast/shared/tally"
)

// Estimate is what exits cost a store, as of an instant, as seen by one census.
type Estimate struct {
	AsOf      crm.Instant      `json:"as_of"`
	Period    Period           `json:"period"`    // the last full quarter; the running one while a store has no customers older than that
	Horizon   int              `json:"horizon"`   // days over which lost profit is counted
	Customers int64            `json:"customers"` // who have bought
	Standings map[string]int64 `json:"standings"`
	Rate      Rate             `json:"rate"`
	Prior     Rate             `json:"prior"`   // of the period before
	Reasons   []Line           `json:"reasons"` // most customers first, unknown last
	Tiers     []Line           `json:"tiers"`
	Cost      Range            `json:"cost"`       // profit lost with those who left in the period
	Classical crm.Money        `json:"classical"`  // the same by customers lost x revenue each of all customers x margin
	BreakEven crm.Money        `json:"break_even"` // strictly less than this is worth spending on the reasons we control
	Leaving   Leaving          `json:"leaving"`
	Revenue   crm.Money        `json:"revenue"`         // of the last 365 days, everybody's
	Guests    crm.Money        `json:"guests"`          // of it, from orders that name nobody
	Erased    crm.Money        `json:"erased"`          // of it, from people who were erased
	Other     []crm.Money      `json:"other,omitempty"` // revenue in other currencies, in no other figure
	Outlook   Outlook          `json:"outlook"`         // that was in force
}

// Rate is how many of the customers there at a period's start were lost within it, hundredths of a per cent.
type Rate struct {
	Base      int64 `json:"base"`
	Lost      int64 `json:"lost"`
	PerMyriad int64 `json:"per_myriad"`
	Low       int64 `json:"low"` // Wilson's 95 % interval
	High      int64 `json:"high"`
	Revenue   int64 `json:"revenue"` // the rate by revenue of the year before, per myriad
}

// Line is one row of a distribution of the lost.
type Line struct {
	Name         string    `json:"name"`
	Customers    int64     `json:"customers"`
	PerMyriad    int64     `json:"per_myriad"` // of the lost
	Profit       crm.Money `json:"profit"`
	Controllable bool      `json:"controllable,omitempty"`
}

// Range is an amount with its 95 % interval.
type Range struct {
	Mid  crm.Money `json:"mid"`
	Low  crm.Money `json:"low"`
	High crm.Money `json:"high"`
}

// Leaving is who is overdue or at risk now.
type Leaving struct {
	Customers int64     `json:"customers"`
	Stake     crm.Money `json:"stake"`
	Saving    crm.Money `json:"saving"` // what measures are expected to save of it: strictly less is worth spending
	Top       []Leaver  `json:"top"`
}

// Reduce makes the estimate of a whole census.
func Reduce(p *Part, v *View) Estimate {
	s := v.Settings
	money := func(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: s.Currency} }
	shown, prior := Last, Before
	if p.Windows[Last].Base.Customers == 0 {
		shown, prior = Running, Last
	}
	w := &p.Windows[shown]
	lost := w.Lost()
	e := Estimate{
		AsOf: v.Now, Period: v.Periods[shown], Horizon: s.Horizon, Standings: map[string]int64{},
		Rate: rate(w), Prior: rate(&p.Windows[prior]),
		Reasons: reasonLines(w, lost, s.Currency), Tiers: tierLines(w, lost, s.Currency),
		Cost: cost(w, lost, s), Classical: classicalOf(w, lost, s),
		BreakEven: money(0),
		Leaving:   Leaving{p.Leaving.Customers, money(p.Leaving.Profit), money(segment.Scale(p.Leaving.Profit, s.Uplift, 1000)), p.Top},
		Revenue:   money(p.Year.Revenue), Guests: money(p.Guests.Revenue), Erased: money(p.Erased.Revenue),
		Outlook: v.Outlook,
	}
	for i, n := range p.Standings {
		e.Standings[overdue.Standing(i).String()] = n
		if overdue.Standing(i) != overdue.Prospect {
			e.Customers += n
		}
	}
	for _, l := range e.Reasons {
		if l.Controllable {
			e.BreakEven.Minor += l.Profit.Minor
		}
	}
	for _, c := range slices.Sorted(maps.Keys(p.Other)) {
		e.Other = append(e.Other, crm.Money{Minor: p.Other[c], Currency: c})
	}
	return e
}

func reasonLines(w *Window, lost Loss, c crm.Currency) []Line {
	var out []Line
	for _, r := range crm.Reasons {
		if l := w.ByReason[r]; l.Customers > 0 {
			out = append(out, line(r.String(), l, lost, c, reason.Controllable(r)))
		}
	}
	slices.SortStableFunc(out, func(a, b Line) int { return cmp.Compare(rank(b), rank(a)) })
	return out
}

// rank puts unknown last, whatever its number.
func rank(l Line) int64 {
	if l.Name == crm.ReasonUnknown.String() {
		return -1
	}
	return l.Customers
}

func tierLines(w *Window, lost Loss, c crm.Currency) []Line {
	var out []Line
	for i, l := range w.ByTier {
		if l.Customers > 0 {
			out = append(out, line(segment.Tier(i).String(), l, lost, c, false))
		}
	}
	return out
}

func line(name string, l, lost Loss, c crm.Currency, controllable bool) Line {
	return Line{
		Name: name, Customers: l.Customers, PerMyriad: segment.Scale(10_000, l.Customers, lost.Customers),
		Profit: crm.Money{Minor: l.Profit, Currency: c}, Controllable: controllable,
	}
}

// rate is the share lost with Wilson's interval at z = 1.96, in whole numbers.
func rate(w *Window) Rate {
	n, lost := w.Base.Customers, w.Lost()
	r := Rate{Base: n, Lost: lost.Customers}
	if n == 0 {
		return r
	}
	k := lost.Customers
	r.PerMyriad = segment.Scale(10_000, k, n)
	// centre (k + z²/2) and half width z sqrt(k (n-k) / n + z²/4), both over n + z², in thousandths
	half := 196 * tally.Sqrt(segment.Scale(k*1_000_000, n-k, n)+960_400) / 100
	over := 1000*n + 3842
	r.Low = max(0, segment.Scale(1000*k+1921-half, 10_000, over))
	r.High = min(10_000, segment.Scale(1000*k+1921+half, 10_000, over))
	if w.Base.Revenue > 0 && lost.Revenue > 0 {
		r.Revenue = segment.Scale(lost.Revenue, 10_000, w.Base.Revenue)
	}
	return r
}

// cost is the profit lost with its interval. Each customer there at the start is taken as lost or not by chance, so the sum
// of the values of those who were has a variance of about (1 - rate) x the sum of their squares. If nobody was lost,
// the upper end is Wilson's upper rate at the customers' mean profit.
func cost(w *Window, lost Loss, s Settings) Range {
	money := func(minor int64) crm.Money { return crm.Money{Minor: minor, Currency: s.Currency} }
	if w.Base.Customers == 0 {
		return Range{money(0), money(0), money(0)}
	}
	if lost.Customers == 0 {
		high := segment.Part(max(0, segment.Part(w.Base.Revenue, s.MarginBP)), rate(w).High)
		return Range{money(0), money(0), money(high)}
	}
	kept := tally.Sqrt(segment.Scale(100_000_000, w.Base.Customers-lost.Customers, w.Base.Customers)) // per myriad
	half := segment.Scale(segment.Part(lost.Squares.Root(), kept), 196, 100)
	return Range{money(lost.Profit), money(max(0, lost.Profit-half)), money(lost.Profit + half)}
}

// classicalOf is the textbook's figure: every customer lost at the mean yearly revenue of all, carried to the horizon.
func classicalOf(w *Window, lost Loss, s Settings) crm.Money {
	if w.Base.Customers == 0 {
		return crm.Money{Currency: s.Currency}
	}
	revenue := segment.Scale(w.Base.Revenue, lost.Customers, w.Base.Customers)
	revenue = segment.Scale(revenue, int64(s.Horizon), 365)
	return crm.Money{Minor: segment.Part(revenue, s.MarginBP), Currency: s.Currency}
}
