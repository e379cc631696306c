package clv_test

import (
	"encoding/json"
	"errors"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/clv"
	"holdfast/shared/words/crm"
)

func TestIntervalsOfTheStoreAndOfOneCustomerHoldTheTruth(t *testing.T) {
	t.Parallel()
	sample := clv.NewSample(count(t, simulate(truth[clv.MBGFamily], 3000, fine, 21)), fine.unit)
	fit := must[clv.Fit](t)(sample.Fit(clv.MBGFamily, nil))
	draws := must[clv.Draws](t)(sample.Draw(fit, nil, 200, 1))
	row := clv.History{X: 4, Tx: 20, T: 38}
	for of, ask := range map[string]func(clv.Model) float64{
		"r":        func(m clv.Model) float64 { return m.Params()[0] },
		"alpha":    func(m clv.Model) float64 { return m.Params()[1] },
		"E[X(52)]": func(m clv.Model) float64 { return m.Newcomer().Expected(52) },
		"P(alive)": func(m clv.Model) float64 { return m.Outlook(row).PAlive() },
		"value":    func(m clv.Model) float64 { return m.Outlook(row).Discounted(clv.Year) },
	} {
		low, high := draws.Interval(0.99, ask)
		if want := ask(truth[clv.MBGFamily]); !(low < want && want < high) || high-low > want {
			t.Errorf("%s = %v, interval %v to %v", of, want, low, high)
		}
	}
}

func TestDrawsByResamplingAndByTheSandwichSpreadAlike(t *testing.T) {
	t.Parallel()
	width := func(n int) float64 {
		sample := clv.NewSample(count(t, simulate(truth[clv.MBGFamily], n, fine, 22)).Bound(1000), fine.unit)
		draws := must[clv.Draws](t)(sample.Draw(must[clv.Fit](t)(sample.Fit(clv.MBGFamily, nil)), nil, 400, 3))
		low, high := draws.Interval(0.8, func(m clv.Model) float64 { return m.Params()[1] })
		return (high - low) * math.Sqrt(float64(n))
	}
	if refits, normal := width(19_000), width(21_000); refits/normal < 0.8 || refits/normal > 1.25 {
		t.Fatalf("width by refits %v, by the sandwich %v", refits, normal)
	}
}

func TestAShopWithTenCustomersGetsANumberAndAWideInterval(t *testing.T) {
	t.Parallel()
	for _, f := range leaving {
		prior := clv.DefaultPrior(f, clv.Week)
		year := func(m clv.Model) float64 { return m.Newcomer().Expected(52) }
		interval := func(n int) (got, width float64) {
			sample := clv.NewSample(count(t, simulate(truth[f], n, likeCDNOW, 31)), clv.Week)
			fit := must[clv.Fit](t)(sample.Fit(f, prior))
			draws := must[clv.Draws](t)(sample.Draw(fit, prior, 100, 5))
			low, high := draws.Interval(0.9, year)
			if got = year(fit.Model); !(low <= got && got <= high) {
				t.Errorf("%s, %d customers: %v outside of %v to %v", f, n, got, low, high)
			}
			return got, math.Log(high / low)
		}
		few, wide := interval(10)
		_, narrow := interval(1000)
		if !(few > 0.05 && few < 20) || wide < 1 || narrow > 0.5 {
			t.Errorf("%s: ten customers say %v, width %v in logarithms; a thousand %v", f, few, wide, narrow)
		}
	}
}

func TestAShopWithNobodyGetsThePrior(t *testing.T) {
	t.Parallel()
	prior := clv.DefaultPrior(clv.MBGFamily, clv.Week)
	fit := must[clv.Fit](t)(clv.NewSample(clv.Table{}, clv.Week).Fit(clv.MBGFamily, prior))
	for i, p := range fit.Model.Params() {
		if math.Abs(p-prior.Center[i]) > 1e-6*p {
			t.Errorf("%v, want %v", fit.Model.Params(), prior.Center)
		}
	}
}

func TestAPriorHardlyMovesAStoreThatHasSpoken(t *testing.T) {
	t.Parallel()
	sample := clv.NewSample(count(t, simulate(truth[clv.MBGFamily], 100_000, likeCDNOW, 12)), clv.Week)
	free := must[clv.Fit](t)(sample.Fit(clv.MBGFamily, nil))
	far := &clv.Prior{Center: []float64{5, 60, 0.1, 10}, PseudoCustomers: 10}
	held := must[clv.Fit](t)(sample.Fit(clv.MBGFamily, far))
	for i, p := range free.Model.Params() {
		if off := math.Abs(held.Model.Params()[i]-p) / free.SE[i]; off > 0.5 {
			t.Errorf("%s moved by %v standard errors", clv.MBGFamily.Names()[i], off)
		}
	}
}

func TestSpendingOfAShopWithThreeRepeatersHasAnInterval(t *testing.T) {
	t.Parallel()
	table := must[clv.SpendTable](t)(clv.CountSpend([]clv.Spend{
		{X: 1, Sum: 2500, Count: 1}, {X: 2, Sum: 9000, Count: 1}, {X: 1, Sum: 4200, Count: 1},
	}))
	prior := clv.SpendPrior(table, 100)
	fit := must[clv.SpendFit](t)(clv.FitSpend(table, 100, prior))
	draws := must[clv.SpendDraws](t)(fit.Draw(table, prior, 200, 1))
	low, high := draws.Interval(0.9, func(m clv.GammaGamma) float64 {
		if v, ok := m.Population(); ok {
			return v
		}
		return math.NaN()
	})
	got, ok := fit.Model.Population()
	if !ok || !(low < got && got < high) || got < 20 || got > 70 {
		t.Fatalf("%v, %v in %v to %v", got, ok, low, high)
	}
}

