package clv

import "math"

// leaveTerms are the four functions of a time u in which the derivatives of the Pareto/NBD
// likelihood are written.
type leaveTerms struct {
	lnAlpha, lnBeta float64 // ln(alpha+u), ln(beta+u)
	uAlpha, uBeta   float64 // alpha/(alpha+u), beta/(beta+u)
}

// leaveIntegral holds sums over the time u of leaving of a Pareto/NBD customer, weighted
// by its density s (alpha+u)^-k (beta+u)^-(s+1): of 1 (weight), of the leaveTerms, and of
// their products.
type leaveIntegral struct {
	k, alpha, s, beta float64
	grid              leaveGrid

	// lnFactor is ln of what the density is multiplied by, so that it does not overflow.
	lnFactor float64

	weight float64
	sum    leaveTerms

	lnAlphaLnAlpha, lnAlphaLnBeta, lnAlphaUAlpha, lnAlphaUBeta float64
	lnBetaLnBeta, lnBetaUAlpha, lnBetaUBeta                    float64
	uAlphaUAlpha, uAlphaUBeta                                  float64
	uBetaUBeta                                                 float64
}

// integrate fills the integral of a row. Its sums are to be multiplied by e^top.
func (k *paretoKernel) integrate(integral *leaveIntegral, row sampleRow) (top float64) {
	bySmaller := &k.byBeta
	if k.alpha <= k.beta {
		bySmaller = &k.byAlpha
	}
	density := leaveDensity{
		k:     integral.k,
		alpha: k.alpha,
		s:     k.s,
		beta:  k.beta,
	}
	integral.grid = density.grid(leaveSpan{
		from:   k.sample.days[row.tx],
		to:     k.sample.days[row.t],
		lnFrom: bySmaller.ln[row.tx],
		lnTo:   bySmaller.ln[row.t],
	})

	// top is the logarithm of the integrand at t_x.
	lnAlpha := k.byAlpha.ln[row.tx]
	lnBeta := k.byBeta.ln[row.tx]
	top = -integral.k*lnAlpha - (k.s+1)*lnBeta + k.lnS + integral.grid.lo

	integral.lnFactor = k.lnS - top
	integral.addNodes()
	return top
}

// addNodes adds the integrand at all nodes of the grid.
func (l *leaveIntegral) addNodes() {
	rule := l.grid.rule
	mid := l.grid.mid
	half := l.grid.half

	// Nodes come in pairs about the middle, at e^v = middle times and by the same factor.
	n := len(rule.nodes)
	middle := math.Exp(mid)
	for i := range n / 2 {
		off := half * rule.nodes[n-1-i]
		factor := math.Exp(off)
		weight := rule.weights[i] * half
		l.addNode(mid+off, middle*factor, weight)
		l.addNode(mid-off, middle/factor, weight)
	}
}

// addNode adds the integrand at v, with the weight of the rule; expV is e^v.
func (l *leaveIntegral) addNode(v, expV, ruleWeight float64) {
	// v is the logarithm of u plus the smaller of alpha and beta; this is for the larger.
	lnLarger := v
	expLarger := expV + l.grid.more
	if l.grid.more > 0 {
		lnLarger = math.Log(expLarger)
	}

	lnAlpha, expAlpha := lnLarger, expLarger
	lnBeta, expBeta := v, expV
	if l.grid.alphaSmaller {
		lnAlpha, expAlpha = v, expV
		lnBeta, expBeta = lnLarger, expLarger
	}

	density := math.Exp(v - l.k*lnAlpha - (l.s+1)*lnBeta + l.lnFactor)
	l.add(ruleWeight*density, leaveTerms{
		lnAlpha: lnAlpha,
		lnBeta:  lnBeta,
		uAlpha:  l.alpha / expAlpha,
		uBeta:   l.beta / expBeta,
	})
}

// add adds what the terms come to at one time of leaving.
func (l *leaveIntegral) add(weight float64, z leaveTerms) {
	wLnAlpha := weight * z.lnAlpha
	wLnBeta := weight * z.lnBeta
	wUAlpha := weight * z.uAlpha
	wUBeta := weight * z.uBeta

	l.weight += weight
	l.sum.lnAlpha += wLnAlpha
	l.sum.lnBeta += wLnBeta
	l.sum.uAlpha += wUAlpha
	l.sum.uBeta += wUBeta

	l.lnAlphaLnAlpha += wLnAlpha * z.lnAlpha
	l.lnAlphaLnBeta += wLnAlpha * z.lnBeta
	l.lnAlphaUAlpha += wLnAlpha * z.uAlpha
	l.lnAlphaUBeta += wLnAlpha * z.uBeta
	l.lnBetaLnBeta += wLnBeta * z.lnBeta
	l.lnBetaUAlpha += wLnBeta * z.uAlpha
	l.lnBetaUBeta += wLnBeta * z.uBeta
	l.uAlphaUAlpha += wUAlpha * z.uAlpha
	l.uAlphaUBeta += wUAlpha * z.uBeta
	l.uBetaUBeta += wUBeta * z.uBeta
}

// scale returns what makes the sums means.
func (l *leaveIntegral) scale() float64 { return 1 / l.weight }

// means returns the means of the terms over the time of leaving.
func (l *leaveIntegral) means() leaveTerms {
	c := l.scale()
	return leaveTerms{
		lnAlpha: l.sum.lnAlpha * c,
		lnBeta:  l.sum.lnBeta * c,
		uAlpha:  l.sum.uAlpha * c,
		uBeta:   l.sum.uBeta * c,
	}
}

// covariances returns the covariances of the terms. Each term stands under the parameter
// whose derivative it is, up to a factor: lnAlpha under r, uAlpha under alpha, lnBeta under
// s, uBeta under beta.
func (l *leaveIntegral) covariances(mean *leaveTerms) [10]float64 {
	c := l.scale()
	return [10]float64{
		byRR:         l.lnAlphaLnAlpha*c - mean.lnAlpha*mean.lnAlpha,
		byRAlpha:     l.lnAlphaUAlpha*c - mean.lnAlpha*mean.uAlpha,
		byRS:         l.lnAlphaLnBeta*c - mean.lnAlpha*mean.lnBeta,
		byRBeta:      l.lnAlphaUBeta*c - mean.lnAlpha*mean.uBeta,
		byAlphaAlpha: l.uAlphaUAlpha*c - mean.uAlpha*mean.uAlpha,
		byAlphaS:     l.lnBetaUAlpha*c - mean.lnBeta*mean.uAlpha,
		byAlphaBeta:  l.uAlphaUBeta*c - mean.uAlpha*mean.uBeta,
		bySS:         l.lnBetaLnBeta*c - mean.lnBeta*mean.lnBeta,
		bySBeta:      l.lnBetaUBeta*c - mean.lnBeta*mean.uBeta,
		byBetaBeta:   l.uBetaUBeta*c - mean.uBeta*mean.uBeta,
	}
}
