package clv

import "math"

// Calibration is what came of what a model had foretold at a past day, group by group. All buy-till-you-die models foretell too
// little of one-order buyers on CDNOW and other data; they hold that orders come at random, so that a silence which a
// customer's even rhythm makes remarkable tells them little; and a shop that grows or has a season is off for everyone. What a
// store's own past says about that corrects its future. The zero Calibration corrects nothing.
type Calibration struct {
	Once  Correction `json:"once"`
	Again Correction `json:"again"`
	Late  Correction `json:"late"`
}

// Group is the customers who are corrected alike.
type Group uint8

// The groups.
const (
	Once  Group = iota // one order so far
	Again              // more, and within their own rhythm
	Late               // more, and silent for longer than that explains
)

// Group is the group of a cell's customers.
func (c Cell) Group() Group { return GroupOf(int(c.X), c.Late) }

// GroupOf is the group of a customer with x orders after the first.
func GroupOf(x int, late bool) Group {
	switch {
	case x == 0:
		return Once
	case late:
		return Late
	}
	return Again
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
		of, n := out.of(c.Group()), float64(c.Count)
		of.Orders.Foretold += n * scores[i].Expected
		of.Orders.Came += n * float64(c.Next)
		of.Buyers.Foretold += n * (1 - scores[i].PNone)
		if c.Next > 0 {
			of.Buyers.Came += n
		}
	}
	return out
}

// of is the correction of a group.
func (c *Calibration) of(g Group) *Correction {
	return [...]*Correction{Once: &c.Once, Again: &c.Again, Late: &c.Late}[g]
}

// factors are by how much the orders, and the customers with any, of a group are multiplied. Being late is never a good sign.
func (c *Calibration) factors(g Group) (orders, buyers float64) {
	by := c.of(g)
	orders, buyers = by.Orders.Factor(), by.Buyers.Factor()
	if g == Late {
		orders, buyers = min(orders, c.Again.Orders.Factor()), min(buyers, c.Again.Buyers.Factor())
	}
	return orders, buyers
}

// Correct applies what the past has taught to a customer of a group: to the orders, their value and the probability of none.
func (c *Calibration) Correct(g Group, s Score) Score {
	orders, buyers := c.factors(g)
	s.Expected *= orders
	s.Discounted *= orders
	s.PNone = 1 - min(1, (1-s.PNone)*buyers)
	return s
}
