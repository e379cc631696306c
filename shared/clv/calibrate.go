package clv

import "math"

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
