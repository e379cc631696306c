package clv

import (
	"math"
	"math/rand/v2"
)

// Calibration is what came of what a model had foretold at a past day, group by group. All buy-till-you-die models foretell too
// little of one-order buyers on CDNOW and other data; they hold that orders come at random, so that a silence which a
// customer's even rhythm makes remarkable tells them little; and a shop that grows or has a season is off for everyone. What a
// store's own past says about that corrects its future. The zero Calibration corrects nothing.
type Calibration struct {
	Once  Correction `json:"once"`
	Again Correction `json:"again"`
	Late  Correction `json:"late"`

	shift float64 // standard deviations by which all corrections are off: see doubted
}

// Group is the customers who are corrected alike.
type Group uint8

// The groups.
const (
	Once  Group = iota // one order so far
	Again              // more, and within their own rhythm
	Late               // more, and silent for longer than that explains
)

var groups = [...]Group{Once, Again, Late}

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

// drift is what is left open, on the log scale, however many customers a correction rests on: the totals foretold for CDNOW (sample
// and all 23,570 customers) at five days, with corrections pooled from the days before them, are off by .12 in the quadratic mean.
const drift = 0.12

// tempered is the share of a correction, on the log scale, that is taken over for customers in their rhythm: half of what was off then is
// the season's or chance. On CDNOW at those ten days the total is off by 10 % (MBG/NBD) in the mean with half, by 13 % with all
// of it, by 11 % with none; what is foretold of one-order buyers alone is too little by 20 to 40 % with none.
const tempered = 0.5

// Factor is what came to what was foretold, drawn toward 1 where it rests on few.
func (t Tally) Factor() float64 { return (t.Came + steady) / (t.Foretold + steady) }

// applied is the factor of which so much is taken over, on the log scale, off by so many of its standard deviations.
func (t Tally) applied(share, shift float64) float64 {
	deviation := math.Hypot(drift, share/math.Sqrt(t.Foretold+steady))
	return math.Exp(share*math.Log(t.Factor()) + shift*deviation)
}

// add pools what came at another past day.
func (t *Tally) add(o Tally) {
	t.Foretold += o.Foretold
	t.Came += o.Came
}

// Pool is the Calibration of two past days together.
func (c Calibration) Pool(o Calibration) Calibration {
	for g := range Group(len(groups)) {
		mine, more := c.of(g), o.of(g)
		mine.Orders.add(more.Orders)
		mine.Buyers.add(more.Buyers)
	}
	return c
}

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

// factors are by how much the orders, and the customers with any, of a group are multiplied. What the past says of late customers is
// taken over whole, for it is their rhythm that speaks; but being late is never a good sign.
func (c *Calibration) factors(g Group) (orders, buyers float64) {
	by, share := c.of(g), tempered
	if g == Late {
		share = 1
	}
	orders, buyers = by.Orders.applied(share, c.shift), by.Buyers.applied(share, c.shift)
	if g == Late {
		inRhythm, buying := c.factors(Again)
		orders, buyers = min(orders, inRhythm), min(buyers, buying)
	}
	return orders, buyers
}

// doubted is a calibration as it might as well be: one draw for all corrections, since what moves them moves all.
func (c Calibration) doubted(rnd *rand.Rand) Calibration {
	c.shift = rnd.NormFloat64()
	return c
}

// Correct applies what the past has taught to a customer of a group: to the orders, their value and the probability of none.
func (c *Calibration) Correct(g Group, s Score) Score { return c.correctors()[g].correct(s) }

// corrector is what a group is multiplied by.
type corrector struct{ orders, buyers float64 }

// correctors are those of all groups, for whoever corrects many.
func (c *Calibration) correctors() (all [len(groups)]corrector) {
	for g := range all {
		all[g].orders, all[g].buyers = c.factors(Group(g))
	}
	return all
}

func (c corrector) correct(s Score) Score {
	s.Expected *= c.orders
	s.Discounted *= c.orders
	s.PNone = 1 - min(1, (1-s.PNone)*c.buyers)
	return s
}
