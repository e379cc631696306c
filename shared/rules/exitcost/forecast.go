package exitcost

import (
	"math"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// StoreForecast is what to expect within so many days from now, if nothing is done.
type StoreForecast struct {
	Days    int            `json:"days"`
	Leavers tally.Interval `json:"leavers"` // exits to come: silences that will pass the threshold
	Loss    tally.Interval `json:"loss"`    // the profit that they will lose, counted as Estimate.Cost is, minor units
	Orders  tally.Interval `json:"orders"`
	Profit  tally.Interval `json:"profit"` // minor units
	None    tally.Interval `json:"none"`   // customers of today without an order
}

// aheadDays are how far one looks ahead.
var aheadDays = [...]int{30, 90, 365}

// BackTest is what a model fitted to what was known on a past day foretells, held against
// what came since.
type BackTest struct {
	AsOf       crm.Instant   `json:"as_of"`
	Days       int           `json:"days"`
	Customers  int64         `json:"customers"` // who had bought by then
	Orders     ForecastCheck `json:"orders"`    // days with an order
	None       ForecastCheck `json:"none"`      // customers without one
	Profit     ForecastCheck `json:"profit"`    // minor units
	Leavers    ForecastCheck `json:"leavers"`   // exits since
	Loss       ForecastCheck `json:"loss"`      // the profit they lost, minor units
	Called     int64         `json:"called"`    // customers the rule had called exited by then
	Back       ForecastCheck `json:"back"`      // of them, those who came back: called too early
	BackProfit ForecastCheck `json:"back_for"`  // the profit they brought, minor units
	Silent     int64         `json:"silent"`    // customers without an order since
	Missed     int64         `json:"missed"`    // of them, those not called exited by then: called too late, or not yet
	AUC        int64         `json:"auc"`       // per myriad: how well expected orders told those who ordered from those who did not; 0 = it cannot be told
	Tenths     []Tenth       `json:"tenths"`    // customers by what was expected of them, most first
}

// ForecastCheck is what was foretold and what came.
type ForecastCheck struct {
	Foretold tally.Interval `json:"foretold"`
	Came     int64          `json:"came"`
}

// InRange reports whether what came lies in the range foretold.
func (h ForecastCheck) InRange() bool { return h.Foretold.Contains(h.Came) }

// Tenth is about a tenth of the customers.
type Tenth struct {
	Customers int64 `json:"customers"`
	Expected  int64 `json:"expected"` // orders, rounded
	Came      int64 `json:"came"`
	None      int64 `json:"none"`      // foretold without an order
	WereNone  int64 `json:"were_none"` // were without one
}

// ahead foretells what the store's customers will do.
func (p *Tally) ahead(s *ModelFit, v *CensusBasis) (out []StoreForecast) {
	m := s.StoreModel.Buying
	if m.Orders.Model == nil || p.ModelInput.Table.Customers() == 0 {
		return nil
	}
	q := s.question(p.ModelInput.Spend, margin(p.named(), v.Settings))
	q.Plan = v.Settings.plan()
	worth := q.Worth
	dearer := p.dearer(s, v)
	q.Worth = func(x int) float64 { return dearer * worth(x) }
	for _, days := range aheadDays {
		q.Within = float64(days) / clv.Week
		f := p.ModelInput.Table.Forecast(m.Orders.Model, orOnly(s.draws, m.Orders.Model), m.Past, q)
		out = append(out, StoreForecast{
			Days:    days,
			Leavers: band(f.Leavers),
			Loss:    band(f.Loss),
			Orders:  band(f.Orders),
			Profit:  band(f.Value),
			None:    band(f.None),
		})
	}
	return out
}

// worthDrift is how far a day with orders comes to another amount than was foretold, on
// the log scale: on CDNOW at seven days, for the 90 days that followed, the quadratic
// mean is .056 (the sample) and .074 (all), mostly upward: who spends more comes more
// often.
const worthDrift = 0.06

// dearer is what a day with orders has come to since the past day halfway, against what
// was foretold of it; half of it, on the log scale, is taken over, as it is of orders
// (clv.Calibration), and less where it rests on few.
func (p *Tally) dearer(s *ModelFit, v *CensusBasis) float64 {
	const steady = 20 // orders
	i, ok := p.halfway()
	if !ok || s.then[i] == nil {
		return 1
	}
	past := &p.BackTests[i]
	then := s.then[i].Model
	q := s.question(past.Spend, margin(past.Year, v.Settings))
	q.Within = float64(BackTestAges[i]) / clv.Week
	f := past.Table.Forecast(then, orOnly(clv.Draws{}, then), clv.Calibration{}, q)
	came := float64(past.Table.OrdersAhead())
	if past.Profit <= 0 || came == 0 || !(f.Value.Expected > 0) || !(f.Orders.Expected > 0) {
		return 1
	}
	each := float64(past.Profit) / came / (f.Value.Expected / f.Orders.Expected)
	return math.Sqrt((came*each + steady) / (came + steady))
}

// orOnly is the draws, or, where there are none, the model alone: what customers do by
// chance is all a range holds then.
func orOnly(d clv.Draws, m clv.Model) clv.Draws {
	if len(d.Models) == 0 {
		return clv.Draws{Models: []clv.Model{m}}
	}
	return d
}

// named is what customers whose names are known bought within a year.
func (p *Tally) named() segment.Sums {
	return segment.Sums{
		Revenue: p.Year.Revenue - p.Guests.Revenue,
		Profit:  p.Year.Profit - p.Guests.Profit,
	}
}

// question asks for intervals that hold nine cases of ten, with orders worth what
// customers with as many spend, at a margin.
func (s *ModelFit) question(spend clv.SpendTable, margin float64) clv.ForecastOptions {
	q := clv.ForecastOptions{
		Unit:  clv.Week,
		Share: 0.9,
		Means: s.means,
		Drift: worthDrift,
	}
	m := s.StoreModel.Buying.Spend
	if m == nil {
		q.Worth = func(int) float64 { return 0 }
		return q
	}
	worth, mean := worths(spend, m)
	q.Scatter = 1 / m.P
	q.Worth = func(x int) float64 {
		if w, ok := worth[x+1]; ok {
			return w * margin
		}
		return mean * margin
	}
	return q
}

// worths is what a day with orders is expected to come to for customers with so many of
// them, and for all.
func worths(t clv.SpendTable, m *clv.GammaGamma) (byDays map[int]float64, mean float64) {
	byDays = map[int]float64{}
	count := map[int]float64{}
	sum := 0.0
	all := 0.0
	for _, c := range t.Cells {
		own := t.EstimateSum(c) / float64(c.X)
		e, ok := m.Expected(int(c.X), own)
		if !ok {
			e = own
		}
		n := float64(c.Count)
		byDays[int(c.X)] += n * e
		count[int(c.X)] += n
		sum += n * e
		all += n
	}
	for x := range byDays {
		byDays[x] /= count[x]
	}
	return byDays, sum / max(all, 1)
}

// band rounds an interval.
func band(r clv.Expectation) tally.Interval { return tally.RoundInterval(r.Expected, r.Low, r.High) }

// backTest makes an estimate as of the longest of the Pasts at which half as much was
// known, and holds it against what came. It is nil where the store is too young. Nothing
// that came after that day goes into it but the rule's thresholds and what an order
// brings, which are today's.
func (p *Tally) backTest(s *ModelFit, v *CensusBasis) *BackTest {
	for i := pasts - 1; i >= 0; i-- {
		past := &p.BackTests[i]
		if s.then[i] == nil || longest(past.Table) < int32(BackTestAges[i])/2 {
			continue
		}
		b := &BackTest{
			AsOf:      v.BackTestDays[i],
			Days:      BackTestAges[i],
			Customers: past.Table.Customers(),
			Called:    past.Called.Customers(),
			Missed:    past.Missed,
		}
		b.hold(past, s, i, margin(past.Year, v.Settings), v.Settings.plan())
		return b
	}
	return nil
}

func (b *BackTest) hold(past *BackTestTally, s *ModelFit, i int, margin float64, plan clv.Plan) {
	q := s.question(past.Spend, margin)
	q.Within = float64(BackTestAges[i]) / clv.Week
	q.Plan = plan
	then := s.then[i]
	draws, err := clv.NewSample(past.Table, clv.Week).
		Draw(*then, clv.DefaultPrior(then.Requested, clv.Week), drawn, 3)
	if err != nil {
		draws = orOnly(clv.Draws{}, then.Model)
	}
	// What the model's own past would have corrected is not known as of then: its doubt
	// is in the ranges.
	f := past.Table.Forecast(then.Model, draws, clv.Calibration{}, q)
	b.Orders.Foretold, b.None.Foretold, b.Profit.Foretold = band(
		f.Orders,
	), band(
		f.None,
	), band(
		f.Value,
	)
	b.Leavers.Foretold, b.Loss.Foretold = band(f.Leavers), band(f.Loss)
	b.Profit.Came = past.Profit
	b.Leavers.Came = past.Exits
	b.Loss.Came = past.Loss
	b.Orders.Came = past.Table.OrdersAhead()
	for _, c := range past.Table.Cells {
		if c.Next == 0 {
			b.None.Came += c.Count
		}
	}
	b.Silent = b.None.Came
	back := past.Called.Forecast(then.Model, draws, clv.Calibration{}, q)
	called := past.Called.Customers()
	none := band(back.None)
	b.Back.Foretold = tally.Interval{Mid: called - none.Mid, Low: called - none.High, High: called - none.Low}
	b.Back.Came = past.Back
	b.BackProfit.Foretold = band(back.Value)
	b.BackProfit.Came = past.BackProfit
	b.rank(past.Table, then.Model)
}

// rank holds single customers against what was expected of them.
func (b *BackTest) rank(t clv.Table, m clv.Model) {
	scores := t.Scores(m, clv.Week, float64(b.Days)/clv.Week, clv.Plan{})
	expected := make([]float64, len(scores))
	for i := range scores {
		expected[i] = scores[i].Expected
	}
	b.AUC = int64(math.Round(10_000 * t.AUC(expected)))
	b.Tenths = tenths(t, scores, b.Customers)
}
