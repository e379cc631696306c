package clv_test

import (
	"math"
	"testing"

	"holdfast/shared/clv"
)

func TestWhatCameMoreThanForetoldCorrectsWhatIsForetold(t *testing.T) {
	t.Parallel()
	m := truth[clv.ParetoFamily]
	customers := simulate(m, 20_000, fine, 51)
	table := must[clv.Table](t)(clv.Count(int32(fine.ahead), customers))
	c := table.Calibrate(m, fine.unit)
	for of, tally := range map[string]clv.Tally{
		"orders after one": c.Once.Orders, "orders after more": c.Again.Orders,
		"buyers after one": c.Once.Buyers, "buyers after more": c.Again.Buyers,
	} {
		if f := tally.Factor(); math.Abs(f-1) > 0.05 {
			t.Errorf("%s: factor %v where the model is the truth", of, f)
		}
	}
	timid := table.Calibrate(clv.Pareto{R: 0.4, Alpha: 14, S: 0.9, Beta: 6}, fine.unit)
	if f := timid.Again.Orders.Factor(); f < 1.1 {
		t.Errorf("factor %v although too little was foretold", f)
	}
	s := timid.Correct(clv.Again, clv.Score{PAlive: 0.5, PNone: 0.6, Expected: 2, Discounted: 1.5})
	if !(s.PNone < 0.6 && s.PNone >= 0 && s.Expected > 2 && s.Discounted > 1.5) {
		t.Errorf("corrected: %+v", s)
	}
}

func TestNothingToLearnFromCorrectsNothing(t *testing.T) {
	t.Parallel()
	want := clv.Score{PAlive: 0.5, PNone: 0.6, Expected: 2, Discounted: 1.5}
	if got := new(clv.Calibration).Correct(clv.Again, want); math.Abs(got.PNone-want.PNone)+math.Abs(got.Expected-want.Expected) > 1e-12 {
		t.Fatalf("%+v", got)
	}
}

// Customers who bought at even gaps and have been silent for three of them are gone, whatever a model of chance makes of it.
func TestALateCustomersEvenRhythmIsLearntFromThePast(t *testing.T) {
	t.Parallel()
	var cells []clv.Cell
	for range 200 {
		cells = append(cells, clv.Cell{X: 8, Tx: 112, T: 120, Next: 6, Count: 1}, clv.Cell{X: 8, Tx: 112, T: 154, Late: true, Count: 1})
	}
	table := must[clv.Table](t)(clv.Count(91, cells))
	fit := must[clv.Fit](t)(clv.NewSample(table, clv.Week).Fit(clv.MBGFamily, clv.DefaultPrior(clv.MBGFamily, clv.Week)))
	c := table.Calibrate(fit.Model, clv.Week)
	score := func(late bool) clv.Score {
		cell := clv.Cell{X: 8, Tx: 112, T: 154, Late: late}
		return c.Correct(cell.Group(), fit.Model.Outlook(table.Row(cell, clv.Week)).Score(13, clv.Year))
	}
	if in, late := score(false), score(true); late.PNone < 0.9 || late.Expected > in.Expected/4 || late.Discounted > in.Discounted/4 {
		t.Errorf("in rhythm %+v, late %+v", in, late)
	}
	// What the past seems to say of a few late customers is never taken for a good sign.
	good := clv.Calibration{Late: clv.Correction{Orders: clv.Tally{Foretold: 10, Came: 90}}}
	if s := good.Correct(clv.Late, clv.Score{Expected: 2}); s.Expected > 2 {
		t.Errorf("%+v", s)
	}
}

func TestForecastsHoldWhatComes(t *testing.T) {
	t.Parallel()
	held := 0
	const stores = 20
	for seed := range uint64(stores) {
		table := must[clv.Table](t)(clv.Count(int32(fine.ahead), simulate(truth[clv.MBGFamily], 300, fine, 60+seed)))
		sample := clv.NewSample(table, fine.unit)
		prior := clv.DefaultPrior(clv.MBGFamily, clv.Week)
		fit := must[clv.Fit](t)(sample.Fit(clv.MBGFamily, prior))
		draws := must[clv.Draws](t)(sample.Draw(fit, prior, 100, 1))
		f := table.Forecast(fit.Model, draws, clv.Calibration{}, clv.Question{Unit: fine.unit, Within: float64(fine.ahead) / fine.unit, Share: 0.9})
		orders, none := 0.0, 0.0
		for _, c := range table.Cells {
			orders += float64(c.Next) * float64(c.Count)
			if c.Next == 0 {
				none += float64(c.Count)
			}
		}
		if f.Orders.Low <= orders && orders <= f.Orders.High && f.None.Low <= none && none <= f.None.High {
			held++
		}
		if f.Orders.High > 4*f.Orders.Low {
			t.Errorf("an interval from %v to %v says nothing", f.Orders.Low, f.Orders.High)
		}
	}
	if held < stores*7/10 {
		t.Errorf("%d of %d forecasts held both", held, stores)
	}
}

func TestRanksAreJudgedByPairs(t *testing.T) {
	t.Parallel()
	table := clv.Table{Ahead: 90, Step: 1, Cells: []clv.Cell{
		{T: 1, Count: 2}, {T: 2, Next: 1, Count: 1}, {T: 3, Count: 1}, {T: 4, Next: 2, Count: 3},
	}}
	for _, c := range []struct {
		expected []float64
		want     float64
	}{
		{[]float64{1, 2, 1, 2}, 1}, {[]float64{2, 1, 2, 1}, 0}, {[]float64{1, 1, 1, 1}, 0.5},
		{[]float64{1, 2, 3, 4}, 11.0 / 12}, // of 3 x 4 pairs one is the wrong way round
	} {
		if got := table.AUC(c.expected); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v: %v, want %v", c.expected, got, c.want)
		}
	}
}
