package exitcost

import (
	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// ModelInput holds a store's customers of now as counted for fitting.
type ModelInput struct {
	Table clv.Table      `json:"table"` // (x, t_x, T) in days
	Spend clv.SpendTable `json:"spend"` // in minor units of the store's currency
}

// BackTestTally holds a store's customers as they stood on a back-test day, and what came
// of them since.
type BackTestTally struct {
	Table  clv.Table      `json:"table"`  // who had bought by then; Next: days of purchase since
	Called clv.Table      `json:"called"` // of them, those whom the rule called exited
	Spend  clv.SpendTable `json:"spend"`  // what they had spent by then
	Year   segment.Sums   `json:"year"`   // what they had bought in the year before

	Profit     int64 `json:"profit"` // that came since, of all in the table
	Exits      int64 `json:"exits"`  // since, of all in the table
	Loss       int64 `json:"loss"`   // of the profit, by those exits
	Back       int64 `json:"back"`   // of those called exited, how many have bought since
	BackProfit int64 `json:"back_for"`
	Missed     int64 `json:"missed"` // have bought nothing since, and were not called exited
}

// tableCells is how many different histories a table holds at most; then its bins grow
// wider. Forty thousand are about 200 kB.
const tableCells = 40_000

// counters count the histories of which tables are made, in bounded memory.
type counters struct {
	now       clv.Counter
	backTests [backTestDays]backTestCounters
}

type backTestCounters struct{ all, called clv.Counter }

func newCounters() *counters {
	c := &counters{now: clv.Counter{Limit: tableCells}}
	for i, days := range BackTestAges {
		counter := clv.Counter{Limit: tableCells, Ahead: int32(days)}
		c.backTests[i] = backTestCounters{all: counter, called: counter}
	}
	return c
}

// addModelInput counts a customer for the models: as they are, and as they were on each
// back-test day.
func (t *Tally) addModelInput(c *countedCustomer) error {
	if t.counters == nil {
		t.counters = newCounters()
	}
	cell, ok := cellOf(c.History, c.Verdict)
	if !ok {
		return nil
	}
	if hasManyBuyers(cell) {
		t.ManyBuyers++
		return nil
	}

	if err := t.counters.now.Add(cell); err != nil {
		return err
	}
	spend := spendOf(c.Facts, c.basis.Settings.Currency, c.basis.Now)
	if err := t.counters.now.AddSpend(spend); err != nil {
		return err
	}
	for i := range c.basis.BackTestDays {
		if err := t.addBackTest(i, c); err != nil {
			return err
		}
	}
	return nil
}

// addBackTest counts a customer as of one back-test day, by what was known then, and what
// the customer has done since.
func (t *Tally) addBackTest(i int, c *countedCustomer) error {
	day := c.basis.BackTestDays[i]
	history, countedSince := c.History.SpreadEvenly(day)
	verdict := overdue.Decide(history, c.basis.Policy, day.Time())
	cell, ok := cellOf(history, verdict)
	if !ok || verdict.Standing == overdue.Prospect {
		return nil
	}
	cell.Next = int32(countedSince + c.purchaseDaysSince(day))

	if i == 0 {
		if t.Drivers == nil {
			t.Drivers = drivers.Table{}
		}
		t.Drivers.Add(c.Facts, history, verdict, day, cell.Next == 0)
	}

	isCalled := verdict.Standing == overdue.Exited
	t.BackTests[i].add(c, day, isCalled, cell.Next > 0)

	counters := &t.counters.backTests[i]
	if isCalled {
		if err := counters.called.Add(cell); err != nil {
			return err
		}
	}
	spend := spendOf(c.Facts, c.basis.Settings.Currency, day)
	if err := counters.all.AddSpend(spend); err != nil {
		return err
	}
	return counters.all.Add(cell)
}

// purchaseDaysSince returns on how many days after one the customer has bought by now.
// Orders that are only counted are not among them.
func (c *countedCustomer) purchaseDaysSince(day crm.Instant) int {
	knownThen := c.History.Until(day)
	knownNow := c.History.Until(c.basis.Now)
	return len(knownNow.Days) - len(knownThen.Days)
}

// add counts what became of a customer since a back-test day: whether the rule had called
// the customer exited by then, and whether the customer has bought since.
func (p *BackTestTally) add(c *countedCustomer, day crm.Instant, isCalled, hasBought bool) {
	s := c.basis.Settings
	profit := segment.SumBetween(c.Facts, s.Currency, s.MarginBP, day, c.basis.Now).Profit
	p.Profit += profit
	p.Year.Add(c.sumYear(day))

	for _, e := range c.exits {
		if e.At > day {
			p.Exits++
			p.Loss += e.loss
		}
	}

	switch {
	case isCalled && hasBought:
		p.Back++
		p.BackProfit += profit
	case !isCalled && !hasBought:
		p.Missed++
	}
}

// Seal turns what was counted into tables. A tally is sealed before it is stored, merged
// or reduced.
func (t *Tally) Seal() (err error) {
	if t.counters == nil {
		return nil
	}
	c := t.counters
	t.counters = nil

	t.ModelInput.Table, t.ModelInput.Spend, err = c.now.Tables()
	if err != nil {
		return err
	}
	for i := range t.BackTests {
		past := &t.BackTests[i]
		past.Table, past.Spend, err = c.backTests[i].all.Tables()
		if err != nil {
			return err
		}
		past.Called, _, err = c.backTests[i].called.Tables()
		if err != nil {
			return err
		}
	}
	return nil
}

func (m *ModelInput) merge(o *ModelInput) (err error) {
	m.Table, err = mergeTables(m.Table, o.Table)
	if err != nil {
		return err
	}
	m.Spend = m.Spend.Merge(o.Spend).Bound(tableCells)
	return nil
}

func (p *BackTestTally) merge(o *BackTestTally) (err error) {
	p.Table, err = mergeTables(p.Table, o.Table)
	if err != nil {
		return err
	}
	p.Called, err = mergeTables(p.Called, o.Called)
	if err != nil {
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

func mergeTables(a, b clv.Table) (clv.Table, error) {
	merged, err := a.Merge(b)
	if err != nil {
		return clv.Table{}, err
	}
	return merged.Bound(tableCells), nil
}
