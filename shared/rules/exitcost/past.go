package exitcost

import (
	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
)

// ModelInput is a store's customers as counted for fitting.
type ModelInput struct {
	Table clv.Table      `json:"table"` // (x, t_x, T) in days
	Spend clv.SpendTable `json:"spend"` // in minor units of the store's currency
}

// BackTestTally is a store as it stood at one of the View's Pasts, and what came of it.
type BackTestTally struct {
	Table      clv.Table      `json:"table"`  // everybody who had bought by then, with the days of purchase since as Next
	Called     clv.Table      `json:"called"` // of them, those whom the rule called exited
	Spend      clv.SpendTable `json:"spend"`  // what they had spent by then
	Year       segment.Sums   `json:"year"`   // what they had bought in the year before
	Profit     int64          `json:"profit"` // that came since, of everybody in the table
	Exits      int64          `json:"exits"`  // since, of everybody in the table
	Loss       int64          `json:"loss"`   // of the profit, by those exits
	Back       int64          `json:"back"`   // of those called exited, how many have bought since
	BackProfit int64          `json:"back_for"`
	Missed     int64          `json:"missed"` // have bought nothing since, and were not called exited
}

// tableCells is how many different histories a table holds at most; then its bins grow
// wider. Forty thousand are about 200 kB.
const tableCells = 40_000

// counters count what tables are made of, in bounded memory.
type counters struct {
	now    clv.Counter
	past   [pasts]clv.Counter
	called [pasts]clv.Counter
}

func newCounters() *counters {
	c := &counters{now: clv.Counter{Limit: tableCells}}
	for i, days := range BackTestAges {
		c.past[i] = clv.Counter{Limit: tableCells, Ahead: int32(days)}
		c.called[i] = clv.Counter{Limit: tableCells, Ahead: int32(days)}
	}
	return c
}

// count counts a customer for the models: as they are, and as they were at each of the
// Pasts.
func (p *Tally) count(c *Customer, v *CensusBasis, exits []exit) error {
	if p.counters == nil {
		p.counters = newCounters()
	}
	cell, ok := cellOf(c.History, c.Verdict)
	if !ok {
		return nil
	}
	if crowd(cell) {
		p.ManyBuyers++
		return nil
	}
	if err := p.counters.now.Add(cell); err != nil {
		return err
	}
	if err := p.counters.now.AddSpend(spendOf(c.Facts, v.Settings.Currency, v.Now)); err != nil {
		return err
	}
	for i := range v.BackTestDays {
		if err := p.countPast(i, c, v, exits); err != nil {
			return err
		}
	}
	return nil
}

func (p *Tally) countPast(i int, c *Customer, v *CensusBasis, exits []exit) error {
	at := v.BackTestDays[i]
	history, later := c.History.SpreadEvenly(at)
	then := overdue.Decide(history, v.Policy, at.Time())
	cell, ok := cellOf(history, then)
	if !ok || then.Standing == overdue.Prospect {
		return nil
	}
	known := len(c.History.Until(at).Days)
	all := len(c.History.Until(v.Now).Days)
	cell.Next = int32(later + all - known)
	if i == 0 {
		if p.Drivers == nil {
			p.Drivers = drivers.Table{}
		}
		p.Drivers.Add(c.Facts, history, then, at, cell.Next == 0)
	}
	s := v.Settings
	past := &p.BackTests[i]
	came := segment.Between(c.Facts, s.Currency, s.MarginBP, at, v.Now).Profit
	past.Profit += came
	past.Year.Add(segment.Year(c.Facts, s.Currency, s.MarginBP, at))
	for _, e := range exits {
		if e.At > at {
			past.Exits++
			past.Loss += e.loss
		}
	}
	called := then.Standing == overdue.Exited
	switch {
	case called && cell.Next > 0:
		past.Back++
		past.BackProfit += came
	case !called && cell.Next == 0:
		past.Missed++
	}
	if called {
		if err := p.counters.called[i].Add(cell); err != nil {
			return err
		}
	}
	if err := p.counters.past[i].AddSpend(spendOf(c.Facts, s.Currency, at)); err != nil {
		return err
	}
	return p.counters.past[i].Add(cell)
}

// Seal turns what was counted into tables. A part is sealed before it is stored, merged
// or reduced.
func (p *Tally) Seal() (err error) {
	if p.counters == nil {
		return nil
	}
	c := p.counters
	p.counters = nil
	if p.ModelInput.Table, p.ModelInput.Spend, err = c.now.Tables(); err != nil {
		return err
	}
	for i := range p.BackTests {
		if p.BackTests[i].Table, p.BackTests[i].Spend, err = c.past[i].Tables(); err != nil {
			return err
		}
		if p.BackTests[i].Called, _, err = c.called[i].Tables(); err != nil {
			return err
		}
	}
	return nil
}

func (p *ModelInput) merge(o *ModelInput) (err error) {
	if p.Table, err = merged(p.Table, o.Table); err == nil {
		p.Spend = p.Spend.Merge(o.Spend).Bound(tableCells)
	}
	return err
}

func (p *BackTestTally) merge(o *BackTestTally) (err error) {
	if p.Table, err = merged(p.Table, o.Table); err != nil {
		return err
	}
	if p.Called, err = merged(p.Called, o.Called); err != nil {
		return err
	}
	p.Spend = p.Spend.Merge(o.Spend).Bound(tableCells)
	p.Year.Add(o.Year)
	p.Profit += o.Profit
	p.Exits += o.Exits
	p.Loss += o.Loss
	p.Back += o.Back
	p.BackProfit += o.BackProfit
	p.Missed += o.Missed
	return nil
}

func merged(a, b clv.Table) (clv.Table, error) {
	whole, err := a.Merge(b)
	if err != nil {
		return clv.Table{}, err
	}
	return whole.Bound(tableCells), nil
}
