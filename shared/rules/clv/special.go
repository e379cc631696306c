package clv

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/integrate/quad"
	"gonum.org/v1/gonum/mathext"
)

// rising gives ln G(z+to) - ln G(z+from) and its first two derivatives in z, for whole
// steps: sums where they are short.
func rising(z float64, from, to int) (ln, psi, tri float64) {
	if to-from > 64 {
		lo := z + float64(from)
		hi := z + float64(to)
		return lgamma(
				hi,
			) - lgamma(
				lo,
			), mathext.Digamma(
				hi,
			) - mathext.Digamma(
				lo,
			), trigamma(
				hi,
			) - trigamma(
				lo,
			)
	}
	p := 1.0
	for j := from; j < to; j++ {
		v := z + float64(j)
		if p *= v; p > 1e280 || p < 1e-280 {
			ln += math.Log(p)
			p = 1
		}
		psi += 1 / v
		tri -= 1 / (v * v)
	}
	return ln + math.Log(p), psi, tri
}

func lgamma(z float64) float64 {
	v, _ := math.Lgamma(z)
	return v
}

func trigamma(z float64) float64 { return mathext.Zeta(2, z) }

// logAddExp is ln(e^a + e^b), without overflow.
func logAddExp(a, b float64) float64 {
	if a < b {
		a, b = b, a
	}
	if math.IsInf(a, -1) {
		return a
	}
	return a + math.Log1p(math.Exp(b-a))
}

// hyp is Gauss' 2F1(a, b; c; z) for 0 <= z < 1. Near one, where the power series needs
// thousands of terms, it goes over to series in 1-z (Abramowitz & Stegun 15.3.6) if these
// do not cancel.
func hyp(a, b, c, z float64) float64 {
	m := c - a - b
	if w := 1 - z; z <= 0.9 || growth(a, b, 1-m)*w > 8 || growth(c-a, c-b, 1+m)*w > 8 {
		return series(a, b, c, z)
	}
	const near = 1e-5
	if whole := math.Round(m); math.Abs(m-whole) < near {
		// The two parts have poles that cancel: go around them.
		return (reflected(a, b, a+b+whole-near, z) + reflected(a, b, a+b+whole+near, z)) / 2
	}
	return reflected(a, b, c, z)
}

// growth bounds the first ratios of a hypergeometric series' terms, without z.
func growth(a, b, c float64) float64 {
	return (math.Abs(a) + 1) * (math.Abs(b) + 1) / (math.Abs(c) + 1)
}

// series is the defining power series of 2F1.
func series(a, b, c, z float64) float64 {
	const terms = 1_000_000
	sum := 1.0
	term := 1.0
	for n := 0.0; n < terms; n++ {
		ratio := (a + n) * (b + n) / ((c + n) * (n + 1)) * z
		term *= ratio
		sum += term
		if term == 0 || math.Abs(term) < 1e-17*math.Abs(sum) && math.Abs(ratio) < 1 {
			break
		}
	}
	return sum
}

// seriesAt is series at the first n of several z, which rise: they share the
// coefficients.
func seriesAt(a, b, c float64, z [together]float64, n int) (sum [together]float64) {
	const terms = 1_000_000
	var term [together]float64
	for i := range n {
		sum[i], term[i] = 1, 1
	}
	for j := 0.0; j < terms; j++ {
		ratio := (a + j) * (b + j) / ((c + j) * (j + 1))
		for i := range n {
			term[i] *= ratio * z[i]
			sum[i] += term[i]
		}
		if last := term[n-1]; last == 0 ||
			math.Abs(last) < 1e-15*math.Abs(sum[n-1]) && math.Abs(ratio*z[n-1]) < 1 {
			break
		}
	}
	return sum
}

func reflected(a, b, c, z float64) float64 {
	w := 1 - z
	m := c - a - b
	one := gammas(c, m, c-a, c-b) * series(a, b, 1-m, w)
	two := gammas(c, -m, a, b) * math.Pow(w, m) * series(c-a, c-b, 1+m, w)
	return one + two
}

// gammas is G(a) G(b) / (G(c) G(d)), signs included.
func gammas(a, b, c, d float64) float64 {
	la, sa := math.Lgamma(a)
	lb, sb := math.Lgamma(b)
	lc, sc := math.Lgamma(c)
	ld, sd := math.Lgamma(d)
	return float64(sa*sb*sc*sd) * math.Exp(la+lb-lc-ld)
}

// rule is a Gauss-Legendre rule on [-1, 1].
type rule struct{ at, weight []float64 }

func newRule(n int) rule {
	r := rule{make([]float64, n), make([]float64, n)}
	quad.Legendre{}.FixedLocations(r.at, r.weight, -1, 1)
	return r
}

// rules are of increasing order; ruleFor says which is enough.
var rules = sync.OnceValue(func() *[7]rule {
	return &[7]rule{
		newRule(6),
		newRule(8),
		newRule(12),
		newRule(16),
		newRule(24),
		newRule(32),
		newRule(64),
	}
})

// integrate applies the rule over [lo, hi].
func (r *rule) integrate(lo, hi float64, f func(float64) float64) float64 {
	mid := (lo + hi) / 2
	half := (hi - lo) / 2
	sum := 0.0
	for i, at := range r.at {
		sum += r.weight[i] * f(mid+half*at)
	}
	return half * sum
}

// laplace is the integral of e^(-delta u) f(u) over all u >= 0, for smooth f that first
// changes at about the given scale: the double exponential rule of Takahasi & Mori (1974)
// below it, the trapezoidal rule in ln u above.
func laplace(delta, scale float64, f func(float64) float64) float64 {
	const step, first, decay = 1.0 / 8, -4.5, 45.0
	scale = min(scale, 1/delta)
	sum := 0.0
	last := math.Log(decay / delta / scale)
	for w := first; w <= last; w += step {
		e := math.Exp(-w)
		u := scale * math.Exp(w-e)
		sum += (1 + e) * u * math.Exp(-delta*u) * f(u)
	}
	return sum * step
}
