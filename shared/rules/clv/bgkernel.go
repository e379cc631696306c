package clv

import "math"

// bgKernel is the log-likelihood of BG/NBD and MBG/NBD. The parameters are r, alpha, a, b.
//
// There are two cases: the customer is still one at T (stayed), or left with
// the last order, at t_x (left). The likelihood is (note 027 of Fader & Hardie)
//
//	L = common(x) (e^stayed + e^left)
//	common(x) = G(r+x)/G(r) alpha^r G(a+b)/G(a+b+x) G(b+x)/G(b)
//	stayed = -(r+x) ln(alpha+T)
//	left   = -(r+x) ln(alpha+t_x) + ln a - ln(b+x-1)      only if x > 0
//
// With MBG/NBD a customer may leave after the first order too: common(x) is divided by
// a+b+x, stayed has ln(b+x) besides, and left is without its last term, for all x.
type bgKernel struct {
	sample           *Sample
	leavesAfterFirst bool // MBG

	r, a, b      float64
	lnAlpha, lnA float64
	times        scaledTimes // by alpha
	byX          []bgX       // what depends on x only
}

// bgX is what all customers with the same x share.
type bgX struct {
	common derivatives
	k      float64 // r + x
	stays  bool    // left is impossible: BG with x = 0

	// The terms of stayed and left that depend on x and b only, with their derivatives by
	// ln b.
	stayed, left   float64
	stayedB, leftB float64
}

func newBGKernel(s *Sample, leavesAfterFirst bool) *bgKernel {
	return &bgKernel{
		sample:           s,
		leavesAfterFirst: leavesAfterFirst,
		times:            newScaledTimes(len(s.days)),
		byX:              make([]bgX, len(s.xs)),
	}
}

func (k *bgKernel) dim() int            { return 4 }
func (k *bgKernel) rowNanoseconds() int { return 60 }

func (k *bgKernel) moveTo(theta []float64) {
	k.r = math.Exp(theta[byR])
	alpha := math.Exp(theta[byAlpha])
	k.a = math.Exp(theta[byA])
	k.b = math.Exp(theta[byB])
	k.lnAlpha = theta[byAlpha]
	k.lnA = theta[byA]
	k.times.setScale(alpha, k.sample.days)

	ab := k.a + k.b
	var ratios bgRatios
	for i, x := range k.sample.xs {
		ratios.r.extendTo(k.r, x)
		ratios.ab.extendTo(ab, x)
		ratios.b.extendTo(k.b, x)

		atX := k.casesAt(float64(x))
		atX.common = k.commonAt(float64(x), &ratios)
		k.byX[i] = atX
	}
}

// bgRatios are the ratios of gamma functions in common: G(z+x)/G(z) for z = r, a+b, b.
type bgRatios struct{ r, ab, b gammaRatio }

// commonAt returns ln common with its derivatives.
func (k *bgKernel) commonAt(x float64, ratios *bgRatios) derivatives {
	ab := ratios.ab
	if k.leavesAfterFirst {
		// G(a+b+x) becomes G(a+b+x+1).
		last := k.a + k.b + x
		ab.ln += math.Log(last)
		ab.digamma += 1 / last
		ab.trigamma -= 1 / (last * last)
	}

	var d derivatives
	d.value = ratios.r.ln + k.r*k.lnAlpha - ab.ln + ratios.b.ln

	// By the logarithms: d/d(ln p) = p d/dp.
	digammaB := ratios.b.digamma - ab.digamma
	g := &d.gradient
	g[byR] = k.r * (ratios.r.digamma + k.lnAlpha)
	g[byAlpha] = k.r
	g[byA] = -k.a * ab.digamma
	g[byB] = k.b * digammaB

	// d2/d(ln p)2 = p d/dp + p^2 d2/dp2.
	trigammaB := ratios.b.trigamma - ab.trigamma
	h := &d.hessian
	h[byRR] = g[byR] + k.r*k.r*ratios.r.trigamma
	h[byRAlpha] = k.r
	h[byAA] = g[byA] - k.a*k.a*ab.trigamma
	h[byAB] = -k.a * k.b * ab.trigamma
	h[byBB] = g[byB] + k.b*k.b*trigammaB
	return d
}

// casesAt returns the terms of stayed and left that depend on x and b only.
func (k *bgKernel) casesAt(x float64) bgX {
	atX := bgX{k: k.r + x}
	switch {
	case k.leavesAfterFirst:
		atX.stayed = math.Log(k.b + x)
		atX.stayedB = k.b / (k.b + x)
	case x == 0:
		atX.stays = true
	default:
		atX.left = -math.Log(k.b + x - 1)
		atX.leftB = -k.b / (k.b + x - 1)
	}
	return atX
}

