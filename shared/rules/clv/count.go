package clv

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// PMF returns the probability of exactly n orders within t.
func (o Outlook) PMF(n int, t float64) float64 {
	if n < 0 || t < 0 {
		return 0
	}
	if n == 0 {
		return o.PNone(t)
	}
	if t == 0 {
		return 0
	}
	switch o.leaves {
	case afterOrders:
		return o.alive * o.pmfAfterOrders(n, t)
	case atAnyTime:
		return o.alive * o.pmfAtAnyTime(n, t)
	}
	return o.alive * o.pmfIfStaying(n, t)
}

// pmfIfStaying returns the probability of n orders within t of a customer who stays: the
// negative binomial G(k+n)/(G(k) n!) (alpha/(alpha+t))^k (t/(alpha+t))^n.
func (o Outlook) pmfIfStaying(n int, t float64) float64 {
	lnSilent := o.k * math.Log1p(t/o.alpha)
	ln := lnChoose(o.k, n) - lnSilent
	if n > 0 {
		ln -= float64(n) * math.Log1p(o.alpha/t)
	}
	return math.Exp(ln)
}

// pmfAfterOrders returns P(n orders within t | alive) for n >= 1, if customers leave after
// orders: either still a customer after n of them, or gone with the n-th (Fader, Hardie &
// Lee 2005, equation 8).
func (o Outlook) pmfAfterOrders(n int, t float64) float64 {
	a, b := o.leaveP, o.leaveQ
	lnAB := lnRising(a+b, n)

	// B(a, b+n) / B(a, b) stay after all n orders.
	stayed := math.Exp(lnRising(b, n) - lnAB)

	// B(a+1, b+n-1) / B(a, b) leave with the n-th. They come to n orders if they would have
	// made n or more by t.
	left := math.Exp(lnRising(b, n-1)-lnAB) * a
	atLeast := mathext.RegIncBeta(float64(n), o.k, t/(o.alpha+t))

	return stayed*o.pmfIfStaying(n, t) + left*atLeast
}

// pmfAtAnyTime returns P(n orders within t | alive) for n >= 1, if customers leave at any
// time: either still a customer at t, or gone at a time u before, which is integrated
// over.
func (o Outlook) pmfAtAnyTime(n int, t float64) float64 {
	s, beta := o.leaveP, o.leaveQ
	stayed := o.pmfIfStaying(n, t) * math.Exp(-s*math.Log1p(t/beta))

	// The logarithm of the integrand in v = ln(smaller + u) is v, and that of the negative
	// binomial at u, times the density (beta/(beta+u))^(s+1) of leaving then.
	m := float64(n)
	lnN := lnChoose(o.k, n)
	smaller := min(o.alpha, beta)
	integrand := func(v float64) float64 {
		u := math.Exp(v) - smaller
		if u <= 0 {
			return 0
		}
		lnLeave := (s + 1) * math.Log1p(u/beta)
		lnSilent := o.k * math.Log1p(u/o.alpha)
		lnOrders := m * math.Log1p(o.alpha/u)
		return math.Exp(v + lnN - lnLeave - lnSilent - lnOrders)
	}

	const panels = 16
	lo := math.Log(smaller)
	hi := math.Log(smaller + t)
	width := (hi - lo) / panels
	left := 0.0
	for i := range panels {
		from := lo + width*float64(i)
		left += gaussRules()[rule24].integrate(from, from+width, integrand)
	}
	return stayed + s/beta*left
}

// Variance returns the variance of the number of orders within t: the customer's own
// chance, without the doubt about the parameters.
//
// It follows from the expected number of ordered pairs: E[Y^2] = E[Y(Y-1)] + E[Y].
func (o Outlook) Variance(t float64) float64 {
	if t <= 0 {
		return 0
	}

	mean := o.Expected(t)
	pairs := o.k * (o.k + 1) / (o.alpha * o.alpha) // E[rate^2], given alive
	switch o.leaves {
	case afterOrders:
		pairs *= 2 * o.pairsAfterOrders(t)
	case atAnyTime:
		// The integral of u (beta/(beta+u))^s.
		s, beta := o.leaveP, o.leaveQ
		ln := -math.Log1p(t / beta)
		life := integralOfPower(s-2, ln) - integralOfPower(s-1, ln)
		pairs *= 2 * beta * beta * life
	default:
		pairs *= t * t
	}
	return max(0, o.alive*pairs+mean-mean*mean)
}

// pairsAfterOrders returns the expected number of pairs of orders within t, given alive
// and up to rate^2: the integral over the time u of the later one, with any time before
// it for the earlier one, of the probability to be a customer still.
func (o Outlook) pairsAfterOrders(t float64) float64 {
	a, b := o.leaveP, o.leaveQ
	stayEarlier := b / (a + b) // after the earlier order
	integrand := func(v float64) float64 {
		// v = ln(1+y), with y = u/alpha. After the other orders by then stay
		// 2F1(k+2, a; a+b+1; -y), here after Pfaff's transformation.
		y := math.Expm1(v)
		z := y / (1 + y)
		series := hypergeometric(a, a+b-o.k-1, a+b+1, z)
		stayOthers := math.Exp(-a*v) * series

		// u = alpha y, and du/dv = alpha (1+y).
		return o.alpha * o.alpha * y * stayEarlier * stayOthers * (1 + y)
	}
	end := math.Log1p(t / o.alpha)
	return gaussRules()[rule32].integrate(0, end, integrand)
}
