package exitcost

import (
	"cmp"
	"fmt"
	"slices"

	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// Customer is one customer as a census meets them.
type Customer struct {
	Key         crm.Key
	Facts       *crm.Facts
	History     overdue.History // overdue.NewHistory(Facts)
	Verdict     overdue.Verdict // at View.Now
	Tier        segment.Tier
	RevenueOnly bool // a forward to another customer, or what an erasure left: its revenue counts, but it is nobody
}

// Tally is what a part of a census knows of a store's exits. It is bounded, holds whole
// numbers only, is stored as JSON once it is sealed, and merges to the same in any order.
type Tally struct {
	Standings  [overdue.Standings]int64 `json:"standings"` // named customers by standing
	Windows    [windows]Window          `json:"windows"`
	Months     [months]Month            `json:"months"`
	Cohorts    map[int]Cohort           `json:"cohorts,omitempty"` // by the quarter of their first purchase: View.quarterOf
	Origins    map[string]Origin        `json:"origins,omitempty"` // by acquisition source
	Leaving    Loss                     `json:"leaving"`           // overdue or at risk now; Profit is what is at stake
	Top        []Leaver                 `json:"top,omitempty"`     // the greatest stakes among them, at most topSize
	Equity     int64                    `json:"equity"`            // residual value of all, minor units
	Year       segment.Sums             `json:"year"`              // orders of the last 365 days: everybody's
	Guests     segment.Sums             `json:"guests"`            // of these, orders that name nobody
	Erased     segment.Sums             `json:"erased"`            // of these, orders of people who were erased
	Other      map[crm.Currency]int64   `json:"other,omitempty"`   // net revenue of the year in other currencies, never added up
	ManyBuyers int64                    `json:"crowds"`            // accounts that no model of people is fitted to
	ModelInput ModelInput               `json:"now"`
	BackTests  [pasts]BackTestTally     `json:"pasts"`
	Drivers    drivers.Table            `json:"drivers,omitempty"` // as of the first of the Pasts

	counters *counters // what is still being counted
}

// Window is what happened in one period.
type Window struct {
	Base [segment.Tiers]Loss                   `json:"base"` // customers at its start by tier: bought before, not exited
	Lost [segment.Tiers][len(crm.Reasons)]Loss `json:"lost"` // by tier and crm.Reason
}

// Month is what happened in one month.
type Month struct {
	Base int64 `json:"base"` // customers at its start
	Lost Loss  `json:"lost"` // taken for lost within it
	Back int64 `json:"back"` // of them, those who have come back since
}

// Cohort is the customers who first bought in one quarter.
type Cohort struct {
	Customers int64 `json:"customers"`
	Exited    int64 `json:"exited"` // now
	Revenue   int64 `json:"revenue"`
}

// Origin is the customers who came by one acquisition source.
type Origin struct {
	Customers int64 `json:"customers"`
	Exited    int64 `json:"exited"`
	Revenue   int64 `json:"revenue"` // of the last 365 days
	Value     int64 `json:"value"`   // residual
}

// Loss counts customers and what they mean in money, minor units of the store's currency.
type Loss struct {
	Customers int64      `json:"customers"`
	Revenue   int64      `json:"revenue"` // of the year before
	Profit    int64      `json:"profit"`  // lost, or at stake
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

// Leaver is one customer who is leaving now.
type Leaver struct {
	Key      crm.Key          `json:"key"`
	Tier     segment.Tier     `json:"tier"`
	Standing overdue.Standing `json:"standing"`
	Silence  int              `json:"silence"`
	Cycle    int              `json:"cycle"`
	Allowed  int              `json:"allowed"`
	Stake    int64            `json:"stake"` // minor units
	None     int64            `json:"none"`  // per mille: the probability of no order within the horizon
	Reason   string           `json:"reason"`
}

const (
	topSize    = 20  // leavers that a report names
	mostOrigin = 100 // acquisition sources that one part tells apart; what comes beyond is counted as otherOrigin
)

// The names of origins that are none.
const (
	unknownOrigin = ""
	otherOrigin   = "*"
)

// Add counts one customer, or one guest: an order that names nobody is no customer, but
// its revenue is.
func (p *Tally) Add(c Customer, v *CensusBasis) error {
	p.addRevenue(&c, v)
	if c.Key.Guest() || c.RevenueOnly {
		return nil
	}
	p.Standings[c.Verdict.Standing]++
	if c.Verdict.Standing == overdue.Prospect {
		return nil
	}
	exits := c.exits(v)
	for i := range p.Windows {
		p.Windows[i].add(&c, v, exits, v.Periods[i])
	}
	p.addMonths(&c, v, exits)
	worth := NewWorth(c.Facts, c.History, c.Verdict, v.StoreModel, v.Settings)
	p.Equity += worth.Residual.Minor
	p.addCohort(&c, v)
	p.addOrigin(&c, v, worth)
	if s := c.Verdict.Standing; s == overdue.Overdue || s == overdue.AtRisk {
		p.addLeaver(&c, v, worth)
	}
	if err := p.count(&c, v, exits); err != nil {
		return fmt.Errorf("count customer %s: %w", c.Key, err)
	}
	return nil
}

func (p *Tally) addRevenue(c *Customer, v *CensusBasis) {
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
			if o.Currency == s.Currency || !o.Counts() || o.Placed > v.Now ||
				o.Placed <= v.Now-segment.YearLength {
				continue
			}
			if p.Other == nil {
				p.Other = map[crm.Currency]int64{}
			}
			p.Other[o.Currency] += o.Net().Minor
		}
	}
}

