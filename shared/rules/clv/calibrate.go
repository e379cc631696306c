package clv

import "math"

// Calibration is what came of what a model had foretold at past days, for customers who
// had ordered once by then and for those with more. All buy-till-you-die models foretell
// too little of one-order buyers on CDNOW and other data, and a shop that grows or has a
// season is off for everyone; what a store's own past says about that corrects its
// future. The zero Calibration corrects nothing.
type Calibration struct {
	Once  Correction `json:"once"`
	Again Correction `json:"again"`

	// shift is by how many of their standard deviations all corrections are off (see
	// shiftedBy).
	shift float64
}

// Correction holds orders, and customers with at least one, against what was foretold of
// them.
type Correction struct {
	Orders TrackRecord `json:"orders"`
	Buyers TrackRecord `json:"buyers"`
}

// TrackRecord is what was foretold at past days, and what came.
type TrackRecord struct {
	Foretold float64 `json:"foretold"`
	Came     float64 `json:"came"`
}

// steadyOrders is the weight of "as foretold" beside what came, in orders: a shop with
// three orders learns little from them.
const steadyOrders = 20

// drift is what is left open, on the log scale, however many customers a correction rests
// on: the totals foretold for CDNOW (sample and all 23,570 customers) at five days, with
// corrections pooled from the days before them, are off by .12 in the quadratic mean.
const drift = 0.12

// tempered is the share of a correction, on the log scale, that is applied: half of what
// was off then is the season's or chance. On CDNOW at those ten days the total is off by
// 10 % (MBG/NBD) in the mean with half, by 13 % with all of it, by 11 % with none; what is
// foretold of one-order buyers alone is too little by 20 to 40 % with none.
const tempered = 0.5

// Factor returns what came as a multiple of what was foretold, drawn toward 1 if it rests
// on few.
func (r TrackRecord) Factor() float64 {
	return (r.Came + steadyOrders) / (r.Foretold + steadyOrders)
}

// temperedFactor returns the factor that is applied, off by so many of its standard
// deviations.
func (r TrackRecord) temperedFactor(shift float64) float64 {
	// Of a count of orders, the logarithm has the standard deviation 1/sqrt(count).
	chance := tempered / math.Sqrt(r.Foretold+steadyOrders)
	deviation := math.Hypot(drift, chance)

	ln := tempered * math.Log(r.Factor())
	return math.Exp(ln + shift*deviation)
}

// add adds what is known of another past day.
func (c *Correction) add(o Correction) {
	c.Orders.add(o.Orders)
	c.Buyers.add(o.Buyers)
}

func (r *TrackRecord) add(o TrackRecord) {
	r.Foretold += o.Foretold
	r.Came += o.Came
}

// Pool returns the Calibration of two past days together.
func (c Calibration) Pool(o Calibration) Calibration {
	c.Once.add(o.Once)
	c.Again.add(o.Again)
	return c
}

// Calibrate compares a table that has orders ahead with what the model foretells of it.
// The model is one fitted to the table after DropNext. The best past day is halfway
// through the store's history: then as much is foretold as is known, as it is when the
// whole history foretells as much again.
func (t Table) Calibrate(m Model, unit float64) Calibration {
	horizon := float64(t.Ahead) / unit
	scores := t.Scores(m, unit, horizon, Plan{})

	var calibration Calibration
	for i, c := range t.Cells {
		customers := float64(c.Count)
		correction := calibration.forX(int(c.X))

		orders := &correction.Orders
		orders.Foretold += customers * scores[i].Expected
		orders.Came += customers * float64(c.Next)

		buyers := &correction.Buyers
		buyers.Foretold += customers * (1 - scores[i].PNone)
		if c.Next > 0 {
			buyers.Came += customers
		}
	}
	return calibration
}

// forX returns the correction for customers with x orders after their first.
func (c *Calibration) forX(x int) *Correction {
	if x == 0 {
		return &c.Once
	}
	return &c.Again
}

// shiftedBy returns a calibration as it might as well be: all corrections are off by so
// many standard deviations together, since what moves one moves all.
func (c Calibration) shiftedBy(deviations float64) Calibration {
	c.shift = deviations
	return c
}

// Correct applies what the past has taught to a customer with x orders after the first:
// to the orders, their value and the probability of none.
func (c *Calibration) Correct(x int, s Score) Score { return c.corrector(x).correct(s) }

// corrector is what a customer's orders, and the probability of any, are multiplied by.
type corrector struct{ orders, buyers float64 }

func (c *Calibration) corrector(x int) corrector {
	correction := c.forX(x)
	return corrector{
		orders: correction.Orders.temperedFactor(c.shift),
		buyers: correction.Buyers.temperedFactor(c.shift),
	}
}

func (c corrector) correct(s Score) Score {
	s.Expected *= c.orders
	s.Discounted *= c.orders
	s.PNone = 1 - min(1, (1-s.PNone)*c.buyers)
	return s
}

// correctors are those of customers with one order and with more, computed once for many
// customers.
type correctors struct{ once, again corrector }

func (c *Calibration) correctors() correctors {
	return correctors{once: c.corrector(0), again: c.corrector(1)}
}

// forX returns the corrector for customers with x orders after their first.
func (c correctors) forX(x int32) corrector {
	if x == 0 {
		return c.once
	}
	return c.again
}
