package clv_test

import (
	"errors"
	"math"
	"runtime"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/rules/clv"
)

var leaving = []clv.Family{clv.BGFamily, clv.MBGFamily, clv.ParetoFamily}

func TestAFitFindsTheParametersThatMadeTheCustomers(t *testing.T) {
	t.Parallel()
	for _, f := range leaving {
		table := count(t, simulate(truth[f], size(), fine, 11))
		fit := must[clv.Fit](t)(clv.NewSample(table, fine.unit).Fit(f, nil))
		if fit.Status != clv.Found || fit.Model.Family() != f {
			t.Fatalf("%s: %s, %T", f, fit.Status, fit.Model)
		}
		for i, name := range f.Names() {
			got, want, se := fit.Model.Params()[i], truth[f].Params()[i], fit.SE[i]
			if math.Abs(got-want) > 3*se || se > want/4 {
				t.Errorf("%s: %s = %v +- %v, want %v", f, name, got, se, want)
			}
		}
	}
}

func TestASpendFitFindsTheParametersThatMadeTheCustomers(t *testing.T) {
	t.Parallel()
	want := clv.GammaGamma{P: 6.25, Q: 3.74, Gamma: 15.44}
	spent := spending(want, simulate(truth[clv.MBGFamily], size(), likeCDNOW, 4), 5)
	table := must[clv.SpendTable](t)(clv.CountSpend(spent))
	for _, kept := range []clv.SpendTable{table, table.Bound(2000)} {
		fit := must[clv.SpendFit](t)(clv.FitSpend(kept, 100, nil))
		for i, p := range want.Params() {
			if got := fit.Model.Params()[i]; math.Abs(got-p) > 3*fit.SE[i] || fit.SE[i] > p/4 {
				t.Errorf("parameter %d of %d cells: %v +- %v, want %v", i, len(kept.Cells), got, fit.SE[i], p)
			}
		}
	}
	if r := table.Correlation(); math.Abs(r) > 0.02 {
		t.Errorf("orders and spending were drawn apart, correlation %v", r)
	}
}

func TestGradientsAreSlopes(t *testing.T) {
	t.Parallel()
	sample := clv.NewSample(count(t, simulate(truth[clv.MBGFamily], 300, likeCDNOW, 1)), clv.Week)
	spent := must[clv.SpendTable](t)(clv.CountSpend(spending(clv.GammaGamma{P: 6, Q: 4, Gamma: 15},
		simulate(truth[clv.MBGFamily], 300, likeCDNOW, 1), 2)))
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		slopes(t, m.Params(), func(p []float64) (float64, []float64) {
			moved, err := clv.NewModel(m.Family(), p)
			if err != nil {
				t.Fatal(err)
			}
			return sample.LogLikelihood(moved)
		})
		g := []float64{spread(t, 0.2, 20, "p"), spread(t, 0.2, 20, "q"), spread(t, 0.2, 100, "gamma")}
		slopes(t, g, func(p []float64) (float64, []float64) {
			return spent.LogLikelihood(clv.GammaGamma{P: p[0], Q: p[1], Gamma: p[2]}, 100)
		})
	})
}

func slopes(t *rapid.T, at []float64, f func([]float64) (float64, []float64)) {
	_, gradient := f(at)
	scale := 0.0
	for i, g := range gradient {
		scale = max(scale, math.Abs(g*at[i]))
	}
	for i := range at {
		h := 1e-4 * at[i]
		move := func(steps float64) float64 {
			p := append([]float64(nil), at...)
			p[i] += steps * h
			ll, _ := f(p)
			return ll
		}
		central := (8*(move(1)-move(-1)) - (move(2) - move(-2))) / (12 * h)
		if math.Abs(central-gradient[i])*at[i] > 1e-6*scale+1e-6 {
			t.Fatalf("at %v: slope %d is %v, central difference %v", at, i, gradient[i], central)
		}
	}
}

func TestTheSampleIsTheSumOfItsCustomers(t *testing.T) {
	t.Parallel()
	customers := simulate(truth[clv.MBGFamily], 2000, likeCDNOW, 2)
	table := count(t, customers)
	sample := clv.NewSample(table, clv.Week)
	for f, m := range truth {
		sum := 0.0
		for _, c := range customers {
			sum += m.LogLikelihood(table.History(c, clv.Week))
		}
		if got, _ := sample.LogLikelihood(m); math.Abs(got-sum) > 1e-9*math.Abs(sum) {
			t.Errorf("%s: %v, one by one %v", f, got, sum)
		}
	}
}

