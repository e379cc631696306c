package exitcost

import (
	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Estimate is what exits cost a store, as of an instant, as seen by one census.
type Estimate struct {
	AsOf crm.Instant `json:"as_of"`

	// Period is the last full quarter; the running one while a store has no customers
	// older than that.
	Period    Period           `json:"period"`
	Horizon   int              `json:"horizon"`   // days over which lost profit is counted
	Customers int64            `json:"customers"` // who have bought
	Standings map[string]int64 `json:"standings"`

	Rate    Rate       `json:"rate"`
	Prior   Rate       `json:"prior"`   // of the period before
	Reasons []LossLine `json:"reasons"` // most customers first, unknown last
	Tiers   []LossLine `json:"tiers"`

	// Competitors are those that the lost named most often.
	Competitors []Competitor `json:"competitors,omitempty"`

	Cost MoneyInterval `json:"cost"` // profit lost with those who left in the period

	// Classical is the same by the textbook: customers lost x revenue each of all customers
	// x margin.
	Classical crm.Money `json:"classical"`

	// MarginBP is the margin of the last year's orders: by their costs, and by the settings
	// where a cost is not known.
	MarginBP int64 `json:"margin_bp"`

	// BreakEven is the profit lost for the reasons we control. Strictly less is worth
	// spending on them.
	BreakEven crm.Money `json:"break_even"`
	Extras    []Extra   `json:"extras,omitempty"`
	Leaving   Leaving   `json:"leaving"`

	Months  []MonthLine  `json:"months"`
	Cohorts []CohortLine `json:"cohorts"`
	Origins []OriginLine `json:"origins"`

	Equity     crm.Money        `json:"equity"` // residual value of all customers
	Forecasts  []StoreForecast  `json:"ahead"`
	BackTest   *BackTest        `json:"back_test,omitempty"`
	Drivers    []drivers.Effect `json:"drivers,omitempty"`
	ModelFacts ModelFacts       `json:"model"`

	Revenue crm.Money `json:"revenue"` // of all orders of the last 365 days
	Guests  crm.Money `json:"guests"`  // of it, from orders that name no customer
	Erased  crm.Money `json:"erased"`  // of it, from people who were erased

	// YearOrders are the orders of Revenue, and Costed those whose cost is known.
	YearOrders int `json:"year_orders,omitempty"`
	Costed     int `json:"costed,omitempty"`

	// Apart is what the year's orders in other currencies come to, in no other figure.
	Apart []segment.Apart `json:"other,omitempty"`

	Settings   Settings   `json:"settings"`
	StoreModel StoreModel `json:"outlook"` // that was in force
}

// Rate is how many of the customers at a period's start were lost within it, hundredths of
// a per cent.
type Rate struct {
	Base      int64 `json:"base"`
	Lost      int64 `json:"lost"`
	PerMyriad int64 `json:"per_myriad"`
	Low       int64 `json:"low"` // Wilson's 95 % interval
	High      int64 `json:"high"`
	Revenue   int64 `json:"revenue"` // the rate by revenue of the year before, per myriad
}

// LossLine is one row of a distribution of the lost.
type LossLine struct {
	Name      string    `json:"name"`
	Customers int64     `json:"customers"`
	PerMyriad int64     `json:"per_myriad"` // of the lost
	Profit    crm.Money `json:"profit"`

	// BreakEven is the share of the profit that was lost for reasons in our hands: strictly
	// less is worth spending.
	BreakEven    crm.Money `json:"break_even"`
	Controllable bool      `json:"controllable,omitempty"`
	Rate         *Rate     `json:"rate,omitempty"` // of the tier, where the line is one
}

// MoneyInterval is an amount with its 95 % interval.
type MoneyInterval struct {
	Mid  crm.Money `json:"mid"`
	Low  crm.Money `json:"low"`
	High crm.Money `json:"high"`
}

// Leaving is about the customers who are overdue or at risk now.
type Leaving struct {
	Customers int64     `json:"customers"`
	Stake     crm.Money `json:"stake"`

	// Saving is what measures are expected to save of the stake. Strictly less is worth
	// spending.
	Saving crm.Money `json:"saving"`
	Top    []Leaver  `json:"top"`
}

// MonthLine is what was lost in one month.
type MonthLine struct {
	Month string        `json:"month"` // 2026-05
	Base  int64         `json:"base"`
	Lost  int64         `json:"lost"`
	Back  int64         `json:"back"` // of the lost, those who have come back since
	Cost  MoneyInterval `json:"cost"`
}

// CohortLine is what became of the customers who first bought in one quarter.
type CohortLine struct {
	Quarter string `json:"quarter"` // 2026-Q2; "earlier" for all before the ones listed
	Lost    Rate   `json:"lost"`    // by now
}

// OriginLine is what customers who came by one acquisition source are worth.
type OriginLine struct {
	Name    string    `json:"name"` // "" = not known, "*" = all others
	Lost    Rate      `json:"lost"` // by now
	Revenue crm.Money `json:"revenue"`
	Value   crm.Money `json:"value"` // residual, of all together
	Each    crm.Money `json:"each"`  // of one
}

// IsSource reports whether the line is of one acquisition source: not of those that are
// not known, nor of all others.
func (o OriginLine) IsSource() bool {
	return o.Name != unknownOrigin && o.Name != otherOrigin
}
