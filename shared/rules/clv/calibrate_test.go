package clv_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"

	"holdfast/shared/rules/clv"
)

func TestWhatCameMoreThanForetoldCorrectsWhatIsForetold(t *testing.T) {
	t.Parallel()
	m := truth[clv.ParetoFamily]
	customers := simulate(m, 20_000, fine, 51)
	table := must[clv.Table](t)(clv.Count(int32(fine.ahead), customers))
	c := table.Calibrate(m, fine.unit)
	for of, tally := range map[string]clv.TrackRecord{
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
	s := timid.Correct(3, clv.Score{PAlive: 0.5, PNone: 0.6, Expected: 2, Discounted: 1.5})
	if !(s.PNone < 0.6 && s.PNone >= 0 && s.Expected > 2 && s.Discounted > 1.5) {
		t.Errorf("corrected: %+v", s)
	}
}

func TestNothingToLearnFromCorrectsNothing(t *testing.T) {
	t.Parallel()
	want := clv.Score{PAlive: 0.5, PNone: 0.6, Expected: 2, Discounted: 1.5}
	if got := new(clv.Calibration).Correct(3, want); math.Abs(got.PNone-want.PNone)+math.Abs(got.Expected-want.Expected) > 1e-12 {
		t.Fatalf("%+v", got)
	}
}

// Somebody who bought every two weeks to the day, and not for six, is gone, whatever a model of chance makes of it; somebody who often let as
// long pass is not.
func TestTheirOwnRhythmSpeaksLouderThanChance(t *testing.T) {
	t.Parallel()
	row := clv.History{X: 12, Tx: 24, T: 30}
	for family, m := range truth {
		o := m.Outlook(row)
		even, uneven, unknown := o.WithRhythm(6, 0.01), o.WithRhythm(6, 0.5), o.WithRhythm(6, 0)
		if family == clv.NBDFamily {
			if even.PAlive() != 1 {
				t.Errorf("somebody may leave who never leaves")
			}
			continue
		}
		if !(even.PAlive() < o.PAlive() && uneven.PAlive() > o.PAlive() && unknown == o) {
			t.Errorf("%s: P(alive) %v; even %v, uneven %v", family, o.PAlive(), even.PAlive(), uneven.PAlive())
		}
		// By Bayes: odds x (share of own gaps that last longer) / (share by chance, which is in o already).
		chance := math.Pow((m.Params()[1]+row.Tx)/(m.Params()[1]+row.T), m.Params()[0]+float64(row.X))
		odds := o.PAlive() / (1 - o.PAlive()) * 0.01 / chance
		if got := even.PAlive(); math.Abs(got-odds/(1+odds)) > 1e-12 {
			t.Errorf("%s: %v, by Bayes %v", family, got, odds/(1+odds))
		}
	}
}

func TestPatienceIsHeldToWithinASixteenth(t *testing.T) {
	t.Parallel()
	if clv.Patience(0).Days() != 0 || clv.PatienceOf(1).Days() != 1 || clv.PatienceOf(0) != clv.PatienceOf(1) {
		t.Error("the ends are not held")
	}
	for days := 1; days < 2200; days++ {
		p := clv.PatienceOf(days)
		if got := p.Days() / float64(days); got > 1.07 || got < 0.93 {
			t.Errorf("%d days are held as %v", days, p.Days())
		}
		if got := p.ShareLonger(p.Days()); math.Abs(got-clv.ShareBeyondPatience) > 1e-12 || p.ShareLonger(0) != 1 {
			t.Errorf("of gaps %v last longer than %d days", got, days)
		}
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
		f := table.Forecast(fit.Model, draws, clv.Calibration{}, clv.ForecastOptions{Unit: fine.unit, Within: float64(fine.ahead) / fine.unit, Share: 0.9})
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
		{[]float64{1, 2, 1, 2}, 1},
		{[]float64{2, 1, 2, 1}, 0},
		{[]float64{1, 1, 1, 1}, 0.5},
		{[]float64{1, 2, 3, 4}, 11.0 / 12}, // of 3 x 4 pairs one is the wrong way round
	} {
		if got := table.AUC(c.expected); math.Abs(got-c.want) > 1e-12 {
			t.Errorf("%v: %v, want %v", c.expected, got, c.want)
		}
	}
}

// Customers who buy at random and leave are followed day by day: the silences that outlast their patience lie where they were foretold.
func TestWhoIsTakenForLostIsForetold(t *testing.T) {
	t.Parallel()
	const stores, customers, ahead = 20, 400, 273
	held := 0
	for seed := range uint64(stores) {
		rnd := rand.New(rand.NewPCG(seed, 9))
		var cells []clv.Cell
		came := 0.0
		for range customers {
			cell, lost := followed(truth[clv.MBGFamily], rnd, 200+rnd.IntN(200), ahead)
			cells, came = append(cells, cell), came+float64(lost)
		}
		table := must[clv.Table](t)(clv.Count(ahead, cells))
		sample, prior := clv.NewSample(table.DropNext(), clv.Week), clv.DefaultPrior(clv.MBGFamily, clv.Week)
		fit := must[clv.Fit](t)(sample.Fit(clv.MBGFamily, prior))
		draws := must[clv.Draws](t)(sample.Draw(fit, prior, 40, 1))
		f := table.DropNext().Forecast(fit.Model, draws, clv.Calibration{}, clv.ForecastOptions{Unit: clv.Week, Within: ahead / clv.Week, Share: 0.9, Plan: clv.Year})
		if f.Leavers.Low <= came && came <= f.Leavers.High {
			held++
		}
		if f.Loss.Expected <= 0 || f.Leavers.High > 2*f.Leavers.Low {
			t.Errorf("%+v lost, and %+v orders with them", f.Leavers, f.Loss)
		}
	}
	if held < stores*8/10 {
		t.Errorf("%d of %d forecasts held", held, stores)
	}
}

// followed lives one life and counts the silences that outlast the customer's patience within `ahead` days after `age`. One gap in fifty is
// longer than their patience, if they stay.
func followed(m clv.Model, rnd *rand.Rand, age, ahead int) (c clv.Cell, lost int) {
	p := m.Params()
	rate, leave := gamma(rnd, p[0], p[1])/clv.Week, distuv.Beta{Alpha: p[2], Beta: p[3], Src: rnd}.Rand()
	c = clv.Cell{T: int32(age), Count: 1, Patience: clv.PatienceOf(int(min(-math.Log(clv.ShareBeyondPatience)/rate, 300)))}
	patience := int32(math.Round(c.Patience.Days()))
	last, end := int32(0), int32(age+ahead)
	count := func(until int32) { // a silence from last that ends at an instant
		if at := last + patience; at < until && at > c.T && at <= end {
			lost++
		}
	}
	for at := 0.0; rnd.Float64() >= leave; {
		at += rnd.ExpFloat64() / rate
		if at > float64(end) {
			break
		}
		if day := int32(at); day > last {
			count(day)
			if last = day; day <= c.T {
				c.X++
				c.Tx = day
			} else {
				c.Next++
			}
		}
	}
	count(end + patience + 1)
	return c, lost
}

func TestDoubtAboutWhatOrdersAreWorthWidensTheirValueAndNothingElse(t *testing.T) {
	t.Parallel()
	table := count(t, simulate(truth[clv.MBGFamily], 3000, fine, 23))
	sample := clv.NewSample(table, fine.unit)
	fit := must[clv.Fit](t)(sample.Fit(clv.MBGFamily, nil))
	draws := must[clv.Draws](t)(sample.Draw(fit, nil, 200, 1))
	asked := func(drift float64) clv.Forecast {
		return table.Forecast(fit.Model, draws, clv.Calibration{}, clv.ForecastOptions{Unit: fine.unit, Within: 20, Share: 0.9, Drift: drift})
	}
	sure, doubted := asked(0), asked(0.2)
	if sure.Orders != doubted.Orders || sure.None != doubted.None || sure.Value.Expected != doubted.Value.Expected {
		t.Errorf("%+v and %+v", sure, doubted)
	}
	if wide, narrow := doubted.Value.High-doubted.Value.Low, sure.Value.High-sure.Value.Low; wide < 1.3*narrow {
		t.Errorf("the value's range is %v wide, and with doubt %v", narrow, wide)
	}
}
