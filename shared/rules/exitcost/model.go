package exitcost

import (
	"math"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// BuyingModel is how a store's customers buy, stay and spend, as a census fitted it to them.
// Times are in weeks, amounts in minor units.
type BuyingModel struct {
	Orders clv.SavedModel  `json:"orders"`          // how often they buy and how long they stay
	Spend  *clv.GammaGamma `json:"spend,omitempty"` // what a day with orders comes to; nil = nothing to learn it from
	Past   clv.Calibration `json:"past"`            // what came of what such a model foretold at an earlier day
	Doubt  [][]float64     `json:"doubt,omitempty"` // parameters of Orders that the customers might as well have given
}

// defaultModel is the MBG/NBD with CDNOW's parameters (reference: clv 1.2), which are
// also where the prior of every fit is centered.
func defaultModel() BuyingModel {
	m, err := clv.NewModel(clv.MBGFamily, clv.DefaultPrior(clv.MBGFamily, clv.Week).Center)
	if err != nil {
		panic("exitcost: " + err.Error()) // the center is a constant: cannot happen
	}
	return BuyingModel{Orders: clv.SavedModel{Model: m}}
}

// known is the model, or the default where none was fitted.
func (m *BuyingModel) known() *BuyingModel {
	if m.Orders.Model == nil {
		d := defaultModel()
		return &d
	}
	return m
}

// Worth is what a customer is worth over the horizon: on the day of their last purchase,
// and now that they have been silent.
type Worth struct {
	None           int64     `json:"none"`   // per mille: the probability of no order within the horizon
	Orders         int64     `json:"orders"` // thousandths of an order to expect within the horizon
	Each           crm.Money `json:"each"`   // the profit to expect of a day with orders
	AtLastPurchase crm.Money `json:"then"`   // the profit to expect over the horizon, discounted, on the day of the last purchase
	Residual       crm.Money `json:"now"`    // the same now: the residual value
}

// Stake is the money at stake: what has become doubtful since the last purchase. It is
// never negative.
func (w Worth) Stake() crm.Money {
	return crm.Money{Minor: max(0, w.AtLastPurchase.Minor-w.Residual.Minor), Currency: w.AtLastPurchase.Currency}
}

// quarter is about the period by which what comes later is discounted, in days. Months
// would take three times as long to reckon, for less than one per cent of the value.
const quarter = 365.0 / 4

// plan discounts by quarters over the horizon.
func (s Settings) plan() clv.Plan {
	periods := max(1, int(math.Round(float64(s.Horizon)/quarter)))
	length := s.within() / float64(periods)
	years := length * clv.Week / 365
	return clv.Plan{
		Periods:  periods,
		Length:   length,
		Discount: math.Pow(1+float64(s.DiscountBP)/10_000, years) - 1,
	}
}

// within is the horizon in weeks.
func (s Settings) within() float64 { return float64(s.Horizon) / clv.Week }

// NewWorth values a customer at the instant of the verdict, by the model in force. A
// customer whose last year as a buyer brought no profit, or who never paid in the store's
// currency, is worth nothing.
func NewWorth(f *crm.Facts, h overdue.History, v overdue.Verdict, o StoreModel, s Settings) Worth {
	return o.Buying.known().worth(f, h, v, s)
}

// Stake is the money at stake with a customer.
func Stake(f *crm.Facts, h overdue.History, v overdue.Verdict, o StoreModel, s Settings) crm.Money {
	return NewWorth(f, h, v, o, s).Stake()
}

func (m *BuyingModel) worth(f *crm.Facts, h overdue.History, v overdue.Verdict, s Settings) (w Worth) {
	w.AtLastPurchase.Currency, w.Residual.Currency, w.Each.Currency = s.Currency, s.Currency, s.Currency
	c, ok := cellOf(h, v)
	if !ok {
		return w
	}
	now := m.score(c, s)
	w.Orders, w.None = thousandths(now.Expected), thousandths(now.PNone)
	profit := m.profit(f, s, v.At)
	if profit <= 0 {
		return w
	}
	c.T = c.Tx
	then := m.score(c, s)
	w.Each, w.AtLastPurchase, w.Residual = amount(
		profit,
		s.Currency,
	), amount(
		profit*then.Discounted,
		s.Currency,
	), amount(
		profit*now.Discounted,
		s.Currency,
	)
	w.Residual.Minor = min(w.Residual.Minor, w.AtLastPurchase.Minor)
	return w
}

func (m *BuyingModel) score(c clv.Cell, s Settings) clv.Score {
	return m.Past.Correct(int(c.X), c.Outlook(m.Orders, clv.Week).Score(s.within(), s.plan()))
}

// profit is what a day with orders is expected to bring, in minor units: the revenue to
// expect, at the margin of the customer's last year as a buyer, by what is known at an
// instant: credit notes that came after the last purchase are of what was bought before.
func (m *BuyingModel) profit(f *crm.Facts, s Settings, at crm.Instant) float64 {
	year := segment.LastYear(f, s.Currency, s.MarginBP, at)
	if year.Revenue <= 0 || year.Profit <= 0 {
		return 0
	}
	return m.each(spendOf(f, s.Currency, at)) * float64(year.Profit) / float64(year.Revenue)
}

// each is the revenue to expect of a day with orders: between the customer's own mean and
// that of the store.
func (m *BuyingModel) each(s clv.Spend) float64 {
	mean := float64(s.Sum) / float64(max(s.X, 1))
	if mean <= 0 {
		return 0
	}
	if m.Spend != nil {
		if e, ok := m.Spend.Expected(int(s.X), mean); ok {
			return e
		}
	}
	return mean
}

// BoundResidual is a residual value with the range that holds it in nine cases of ten, as far
// as the parameters are in doubt: not the customer's own chance, which is far greater.
func (o StoreModel) BoundResidual(
	f *crm.Facts,
	h overdue.History,
	v overdue.Verdict,
	s Settings,
) (low, high crm.Money) {
	m := o.Buying.known()
	low = crm.Money{Currency: s.Currency}
	high = crm.Money{Currency: s.Currency}
	c, ok := cellOf(h, v)
	if !ok {
		return low, high
	}
	profit := m.profit(f, s, v.At)
	draws := clv.Draws{}
	for _, params := range m.Doubt {
		if drawn, err := clv.NewModel(m.Orders.Family(), params); err == nil {
			draws.Models = append(draws.Models, drawn)
		}
	}
	if profit <= 0 || len(draws.Models) == 0 {
		return low, high
	}
	a, b := draws.Interval(0.9, func(d clv.Model) float64 {
		return profit * m.Past.Correct(
			int(c.X),
			c.Outlook(d, clv.Week).Score(s.within(), s.plan()),
		).Discounted
	})
	return amount(a, s.Currency), amount(b, s.Currency)
}

// cellOf is a history as a verdict saw it; ok is false where nothing had been bought, or
// what was bought is no longer in the record.
func cellOf(h overdue.History, v overdue.Verdict) (c clv.Cell, ok bool) {
	h = h.Until(v.Last)
	n := len(h.Days)
	if n == 0 {
		return c, false
	}
	first := h.Days[0]
	if h.Older > 0 && h.First != 0 {
		first = min(first, h.First)
	}
	c = clv.Cell{Tx: int32(min(calendar(h.Days[n-1])-calendar(first), clv.MaxT)), Count: 1}
	// Orders that are only counted may share days with each other; there cannot be more
	// days than there are.
	if c.X = int32(min(h.Older+n-1, clv.MaxX)); c.X > c.Tx {
		c.X = c.Tx
	}
	if c.X == 0 {
		c.Tx = 0
	}
	c.T = min(c.Tx+int32(max(0, v.Silence)), clv.MaxT)
	c.Patience = clv.PatienceOf(v.Exited)
	return c, true
}

// calendar numbers the UTC days.
func calendar(at crm.Instant) int64 { return int64(at) / int64(crm.DayLength) }

// crowd reports an account behind which there cannot be one buyer: a marketplace's, a
// till's. It buys on more than every second day, a hundred times and more. It is valued
// like any other, but no model of people is fitted to it.
func crowd(c clv.Cell) bool { return c.X >= 100 && 2*c.X > c.Tx }

// spendOf is what a customer has spent up to an instant, net of refunds, on how many
// days: all of them, the first included. The convention of the Gamma-Gamma literature
// leaves the first day out; with it the mean order of CDNOW's buyers in the 39 weeks
// after September 1997 is foretold to 16.62 USD (mean absolute error), without it to
// 17.65, by the own mean to 17.27.
func spendOf(f *crm.Facts, currency crm.Currency, at crm.Instant) clv.Spend {
	s := clv.Spend{Count: 1}
	day := int64(-1)
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Placed > at || o.Currency != currency || !o.Counts() {
			continue
		}
		s.Sum += o.Net().Minor
		if o.Bought() && calendar(o.Placed) != day {
			day = calendar(o.Placed)
			s.X++
		}
	}
	older := segment.Spilled(f, currency, 0, 0, at)
	s.Sum += older.Revenue
	s.X += int32(
		min(older.Orders, clv.MaxX),
	) // days are not known of these: each order counts as one
	return s
}

func thousandths(v float64) int64 { return int64(math.Round(v * 1000)) }

// amount rounds an expectation in minor units. Where there is no such amount it is
// nothing.
func amount(v float64, c crm.Currency) crm.Money {
	m, err := clv.Round(v, 1, c)
	if err != nil {
		return crm.Money{Currency: c}
	}
	return m
}
