package clv

import (
	"math"
	"math/rand/v2"
)

// Expectation is an expectation and the interval that holds what comes with the probability
// asked for.
type Expectation struct {
	Expected float64 `json:"expected"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// ForecastOptions is what a forecast is asked. Times are in the model's unit.
type ForecastOptions struct {
	Unit    float64             // of the model's time, in days
	Within  float64             // how far ahead
	Plan    Plan                // over which lost orders are counted; the zero Plan = nobody asks who will be taken for lost
	Worth   func(x int) float64 // what an order of a customer with x orders after the first is worth; nil = 1
	Scatter float64             // variance of what orders are worth as a share of their squared mean: 1/P of Gamma-Gamma
	Means   []float64           // what an order may be worth instead, relative to Worth: one for each draw; nil = no doubt
	Drift   float64             // standard deviation, on the log scale, by which orders may come to be worth more or less than Worth besides
	Share   float64             // of what may come that the intervals are to hold: .9 = 90 %
}

// Forecast is what a store's customers will do.
type Forecast struct {
	Orders  Expectation `json:"orders"`
	None    Expectation `json:"none"`    // customers without an order
	Value   Expectation `json:"value"`   // of the orders, in the unit of Worth
	Leavers Expectation `json:"leavers"` // how often a customer will be taken for lost: when a silence outlasts Patience
	Loss    Expectation `json:"loss"`    // what will then have become doubtful since their last orders, over the plan
}

// sums are over customers.
type sums struct{ customers, orders, buyers, value, leavers, loss float64 }

func (s sums) times(by float64) sums {
	return sums{
		s.customers * by,
		s.orders * by,
		s.buyers * by,
		s.value * by,
		s.leavers * by,
		s.loss * by,
	}
}

// Forecast foretells what the customers counted will do. Its intervals include the doubt
// about the parameters (the draws), about the corrections, about what orders are worth,
// and the customers' own chance.
func (t Table) Forecast(m Model, draws Draws, c Calibration, q ForecastOptions) Forecast {
	const enoughCells = 250 // for how far draws differ, and for what chance adds
	every := len(t.Cells)/enoughCells + 1
	all := t.sum(m, c, q, 1)
	middle := t.sum(m, c, q, every)
	chance := t.chance(m, c, q, every).times(all.customers / max(middle.customers, 1))
	answers := [5][]float64{}
	shifts, dearer := shuffled(
		len(draws.Models),
		1,
	), shuffled(
		len(draws.Models),
		2,
	) // which draw is shifted how says nothing
	spread := normals(chances)
	for i, d := range draws.Models {
		s := t.sum(d, c.doubted(shifts[i]), q, every)
		mean := math.Exp(q.Drift * dearer[i])
		if i < len(q.Means) {
			mean *= q.Means[i]
		}
		may := func(at int, whole, drawn, middle, chance float64) {
			if middle > 0 {
				whole *= drawn / middle
			}
			for _, z := range spread {
				answers[at] = append(answers[at], max(0, whole+z*math.Sqrt(chance)))
			}
		}
		may(0, all.orders, s.orders, middle.orders, chance.orders)
		may(1, all.buyers, s.buyers, middle.buyers, chance.buyers)
		may(2, all.value*mean, s.value, middle.value, chance.value)
		may(3, all.leavers, s.leavers, middle.leavers, chance.leavers)
		may(4, all.loss*mean, s.loss, middle.loss, chance.loss)
	}
	for i, b := range answers[1] {
		answers[1][i] = max(0, all.customers-b)
	}
	within := func(at int, expected float64) Expectation {
		low, high := percentiles(q.Share, answers[at])
		return Expectation{expected, low, high}
	}
	return Forecast{
		Orders:  within(0, all.orders),
		None:    within(1, all.customers-all.buyers),
		Value:   within(2, all.value),
		Leavers: within(3, all.leavers),
		Loss:    within(4, all.loss),
	}
}

// chances is by how many outcomes of chance each draw is spread.
const chances = 20

// normals are n numbers spread as the standard normal distribution is: the middles of n
// parts of equal probability.
func normals(n int) []float64 {
	out := make([]float64, n)
	for i := range out {
		out[i] = math.Sqrt2 * math.Erfinv((2*float64(i)+1)/float64(n)-1)
	}
	return out
}

// shuffled are normals in an order of chance.
func shuffled(n int, seed uint64) []float64 {
	out := normals(n)
	rand.New(rand.NewPCG(seed, seed)).Shuffle(n, func(i, j int) { out[i], out[j] = out[j], out[i] })
	return out
}

func (q ForecastOptions) worth(x int32) float64 {
	if q.Worth == nil {
		return 1
	}
	return q.Worth(int(x))
}

// sum adds up what is expected of every n-th cell.
func (t Table) sum(m Model, c Calibration, q ForecastOptions, every int) sums {
	correct := c.correctors()
	return t.add(every, func(cell Cell) sums {
		o := t.Outlook(m, cell, q.Unit)
		s := correct(
			cell.X,
		).correct(Score{PNone: o.PNone(q.Within), Expected: o.Expected(q.Within)})
		d := t.departure(m, cell, correct(cell.X), q)
		each := q.worth(cell.X)
		return sums{
			1,
			s.Expected,
			1 - s.PNone,
			s.Expected * each,
			d.times(),
			d.times() * d.orders * each,
		}
	})
}

// chance adds up the variances of what single customers of every n-th cell do.
func (t Table) chance(m Model, c Calibration, q ForecastOptions, every int) sums {
	correct := c.correctors()
	return t.add(every, func(cell Cell) sums {
		o := t.Outlook(m, cell, q.Unit)
		s := correct(
			cell.X,
		).correct(Score{PNone: o.PNone(q.Within), Expected: o.Expected(q.Within)})
		d := t.departure(m, cell, correct(cell.X), q)
		each := q.worth(cell.X)
		of := o.Variance(q.Within)
		taken := d.orders * each
		left := d.now*(1-d.now) + d.later
		return sums{
			1,
			of,
			s.PNone * (1 - s.PNone),
			each * each * (of + s.Expected*q.Scatter),
			left,
			taken * taken * (left + d.times()*q.Scatter),
		}
	})
}

func (t Table) add(every int, of func(Cell) sums) sums {
	parts := make([]sums, (len(t.Cells)+every-1)/every)
	each(len(parts), func(i int) {
		s := of(t.Cells[i*every])
		n := float64(t.Cells[i*every].Count)
		parts[i] = sums{
			n * s.customers,
			n * s.orders,
			n * s.buyers,
			n * s.value,
			n * s.leavers,
			n * s.loss,
		}
	})
	var out sums
	for _, p := range parts {
		out.customers += p.customers
		out.orders += p.orders
		out.buyers += p.buyers
		out.value += p.value
		out.leavers += p.leavers
		out.loss += p.loss
	}
	return out
}
