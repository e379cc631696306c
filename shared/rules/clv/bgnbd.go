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

// Family returns BGFamily.
func (BG) Family() Family { return BGFamily }

// Params returns r, alpha, a, b.
func (m BG) Params() []float64 { return []float64{m.R, m.Alpha, m.A, m.B} }

// LogLikelihood returns the log-likelihood of the days of a history's orders, in the
// repaired form of Fader & Hardie's note 027 (see bgKernel).
func (m BG) LogLikelihood(h History) float64 {
	const leavesAfterFirst = false
	stayed, left := m.lnCases(h, leavesAfterFirst)
	return m.lnCommon(h.X, leavesAfterFirst) + logAddExp(stayed, left)
}

// Outlook returns what the history says about the customer's future.
func (m BG) Outlook(h History) Outlook { return m.outlook(h, false) }

// Newcomer returns the outlook on the day of the first order.
func (m BG) Newcomer() Outlook { return m.Outlook(History{}) }

// Family returns MBGFamily.
func (MBG) Family() Family { return MBGFamily }

// Params returns r, alpha, a, b.
func (m MBG) Params() []float64 { return BG(m).Params() }

// LogLikelihood returns the log-likelihood of the days of a history's orders.
func (m MBG) LogLikelihood(h History) float64 {
	const leavesAfterFirst = true
	bg := BG(m)
	stayed, left := bg.lnCases(h, leavesAfterFirst)
	return bg.lnCommon(h.X, leavesAfterFirst) + logAddExp(stayed, left)
}

// Outlook returns what the history says about the customer's future.
func (m MBG) Outlook(h History) Outlook { return BG(m).outlook(h, true) }

// Newcomer returns the outlook on the day of the first order, after which customers may
// have left already.
func (m MBG) Newcomer() Outlook { return m.Outlook(History{}) }

// lnCommon returns the term of the log-likelihood that depends on x only (see bgKernel).
func (m BG) lnCommon(x int, leavesAfterFirst bool) float64 {
	ratioR := lnRising(m.R, x)
	ratioAB := lnRising(m.A+m.B, x)
	ratioB := lnRising(m.B, x)
	lnAlpha := m.R * math.Log(m.Alpha)

	ln := ratioR + lnAlpha - ratioAB + ratioB
	if leavesAfterFirst {
		ln -= math.Log(m.A + m.B + float64(x))
	}
	return ln
}

// lnCases returns the logarithms of the two cases, up to common (see
// bgKernel): still a customer, or gone with the last order.
func (m BG) lnCases(h History, leavesAfterFirst bool) (stayed, left float64) {
	x := float64(h.X)
	k := m.R + x
	stayed = -k * math.Log(m.Alpha+h.T)
	left = math.Log(m.A) - k*math.Log(m.Alpha+h.Tx)

	switch {
	case leavesAfterFirst:
		stayed += math.Log(m.B + x)
	case h.X == 0:
		left = math.Inf(-1)
	default:
		left -= math.Log(m.B + x - 1)
	}
	return stayed, left
}

func (m BG) outlook(h History, leavesAfterFirst bool) Outlook {
	stayed, left := m.lnCases(h, leavesAfterFirst)

	// Each order that was not the last one raises b by 1.
	b := m.B + float64(h.X)
	if leavesAfterFirst {
		b++
	}
	return Outlook{
		alive:  1 / (1 + math.Exp(left-stayed)),
		k:      m.R + float64(h.X),
		alpha:  m.Alpha + h.T,
		leaveP: m.A,
		leaveQ: b,
		leaves: afterOrders,
	}
}
