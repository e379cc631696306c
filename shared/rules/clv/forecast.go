package clv

import "math"

// Expectation is an expected number and the interval that holds what comes with the
// probability asked for.
type Expectation struct {
	Expected float64 `json:"expected"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
}

// ForecastOptions say what is to be foretold. Times are in the model's unit.
type ForecastOptions struct {
	Unit   float64 // of the model's time, in days
	Within float64 // how far ahead
	Plan   Plan    // over which lost orders are counted; the zero Plan = no Leavers and no Loss
	Share  float64 // of what may come that the intervals are to hold: .9 = 90 %

	// Worth returns what an order of a customer with x orders after the first is worth;
	// nil = 1.
	Worth func(x int) float64
	// Scatter is the variance of what orders are worth as a share of their squared mean:
	// 1/P of Gamma-Gamma.
	Scatter float64
	// Means holds what an order may be worth instead, relative to Worth: one for each draw;
	// nil = no doubt.
	Means []float64
	// Drift is the standard deviation, on the log scale, by which orders may come to be
	// worth more or less than Worth besides.
	Drift float64
}

// Forecast is what a store's customers will do.
type Forecast struct {
	Orders Expectation `json:"orders"`
	None   Expectation `json:"none"`  // customers without an order
	Value  Expectation `json:"value"` // of the orders, in the unit of Worth

	// Leavers is how often a customer will be taken for lost: a silence outlasts Patience.
	Leavers Expectation `json:"leavers"`
	// Loss is what will then have become doubtful since their last orders, over the plan.
	Loss Expectation `json:"loss"`
}

// Forecast foretells what the customers counted will do. Its intervals include the doubt
// about the parameters (the draws), about the corrections, about what orders are worth,
// and the customers' own chance.
func (t Table) Forecast(m Model, draws Draws, c Calibration, options ForecastOptions) Forecast {
	f := forecaster{
		table:      t,
		model:      m,
		correctors: c.correctors(),
		options:    options,
	}

	// For how far draws differ, and for what chance adds, some cells are enough.
	const enoughCells = 250
	every := len(t.Cells)/enoughCells + 1
	all := f.addUp(1, f.expectedOf)
	some := f.addUp(every, f.expectedOf)
	variance := f.addUp(every, f.varianceOf)
	variance.multiply(all[ofCustomers] / max(some[ofCustomers], 1))
	possible := outcomes{
		expected: all,
		ofSome:   some,
		variance: variance,
		normals:  spreadNormals(chances),
	}

	// Each draw comes with a shift of the corrections and one of what orders are worth. They
	// are shuffled, since none of these three says anything about the others.
	shifts := shuffledNormals(len(draws.Models), 1)
	worthShifts := shuffledNormals(len(draws.Models), 2)
	for i, draw := range draws.Models {
		shifted := c.shiftedBy(shifts[i])
		drawn := f
		drawn.model = draw
		drawn.correctors = shifted.correctors()

		worth := math.Exp(options.Drift * worthShifts[i])
		if i < len(options.Means) {
			worth *= options.Means[i]
		}
		possible.add(drawn.addUp(every, drawn.expectedOf), worth)
	}
	return possible.forecast(options.Share)
}

// forecastSums are sums over customers, or of one customer.
type forecastSums [6]float64

// What the forecastSums are of.
const (
	ofCustomers = iota
	ofOrders
	ofBuyers
	ofValue
	ofLeavers
	ofLoss
)

func (s *forecastSums) multiply(by float64) {
	for i := range s {
		s[i] *= by
	}
}

func (s *forecastSums) add(o *forecastSums) {
	for i := range s {
		s[i] += o[i]
	}
}

// forecaster foretells with one model: the fit, or a draw.
type forecaster struct {
	table      Table
	model      Model
	correctors correctors
	options    ForecastOptions
}

// addUp adds up what is computed of one customer of a cell, over the customers of every
// n-th cell.
func (f *forecaster) addUp(every int, ofOne func(Cell) forecastSums) forecastSums {
	count := (len(f.table.Cells) + every - 1) / every
	cells := make([]forecastSums, count)
	forEach(count, func(i int) {
		cell := f.table.Cells[i*every]
		customers := float64(cell.Count)
		cells[i] = ofOne(cell)
		cells[i].multiply(customers)
	})

	var sums forecastSums
	for i := range cells {
		sums.add(&cells[i])
	}
	return sums
}

// customerForecast is what is foretold of one customer of a cell.
type customerForecast struct {
	outlook   Outlook
	corrected Score // PNone and Expected only
	departure departure
	worth     float64 // of an order
}

// foretell foretells what one customer of a cell will do.
func (f *forecaster) foretell(c Cell) customerForecast {
	by := f.correctors.forX(c.X)
	o := f.table.Outlook(f.model, c, f.options.Unit)
	raw := Score{
		PNone:    o.PNone(f.options.Within),
		Expected: o.Expected(f.options.Within),
	}

	worth := 1.0
	if f.options.Worth != nil {
		worth = f.options.Worth(int(c.X))
	}
	return customerForecast{
		outlook:   o,
		corrected: by.correct(raw),
		departure: f.departureOf(c, o, by),
		worth:     worth,
	}
}

// expectedOf returns what is expected of one customer of a cell.
func (f *forecaster) expectedOf(c Cell) forecastSums {
	one := f.foretell(c)
	times := one.departure.times()
	return forecastSums{
		ofCustomers: 1,
		ofOrders:    one.corrected.Expected,
		ofBuyers:    1 - one.corrected.PNone,
		ofValue:     one.corrected.Expected * one.worth,
		ofLeavers:   times,
		ofLoss:      times * one.departure.orders * one.worth,
	}
}

// varianceOf returns the variances of what one customer of a cell does, by their own
// chance.
func (f *forecaster) varianceOf(c Cell) forecastSums {
	one := f.foretell(c)
	orders := one.outlook.Variance(f.options.Within)

	// What happens with probability p or not has the variance p (1-p): buying at all, and
	// departing from the silence they are in. Departures after orders yet to come are rare,
	// so that their variance is their mean (Poisson).
	none := one.corrected.PNone
	now := one.departure.now
	departures := now*(1-now) + one.departure.later

	// A sum of values: by how many there are, and by what each is worth.
	scatter := f.options.Scatter
	inOrders := orders + one.corrected.Expected*scatter
	inDepartures := departures + one.departure.times()*scatter
	lost := one.departure.orders * one.worth

	return forecastSums{
		ofCustomers: 1,
		ofOrders:    orders,
		ofBuyers:    none * (1 - none),
		ofValue:     one.worth * one.worth * inOrders,
		ofLeavers:   departures,
		ofLoss:      lost * lost * inDepartures,
	}
}
