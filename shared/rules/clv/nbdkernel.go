package clv

import "math"

// nbdKernel is the log-likelihood of the NBD. The parameters are r, alpha.
//
//	L = G(r+x)/G(r) alpha^r (alpha+T)^-(r+x)
type nbdKernel struct {
	sample *Sample
	r      float64
	times  scaledTimes   // by alpha
	common []derivatives // by x: of G(r+x)/G(r) alpha^r
}

func newNBDKernel(s *Sample) *nbdKernel {
	return &nbdKernel{
		sample: s,
		times:  newScaledTimes(len(s.days)),
		common: make([]derivatives, len(s.xs)),
	}
}

func (k *nbdKernel) dim() int            { return 2 }
func (k *nbdKernel) rowNanoseconds() int { return 25 }

func (k *nbdKernel) moveTo(theta []float64) {
	r := math.Exp(theta[byR])
	lnAlpha := theta[byAlpha]
	alpha := math.Exp(lnAlpha)
	k.r = r
	k.times.setScale(alpha, k.sample.days)

	var ratio gammaRatio
	for i, x := range k.sample.xs {
		ratio.extendTo(r, x)

		var d derivatives
		d.value = ratio.ln + r*lnAlpha

		g := &d.gradient
		g[byR] = r * (ratio.digamma + lnAlpha)
		g[byAlpha] = r

		h := &d.hessian
		h[byRR] = g[byR] + r*r*ratio.trigamma
		h[byRAlpha] = r
		k.common[i] = d
	}
}

func (k *nbdKernel) evaluateRow(i int, d *derivatives) {
	row := k.sample.rows[i]
	*d = k.common[row.x]

	n := k.r + float64(k.sample.xs[row.x])
	ln := k.times.ln[row.t]
	u := k.times.share[row.t]
	subtractLnTime(d, k.r, n, ln, u)
}
