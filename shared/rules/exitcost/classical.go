package exitcost

import (
	"holdfast/shared/words/crm"
)

// Classical is the textbook's calculation of what exits cost: customers x rate x revenue
// each x margin.
type Classical struct {
	Customers     int64
	LostPerMyriad int64     // hundredths of a per cent
	RevenueEach   crm.Money // over the horizon
	MarginBP      int64     // basis points
}

// Lost returns how many customers leave.
func (c Classical) Lost() int64 {
	return crm.BasisPoints(c.Customers, c.LostPerMyriad)
}

// Revenue returns what they would have spent.
func (c Classical) Revenue() crm.Money {
	return c.RevenueEach.Currency.Of(crm.MulDiv(c.RevenueEach.Minor, c.Lost(), 1))
}

// Profit returns what the shop would have kept of that revenue.
func (c Classical) Profit() crm.Money {
	revenue := c.Revenue()
	return revenue.Currency.Of(crm.BasisPoints(revenue.Minor, c.MarginBP))
}

// WorthSpending reports whether a budget is worth spending against a loss: only if it is
// strictly less, in the same currency.
func WorthSpending(budget, loss crm.Money) bool {
	return budget.Currency == loss.Currency && budget.Minor < loss.Minor
}
