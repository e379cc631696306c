package clv

import (
	"fmt"
	"math"
)

// SpendFit is an estimate of the Gamma-Gamma model, and how sure it is.
type SpendFit struct {
	Model     GammaGamma // Gamma is in the unit of money of the fit
	LogLik    float64
	Status    Status
	SE        []float64 // of p, q, gamma; nil if unknown
	Customers int64
	Dropped   int64 // customers left out because what they spent was not positive

	at    optimum
	scale float64
}

// FitSpend estimates the Gamma-Gamma model by maximum likelihood, or, with a prior, by
// the maximum of likelihood and prior. The scale is the minor units of one unit of money:
// 100 for Gamma in euros.
func FitSpend(t SpendTable, scale float64, prior *Prior) (SpendFit, error) {
	fit := SpendFit{
		Customers: t.Customers(),
		Dropped:   t.Dropped,
		scale:     scale,
	}
	if fit.Customers < 3 && prior == nil {
		return fit, fmt.Errorf("fit spending of %d customers: %w", fit.Customers, ErrTooFew)
	}

	s := newSpendSample(t, scale)
	found, err := s.findOptimum(prior)
	if err != nil {
		return SpendFit{}, fmt.Errorf("fit spending: %w", err)
	}

	params := exps(found.theta)
	fit.Model = gammaGammaOf(params)
	fit.at = found
	fit.SE, fit.Status = found.standardErrors(params)
	fit.LogLik, _ = evaluate(newGammaKernel(s), s.weight, params)
	return fit, nil
}

// LogLikelihood returns the log-likelihood of the table under a model, and its gradient by
// p, q, gamma. The scale is the minor units of one unit of money.
func (t SpendTable) LogLikelihood(m GammaGamma, scale float64) (ll float64, gradient []float64) {
	s := newSpendSample(t, scale)
	return evaluate(newGammaKernel(s), s.weight, m.Params())
}

// objective returns what a fit maximizes.
func (s *spendSample) objective(prior *Prior) *objective {
	lnMean := math.Log(max(s.mean, math.SmallestNonzeroFloat64))
	return &objective{
		kernel:      newGammaKernel(s),
		weight:      s.weight,
		total:       s.total,
		lnMagnitude: []float64{byP: 0, byQ: 0, byGamma: lnMean},
		prior:       prior.onLogScale(),
	}
}

// findOptimum returns the optimum on the sample.
func (s *spendSample) findOptimum(prior *Prior) (optimum, error) {
	lnMean := math.Log(s.mean)
	ln3 := math.Log(3)
	ln4 := math.Log(4)
	ln6 := math.Log(6)
	starts := [][]float64{
		{ln3, ln3, lnMean},
		{0, 0, lnMean},
		{ln6, ln4, lnMean - 1},
	}
	if prior != nil {
		starts = append(starts, prior.onLogScale().center)
	}
	return searchThinnedFirst(len(s.rows), starts, func(every int) *objective {
		return s.thinOut(every).objective(prior)
	})
}
