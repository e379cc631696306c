package clv

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// nbd is the negative binomial probability of n orders within t at a rate that is
// Gamma(k, al).
func nbd(k, al float64, n int, t float64) float64 {
	ln := lnChoose(k, n) - k*math.Log1p(t/al)
	if n > 0 {
		ln -= float64(n) * math.Log1p(al/t)
	}
	return math.Exp(ln)
}

// lnChoose is ln of G(k+n) / (G(k) n!).
func lnChoose(k float64, n int) float64 {
	up, _, _ := rising(k, 0, n)
	return up - lgamma(float64(n)+1)
}

// pmfAtOrders is P(n orders within t | alive) for n >= 1: either still a customer after n
// of them, or gone with the n-th (Fader, Hardie & Lee 2005, equation 8).
func pmfAtOrders(k, al, a, b float64, n int, t float64) float64 {
	m := float64(n)
	stay, _, _ := rising(b, 0, n)
	all, _, _ := rising(a+b, 0, n)
	before, _, _ := rising(b, 0, n-1)
	left := math.Exp(before-all) * a // B(a+1, b+n-1) / B(a, b)
	return math.Exp(stay-all)*nbd(k, al, n, t) + left*mathext.RegIncBeta(m, k, t/(al+t))
}

// pmfAnyTime is P(n orders within t | alive) for n >= 1 and an end at any time,
// integrated over when it comes.
func pmfAnyTime(k, al, s, be float64, n int, t float64) float64 {
	out := nbd(k, al, n, t) * math.Exp(-s*math.Log1p(t/be))
	m := float64(n)
	lnN := lnChoose(k, n)
	small := min(al, be)
	lo := math.Log(small)
	hi := math.Log(small + t)
	const panels = 16
	width := (hi - lo) / panels
	sum := 0.0
	for i := range panels {
		from := lo + width*float64(i)
		sum += rules()[4].integrate(from, from+width, func(v float64) float64 {
			u := math.Exp(v) - small
			if u <= 0 {
				return 0
			}
			return math.Exp(
				v + lnN - (s+1)*math.Log1p(u/be) - k*math.Log1p(u/al) - m*math.Log1p(al/u),
			)
		})
	}
	return out + s/be*sum
}
