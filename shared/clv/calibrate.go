package clv

import (
	"math"
	"math/rand/v2"
)

// Calibration is what came of what a model had foretold at a past day, for customers who had ordered once by then and for
// those with more. All buy-till-you-die models foretell too little of one-order buyers on CDNOW and other data, and a shop
// that grows or has a season is off for everyone; what a store's own past says about that corrects its future. The zero
// Calibration corrects nothing.
type Calibration struct {
	Once  Correction `json:"once"`
	Again Correction `json:"again"`
}

// Correction holds orders, and customers with at least one, against what was foretold of them.
type Correction struct {
	Orders Tally `json:"orders"`
	Buyers Tally `json:"buyers"`
}

// Tally is what was foretold and what came.
type Tally struct {
	Foretold float64 `json:"foretold"`
	Came     float64 `json:"came"`
}

// steady is the weight of "as foretold" beside what came, in orders: a shop with three orders learns little from them.
const steady = 20

// drift is how much a store's corrections differ from one past day to another, on the log scale: those of the MBG/NBD on
// CDNOW, at nine days 10 to 24 weeks before the end of its 39, have standard deviations of .10 and .08 (orders of customers
// with one order, with more) and .09 and .06 (buyers).
const drift = 0.1

// Factor is by how much what is foretold is to be multiplied.
func (t Tally) Factor() float64 { return (t.Came + steady) / (t.Foretold + steady) }

// doubt is the standard deviation of ln Factor.
func (t Tally) doubt() float64 { return math.Hypot(drift, 1/math.Sqrt(t.Foretold+steady)) }

// Calibrate compares a table that has orders ahead with what the model foretells of it. The model is one fitted to the table
// Without them. The best past day is halfway through the store's history: then as much is foretold as is known, as it is
// when the whole history foretells as much again.
func (t Table) Calibrate(m Model, unit float64) Calibration {
	scores := t.Scores(m, unit, float64(t.Ahead)/unit, Plan{})
	var out Calibration
	for i, c := range t.Cells {
		of, n := out.of(int(c.X)), float64(c.Count)
		of.Orders.Foretold += n * scores[i].Expected
		of.Orders.Came += n * float64(c.Next)
		of.Buyers.Foretold += n * (1 - scores[i].PNone)
		if c.Next > 0 {
			of.Buyers.Came += n
		}
	}
	return out
}

// of is the correction for customers with x orders after their first.
func (c *Calibration) of(x int) *Correction {
	if x == 0 {
		return &c.Once
	}
	return &c.Again
}

// Correct applies what the past has taught to a customer with x orders after the first: to the orders, their value and the
// probability of none. Customers with as many orders keep their ranks.
func (c Calibration) Correct(x int, s Score) Score {
	by := c.of(x)
	s.Expected *= by.Orders.Factor()
	s.Discounted *= by.Orders.Factor()
	s.PNone = 1 - min(1, (1-s.PNone)*by.Buyers.Factor())
	return s
}

// Range is an expectation and the interval that holds what comes with the probability asked for.
type Range struct {
	Expected float64 `json:"expected"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// Forecast is what a store's customers will do within a horizon.
type Forecast struct {
	Orders Range `json:"orders"`
	None   Range `json:"none"` // customers without an order
}

// Forecast foretells the orders of the customers counted. Its intervals hold a share (.9 = 90 %) of what may come: they
// include the doubt about the parameters (the draws), about the corrections, and the customers' own chance.
func (t Table) Forecast(m Model, draws Draws, c Calibration, unit, horizon, share float64) Forecast {
	const enoughCells = 2000 // for how far draws differ
	every := len(t.Cells)/enoughCells + 1
	all := t.sum(m, c, unit, horizon, 1)
	chance := t.chance(m, c, unit, horizon)
	middle := t.sum(m, c, unit, horizon, every)
	orders, none := make([]float64, len(draws.Models)), make([]float64, len(draws.Models))
	for i, d := range draws.Models {
		rnd := rand.New(rand.NewPCG(1, uint64(i)))
		doubted := c.doubted(rnd)
		s := t.sum(d, doubted, unit, horizon, every)
		orders[i] = all.orders*s.orders/middle.orders + rnd.NormFloat64()*math.Sqrt(chance.orders)
		buyers := all.buyers*s.buyers/middle.buyers + rnd.NormFloat64()*math.Sqrt(chance.buyers)
		none[i] = min(max(0, all.customers-buyers), all.customers)
	}
	out := Forecast{Orders: Range{Expected: all.orders}, None: Range{Expected: all.customers - all.buyers}}
	out.Orders.Low, out.Orders.High = percentiles(share, orders)
	out.Orders.Low = max(0, out.Orders.Low)
	out.None.Low, out.None.High = percentiles(share, none)
	return out
}

// doubted is a calibration as it might as well be: one draw for all corrections, since what moves them moves all.
func (c Calibration) doubted(rnd *rand.Rand) Calibration {
	z := rnd.NormFloat64()
	move := func(t Tally) Tally {
		t.Came = max(0, (t.Came+steady)*math.Exp(z*t.doubt())-steady)
		return t
	}
	return Calibration{
		Once:  Correction{Orders: move(c.Once.Orders), Buyers: move(c.Once.Buyers)},
		Again: Correction{Orders: move(c.Again.Orders), Buyers: move(c.Again.Buyers)},
	}
}

// sums are over customers.
type sums struct{ customers, orders, buyers float64 }

// sum adds up what is expected of every n-th cell.
func (t Table) sum(m Model, c Calibration, unit, horizon float64, every int) sums {
	return t.add(every, func(cell Cell) sums {
		o := m.Outlook(t.Row(cell, unit))
		s := c.Correct(int(cell.X), Score{PNone: o.PNone(horizon), Expected: o.Expected(horizon)})
		return sums{1, s.Expected, 1 - s.PNone}
	})
}

// chance adds up the variances of what single customers do.
func (t Table) chance(m Model, c Calibration, unit, horizon float64) sums {
	return t.add(1, func(cell Cell) sums {
		o := m.Outlook(t.Row(cell, unit))
		s := c.Correct(int(cell.X), Score{PNone: o.PNone(horizon)})
		return sums{1, o.Variance(horizon), s.PNone * (1 - s.PNone)}
	})
}

func (t Table) add(every int, of func(Cell) sums) sums {
	parts := make([]sums, (len(t.Cells)+every-1)/every)
	each(len(parts), func(i int) {
		s, n := of(t.Cells[i*every]), float64(t.Cells[i*every].Count)
		parts[i] = sums{n * s.customers, n * s.orders, n * s.buyers}
	})
	var out sums
	for _, p := range parts {
		out.customers += p.customers
		out.orders += p.orders
		out.buyers += p.buyers
	}
	return out
}
