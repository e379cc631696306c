package clv

import "math"

// paretoKernel is the log-likelihood of Pareto/NBD. The parameters are r, alpha, s, beta.
//
// There are two cases: the customer is still one at T (stayed), or left at a
// time u between t_x and T (left), which is integrated over:
//
//	L = common(x) (e^stayed + e^left)
//	common(x) = G(r+x)/G(r) alpha^r beta^s
//	e^stayed = (alpha+T)^-(r+x) (beta+T)^-s
//	e^left   = s times the integral of (alpha+u)^-(r+x) (beta+u)^-(s+1) over u
type paretoKernel struct {
	sample            *Sample
	r, alpha, s, beta float64
	lnS               float64
	byAlpha, byBeta   scaledTimes
	common            []derivatives // by x
}

func newParetoKernel(s *Sample) *paretoKernel {
	return &paretoKernel{
		sample:  s,
		byAlpha: newScaledTimes(len(s.days)),
		byBeta:  newScaledTimes(len(s.days)),
		common:  make([]derivatives, len(s.xs)),
	}
}

func (k *paretoKernel) dim() int            { return 4 }
func (k *paretoKernel) rowNanoseconds() int { return 600 }

func (k *paretoKernel) moveTo(theta []float64) {
	k.r = math.Exp(theta[byR])
	k.alpha = math.Exp(theta[byAlpha])
	k.s = math.Exp(theta[byS])
	k.beta = math.Exp(theta[byBeta])
	k.lnS = theta[byS]
	lnAlpha := theta[byAlpha]
	lnBeta := theta[byBeta]

	k.byAlpha.setScale(k.alpha, k.sample.days)
	k.byBeta.setScale(k.beta, k.sample.days)

	var ratio gammaRatio
	for i, x := range k.sample.xs {
		ratio.extendTo(k.r, x)
		k.common[i] = k.commonAt(&ratio, lnAlpha, lnBeta)
	}
}

// commonAt returns ln common with its derivatives, given G(r+x)/G(r).
func (k *paretoKernel) commonAt(ratio *gammaRatio, lnAlpha, lnBeta float64) derivatives {
	var d derivatives
	d.value = ratio.ln + k.r*lnAlpha + k.s*lnBeta

	g := &d.gradient
	g[byR] = k.r * (ratio.digamma + lnAlpha)
	g[byAlpha] = k.r
	g[byS] = k.s * lnBeta
	g[byBeta] = k.s

	h := &d.hessian
	h[byRR] = g[byR] + k.r*k.r*ratio.trigamma
	h[byRAlpha] = k.r
	h[bySS] = g[byS]
	h[bySBeta] = k.s
	return d
}

func (k *paretoKernel) evaluateRow(i int, d *derivatives) {
	row := k.sample.rows[i]
	*d = k.common[row.x]
	n := k.r + float64(k.sample.xs[row.x])
	end := leaveTerms{
		lnAlpha: k.byAlpha.ln[row.t],
		lnBeta:  k.byBeta.ln[row.t],
		uAlpha:  k.byAlpha.share[row.t],
		uBeta:   k.byBeta.share[row.t],
	}
	stayed := -n*end.lnAlpha - k.s*end.lnBeta

	days := k.sample.days
	if row.t == row.tx || days[row.t] <= days[row.tx] {
		// There was no time to leave.
		d.value += stayed
		k.addStayed(d, 1, n, &end)
		return
	}

	integral := leaveIntegral{
		k:     n,
		alpha: k.alpha,
		s:     k.s,
		beta:  k.beta,
	}
	top := k.integrate(&integral, row)
	left := top + math.Log(integral.weight)

	// The derivative of ln(e^stayed + e^left) is the mean of theirs, weighted by how likely
	// each atX is.
	lnSum, wLeft := lnSumExp(stayed, left)
	d.value += lnSum
	k.addStayed(d, 1-wLeft, n, &end)
	k.addLeft(d, wLeft, &integral, &end)
}

