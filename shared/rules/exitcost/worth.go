package exitcost

import (
	"math"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Worth is what a customer is worth over the horizon: on the day of their last purchase,
// and now that they have been silent.
type Worth struct {
	None   int64     `json:"none"`   // per mille: the probability of no order within the horizon
	Orders int64     `json:"orders"` // thousandths of an order to expect within the horizon
	Each   crm.Money `json:"each"`   // the profit to expect of a day with orders

	// AtLastPurchase is the profit to expect over the horizon, discounted, on the day of
	// the last purchase. Residual is the same now.
	AtLastPurchase crm.Money `json:"then"`
	Residual       crm.Money `json:"now"`
}

// Stake returns the money at stake: what has become doubtful since the last purchase. It
// is never negative.
func (w Worth) Stake() crm.Money {
	return w.AtLastPurchase.Currency.Of(max(0, w.AtLastPurchase.Minor-w.Residual.Minor))
}

// NewWorth values a customer at the instant of the verdict, by the model in force. A
// customer whose last year as a buyer brought no profit, or who never paid in the store's
// currency, is worth nothing.
func NewWorth(
	f *crm.Facts,
	h overdue.History,
	v overdue.Verdict,
	m StoreModel,
	s Settings,
) Worth {
	return m.Buying.orDefault().worth(f, h, v, s)
}

// Stake returns the money at stake with a customer.
func Stake(
	f *crm.Facts,
	h overdue.History,
	v overdue.Verdict,
	m StoreModel,
	s Settings,
) crm.Money {
	return NewWorth(f, h, v, m, s).Stake()
}

func (m *BuyingModel) worth(
	f *crm.Facts,
	h overdue.History,
	v overdue.Verdict,
	s Settings,
) Worth {
	nothing := s.Currency.Of(0)
	w := Worth{
		Each:           nothing,
		AtLastPurchase: nothing,
		Residual:       nothing,
	}
	cell, ok := cellOf(h, v)
	if !ok {
		return w
	}

	now := m.score(cell, s)
	w.Orders = thousandths(now.Expected)
	w.None = thousandths(now.PNone)

	profit := m.expectedProfit(f, s, v.At)
	if profit <= 0 {
		return w
	}

	// On the day of the last purchase there was no silence yet: T was Tx.
	cell.T = cell.Tx
	then := m.score(cell, s)

	w.Each = amount(profit, s.Currency)
	w.AtLastPurchase = amount(profit*then.Discounted, s.Currency)
	w.Residual = amount(profit*now.Discounted, s.Currency)
	w.Residual.Minor = min(w.Residual.Minor, w.AtLastPurchase.Minor)
	return w
}

// score returns what a customer is expected to do within the horizon, corrected by what
// came of earlier forecasts.
func (m *BuyingModel) score(c clv.Cell, s Settings) clv.Score {
	return m.scoreBy(m.Orders, c, s)
}

// scoreBy is score with other parameters in place of Orders.
func (m *BuyingModel) scoreBy(orders clv.Model, c clv.Cell, s Settings) clv.Score {
	outlook := c.Outlook(orders, clv.Week)
	score := outlook.Score(s.horizonWeeks(), s.plan())
	return m.Past.Correct(int(c.X), score)
}

// expectedProfit returns what a day with orders is expected to bring, in minor units: the
// revenue to expect, at the margin of the customer's last year as a buyer. It goes by what
// is known at an instant: credit notes that came after the last purchase are of what was
// bought before.
func (m *BuyingModel) expectedProfit(f *crm.Facts, s Settings, at crm.Instant) float64 {
	year := segment.SumLastYear(f, s.Currency, s.MarginBP, at)
	if year.Revenue <= 0 || year.Profit <= 0 {
		return 0
	}
	spend := spendOf(f, s.Currency, at)
	revenue := m.expectedSpend(spend)
	return revenue * float64(year.Profit) / float64(year.Revenue)
}

// expectedSpend returns the revenue to expect of a day with orders: between the customer's
// own mean and that of the store.
func (m *BuyingModel) expectedSpend(s clv.Spend) float64 {
	mean := float64(s.Sum) / float64(max(s.X, 1))
	if mean <= 0 {
		return 0
	}
	if m.Spend == nil {
		return mean
	}
	expected, ok := m.Spend.Expected(int(s.X), mean)
	if !ok {
		return mean
	}
	return expected
}

// BoundResidual returns the ends of the range that holds a customer's residual value in
// nine cases of ten, as far as the model's parameters are in doubt. The customer's own
// chance, which is far greater, is not in it.
func (o StoreModel) BoundResidual(
	f *crm.Facts,
	h overdue.History,
	v overdue.Verdict,
	s Settings,
) (low, high crm.Money) {
	nothing := s.Currency.Of(0)
	m := o.Buying.orDefault()
	cell, ok := cellOf(h, v)
	if !ok {
		return nothing, nothing
	}
	profit := m.expectedProfit(f, s, v.At)
	draws := m.doubtfulModels()
	if profit <= 0 || len(draws.Models) == 0 {
		return nothing, nothing
	}

	from, to := draws.Interval(0.9, func(drawn clv.Model) float64 {
		return profit * m.scoreBy(drawn, cell, s).Discounted
	})
	return amount(from, s.Currency), amount(to, s.Currency)
}

// doubtfulModels returns the models of Doubt.
func (m *BuyingModel) doubtfulModels() (draws clv.Draws) {
	for _, params := range m.Doubt {
		drawn, err := clv.NewModel(m.Orders.Family(), params)
		if err != nil {
			continue
		}
		draws.Models = append(draws.Models, drawn)
	}
	return draws
}

func thousandths(v float64) int64 { return int64(math.Round(v * 1000)) }

// amount rounds an expectation in minor units. It returns nothing where there is no such
// amount of money.
func amount(v float64, c crm.Currency) crm.Money {
	m, err := clv.Round(v, 1, c)
	if err != nil {
		return c.Of(0)
	}
	return m
}
