package clv_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"holdfast/shared/rules/clv"
)

func spread(t *rapid.T, low, high float64, of string) float64 {
	return math.Exp(rapid.Float64Range(math.Log(low), math.Log(high)).Draw(t, of))
}

// drawModel draws parameters as wide as stores are, and wider.
func drawModel(t *rapid.T) clv.Model {
	f := rapid.SampledFrom([]clv.Family{clv.NBDFamily, clv.BGFamily, clv.MBGFamily, clv.ParetoFamily}).Draw(t, "family")
	params := make([]float64, len(f.Names()))
	for i, name := range f.Names() {
		params[i] = spread(t, 0.02, 30, name)
	}
	m, err := clv.NewModel(f, params)
	if err != nil {
		t.Fatal(err)
	}
	return m
}

func drawRow(t *rapid.T) clv.History {
	h := clv.History{X: rapid.IntRange(0, 10_000).Draw(t, "x"), T: rapid.Float64Range(0, 520).Draw(t, "T")}
	if h.X > 0 {
		h.Tx = h.T * rapid.Float64Range(0, 1).Draw(t, "tx/T")
	}
	return h
}

func TestProbabilitiesAreProbabilitiesForAllHistories(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, h := drawModel(t), drawRow(t)
		horizon := spread(t, 0.1, 520, "horizon")
		o := m.Outlook(h)
		alive, later, none := o.PAlive(), o.PAliveAfter(horizon), o.PNone(horizon)
		const dust = 1e-9
		if !(alive >= 0 && alive <= 1 && later >= 0 && later <= alive+dust && none >= 1-alive-dust && none <= 1+dust) {
			t.Fatalf("P(alive) %v, later %v, P(no order) %v", alive, later, none)
		}
		e, rate := o.Expected(horizon), o.Rate(horizon)
		if !(e >= 0 && rate >= 0 && !math.IsInf(e, 0) && o.Expected(0) == 0 && o.Expected(horizon*1.5) >= e*(1-dust)) {
			t.Fatalf("E[Y(%v)] = %v, rate %v, E[Y(%v)] = %v", horizon, e, rate, horizon*1.5, o.Expected(horizon*1.5))
		}
		if ll := m.LogLikelihood(h); math.IsNaN(ll) || math.IsInf(ll, 0) {
			t.Fatalf("log-likelihood %v", ll)
		}
	})
}

func TestSilenceNeverRaisesTheHopeOfACustomer(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, h := drawModel(t), drawRow(t)
		longer := h
		longer.T += spread(t, 0.01, 100, "more silence")
		if before, after := m.Outlook(h).PAlive(), m.Outlook(longer).PAlive(); after > before*(1+1e-9) {
			t.Fatalf("P(alive) rose from %v to %v", before, after)
		}
	})
}

func TestWhoOrderedJustNow(t *testing.T) {
	t.Parallel()
	now := clv.History{X: 4, Tx: 20, T: 20}
	if p := btyd.Outlook(now).PAlive(); p != 1 {
		t.Errorf("Pareto/NBD: P(alive) = %v on the day of an order", p)
	}
	once := clv.History{T: 200}
	if p := fhl.Outlook(once).PAlive(); p != 1 {
		t.Errorf("BG/NBD: P(alive) = %v after one order", p)
	}
	if p := clv.MBG(fhl).Outlook(once).PAlive(); p >= 0.9 {
		t.Errorf("MBG/NBD: P(alive) = %v after one order and 200 weeks", p)
	}
}

