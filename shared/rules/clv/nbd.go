package clv

import "math"

// NBD is the model without an end (Ehrenberg 1959): customers buy at rates that are
// Gamma(R, Alpha), for ever. It is what the others become if no leaving can be seen.
type NBD struct {
	R     float64 // shape of the rates
	Alpha float64 // their scale, in units of time; the mean rate is R/Alpha per unit
}

// Family returns NBDFamily.
func (NBD) Family() Family { return NBDFamily }

// Params returns r, alpha.
func (m NBD) Params() []float64 { return []float64{m.R, m.Alpha} }

// LogLikelihood returns the log-likelihood of the days of a history's orders:
// ln of G(r+x)/G(r) alpha^r (alpha+T)^-(r+x).
func (m NBD) LogLikelihood(h History) float64 {
	lnRatio := lnRising(m.R, h.X)
	lnAlpha := m.R * math.Log(m.Alpha)

	k := m.R + float64(h.X)
	lnTime := k * math.Log(m.Alpha+h.T)

	return lnRatio + lnAlpha - lnTime
}

// Outlook returns what the history says about the customer's future: they never leave.
func (m NBD) Outlook(h History) Outlook {
	return Outlook{
		alive:  1,
		k:      m.R + float64(h.X),
		alpha:  m.Alpha + h.T,
		leaves: never,
	}
}

// Newcomer returns the outlook on the day of the first order.
func (m NBD) Newcomer() Outlook { return m.Outlook(History{}) }