// addStayed adds the derivatives of stayed, weighted, where n = r+x.
func (k *paretoKernel) addStayed(d *derivatives, weight, n float64, end *leaveTerms) {
	wR := weight * k.r
	wN := weight * n
	wS := weight * k.s

	g := &d.gradient
	g[byR] -= wR * end.lnAlpha
	g[byAlpha] -= wN * end.uAlpha
	g[byS] -= wS * end.lnBeta
	g[byBeta] -= wS * end.uBeta

	// The derivative of u by its ln parameter is u - u^2.
	curveAlpha := end.uAlpha - end.uAlpha*end.uAlpha
	curveBeta := end.uBeta - end.uBeta*end.uBeta

	h := &d.hessian
	h[byRR] -= wR * end.lnAlpha
	h[byRAlpha] -= wR * end.uAlpha
	h[byAlphaAlpha] -= wN * curveAlpha
	h[bySS] -= wS * end.lnBeta
	h[bySBeta] -= wS * end.uBeta
	h[byBetaBeta] -= wS * curveBeta
}

// addLeft adds the derivatives of left, weighted, and the variances of the first
// derivatives: over the times of leaving, and between the two cases.
func (k *paretoKernel) addLeft(
	d *derivatives,
	weight float64,
	left *leaveIntegral,
	end *leaveTerms,
) {
	n := left.k
	s1 := k.s + 1
	mean := left.means()

	// At each time of leaving, the first derivatives of the integrand's logarithm are
	// -r ln(alpha+u), -n alpha/(alpha+u), 1 - s ln(beta+u), -(s+1) beta/(beta+u).
	// These are their means.
	leftR := -k.r * mean.lnAlpha
	leftAlpha := -n * mean.uAlpha
	leftS := 1 - k.s*mean.lnBeta
	leftBeta := -s1 * mean.uBeta
	g := &d.gradient
	g[byR] += weight * leftR
	g[byAlpha] += weight * leftAlpha
	g[byS] += weight * leftS
	g[byBeta] += weight * leftBeta

	// The first derivatives of stayed are -r ln(alpha+T), -n alpha/(alpha+T), -s ln(beta+T),
	// -s beta/(beta+T). By these the two cases differ; the product of their weights is the
	// variance of which one it was.
	variance := weight * (1 - weight)
	differ := [4]float64{
		byR:     leftR + k.r*end.lnAlpha,
		byAlpha: leftAlpha + n*end.uAlpha,
		byS:     leftS + k.s*end.lnBeta,
		byBeta:  leftBeta + k.s*end.uBeta,
	}
	hessian := k.leftHessian(left, &mean)
	for i := range differ {
		for j := i; j < len(differ); j++ {
			at := hessianIndex[i][j]
			d.hessian[at] += weight*hessian[at] + variance*differ[i]*differ[j]
		}
	}
}

// leftHessian returns the second derivatives of left: the means of those at each time of
// leaving, plus the covariances of the first ones.
func (k *paretoKernel) leftHessian(left *leaveIntegral, mean *leaveTerms) [10]float64 {
	n := left.k
	r := k.r
	s := k.s
	s1 := k.s + 1
	cov := left.covariances(mean)

	// The derivative of u by its ln parameter is u - u^2. These are the means.
	curveAlpha := mean.uAlpha - left.uAlphaUAlpha*left.scale()
	curveBeta := mean.uBeta - left.uBetaUBeta*left.scale()
	return [10]float64{
		byRR:         -r*mean.lnAlpha + r*r*cov[byRR],
		byRAlpha:     -r*mean.uAlpha + r*n*cov[byRAlpha],
		byRS:         r * s * cov[byRS],
		byRBeta:      r * s1 * cov[byRBeta],
		byAlphaAlpha: -n*curveAlpha + n*n*cov[byAlphaAlpha],
		byAlphaS:     n * s * cov[byAlphaS],
		byAlphaBeta:  n * s1 * cov[byAlphaBeta],
		bySS:         -s*mean.lnBeta + s*s*cov[bySS],
		bySBeta:      -s*mean.uBeta + s*s1*cov[bySBeta],
		byBetaBeta:   -s1*curveBeta + s1*s1*cov[byBetaBeta],
	}
}
