package clv

import "math"

// PNone returns the probability of no order within t: of having left, or of staying
// silent. It is the best calibrated single "will not come back within t".
func (o Outlook) PNone(t float64) float64 {
	left := 1 - o.alive
	return left + o.alive*o.pSilent(t)
}

// pSilent returns the probability of no order within t, given alive.
func (o Outlook) pSilent(t float64) float64 {
	if t <= 0 {
		return 1
	}
	if o.leaves == atAnyTime {
		density := leaveDensity{
			k:     o.k,
			alpha: o.alpha,
			s:     o.leaveP,
			beta:  o.leaveQ,
		}
		lnEither, _ := density.lnEither(0, t)

		lnAlpha := o.k * math.Log(o.alpha)
		lnBeta := o.leaveP * math.Log(o.leaveQ)
		ln := lnEither + lnAlpha + lnBeta
		return min(1, math.Exp(ln))
	}
	return o.pNoOrder(t)
}

// pNoOrder returns the probability of no order within t of a customer who stays:
// (alpha/(alpha+t))^k.
func (o Outlook) pNoOrder(t float64) float64 {
	return math.Exp(-o.k * math.Log1p(t/o.alpha))
}

// PNoneBetween returns the probability of no order after one time and up to another.
func (o Outlook) PNoneBetween(from, to float64) float64 {
	t := to - from
	if !(t > 0) {
		return 1
	}
	alive := o.PAliveAfter(from)
	later := o
	switch o.leaves {
	case afterOrders:
		// Both alive at from, and silent for t: as if alpha had grown by t.
		later.alpha += t
		return 1 - alive + o.pNoOrder(t)*later.PAliveAfter(from)
	case atAnyTime:
		later.leaveQ += from
	}
	return 1 - alive*(1-later.pSilent(t))
}
