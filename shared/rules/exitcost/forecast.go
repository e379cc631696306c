package exitcost

import (
	"math"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/tally"
)

// StoreForecast is what to expect within so many days from now, if nothing is done. Its
// intervals hold what comes in nine cases of ten.
type StoreForecast struct {
	Days    int            `json:"days"`
	Leavers tally.Interval `json:"leavers"` // exits to come: silences that will pass the threshold
	Loss    tally.Interval `json:"loss"`    // the profit that they will lose, as in Estimate.Cost
	Orders  tally.Interval `json:"orders"`
	Profit  tally.Interval `json:"profit"` // minor units
	None    tally.Interval `json:"none"`   // customers of today without an order
}

// forecastDays says how far ahead the forecasts reach, in days.
var forecastDays = [...]int{30, 90, 365}

// forecasts foretells what the store's customers will do.
func (r *reduction) forecasts() (out []StoreForecast) {
	input := &r.tally.ModelInput
	model := &r.fit.StoreModel.Buying
	if model.Orders.Model == nil || input.Table.Customers() == 0 {
		return nil
	}

	store := r.basis.Settings
	share := margin(r.tally.sumNamed(), store)
	options := r.fit.forecastOptions(input.Spend, share)
	options.Plan = store.plan()

	// What an order is worth follows the trend.
	expectedWorth := options.Worth
	trend := r.orderValueTrend()
	options.Worth = func(x int) float64 { return trend * expectedWorth(x) }

	draws := drawsOr(r.fit.draws, model.Orders.Model)
	for _, days := range forecastDays {
		options.Within = float64(days) / clv.Week
		f := input.Table.Forecast(model.Orders.Model, draws, model.Past, options)
		out = append(out, newStoreForecast(days, f))
	}
	return out
}

func newStoreForecast(days int, f clv.Forecast) StoreForecast {
	return StoreForecast{
		Days:    days,
		Leavers: roundExpectation(f.Leavers),
		Loss:    roundExpectation(f.Loss),
		Orders:  roundExpectation(f.Orders),
		Profit:  roundExpectation(f.Value),
		None:    roundExpectation(f.None),
	}
}

// worthDrift is the typical error of what a day with orders was foretold to bring, on the
// log scale. On CDNOW, over the 90 days after each of seven days, the quadratic mean is
// .056 (the sample) and .074 (all). It is mostly upward: customers who spend more come
// more often.
const worthDrift = 0.06

// orderValueTrend returns the factor by which a day with orders is taken to bring more
// than its history says. It compares what such a day has brought since the middle
// back-test day with what was foretold of it. Half of the difference is taken over, on the
// log scale, as it is of orders (clv.Calibration), and less if it rests on few orders.
func (r *reduction) orderValueTrend() float64 {
	const steady = 20 // orders
	i, ok := r.tally.middleBackTest()
	if !ok || r.fit.backTests[i] == nil {
		return 1
	}

	past := &r.tally.BackTests[i]
	model := r.fit.backTests[i].Model
	share := margin(past.Year, r.basis.Settings)
	options := r.fit.forecastOptions(past.Spend, share)
	options.Within = float64(BackTestAges[i]) / clv.Week

	modelAlone := drawsOr(clv.Draws{}, model)
	foretold := past.Table.Forecast(model, modelAlone, clv.Calibration{}, options)
	orders := float64(past.Table.OrdersAhead())
	hasForecast := foretold.Value.Expected > 0 && foretold.Orders.Expected > 0
	if past.Profit <= 0 || orders == 0 || !hasForecast {
		return 1
	}

	// This is what a day with orders brought, relative to what was foretold of it.
	foretoldEach := foretold.Value.Expected / foretold.Orders.Expected
	ratio := float64(past.Profit) / orders / foretoldEach

	// A few orders prove little: as many as steady are taken to have come as foretold.
	steadied := (orders*ratio + steady) / (orders + steady)

	// The square root is half of it on the log scale.
	return math.Sqrt(steadied)
}

// drawsOr returns the draws. If there are none it returns the model alone: then a range
// holds only what customers do by chance.
func drawsOr(d clv.Draws, m clv.Model) clv.Draws {
	if len(d.Models) == 0 {
		return clv.Draws{Models: []clv.Model{m}}
	}
	return d
}

// sumNamed returns what customers whose names are known bought within a year.
func (t *Tally) sumNamed() segment.Sums {
	return segment.Sums{
		Revenue: t.Year.Revenue - t.Guests.Revenue,
		Profit:  t.Year.Profit - t.Guests.Profit,
	}
}

// forecastOptions asks for intervals that hold nine cases of ten, with orders worth what
// customers with as many spend, at a margin.
func (f *ModelFit) forecastOptions(spend clv.SpendTable, margin float64) clv.ForecastOptions {
	options := clv.ForecastOptions{
		Unit:  clv.Week,
		Share: 0.9,
		Means: f.meanSpends,
		Drift: worthDrift,
	}
	model := f.StoreModel.Buying.Spend
	if model == nil {
		options.Worth = func(int) float64 { return 0 }
		return options
	}

	expected := newExpectedSpend(spend, model)
	options.Scatter = 1 / model.P
	options.Worth = func(x int) float64 { return expected.of(x+1) * margin }
	return options
}

// expectedSpend says what a day with orders is expected to come to.
type expectedSpend struct {
	byDays map[int]float64 // for customers who bought on so many days
	mean   float64         // for all customers
}

func newExpectedSpend(t clv.SpendTable, m *clv.GammaGamma) expectedSpend {
	e := expectedSpend{byDays: map[int]float64{}}
	customersByDays := map[int]float64{}
	sum := 0.0
	customers := 0.0
	for _, c := range t.Cells {
		days := int(c.X)
		ownMean := t.EstimateSum(c) / float64(c.X)
		expected, ok := m.Expected(days, ownMean)
		if !ok {
			expected = ownMean
		}

		n := float64(c.Count)
		e.byDays[days] += n * expected
		customersByDays[days] += n
		sum += n * expected
		customers += n
	}

	for days := range e.byDays {
		e.byDays[days] /= customersByDays[days]
	}
	e.mean = sum / max(customers, 1)
	return e
}

// of returns what is expected of customers who bought on so many days; of all customers if
// none did.
func (e expectedSpend) of(days int) float64 {
	if expected, ok := e.byDays[days]; ok {
		return expected
	}
	return e.mean
}

// roundExpectation rounds what a model expects to whole numbers.
func roundExpectation(e clv.Expectation) tally.Interval {
	return tally.RoundInterval(e.Expected, e.Low, e.High)
}
