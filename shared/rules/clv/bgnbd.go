package clv

import "math"

// BG is the BG/NBD model (Fader, Hardie & Lee 2005): customers buy at rates that are
// Gamma(R, Alpha) and leave after each order but the first with a probability that is
// Beta(A, B). P(alive) of everyone who ordered once is therefore 1: it must not rank
// customers; use MBG or Pareto, or PNone.
type BG struct {
	R     float64 // shape of the rates of buying
	Alpha float64 // their scale, in units of time; the mean rate is R/Alpha per unit
	A, B  float64 // of the probability to leave after an order; its mean is A/(A+B)
}

// MBG is the MBG/NBD model (Batislam, Denizel & Filiztekin 2007), also called BG/NBD with
// k=1 of Hoppe & Wagner 2007: as BG, but customers may leave after their first order too,
// so that one-order buyers are not surely alive.
type MBG BG

// Family is BGFamily.
func (BG) Family() Family { return BGFamily }

// Params are r, alpha, a, b.
func (m BG) Params() []float64 { return []float64{m.R, m.Alpha, m.A, m.B} }

// LogLikelihood of a history: that of the days of its orders, in the repaired form of
// Fader & Hardie's note 027.
func (m BG) LogLikelihood(h History) float64 {
	const firstToo = false
	return m.common(h.X, firstToo) + logAddExp(m.parts(h, firstToo))
}

// Outlook of a customer with this history.
func (m BG) Outlook(h History) Outlook { return m.outlook(h, false) }

// Newcomer is the outlook on the day of the first order.
func (m BG) Newcomer() Outlook { return m.Outlook(History{}) }

// Family is MBGFamily.
func (MBG) Family() Family { return MBGFamily }

// Params are r, alpha, a, b.
func (m MBG) Params() []float64 { return BG(m).Params() }

// LogLikelihood of a history: that of the days of its orders.
func (m MBG) LogLikelihood(h History) float64 {
	const firstToo = true
	return BG(m).common(h.X, firstToo) + logAddExp(BG(m).parts(h, firstToo))
}

// Outlook of a customer with this history.
func (m MBG) Outlook(h History) Outlook { return BG(m).outlook(h, true) }

// Newcomer is the outlook on the day of the first order, after which customers may have
// left already.
func (m MBG) Newcomer() Outlook { return m.Outlook(History{}) }

// common is the part of the log-likelihood that depends on x only.
func (m BG) common(x int, firstToo bool) float64 {
	r, _, _ := rising(m.R, 0, x)
	ab, _, _ := rising(m.A+m.B, 0, x)
	b, _, _ := rising(m.B, 0, x)
	out := r + m.R*math.Log(m.Alpha) - ab + b
	if firstToo {
		out -= math.Log(m.A + m.B + float64(x))
	}
	return out
}

// parts are the logarithms of the two ways to a history, up to common: still a customer,
// or gone with the last order.
func (m BG) parts(h History, firstToo bool) (stayed, left float64) {
	x := float64(h.X)
	k := m.R + x
	stayed = -k * math.Log(m.Alpha+h.T)
	left = math.Log(m.A) - k*math.Log(m.Alpha+h.Tx)
	switch {
	case firstToo:
		stayed += math.Log(m.B + x)
	case h.X == 0:
		left = math.Inf(-1)
	default:
		left -= math.Log(m.B + x - 1)
	}
	return stayed, left
}

func (m BG) outlook(h History, firstToo bool) Outlook {
	stayed, left := m.parts(h, firstToo)
	b := m.B + float64(h.X)
	if firstToo {
		b++
	}
	return Outlook{
		alive: 1 / (1 + math.Exp(left-stayed)),
		k:     m.R + float64(h.X),
		a:     m.Alpha + h.T,
		p:     m.A,
		q:     b,
		end:   atOrders,
	}
}
