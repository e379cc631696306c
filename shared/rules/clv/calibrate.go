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

	shift float64 // standard deviations by which all corrections are off: see doubted
}

// Correction holds orders, and customers with at least one, against what was foretold of
// them.
type Correction struct {
	Orders TrackRecord `json:"orders"`
	Buyers TrackRecord `json:"buyers"`
}

// TrackRecord is what was foretold and what came.
type TrackRecord struct {
	Foretold float64 `json:"foretold"`
	Came     float64 `json:"came"`
}

// steady is the weight of "as foretold" beside what came, in orders: a shop with three
// orders learns little from them.
const steady = 20

// drift is what is left open, on the log scale, however many customers a correction rests
// on: the totals foretold for CDNOW (sample and all 23,570 customers) at five days, with
// corrections pooled from the days before them, are off by .12 in the quadratic mean.
const drift = 0.12

// tempered is the share of a correction, on the log scale, that is taken over: half of
// what was off then is the season's or chance. On CDNOW at those ten days the total is
// off by 10 % (MBG/NBD) in the mean with half, by 13 % with all of it, by 11 % with none;
// what is foretold of one-order buyers alone is too little by 20 to 40 % with none.
const tempered = 0.5

// Factor is what came to what was foretold, drawn toward 1 where it rests on few.
func (t TrackRecord) Factor() float64 {
	return (t.Came + steady) / (t.Foretold + steady)
}

// applied is what is taken over of the factor, off by so many of its standard deviations.
func (t TrackRecord) applied(shift float64) float64 {
	deviation := math.Hypot(drift, tempered/math.Sqrt(t.Foretold+steady))
	return math.Exp(tempered*math.Log(t.Factor()) + shift*deviation)
}

// add pools what came at another past day.
func (c *Correction) add(o Correction) {
	c.Orders.Foretold += o.Orders.Foretold
	c.Orders.Came += o.Orders.Came
	c.Buyers.Foretold += o.Buyers.Foretold
	c.Buyers.Came += o.Buyers.Came
}

// Pool is the Calibration of two past days together.
func (c Calibration) Pool(o Calibration) Calibration {
	c.Once.add(o.Once)
	c.Again.add(o.Again)
	return c
}

// Calibrate compares a table that has orders ahead with what the model foretells of it.
// The model is one fitted to the table after DropNext. The best past day is halfway through
// the store's history: then as much is foretold as is known, as it is when the whole
// history foretells as much again.
func (t Table) Calibrate(m Model, unit float64) Calibration {
	scores := t.Scores(m, unit, float64(t.Ahead)/unit, Plan{})
	var out Calibration
	for i, c := range t.Cells {
		of := out.of(int(c.X))
		n := float64(c.Count)
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

// doubted is a calibration as it might as well be: off by so many standard deviations in
// all corrections, since what moves one moves all.
func (c Calibration) doubted(deviations float64) Calibration {
	c.shift = deviations
	return c
}

// Correct applies what the past has taught to a customer with x orders after the first:
// to the orders, their value and the probability of none.
func (c *Calibration) Correct(x int, s Score) Score { return c.corrector(x).correct(s) }

// corrector is what somebody's orders, and the probability of any, are multiplied by.
type corrector struct{ orders, buyers float64 }

func (c *Calibration) corrector(x int) corrector {
	by := c.of(x)
	return corrector{by.Orders.applied(c.shift), by.Buyers.applied(c.shift)}
}

// correctors are those of customers with one order and with more, for whoever corrects
// many.
func (c *Calibration) correctors() func(x int32) corrector {
	once := c.corrector(0)
	again := c.corrector(1)
	return func(x int32) corrector {
		if x == 0 {
			return once
		}
		return again
	}
}

func (c corrector) correct(s Score) Score {
	s.Expected *= c.orders
	s.Discounted *= c.orders
	s.PNone = 1 - min(1, (1-s.PNone)*c.buyers)
	return s
}
