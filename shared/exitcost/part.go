package exitcost

import (
	"cmp"
	"slices"

	"holdfast/shared/crm"
	"holdfast/shared/exitcost/reason"
	"holdfast/shared/overdue"
	"holdfast/shared/segment"
	"holdfast/shared/tally"
)

// View is what a census looks through: the same for every customer.
type View struct {
	Now      crm.Instant
	Periods  [windows]Period
	Policy   overdue.Policy
	Outlook  Outlook
	Settings Settings
}

// Customer is one customer as a census meets them.
type Customer struct {
	Key     crm.Key
	Facts   *crm.Facts
	History overdue.History // overdue.HistoryOf(Facts)
	Verdict overdue.Verdict // at View.Now
	Tier    segment.Tier
	Nobody  bool // a forward to another customer, or what an erasure left: its revenue counts, but it is nobody
}

// Part is what a part of a census knows of a store's exits. It is bounded, holds whole numbers only, is stored as JSON, and
// merges to the same in any order.
type Part struct {
	Standings [overdue.Standings]int64 `json:"standings"` // named customers by standing
	Windows   [windows]Window          `json:"windows"`
	Leaving   Loss                     `json:"leaving"`         // overdue or at risk now; Profit is what is at stake
	Top       []Leaver                 `json:"top,omitempty"`   // the greatest stakes among them, at most topSize
	Year      segment.Sums             `json:"year"`            // orders of the last 365 days: everybody's
	Guests    segment.Sums             `json:"guests"`          // of these, orders that name nobody
	Erased    segment.Sums             `json:"erased"`          // of these, orders of people who were erased
	Other     map[crm.Currency]int64   `json:"other,omitempty"` // net revenue of the year in other currencies, never added up
	Fates     [overdue.Standings]Fate  `json:"fates"`           // those who had a standing a year ago
	Repeats   int64                    `json:"repeats"`         // purchases after the first, as far as in the record
	Exposure  int64                    `json:"exposure"`        // customer-days in which they came
	Means     int64                    `json:"means"`           // sum of the customers' mean profits of an order
	Buyers    int64                    `json:"buyers"`          // customers in that sum
}

// Window is what happened in one period.
type Window struct {
	Base     Loss                   `json:"base"`      // customers at its start: bought before, not exited
	ByReason [len(crm.Reasons)]Loss `json:"by_reason"` // the lost, indexed by crm.Reason
	ByTier   [segment.Tiers]Loss    `json:"by_tier"`   // the same, indexed by segment.Tier
}

// Loss counts customers and what they mean in money, minor units of the store's currency.
type Loss struct {
	Customers int64      `json:"customers"`
	Revenue   int64      `json:"revenue"` // of the year before
	Profit    int64      `json:"profit"`  // expected over the horizon
	Squares   tally.Wide `json:"squares"` // of the profits, for the interval
}

func (l *Loss) add(revenue, profit int64) {
	l.Customers++
	l.Revenue += revenue
	l.Profit += profit
	l.Squares.Square(profit)
}

func (l *Loss) merge(o Loss) {
	l.Customers += o.Customers
	l.Revenue += o.Revenue
	l.Profit += o.Profit
	l.Squares.Merge(o.Squares)
}

// Fate counts customers of one standing a year ago, and those of them who have bought nothing since.
type Fate struct {
	Seen int64 `json:"seen"`
	Gone int64 `json:"gone"`
}

// Leaver is one customer who is leaving now.
type Leaver struct {
	Key      crm.Key          `json:"key"`
	Tier     segment.Tier     `json:"tier"`
	Standing overdue.Standing `json:"standing"`
	Silence  int              `json:"silence"`
	Cycle    int              `json:"cycle"`
	Allowed  int              `json:"allowed"`
	Stake    int64            `json:"stake"` // minor units
	Reason   string           `json:"reason"`
}

// topSize is how many leavers a report names.
const topSize = 20

// Add counts one customer, or one guest: an order that names nobody is no customer, but its revenue is.
func (p *Part) Add(c Customer, v *View) {
	p.addRevenue(c, v)
	if c.Key.Guest() || c.Nobody {
		return
	}
	if c.Verdict.Standing == overdue.Prospect {
		p.Standings[overdue.Prospect]++
		return
	}
	p.Standings[c.Verdict.Standing]++
	p.addPace(c, v)
	end := c.Verdict // a period ends where the later one begins
	for i := range p.Windows {
		start := overdue.Decide(c.History, v.Policy, v.Periods[i].Start.Time())
		p.Windows[i].add(c, v, v.Periods[i].Start, start, end)
		end = start
	}
	if s := c.Verdict.Standing; s == overdue.Overdue || s == overdue.AtRisk {
		p.addLeaver(c, v)
	}
}

func (p *Part) addRevenue(c Customer, v *View) {
	s := v.Settings
	year := segment.Year(c.Facts, s.Currency, s.MarginBP, v.Now)
	erased := segment.Year(&crm.Facts{Orders: c.Facts.Remains}, s.Currency, s.MarginBP, v.Now)
	p.Year.Add(year)
	p.Year.Add(erased)
	p.Erased.Add(erased)
	if c.Key.Guest() {
		p.Guests.Add(year)
	}
	for _, orders := range [2][]crm.Order{c.Facts.Orders, c.Facts.Remains} {
		for i := range orders {
			o := &orders[i]
			if o.Currency == s.Currency || !o.Counts() || o.Placed > v.Now || o.Placed <= v.Now-segment.YearLength {
				continue
			}
			if p.Other == nil {
				p.Other = map[crm.Currency]int64{}
			}
			p.Other[o.Currency] += o.Net().Minor
		}
	}
}

