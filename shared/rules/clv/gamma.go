package clv

import (
	"fmt"
	"math"

	"holdfast/shared/words/crm"
)

// GammaGamma is the model of spending per order (Fader, Hardie & Lee 2005; Fader & Hardie
// 2013): a customer's orders vary around a mean of their own as Gamma(P, .), and the
// means vary over customers with Q and Gamma. It assumes that how much is spent has
// nothing to do with how often: see SpendTable.Correlation.
type GammaGamma struct {
	P     float64 // shape of one customer's orders
	Q     float64 // shape of the customers' scales
	Gamma float64 // their scale, in units of money
}

// gammaGammaOf returns the model with the given p, q, gamma.
func gammaGammaOf(params []float64) GammaGamma {
	return GammaGamma{P: params[byP], Q: params[byQ], Gamma: params[byGamma]}
}

// Params returns p, q, gamma.
func (m GammaGamma) Params() []float64 { return []float64{m.P, m.Q, m.Gamma} }

// LogLikelihood returns the log-likelihood of a customer whose x repeat days came to mean
// each, in the unit of Gamma (see gammaKernel); x and mean are positive.
func (m GammaGamma) LogLikelihood(x int, mean float64) float64 {
	n := float64(x)
	px := m.P * n
	pxq := px + m.Q

	lnGammas := lgamma(pxq) - lgamma(px) - lgamma(m.Q)
	lnScale := m.Q * math.Log(m.Gamma)
	lnMean := (px - 1) * math.Log(mean)
	lnX := px * math.Log(n)
	lnSum := pxq * math.Log(n*mean+m.Gamma)

	return lnGammas + lnScale + lnMean + lnX - lnSum
}

// Population returns the mean spend per order over all customers, in the unit of Gamma.
// It does not exist for Q <= 1: there is no estimate then, and ok is false.
func (m GammaGamma) Population() (mean float64, ok bool) { return m.Expected(0, 0) }

// Expected returns E(M): the spend to expect per order of a customer whose x repeat days
// came to mean each. It is between their own mean and that of the population; for x = 0
// it is the population's. If it does not exist, ok is false.
func (m GammaGamma) Expected(x int, mean float64) (expected float64, ok bool) {
	if x > 0 && !(mean > 0) {
		x = 0
		mean = 0
	}

	// p (gamma + x mean) / (px + q - 1)
	n := float64(x)
	divisor := m.P*n + m.Q - 1
	if !(divisor > 0) {
		return 0, false
	}
	return m.P * (m.Gamma + n*mean) / divisor, true
}

// Round turns an expectation in units of money into an amount, half away from zero. The
// scale is the minor units of one unit: 100 for models in euros. It returns an error if
// there is no such amount.
func Round(v, scale float64, c crm.Currency) (crm.Money, error) {
	const most = 1e15

	v = math.Round(v * scale)
	if !(math.Abs(v) <= most) {
		return crm.Money{}, fmt.Errorf("round %v %s: %w", v, c, crm.ErrMoney)
	}
	return c.Of(int64(v)), nil
}
