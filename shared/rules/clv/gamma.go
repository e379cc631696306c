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

// Params are p, q, gamma.
func (m GammaGamma) Params() []float64 { return []float64{m.P, m.Q, m.Gamma} }

// LogLikelihood of a customer whose x repeat days came to mean each, in the unit of
// Gamma; x and mean are positive.
func (m GammaGamma) LogLikelihood(x int, mean float64) float64 {
	px := m.P * float64(x)
	lnX := math.Log(float64(x))
	return lgamma(px+m.Q) - lgamma(px) - lgamma(m.Q) + m.Q*math.Log(m.Gamma) +
		(px-1)*math.Log(mean) + px*lnX - (px+m.Q)*math.Log(float64(x)*mean+m.Gamma)
}

// Population is the mean spend per order over all customers, in the unit of Gamma. It
// does not exist for Q <= 1: there is no estimate then, and ok is false.
func (m GammaGamma) Population() (mean float64, ok bool) { return m.Expected(0, 0) }

// Expected is E(M): the spend to expect per order of a customer whose x repeat days came
// to mean each: between their own mean and that of the population. For x = 0 it is the
// population's. Where it does not exist, ok is false.
func (m GammaGamma) Expected(x int, mean float64) (expected float64, ok bool) {
	if x > 0 && !(mean > 0) {
		x = 0
		mean = 0
	}
	n := float64(x)
	left := m.P*n + m.Q - 1
	if !(left > 0) {
		return 0, false
	}
	return m.P * (m.Gamma + n*mean) / left, true
}

// Round turns an expectation in units of money into an amount, half away from zero. The
// scale is the minor units of one unit: 100 for models in euros. It is an error if there
// is no such amount.
func Round(v, scale float64, c crm.Currency) (crm.Money, error) {
	const most = 1e15
	v = math.Round(v * scale)
	if !(math.Abs(v) <= most) {
		return crm.Money{}, fmt.Errorf("round %v %s: %w", v, c, crm.ErrMoney)
	}
	return c.Of(int64(v)), nil
}
