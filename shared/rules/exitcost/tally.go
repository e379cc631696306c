package exitcost

import (
	"fmt"

	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// Customer is one customer as a census meets them.
type Customer struct {
	Key     crm.Key
	Facts   *crm.Facts
	History overdue.History // overdue.NewHistory(Facts)
	Verdict overdue.Verdict // at CensusBasis.Now
	Tier    segment.Tier

	// RevenueOnly is set for a record that is no customer: a forward to another customer,
	// or what an erasure left. Its revenue counts, and nothing else.
	RevenueOnly bool
}

// Tally holds the sums over some of a store's customers. It is bounded, holds whole
// numbers only, is stored as JSON once it is sealed, and merges to the same in any order.
type Tally struct {
	Standings [overdue.Standings]int64 `json:"standings"` // named customers by standing
	Windows   [quarters]Window         `json:"windows"`   // by CensusBasis.Periods
	Months    [months]Month            `json:"months"`    // by CensusBasis.Months

	// Cohorts are by the quarter of the first purchase (CensusBasis.quarterOf), Origins by
	// acquisition source.
	Cohorts map[int]Cohort    `json:"cohorts,omitempty"`
	Origins map[string]Origin `json:"origins,omitempty"`

	// Leaving counts the customers who are overdue or at risk now; Profit is what is at
	// stake. Top lists the greatest stakes among them, at most maxTop.
	Leaving Loss     `json:"leaving"`
	Top     []Leaver `json:"top,omitempty"`
	Equity  int64    `json:"equity"` // residual value of all customers, minor units

	// Year sums up all orders of the last 365 days: of these, Guests those that name no
	// customer, and Erased those of people who were erased.
	Year   segment.Sums `json:"year"`
	Guests segment.Sums `json:"guests"`
	Erased segment.Sums `json:"erased"`

	// Apart is what the year's orders in other currencies come to, never added up.
	Apart []segment.Apart `json:"apart,omitempty"`

	// ManyBuyers counts the accounts that no model is fitted to (hasManyBuyers).
	ManyBuyers int64                       `json:"crowds"`
	ModelInput ModelInput                  `json:"now"`
	BackTests  [backTestDays]BackTestTally `json:"pasts"` // by CensusBasis.BackTestDays

	// Drivers is as of the first back-test day.
	Drivers drivers.Table `json:"drivers,omitempty"`

	counters *counters // what Seal turns into tables; nil = nothing to seal
}

// Window is what happened in one period.
type Window struct {
	// Base counts the customers at its start by tier: they had bought before and were not
	// exited. Lost counts those of them who were lost, by tier and crm.Reason.
	Base [segment.Tiers]Loss                   `json:"base"`
	Lost [segment.Tiers][len(crm.Reasons)]Loss `json:"lost"`

	// Competitors counts the lost who said where they buy now, by the name in lower case.
	Competitors map[string]Competitor `json:"competitors,omitempty"`
}

// Month is what happened in one month.
type Month struct {
	Base int64 `json:"base"` // customers at its start
	Lost Loss  `json:"lost"` // taken for lost within it
	Back int64 `json:"back"` // of them, those who have come back since
}

// Cohort counts the customers who first bought in one quarter.
type Cohort struct {
	Customers int64 `json:"customers"`
	Exited    int64 `json:"exited"` // now
	Revenue   int64 `json:"revenue"`
}

// Origin counts the customers who came by one acquisition source.
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

// Leaver is one customer who is leaving now.
type Leaver struct {
	Key      crm.Key          `json:"key"`
	Tier     segment.Tier     `json:"tier"`
	Standing overdue.Standing `json:"standing"`
	Silence  int              `json:"silence"`
	Cycle    int              `json:"cycle"`
	Allowed  int              `json:"allowed"`
	Stake    int64            `json:"stake"` // minor units
	None     int64            `json:"none"`  // Worth.None
	Reason   string           `json:"reason"`
}

// maxTop is how many leavers a report names.
const maxTop = 20

// maxOrigins is how many acquisition sources one tally tells apart. What comes beyond is
// counted as otherOrigin.
const maxOrigins = 100

// The names of origins that are none.
const (
	unknownOrigin = ""
	otherOrigin   = "*"
)

// Add counts one customer. A guest's order names no customer, so only its revenue counts.
func (t *Tally) Add(c Customer, b *CensusBasis) error {
	t.addRevenue(&c, b)
	if c.Key.Guest() || c.RevenueOnly {
		return nil
	}

	t.Standings[c.Verdict.Standing]++
	if c.Verdict.Standing == overdue.Prospect {
		return nil
	}

	counted := newCountedCustomer(&c, b)
	for i, period := range b.Periods {
		t.Windows[i].add(counted, period)
	}
	t.addMonths(counted)
	t.addCohort(counted)
	t.addOrigin(counted)
	t.Equity += counted.worth.Residual.Minor
	if s := c.Verdict.Standing; s == overdue.Overdue || s == overdue.AtRisk {
		t.addLeaver(counted)
	}

	if err := t.addModelInput(counted); err != nil {
		return fmt.Errorf("count customer %s: %w", c.Key, err)
	}
	return nil
}

// addRevenue counts what was bought in the last year under a customer's key. Revenue in
// other currencies is kept apart.
func (t *Tally) addRevenue(c *Customer, b *CensusBasis) {
	s := b.Settings
	year := segment.SumYear(c.Facts, s.Currency, s.MarginBP, b.Now)
	t.Year.Add(year)
	if c.Key.Guest() {
		t.Guests.Add(year)
	}

	// What an erasure left of the orders.
	remains := &crm.Facts{Orders: c.Facts.Remains}
	erased := segment.SumYear(remains, s.Currency, s.MarginBP, b.Now)
	t.Year.Add(erased)
	t.Erased.Add(erased)

	since := b.Now - segment.YearLength
	for _, f := range [...]*crm.Facts{c.Facts, remains} {
		apart := segment.ListApart(f, s.Currency, since, b.Now)
		t.Apart = segment.AddApart(t.Apart, apart...)
	}
}