func TestTheCountsOfOrdersAreADistributionWithTheExpectedMean(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := drawModel(t)
		h := clv.History{X: rapid.IntRange(0, 8).Draw(t, "x"), T: rapid.Float64Range(1, 60).Draw(t, "T")}
		if h.X > 0 {
			h.Tx = h.T * rapid.Float64Range(0, 1).Draw(t, "tx/T")
		}
		o := m.Outlook(h)
		// A horizon in which few customers buy more than can be summed.
		horizon := min(rapid.Float64Range(0.1, 52).Draw(t, "horizon"), 3/(m.Newcomer().Rate(0)+o.Rate(0)+0.01))
		sum, mean, square := 0.0, 0.0, 0.0
		for n := range 800 {
			p := o.PMF(n, horizon)
			sum += p
			mean += float64(n) * p
			square += float64(n) * float64(n) * p
		}
		if math.Abs(sum-1) > 1e-7 || math.Abs(mean-o.Expected(horizon)) > 1e-6*(1+mean) {
			t.Fatalf("sum %v, mean %v, expected %v", sum, mean, o.Expected(horizon))
		}
		if v := square - mean*mean; math.Abs(v-o.Variance(horizon)) > 1e-4*(1+v) {
			t.Fatalf("variance %v, want %v", o.Variance(horizon), v)
		}
		if math.Abs(o.PNoneBetween(0, horizon)-o.PNone(horizon)) > 1e-12 {
			t.Fatalf("no order from now on: %v, %v", o.PNoneBetween(0, horizon), o.PNone(horizon))
		}
	})
}

func TestDiscountedOrdersFallWithTheDiscount(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, h := drawModel(t), drawRow(t)
		o, delta := m.Outlook(h), spread(t, 1e-4, 0.05, "delta")
		if low, high := o.DERT(delta), o.DERT(delta*1.3); !(high <= low) {
			t.Fatalf("DERT(%v) = %v, DERT(%v) = %v", delta, low, delta*1.3, high)
		}
		// Short periods, to where nothing counts any more, come to the same.
		steps := clv.Plan{Periods: 1200, Length: 0.02 / delta, Discount: math.Expm1(0.02)}
		if sum, whole := o.Discounted(steps), o.DERT(delta); math.Abs(sum-whole) > 0.02*whole {
			t.Fatalf("sum of periods %v, DERT %v", sum, whole)
		}
	})
}

func TestDERTWithoutADiscountIsNotANumber(t *testing.T) {
	t.Parallel()
	if v := btyd.Newcomer().DERT(0); !math.IsNaN(v) {
		t.Fatalf("DERT(0) = %v", v)
	}
}

func TestTheUnitOfTimeChangesNothing(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m, h := drawModel(t), drawRow(t)
		params := m.Params()
		for i, name := range m.Family().Names() {
			if name == "alpha" || name == "beta" {
				params[i] *= clv.Week
			}
		}
		daily, err := clv.NewModel(m.Family(), params)
		if err != nil {
			t.Fatal(err)
		}
		d := clv.History{X: h.X, Tx: h.Tx * clv.Week, T: h.T * clv.Week}
		shift := float64(h.X) * math.Log(clv.Week)
		if a, b := m.LogLikelihood(h), daily.LogLikelihood(d)+shift; math.Abs(a-b) > 1e-9*(1+math.Abs(a)+shift) {
			t.Fatalf("log-likelihood by the week %v, by the day %v", a, b)
		}
		if a, b := m.Outlook(h).Expected(10), daily.Outlook(d).Expected(70); math.Abs(a-b) > 1e-7*(1+a) {
			t.Fatalf("E by the week %v, by the day %v", a, b)
		}
	})
}

func TestExpectedSpendLiesBetweenTheCustomersMeanAndThePopulations(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := clv.GammaGamma{
			P: spread(t, 0.1, 50, "p"), Q: spread(t, 1.01, 50, "q"), Gamma: spread(t, 0.1, 500, "gamma"),
		}
		x, own := rapid.IntRange(1, 500).Draw(t, "x"), spread(t, 0.01, 5000, "mean")
		all, ok := m.Population()
		got, has := m.Expected(x, own)
		if !ok || !has || got < min(own, all)*(1-1e-9) || got > max(own, all)*(1+1e-9) {
			t.Fatalf("own %v, population %v: %v", own, all, got)
		}
	})
}

func TestSpendThatHasNoMeanIsNotEstimated(t *testing.T) {
	t.Parallel()
	m := clv.GammaGamma{P: 0.4, Q: 0.5, Gamma: 10}
	if v, ok := m.Population(); ok {
		t.Errorf("population mean %v with q = .5", v)
	}
	if v, ok := m.Expected(1, 30); ok {
		t.Errorf("E(M|1) = %v with p + q < 1", v)
	}
	if v, ok := m.Expected(5, 30); !ok || v <= 0 {
		t.Errorf("E(M|5) = %v, %v, although p x + q > 1", v, ok)
	}
}
