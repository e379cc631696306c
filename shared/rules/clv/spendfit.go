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
	SE        []float64 // of p, q, gamma; nil unless they can be told
	Customers int64
	Dropped   int64 // customers left out because what they spent was not positive

	at    optimum
	scale float64
}

// FitSpend estimates the Gamma-Gamma model by maximum likelihood, or, with a prior, by
// the maximum of likelihood and prior. The scale is the minor units of one unit of money:
// 100 for Gamma in euros.
func FitSpend(t SpendTable, scale float64, prior *Prior) (SpendFit, error) {
	s := newSpendSample(t, scale)
	out := SpendFit{Customers: t.Customers(), Dropped: t.Dropped, scale: scale}
	if out.Customers < 3 && prior == nil {
		return out, fmt.Errorf("fit spending of %d customers: %w", out.Customers, ErrTooFew)
	}
	m, err := s.climb(prior)
	if err != nil {
		return SpendFit{}, fmt.Errorf("fit spending: %w", err)
	}
	return out.take(s, m), nil
}

func (f SpendFit) take(s *spendSample, m optimum) SpendFit {
	params := exps(m.theta)
	f.Model = GammaGamma{params[0], params[1], params[2]}
	f.at = m
	f.SE, f.Status = standardErrors(m, params)
	f.LogLik, _ = evaluate(newGammaKernel(s), s.weight, params)
	return f
}

// LogLikelihood of the table under a model, and its gradient by p, q, gamma. The scale is
// the minor units of one unit of money.
func (t SpendTable) LogLikelihood(m GammaGamma, scale float64) (ll float64, gradient []float64) {
	s := newSpendSample(t, scale)
	return evaluate(newGammaKernel(s), s.weight, m.Params())
}

func (s *spendSample) objective(prior *Prior) *objective {
	home := []float64{0, 0, math.Log(max(s.mean, math.SmallestNonzeroFloat64))}
	return &objective{
		k:      newGammaKernel(s),
		weight: s.weight,
		total:  s.total,
		home:   home,
		pull:   prior.pull(),
	}
}

func (s *spendSample) climb(prior *Prior) (optimum, error) {
	mean := math.Log(s.mean)
	starts := [][]float64{
		{math.Log(3), math.Log(3), mean},
		{0, 0, mean},
		{math.Log(6), math.Log(4), mean - 1},
	}
	if prior != nil {
		starts = append(starts, prior.pull().center)
	}
	return climb(
		len(s.rows),
		starts,
		func(every int) *objective { return s.part(every).objective(prior) },
	)
}