// addPace counts what the outlook is made of.
func (p *Part) addPace(c Customer, v *View) {
	h := c.History.Until(v.Now)
	if n := len(h.Days); n > 0 {
		p.Repeats += int64(n - 1)
		p.Exposure += int64(v.Now.Days(h.Days[0]))
	}
	if year := segment.LastYear(c.Facts, v.Settings.Currency, v.Settings.MarginBP, v.Now); year.Orders > 0 {
		p.Means += year.Profit / int64(year.Orders)
		p.Buyers++
	}
	ago := v.Now - segment.YearLength
	then := overdue.Decide(c.History, v.Policy, ago.Time())
	if then.Standing == overdue.Prospect {
		return
	}
	fate := &p.Fates[then.Standing]
	fate.Seen++
	if n := len(h.Days); n > 0 && h.Days[n-1] <= ago {
		fate.Gone++
	}
}

// add counts a customer who was there when the period began, and is lost if the silence passed the threshold of exited
// before its end.
func (w *Window) add(c Customer, v *View, from crm.Instant, start, end overdue.Verdict) {
	if start.Standing == overdue.Prospect || start.Standing == overdue.Exited {
		return
	}
	s := v.Settings
	revenue := segment.Year(c.Facts, s.Currency, s.MarginBP, from).Revenue
	w.Base.add(revenue, 0)
	if end.Standing != overdue.Exited {
		return
	}
	value := Value(c.Facts, c.History, end, v.Outlook, s).Minor
	_, why := reason.Likely(c.Facts, reason.DefaultWeights(), end.Since)
	w.ByReason[why].add(revenue, value)
	w.ByTier[c.Tier].add(revenue, value)
}

func (p *Part) addLeaver(c Customer, v *View) {
	stake := Stake(c.Facts, c.History, c.Verdict, v.Outlook, v.Settings).Minor
	p.Leaving.add(segment.LastYear(c.Facts, v.Settings.Currency, v.Settings.MarginBP, v.Now).Revenue, stake)
	if len(p.Top) == topSize && p.Top[topSize-1].Stake > stake {
		return
	}
	_, why := reason.Likely(c.Facts, reason.DefaultWeights(), v.Now)
	p.Top = append(p.Top, Leaver{
		Key: c.Key, Tier: c.Tier, Standing: c.Verdict.Standing, Silence: c.Verdict.Silence, Cycle: c.Verdict.Cycle,
		Allowed: c.Verdict.Allowed, Stake: stake, Reason: why.String(),
	})
	p.trim()
}

// trim keeps the greatest stakes, in their order.
func (p *Part) trim() {
	slices.SortFunc(p.Top, func(a, b Leaver) int { return cmp.Or(cmp.Compare(b.Stake, a.Stake), cmp.Compare(a.Key, b.Key)) })
	p.Top = p.Top[:min(len(p.Top), topSize)]
}

// Merge adds what another part of the census knows.
func (p *Part) Merge(o *Part) {
	for i := range p.Standings {
		p.Standings[i] += o.Standings[i]
		p.Fates[i].Seen += o.Fates[i].Seen
		p.Fates[i].Gone += o.Fates[i].Gone
	}
	for i := range p.Windows {
		p.Windows[i].merge(&o.Windows[i])
	}
	p.Leaving.merge(o.Leaving)
	p.Top = append(slices.Clone(p.Top), o.Top...)
	p.trim()
	p.Year.Add(o.Year)
	p.Guests.Add(o.Guests)
	p.Erased.Add(o.Erased)
	for c, n := range o.Other {
		if p.Other == nil {
			p.Other = map[crm.Currency]int64{}
		}
		p.Other[c] += n
	}
	p.Repeats += o.Repeats
	p.Exposure += o.Exposure
	p.Means += o.Means
	p.Buyers += o.Buyers
}

func (w *Window) merge(o *Window) {
	w.Base.merge(o.Base)
	for i := range w.ByReason {
		w.ByReason[i].merge(o.ByReason[i])
	}
	for i := range w.ByTier {
		w.ByTier[i].merge(o.ByTier[i])
	}
}

// Lost is everybody lost in the window.
func (w *Window) Lost() (all Loss) {
	for _, l := range w.ByReason {
		all.merge(l)
	}
	return all
}

// pseudoCustomers is the weight of the default outlook beside the store's own.
const pseudoCustomers = 50

// Outlook reads the store's outlook off the census, mixed with the default's by pseudoCustomers so that a small shop's few
// customers do not decide alone. It is to be put in force with the next policy.
func (p *Part) Outlook() Outlook {
	o := DefaultOutlook()
	for i, f := range p.Fates {
		o.Gone[i] = (f.Gone*1000 + o.Gone[i]*pseudoCustomers) / (f.Seen + pseudoCustomers)
		o.Rests += p.Standings[i]
	}
	o.Rests -= p.Standings[overdue.Prospect]
	// Fifty customers watched for a year at the default pace stand beside the store's own.
	o.Pace = segment.Scale(1_000_000, p.Repeats+pseudoCustomers, p.Exposure+pseudoCustomers*365)
	if p.Buyers > 0 {
		o.Profit = p.Means / p.Buyers
	}
	return o
}
