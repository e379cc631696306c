package clv

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// nbd is the negative binomial probability of n orders within t at a rate that is Gamma(k, al).
func nbd(k, al float64, n int, t float64) float64 {
	m := float64(n)
	ln := lgamma(k+m) - lgamma(k) - lgamma(m+1) - k*math.Log1p(t/al)
	if n > 0 {
		ln -= m * math.Log1p(al/t)
	}
	return math.Exp(ln)
}

// pmfAtOrders is P(n orders within t | alive) for n >= 1: either still a customer after n of them, or gone with the n-th
// (Fader, Hardie & Lee 2005, equation 8).
func pmfAtOrders(k, al, a, b float64, n int, t float64) float64 {
	m := float64(n)
	stay, _, _ := rising(b, 0, n)
	all, _, _ := rising(a+b, 0, n)
	before, _, _ := rising(b, 0, n-1)
	left := math.Exp(before-all) * a // B(a+1, b+n-1) / B(a, b)
	return math.Exp(stay-all)*nbd(k, al, n, t) + left*mathext.RegIncBeta(m, k, t/(al+t))
}

// pmfAnyTime is P(n orders within t | alive) for n >= 1 and an end at any time, integrated over when it comes.
func pmfAnyTime(k, al, s, be float64, n int, t float64) float64 {
	out := nbd(k, al, n, t) * math.Exp(-s*math.Log1p(t/be))
	small := min(al, be)
	lo, hi := math.Log(small), math.Log(small+t)
	const panels = 8
	for i := range panels {
		from := lo + (hi-lo)*float64(i)/panels
		to := lo + (hi-lo)*float64(i+1)/panels
		out += rules()[2].integrate(from, to, func(v float64) float64 {
			e := math.Exp(v)
			u := e - small
			if u <= 0 {
				return 0
			}
			return e * s / be * math.Exp(-(s+1)*math.Log1p(u/be)) * nbd(k, al, n, u)
		})
	}
	return out
}
