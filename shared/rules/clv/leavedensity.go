package clv

import "math"

// leaveDensity is the density of the time u at which a Pareto/NBD customer leaves, given
// no order since, up to a factor: s (alpha+u)^-k (beta+u)^-(s+1), with k = r+x.
type leaveDensity struct{ k, alpha, s, beta float64 }

// lnEither returns the logarithm of
//
//	(alpha+t)^-k (beta+t)^-s + the integral of the density over u from tx to t
//
// which is: still a customer at t (stayed), or gone before (left). The second result is
// the share of the first term: P(alive).
//
// No hypergeometric function is needed: Gauss-Legendre in v = ln(min(alpha, beta) + u),
// which has no singularity nearer than pi.
func (f leaveDensity) lnEither(tx, t float64) (ln, alive float64) {
	lnAlphaT := math.Log(f.alpha + t)
	lnBetaT := math.Log(f.beta + t)
	stayed := -f.k*lnAlphaT - f.s*lnBetaT
	if !(t > tx) {
		return stayed, 1
	}

	left := f.lnLeft(tx, t)
	alive = 1 / (1 + math.Exp(left-stayed))
	return logAddExp(stayed, left), alive
}

// lnLeft returns the logarithm of the integral of the density over u from tx to t.
func (f leaveDensity) lnLeft(tx, t float64) float64 {
	smaller := min(f.alpha, f.beta)
	g := f.grid(leaveSpan{
		from:   tx,
		to:     t,
		lnFrom: math.Log(smaller + tx),
		lnTo:   math.Log(smaller + t),
	})

	// top is the logarithm of the integrand at tx. Taken out of the sum, it keeps that from
	// overflowing.
	lnAlphaTx := math.Log(f.alpha + tx)
	lnBetaTx := math.Log(f.beta + tx)
	lnS := math.Log(f.s)
	top := -f.k*lnAlphaTx - (f.s+1)*lnBetaTx + lnS + g.lo

	sum := 0.0
	for i, node := range g.rule.nodes {
		v := g.mid + g.half*node
		lnAlpha, lnBeta := g.logs(v)
		lnDensity := v - f.k*lnAlpha - (f.s+1)*lnBeta + lnS
		sum += g.rule.weights[i] * math.Exp(lnDensity-top)
	}
	return top + math.Log(sum*g.half)
}

// leaveSpan is the time in which a customer may have left, with the logarithms of its
// ends plus the smaller of alpha and beta.
type leaveSpan struct{ from, to, lnFrom, lnTo float64 }

// leaveGrid says where the integral over the time of leaving is evaluated: at
// v = mid + half*node for each node of the rule.
type leaveGrid struct {
	rule          *gaussRule
	lo, mid, half float64
	more          float64 // how much the larger of alpha and beta exceeds the smaller
	alphaSmaller  bool
}

// logs returns ln(alpha+u) and ln(beta+u) at v.
func (g *leaveGrid) logs(v float64) (lnAlpha, lnBeta float64) {
	lnLarger := v
	if g.more > 0 {
		lnLarger = math.Log(math.Exp(v) + g.more)
	}
	if g.alphaSmaller {
		return v, lnLarger
	}
	return lnLarger, v
}

// grid chooses the interval and the rule.
//
// An n-point rule is exact to 2n-1 powers; how many are needed follows from the interval's
// width (against the distance to the singularity) and from how much the logarithm of the
// integrand changes on it.
func (f leaveDensity) grid(span leaveSpan) leaveGrid {
	smaller := min(f.alpha, f.beta)
	larger := max(f.alpha, f.beta)
	g := leaveGrid{
		more:         larger - smaller,
		alphaSmaller: f.alpha <= f.beta,
		lo:           span.lnFrom,
	}

	// In v the integrand is e^v (smaller+u)^-powerSmaller (larger+u)^-powerLarger, where
	// smaller+u = e^v, which takes one from the power.
	powerSmaller := f.k
	powerLarger := f.s + 1
	if !g.alphaSmaller {
		powerSmaller, powerLarger = powerLarger, powerSmaller
	}
	powerSmaller--

	// How fast its logarithm falls at both ends: d ln(larger+u)/dv is
	// (smaller+u)/(larger+u).
	slopeFrom := powerSmaller + powerLarger*(smaller+span.from)/(larger+span.from)
	slopeTo := powerSmaller + powerLarger*(smaller+span.to)/(larger+span.to)

	// Where the integrand has fallen by e^-45 nothing more can be seen.
	const farthest = 45
	width := span.lnTo - span.lnFrom
	if slopeFrom > 0 && width*slopeFrom > farthest {
		width = farthest / slopeFrom
		slopeTo = powerSmaller + powerLarger
	}
	g.mid = g.lo + width/2
	g.half = width / 2

	change := width * max(math.Abs(slopeFrom), math.Abs(slopeTo))
	g.rule = ruleFor(width, change)
	return g
}

// ruleReach says how wide an interval, and how much change on it, each rule but the last
// can take.
var ruleReach = [...]struct{ width, change float64 }{
	rule6:  {1, 1.7},
	rule8:  {1.9, 4.2},
	rule12: {3.5, 11},
	rule16: {5, 19},
	rule24: {7, 34},
	rule32: {9.5, 60},
}

// ruleFor returns the smallest rule that is exact enough.
func ruleFor(width, change float64) *gaussRule {
	rules := gaussRules()
	for i, limit := range ruleReach {
		if width <= limit.width && change <= limit.change {
			return &rules[i]
		}
	}
	return &rules[rule64]
}