// exitedAt is the exit that a customer was in at an instant, if any.
func exitedAt(exits []exit, at crm.Instant) (exit, bool) {
	for _, e := range exits {
		if e.At <= at && (e.Back == 0 || e.Back > at) {
			return e, true
		}
	}
	return exit{}, false
}

// there reports whether somebody was a customer at an instant: had bought, and was not
// exited.
func (c *Customer) there(exits []exit, at crm.Instant) bool {
	_, gone := exitedAt(exits, at)
	return !gone && c.first() <= at
}

// first is when the customer first bought, as far as is known.
func (c *Customer) first() crm.Instant {
	if c.History.Older > 0 && c.History.First > 0 {
		return c.History.First
	}
	return c.History.Days[0]
}

// exit is an exit, and the profit that it lost: what had become doubtful when the
// customer was taken for lost.
type exit struct {
	overdue.Exit
	loss int64
}

func (c *Customer) exits(v *CensusBasis) []exit {
	all := overdue.FindExits(c.History, v.Policy, v.Now)
	out := make([]exit, len(all))
	for i, e := range all {
		verdict := overdue.Verdict{
			At:       e.At,
			Standing: overdue.Exited,
			Since:    e.At,
			Last:     e.Last,
			Silence:  e.Silence,
			Ladder:   e.Ladder,
		}
		out[i] = exit{e, Stake(c.Facts, c.History, verdict, v.StoreModel, v.Settings).Minor}
	}
	return out
}

// add counts a customer who was there when the period began, and is lost if exited at its
// end.
func (w *Window) add(c *Customer, v *CensusBasis, exits []exit, p Period) {
	if len(c.History.Days) == 0 || !c.there(exits, p.Start) {
		return
	}
	revenue := segment.Year(c.Facts, v.Settings.Currency, v.Settings.MarginBP, p.Start).Revenue
	w.Base[c.Tier].add(revenue, 0)
	e, lost := exitedAt(exits, p.End-1)
	if !lost {
		return
	}
	_, why := reason.WeighEvidence(c.Facts, v.StoreModel.Weights, e.At)
	w.Lost[c.Tier][why].add(revenue, e.loss)
}

func (p *Tally) addMonths(c *Customer, v *CensusBasis, exits []exit) {
	if len(c.History.Days) == 0 {
		return
	}
	for i := range p.Months {
		if c.there(exits, v.Months[i]) {
			p.Months[i].Base++
		}
	}
	for _, e := range exits {
		for i := range p.Months {
			if e.At < v.Months[i] || e.At >= v.Months[i+1] && i+1 < months {
				continue
			}
			p.Months[i].Lost.add(0, e.loss)
			if e.Back != 0 {
				p.Months[i].Back++
			}
			break
		}
	}
}

func (p *Tally) addCohort(c *Customer, v *CensusBasis) {
	if p.Cohorts == nil {
		p.Cohorts = map[int]Cohort{}
	}
	if len(c.History.Days) == 0 {
		return
	}
	quarter := v.quarterOf(c.first())
	k := p.Cohorts[quarter]
	k.Customers++
	if c.Verdict.Standing == overdue.Exited {
		k.Exited++
	}
	k.Revenue += segment.Year(c.Facts, v.Settings.Currency, v.Settings.MarginBP, v.Now).Revenue
	p.Cohorts[quarter] = k
}

func (p *Tally) addOrigin(c *Customer, v *CensusBasis, w Worth) {
	if p.Origins == nil {
		p.Origins = map[string]Origin{}
	}
	name := c.Facts.Profile[crm.Origin].Value
	if _, known := p.Origins[name]; !known && name != unknownOrigin &&
		len(p.Origins) >= mostOrigin {
		name = otherOrigin
	}
	o := p.Origins[name]
	o.Customers++
	if c.Verdict.Standing == overdue.Exited {
		o.Exited++
	}
	o.Revenue += segment.Year(c.Facts, v.Settings.Currency, v.Settings.MarginBP, v.Now).Revenue
	o.Value += w.Residual.Minor
	p.Origins[name] = o
}

func (p *Tally) addLeaver(c *Customer, v *CensusBasis, w Worth) {
	stake := w.Stake().Minor
	p.Leaving.add(
		segment.LastYear(c.Facts, v.Settings.Currency, v.Settings.MarginBP, v.Now).Revenue,
		stake,
	)
	if len(p.Top) == topSize && p.Top[topSize-1].Stake > stake {
		return
	}
	_, why := reason.WeighEvidence(c.Facts, v.StoreModel.Weights, v.Now)
	p.Top = append(p.Top, Leaver{
		Key:      c.Key,
		Tier:     c.Tier,
		Standing: c.Verdict.Standing,
		Silence:  c.Verdict.Silence,
		Cycle:    c.Verdict.Cycle,
		Allowed:  c.Verdict.Allowed,
		Stake:    stake,
		None:     w.None,
		Reason:   why.String(),
	})
	p.trim()
}

// trim keeps the greatest stakes, in their order.
func (p *Tally) trim() {
	slices.SortFunc(
		p.Top,
		func(a, b Leaver) int { return cmp.Or(cmp.Compare(b.Stake, a.Stake), cmp.Compare(a.Key, b.Key)) },
	)
	p.Top = p.Top[:min(len(p.Top), topSize)]
}
