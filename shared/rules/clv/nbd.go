package clv

import "math"

// NBD is the model without an end (Ehrenberg 1959): customers buy at rates that are
// Gamma(R, Alpha), for ever. It is what the others become where no leaving can be seen.
type NBD struct {
	R     float64 // shape of the rates
	Alpha float64 // their scale, in units of time; the mean rate is R/Alpha per unit
}

// Family is NBDFamily.
func (NBD) Family() Family { return NBDFamily }

// Params are r, alpha.
func (m NBD) Params() []float64 { return []float64{m.R, m.Alpha} }

// LogLikelihood of a history: that of the days of its orders.
func (m NBD) LogLikelihood(h History) float64 {
	ln, _, _ := rising(m.R, 0, h.X)
	return ln + m.R*math.Log(m.Alpha) - (m.R+float64(h.X))*math.Log(m.Alpha+h.T)
}

// Outlook of a customer, who is always one.
func (m NBD) Outlook(h History) Outlook {
	return Outlook{
		alive: 1,
		k:     m.R + float64(h.X),
		a:     m.Alpha + h.T,
		end:   never,
	}
}

// Newcomer is the outlook on the day of the first order.
func (m NBD) Newcomer() Outlook { return m.Outlook(History{}) }