func TestAModelComesBackFromJSONAsItWas(t *testing.T) {
	t.Parallel()
	for f, m := range truth {
		text, err := json.Marshal(clv.SavedModel{Model: m})
		if err != nil {
			t.Fatal(err)
		}
		var got clv.SavedModel
		if err := json.Unmarshal(text, &got); err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(m, got.Model); diff != "" {
			t.Errorf("%s: %s", f, diff)
		}
	}
	for _, bad := range []string{
		`{"model":"bg/bb","params":[1,2,3,4]}`, `{"model":"bg/nbd","params":[1,2,3]}`, `{"model":"nbd","params":[1,-2]}`,
	} {
		var got clv.SavedModel
		if err := json.Unmarshal([]byte(bad), &got); !errors.Is(err, clv.ErrParameters) {
			t.Errorf("%s: %v", bad, err)
		}
	}
}

func TestExpectationsBecomeMoneyByRoundingHalfAwayFromZero(t *testing.T) {
	t.Parallel()
	for v, want := range map[float64]int64{12.345678: 1235, -0.005: -1, 0: 0, 35.17: 3517} {
		if got, err := clv.Round(v, 100, "EUR"); err != nil || got != (crm.Money{Minor: want, Currency: "EUR"}) {
			t.Errorf("%v: %v, %v", v, got, err)
		}
	}
	for _, v := range []float64{math.NaN(), math.Inf(1), 1e18} {
		if got, err := clv.Round(v, 100, "EUR"); !errors.Is(err, crm.ErrMoney) {
			t.Errorf("%v: %v, %v", v, got, err)
		}
	}
}

func TestTheModelIsChosenByWhatItHasNotSeen(t *testing.T) {
	t.Parallel()
	// Customers who buy often show how they leave.
	for f, m := range map[clv.Family]clv.Model{
		clv.MBGFamily:    clv.MBG{R: 2, Alpha: 4, A: 0.9, B: 4},
		clv.ParetoFamily: clv.Pareto{R: 2, Alpha: 4, S: 0.6, Beta: 5},
	} {
		table := must[clv.Table](t)(clv.Count(int32(fine.ahead), simulate(m, 3000, fine, 41)))
		got := must[clv.Choice](t)(clv.Choose(table.DropNext(), fine.unit, nil))
		if got.Family != f || got.Split != clv.ByCustomers {
			t.Errorf("%s: chose %s %s: %+v", f, got.Family, got.Split, got.Candidates)
		}
		// In what they foretell the two hardly differ, but whoever believes that nobody leaves is far behind.
		got = must[clv.Choice](t)(clv.Choose(table, fine.unit, nil))
		score := map[clv.Family]float64{}
		for _, c := range got.Candidates {
			score[c.Family] = c.Score
		}
		best := max(score[clv.MBGFamily], score[clv.ParetoFamily])
		if got.Split != clv.ByTime || score[got.Family] != best || best-score[f] > 0.01 || best-score[clv.NBDFamily] < 1 {
			t.Errorf("%s: chose %s %s: %+v", f, got.Family, got.Split, got.Candidates)
		}
	}
}

func TestASmallShopIsGivenAModelToo(t *testing.T) {
	t.Parallel()
	table := must[clv.Table](t)(clv.Count(90, []clv.Cell{{T: 200, Count: 3}, {X: 1, Tx: 30, T: 150, Next: 1, Count: 1}}))
	got := must[clv.Choice](t)(clv.Choose(table, clv.Week, clv.DefaultPrior))
	if got.Split != clv.ByTime || got.Family != clv.MBGFamily && got.Family != clv.ParetoFamily {
		t.Fatalf("%+v", got)
	}
	if _, err := clv.Choose(table, clv.Week, nil); err != nil && !errors.Is(err, clv.ErrNotConverged) {
		t.Fatalf("without a prior: %v", err)
	}
}

func TestAStoreOfManyWhoHaveNotComeBackHasItsIntervalAllTheSame(t *testing.T) {
	t.Parallel()
	for name, cells := range map[string][]clv.Cell{
		"all bought once, three days ago": {{T: 3, Count: 25_000}}, "all bought twice, the same day": {{X: 1, Tx: 30, T: 300, Count: 25_000}},
	} {
		sample, prior := clv.NewSample(clv.Table{Cells: cells}, clv.Week), clv.DefaultPrior(clv.MBGFamily, clv.Week)
		fit := must[clv.Fit](t)(sample.Fit(clv.MBGFamily, prior))
		draws, err := sample.Draw(fit, prior, 20, 1)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		low, high := draws.Interval(.9, func(m clv.Model) float64 { return m.Params()[0] })
		if own := fit.Model.Params()[0]; !(low < own && own < high) {
			t.Errorf("%s: %g lies in %g to %g", name, own, low, high)
		}
	}
}
