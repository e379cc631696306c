package clv

import "math"

// Pareto is the Pareto/NBD model (Schmittlein, Morrison & Colombo 1987): customers buy at
// rates that are Gamma(R, Alpha) and leave at any time, at rates that are Gamma(S, Beta).
type Pareto struct {
	R     float64 // shape of the rates of buying
	Alpha float64 // their scale, in units of time; the mean rate is R/Alpha per unit
	S     float64 // shape of the rates of leaving
	Beta  float64 // their scale, in units of time; the mean rate is S/Beta per unit
}

// Family returns ParetoFamily.
func (Pareto) Family() Family { return ParetoFamily }

// Params returns r, alpha, s, beta.
func (m Pareto) Params() []float64 { return []float64{m.R, m.Alpha, m.S, m.Beta} }

// LogLikelihood returns the log-likelihood of the days of a history's orders: ln of
// G(r+x)/G(r) alpha^r beta^s, and what leaveDensity.lnEither returns.
func (m Pareto) LogLikelihood(h History) float64 {
	lnRatio := lnRising(m.R, h.X)
	lnAlpha := m.R * math.Log(m.Alpha)
	lnBeta := m.S * math.Log(m.Beta)

	density := m.leaveDensity(h)
	lnEither, _ := density.lnEither(h.Tx, h.T)

	return lnRatio + lnAlpha + lnBeta + lnEither
}

// Outlook returns what the history says about the customer's future.
func (m Pareto) Outlook(h History) Outlook {
	density := m.leaveDensity(h)
	_, alive := density.lnEither(h.Tx, h.T)
	return Outlook{
		alive:  alive,
		k:      density.k,
		alpha:  m.Alpha + h.T,
		leaveP: m.S,
		leaveQ: m.Beta + h.T,
		leaves: atAnyTime,
	}
}

// Newcomer returns the outlook on the day of the first order.
func (m Pareto) Newcomer() Outlook { return m.Outlook(History{}) }

func (m Pareto) leaveDensity(h History) leaveDensity {
	return leaveDensity{
		k:     m.R + float64(h.X),
		alpha: m.Alpha,
		s:     m.S,
		beta:  m.Beta,
	}
}
