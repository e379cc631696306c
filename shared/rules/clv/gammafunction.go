package clv

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// gammaRatio is ln G(z+x) - ln G(z) with its derivatives in z, for x that rises step by
// step.
type gammaRatio struct {
	x        int
	ln       float64
	digamma  float64 // first derivative: the difference of the digammas
	trigamma float64 // second derivative: the difference of the trigammas
}

// extendTo goes to a greater x, for the same z.
func (r *gammaRatio) extendTo(z float64, x int) {
	ln, digamma, trigamma := rising(z, r.x, x)
	r.x = x
	r.ln += ln
	r.digamma += digamma
	r.trigamma += trigamma
}

// lnRising returns ln G(z+x) - ln G(z).
func lnRising(z float64, x int) float64 {
	ln, _, _ := rising(z, 0, x)
	return ln
}

// rising returns ln G(z+to) - ln G(z+from) and its first two derivatives in z. If there
// are few steps between from and to, these are sums over them: G(z+1) = z G(z).
func rising(z float64, from, to int) (ln, first, second float64) {
	const few = 64
	if to-from > few {
		lo := z + float64(from)
		hi := z + float64(to)
		ln = lgamma(hi) - lgamma(lo)
		first = mathext.Digamma(hi) - mathext.Digamma(lo)
		second = trigamma(hi) - trigamma(lo)
		return ln, first, second
	}

	product := 1.0
	for j := from; j < to; j++ {
		v := z + float64(j)
		product *= v
		if product > 1e280 || product < 1e-280 {
			// It is about to overflow.
			ln += math.Log(product)
			product = 1
		}
		first += 1 / v
		second -= 1 / (v * v)
	}
	return ln + math.Log(product), first, second
}

// lgamma returns ln G(z), for z > 0.
func lgamma(z float64) float64 {
	v, _ := math.Lgamma(z)
	return v
}

// trigamma returns the second derivative of ln G(z).
func trigamma(z float64) float64 { return mathext.Zeta(2, z) }

// lnChoose returns the logarithm of G(k+n) / (G(k) n!).
func lnChoose(k float64, n int) float64 {
	return lnRising(k, n) - lgamma(float64(n)+1)
}

// gammaQuotient returns G(a) G(b) / (G(c) G(d)), signs included.
func gammaQuotient(a, b, c, d float64) float64 {
	lnA, signA := math.Lgamma(a)
	lnB, signB := math.Lgamma(b)
	lnC, signC := math.Lgamma(c)
	lnD, signD := math.Lgamma(d)

	sign := float64(signA * signB * signC * signD)
	return sign * math.Exp(lnA+lnB-lnC-lnD)
}

// logAddExp returns ln(e^a + e^b), without overflow.
func logAddExp(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(a, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}
