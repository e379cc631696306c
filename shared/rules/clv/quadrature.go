package clv

import (
	"math"
	"sync"

	"gonum.org/v1/gonum/integrate/quad"
)

// gaussRule is a Gauss-Legendre rule on [-1, 1].
type gaussRule struct{ nodes, weights []float64 }

// The rules, by their number of nodes.
const (
	rule6 = iota
	rule8
	rule12
	rule16
	rule24
	rule32
	rule64
	ruleCount = iota
)

// gaussRules returns all rules. They are computed once.
var gaussRules = sync.OnceValue(func() *[ruleCount]gaussRule {
	return &[ruleCount]gaussRule{
		rule6:  newGaussRule(6),
		rule8:  newGaussRule(8),
		rule12: newGaussRule(12),
		rule16: newGaussRule(16),
		rule24: newGaussRule(24),
		rule32: newGaussRule(32),
		rule64: newGaussRule(64),
	}
})

func newGaussRule(n int) gaussRule {
	r := gaussRule{
		nodes:   make([]float64, n),
		weights: make([]float64, n),
	}
	quad.Legendre{}.FixedLocations(r.nodes, r.weights, -1, 1)
	return r
}

// integrate returns the integral of f over [lo, hi] by the rule.
func (r *gaussRule) integrate(lo, hi float64, f func(float64) float64) float64 {
	mid := (lo + hi) / 2
	half := (hi - lo) / 2
	sum := 0.0
	for i, node := range r.nodes {
		x := mid + half*node
		sum += r.weights[i] * f(x)
	}
	return half * sum
}

// laplace returns the integral of e^(-delta u) f(u) over all u >= 0, for smooth f that
// first changes at about the given scale: by the double exponential rule of Takahasi &
// Mori (1974) below it, and the trapezoidal rule in ln u above.
func laplace(delta, scale float64, f func(float64) float64) float64 {
	const step = 1.0 / 8
	const first = -4.5
	const decay = 45.0 // of delta u, beyond which e^(-delta u) is nothing
	scale = min(scale, 1/delta)
	last := math.Log(decay / delta / scale)

	// u = scale e^(w - e^-w): du/dw = (1 + e^-w) u.
	sum := 0.0
	for w := first; w <= last; w += step {
		e := math.Exp(-w)
		u := scale * math.Exp(w-e)
		discount := math.Exp(-delta * u)
		sum += (1 + e) * u * discount * f(u)
	}
	return sum * step
}