func TestDaysInsteadOfWeeksScaleAlphaAndBetaOnly(t *testing.T) {
	t.Parallel()
	table := count(t, simulate(truth[clv.ParetoFamily], 2357, likeCDNOW, 7))
	orders := 0.0
	for _, c := range table.Cells {
		orders += float64(c.X) * float64(c.Count)
	}
	for _, f := range leaving {
		weekly := must[clv.Fit](t)(clv.NewSample(table, clv.Week).Fit(f, nil))
		daily := must[clv.Fit](t)(clv.NewSample(table, 1).Fit(f, nil))
		for i, name := range f.Names() {
			want := weekly.Model.Params()[i]
			if name == "alpha" || name == "beta" {
				want *= clv.Week
			}
			if got := daily.Model.Params()[i]; math.Abs(got-want) > 1e-3*want {
				t.Errorf("%s: daily %s = %v, want %v", f, name, got, want)
			}
		}
		if got, want := daily.LogLik, weekly.LogLik-orders*math.Log(clv.Week); math.Abs(got-want) > 1e-5 {
			t.Errorf("%s: daily log-likelihood %v, want %v", f, got, want)
		}
	}
}

// Not parallel: it changes the number of processors.
func TestTheNumberOfProcessorsChangesNoBit(t *testing.T) {
	table := count(t, simulate(truth[clv.MBGFamily], 5_000, fine, 3))
	run := func(processors int) []any {
		defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(processors))
		var out []any
		for _, f := range leaving {
			sample := clv.NewSample(table, fine.unit)
			fit := must[clv.Fit](t)(sample.Fit(f, nil))
			out = append(out, fit.Model, fit.LogLik, fit.SE)
			small := clv.NewSample(table.Bound(300), fine.unit)
			draws := must[clv.Draws](t)(small.Draw(must[clv.Fit](t)(small.Fit(f, nil)), nil, 3, 1))
			out = append(out, draws.Models)
		}
		return out
	}
	if diff := cmp.Diff(run(1), run(3)); diff != "" {
		t.Fatal(diff)
	}
}

func TestWhereNobodyLeavesTheModelsSaySo(t *testing.T) {
	t.Parallel()
	forever := clv.NBD{R: 1.2, Alpha: 8}
	sample := clv.NewSample(count(t, simulate(forever, 2000, season{84, 600, 0, clv.Week}, 9)), clv.Week)
	for _, f := range leaving {
		fit := must[clv.Fit](t)(sample.Fit(f, nil))
		if fit.Status != clv.NoDropout || fit.Model.Family() != clv.NBDFamily || len(fit.SE) != 2 {
			t.Errorf("%s: %s, %#v, SE %v", f, fit.Status, fit.Model, fit.SE)
		}
		o := fit.Model.Outlook(clv.History{X: 3, Tx: 30, T: 80})
		if v := o.Discounted(clv.Year); !(v > 0 && v < 52) {
			t.Errorf("%s: a year is worth %v orders", f, v)
		}
		held := must[clv.Fit](t)(sample.Fit(f, clv.DefaultPrior(f, clv.Week)))
		if held.Status != clv.NoDropout || held.Model.Family() != f {
			t.Errorf("%s with a prior: %s, %#v", f, held.Status, held.Model)
		}
		if p := held.Model.Outlook(clv.History{X: 3, Tx: 30, T: 31}).PAlive(); p < 0.9 {
			t.Errorf("%s with a prior: P(alive) = %v a week after an order, of 2000 customers who never leave", f, p)
		}
	}
}

func TestARidgeHasNoStandardErrors(t *testing.T) {
	t.Parallel()
	// All customers buy at the same rate: r and alpha may be as large as they like.
	same := make([]clv.Cell, 0, 400)
	for i := range 400 {
		x := []int32{3, 4, 4, 5}[i%4]
		same = append(same, clv.Cell{X: x, Tx: 250 + int32(i%20), T: 280, Count: 1})
	}
	fit := must[clv.Fit](t)(clv.NewSample(count(t, same), clv.Week).Fit(clv.NBDFamily, nil))
	if fit.Status != clv.Undecided || fit.SE != nil {
		t.Fatalf("%s, SE %v, %#v", fit.Status, fit.SE, fit.Model)
	}
	if rate := fit.Model.Newcomer().Expected(40); math.Abs(rate-4) > 0.05 {
		t.Fatalf("%v orders in 40 weeks, want 4", rate)
	}
}

func TestWithoutASecondOrderThereIsNoEstimate(t *testing.T) {
	t.Parallel()
	once := clv.NewSample(count(t, []clv.Cell{{T: 90, Count: 5}, {T: 30, Count: 7}}), clv.Week)
	for _, f := range leaving {
		if fit, err := once.Fit(f, nil); !errors.Is(err, clv.ErrTooFew) {
			t.Errorf("%s: %v, %#v", f, err, fit.Model)
		}
	}
	if _, err := clv.FitSpend(clv.SpendTable{}, 100, nil); !errors.Is(err, clv.ErrTooFew) {
		t.Errorf("spending of nobody: %v", err)
	}
}
