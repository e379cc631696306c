package clv_test

import (
	"math"
	"math/rand/v2"
	"testing"

	"holdfast/shared/rules/clv"
)

// Whatever the shop, and without a prior to hold the search: what is found explains the customers at least as well as what made them.
func TestAFitIsAtLeastAsLikelyAsTheTruth(t *testing.T) {
	t.Parallel()
	for seed := range uint64(80) {
		rnd := rand.New(rand.NewPCG(seed, 77))
		factor := func(spread float64) float64 { return math.Exp(rnd.NormFloat64() * spread) }
		customers := simulate(truth[clv.MBGFamily], 600+rnd.IntN(2500), likeCDNOW, seed)
		m := clv.GammaGamma{P: .4 * factor(1.2), Q: 1.2 + 3*factor(1), Gamma: 10 * factor(1)}
		table := must[clv.SpendTable](t)(clv.CountSpend(spending(m, customers, seed)))
		if fit, err := clv.FitSpend(table, 100, nil); err == nil {
			if at, _ := table.LogLikelihood(m, 100); fit.LogLik < at-.01 {
				t.Errorf("spending of %+v: %+v is %v less likely", m, fit.Model, at-fit.LogLik)
			}
		}
		for f, from := range map[clv.Family]clv.Model{
			clv.BGFamily:     clv.BG{R: .25 * factor(.7), Alpha: 4 * factor(.7), A: .8 * factor(.7), B: 2.5 * factor(.7)},
			clv.MBGFamily:    clv.MBG{R: .5 * factor(.7), Alpha: 6 * factor(.7), A: .9 * factor(.7), B: 1.6 * factor(.7)},
			clv.ParetoFamily: clv.Pareto{R: .55 * factor(.7), Alpha: 10 * factor(.7), S: .6 * factor(.7), Beta: 11 * factor(.7)},
		} {
			sample := clv.NewSample(count(t, simulate(from, 100+int(seed)*20, likeCDNOW, seed)), clv.Week)
			fit, err := sample.Fit(f, nil)
			if err != nil || fit.Status == clv.NoDropout { // then the model is the NBD
				continue
			}
			if at, _ := sample.LogLikelihood(from); fit.LogLik < at-.01 {
				t.Errorf("%s of %+v: %+v is %v less likely", f, from, fit.Model, at-fit.LogLik)
			}
		}
	}
}