func (k *bgKernel) evaluateRow(i int, d *derivatives) {
	row := k.sample.rows[i]
	atX := &k.byX[row.x]
	*d = atX.common
	z := bgTimes{
		lnT:  k.times.ln[row.t],
		lnTx: k.times.ln[row.tx],
		uT:   k.times.share[row.t],
		uTx:  k.times.share[row.tx],
	}
	if atX.stays {
		subtractLnTime(d, k.r, atX.k, z.lnT, z.uT)
		return
	}

	stayed := atX.stayed - atX.k*z.lnT
	left := atX.left + k.lnA - atX.k*z.lnTx
	lnSum, wLeft := lnSumExp(stayed, left)

	d.value += lnSum
	k.addMeans(d, atX, &z, wLeft)
	k.addVariances(d, atX, &z, wLeft)
}

// bgTimes is what the likelihood of one row needs of its times.
type bgTimes struct {
	lnT, lnTx float64 // ln(alpha+T), ln(alpha+t_x)
	uT, uTx   float64 // alpha/(alpha+T), alpha/(alpha+t_x)
}

// addMeans adds the derivatives of ln(e^stayed + e^left) that are means of those of stayed
// and left, weighted by how likely each of the two cases is.
func (k *bgKernel) addMeans(d *derivatives, atX *bgX, z *bgTimes, wLeft float64) {
	wStayed := 1 - wLeft
	ln := wStayed*z.lnT + wLeft*z.lnTx
	u := wStayed*z.uT + wLeft*z.uTx

	g := &d.gradient
	g[byR] -= k.r * ln
	g[byAlpha] -= atX.k * u
	g[byA] += wLeft
	g[byB] += wStayed*atX.stayedB + wLeft*atX.leftB

	// The derivative of u by ln alpha is u - u^2.
	curveT := z.uT - z.uT*z.uT
	curveTx := z.uTx - z.uTx*z.uTx
	h := &d.hessian
	h[byRR] -= k.r * ln
	h[byRAlpha] -= k.r * u
	h[byAlphaAlpha] -= wStayed*atX.k*curveT + wLeft*atX.k*curveTx

	// By ln b: stayedB is b/(b+x), leftB is -b/(b+x-1).
	curveStayed := 1 - atX.stayedB
	curveLeft := 1 + atX.leftB
	h[byBB] += wStayed*atX.stayedB*curveStayed + wLeft*atX.leftB*curveLeft
}

// addVariances adds to the second derivatives the variances of the first ones: with two
// cases, the product of their weights times the square of how their derivatives differ.
func (k *bgKernel) addVariances(d *derivatives, atX *bgX, z *bgTimes, wLeft float64) {
	byLnR := k.r * (z.lnT - z.lnTx)
	byLnAlpha := atX.k * (z.uT - z.uTx)
	byLnB := atX.leftB - atX.stayedB // and 1 by ln a

	wStayed := 1 - wLeft
	variance := wStayed * wLeft
	timesR := variance * byLnR
	timesAlpha := variance * byLnAlpha
	timesB := variance * byLnB

	h := &d.hessian
	h[byRR] += timesR * byLnR
	h[byRAlpha] += timesR * byLnAlpha
	h[byRA] += timesR
	h[byRB] += timesR * byLnB
	h[byAlphaAlpha] += timesAlpha * byLnAlpha
	h[byAlphaA] += timesAlpha
	h[byAlphaB] += timesAlpha * byLnB
	h[byAA] += variance
	h[byAB] += timesB
	h[byBB] += timesB * byLnB
}

// subtractLnTime subtracts n ln(alpha+t), where n = r+x, with its derivatives by ln r and ln
// alpha, given ln(alpha+t) and u = alpha/(alpha+t).
func subtractLnTime(d *derivatives, r, n, ln, u float64) {
	d.value -= n * ln

	g := &d.gradient
	g[byR] -= r * ln
	g[byAlpha] -= n * u

	// The derivative of u by ln alpha is u - u^2.
	h := &d.hessian
	h[byRR] -= r * ln
	h[byRAlpha] -= r * u
	h[byAlphaAlpha] -= n * (u - u*u)
}

// lnSumExp returns ln(e^a + e^b) and the share of e^b in the sum. It is for numbers that
// go into sums, where the last digits of Log1p would be lost.
func lnSumExp(a, b float64) (ln, shareOfB float64) {
	if a >= b {
		z := math.Exp(b - a)
		ln = a + math.Log(1+z)
		return ln, z / (1 + z)
	}
	z := math.Exp(a - b)
	ln = b + math.Log(1+z)
	return ln, 1 / (1 + z)
}
