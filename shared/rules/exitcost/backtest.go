package exitcost

import (
	"math"

	"holdfast/shared/rules/clv"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// BackTest is what a model fitted to what was known on a past day foretells, held against
// what came since.
type BackTest struct {
	AsOf      crm.Instant   `json:"as_of"`
	Days      int           `json:"days"`
	Customers int64         `json:"customers"` // who had bought by then
	Orders    ForecastCheck `json:"orders"`    // days with an order
	None      ForecastCheck `json:"none"`      // customers without one
	Profit    ForecastCheck `json:"profit"`    // minor units
	Leavers   ForecastCheck `json:"leavers"`   // exits since
	Loss      ForecastCheck `json:"loss"`      // the profit they lost, minor units

	Called     int64         `json:"called"`   // customers the rule had called exited by then
	Back       ForecastCheck `json:"back"`     // of them, those who came back: called too early
	BackProfit ForecastCheck `json:"back_for"` // the profit they brought, minor units
	Silent     int64         `json:"silent"`   // customers without an order since

	// Missed is how many of the silent the rule had not called exited by then: it called them
	// too late, or has not called them yet.
	Missed int64 `json:"missed"`

	// AUC says how well expected orders told those who ordered from those who did not, per
	// myriad; 0 = it cannot be told.
	AUC    int64   `json:"auc"`
	Tenths []Tenth `json:"tenths"` // customers by what was expected of them, most first
}

// ForecastCheck is what was foretold and what came.
type ForecastCheck struct {
	Foretold tally.Interval `json:"foretold"`
	Came     int64          `json:"came"`
}

// InRange reports whether what came lies in the range foretold.
func (c ForecastCheck) InRange() bool { return c.Foretold.Contains(c.Came) }

// backTest makes an estimate as of the longest ago of the back-test days on which half as
// much was known, and holds it against what came. It returns nil if the store is too
// young. Nothing that came after that day goes into it but the rule's thresholds and what
// an order brings, which are today's.
func (r *reduction) backTest() *BackTest {
	for i := backTestDays - 1; i >= 0; i-- {
		fit := r.fit.backTests[i]
		if fit == nil || !r.tally.isKnownHalfAsLong(i) {
			continue
		}

		past := &r.tally.BackTests[i]
		store := r.basis.Settings
		options := r.fit.forecastOptions(past.Spend, margin(past.Year, store))
		options.Within = float64(BackTestAges[i]) / clv.Week
		options.Plan = store.plan()

		b := &BackTest{
			AsOf:      r.basis.BackTestDays[i],
			Days:      BackTestAges[i],
			Customers: past.Table.Customers(),
			Called:    past.Called.Customers(),
			Missed:    past.Missed,
		}
		b.compare(past, fit, options)
		b.rank(past.Table, fit.Model)
		return b
	}
	return nil
}

// compare fills in what was foretold and what came. It applies no correction from earlier
// forecasts, since none is known as of that day; the ranges allow for that doubt.
func (b *BackTest) compare(past *BackTestTally, fit *clv.Fit, options clv.ForecastOptions) {
	draws := drawAgain(past.Table, fit)
	noCorrection := clv.Calibration{}
	all := past.Table.Forecast(fit.Model, draws, noCorrection, options)
	called := past.Called.Forecast(fit.Model, draws, noCorrection, options)
	b.Silent = countSilent(past.Table)

	b.Orders = newForecastCheck(all.Orders, past.Table.OrdersAhead())
	b.None = newForecastCheck(all.None, b.Silent)
	b.Profit = newForecastCheck(all.Value, past.Profit)
	b.Leavers = newForecastCheck(all.Leavers, past.Exits)
	b.Loss = newForecastCheck(all.Loss, past.Loss)

	b.BackProfit = newForecastCheck(called.Value, past.BackProfit)
	b.Back = ForecastCheck{
		Foretold: subtractFrom(b.Called, roundExpectation(called.None)),
		Came:     past.Back,
	}
}

func newForecastCheck(foretold clv.Expectation, came int64) ForecastCheck {
	return ForecastCheck{
		Foretold: roundExpectation(foretold),
		Came:     came,
	}
}

// drawAgain returns models that fit the customers of a table about as well as the fitted
// one. If the search for them is not stable, it returns the fitted model alone.
func drawAgain(t clv.Table, fit *clv.Fit) clv.Draws {
	sample := clv.NewSample(t, clv.Week)
	prior := clv.DefaultPrior(fit.Requested, clv.Week)
	draws, err := sample.Draw(*fit, prior, drawnModels, backTestSeed)
	if err != nil {
		return drawsOr(clv.Draws{}, fit.Model)
	}
	return draws
}

// countSilent returns how many customers have not bought since a table's day.
func countSilent(t clv.Table) (n int64) {
	for _, c := range t.Cells {
		if c.Next == 0 {
			n += c.Count
		}
	}
	return n
}

// subtractFrom returns the interval of whole less a part that is only expected: the more
// the part may be, the less is left.
func subtractFrom(whole int64, part tally.Interval) tally.Interval {
	return tally.Interval{
		Mid:  whole - part.Mid,
		Low:  whole - part.High,
		High: whole - part.Low,
	}
}

// rank holds what single customers did against what was expected of them.
func (b *BackTest) rank(t clv.Table, m clv.Model) {
	within := float64(b.Days) / clv.Week
	scores := t.Scores(m, clv.Week, within, clv.Plan{})

	expected := make([]float64, len(scores))
	for i, score := range scores {
		expected[i] = score.Expected
	}

	auc := t.AUC(expected)
	b.AUC = int64(math.Round(10_000 * auc))
	b.Tenths = cutIntoTenths(t, scores, b.Customers)
}
