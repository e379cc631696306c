package clv

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// gammaKernel is the log-likelihood of Gamma-Gamma. The parameters are p, q, gamma. A
// customer who spent sum on x repeat days contributes
//
//	ln L = ln G(px+q) - ln G(px) - ln G(q) + q ln gamma
//	     + (px-1) ln(sum/x) + px ln x - (px+q) ln(sum+gamma)
type gammaKernel struct {
	sample      *spendSample
	p, q, gamma float64
	byX         []gammaX
}

// gammaX is what depends on x only.
type gammaX struct {
	px, pxq float64 // p x, p x + q
	common  derivatives
}

func newGammaKernel(s *spendSample) *gammaKernel {
	return &gammaKernel{sample: s, byX: make([]gammaX, len(s.xs))}
}

func (k *gammaKernel) dim() int            { return 3 }
func (k *gammaKernel) rowNanoseconds() int { return 40 }

func (k *gammaKernel) moveTo(theta []float64) {
	p := math.Exp(theta[byP])
	q := math.Exp(theta[byQ])
	lnGamma := theta[byGamma]
	k.p = p
	k.q = q
	k.gamma = math.Exp(lnGamma)

	// What depends on q only.
	lnGQ := lgamma(q)
	digammaQ := mathext.Digamma(q)
	trigammaQ := trigamma(q)
	for i, n := range k.sample.xs {
		x := float64(n)

		px := p * x
		digammaPX := mathext.Digamma(px)
		trigammaPX := trigamma(px)

		pxq := p*x + q
		digammaPXQ := mathext.Digamma(pxq)
		trigammaPXQ := trigamma(pxq)

		// (px-1) ln(sum/x) + px ln x is (px-1) ln sum + ln x; the part with the sum is the
		// row's.
		var d derivatives
		d.value = lgamma(pxq) - lgamma(px) - lnGQ + q*lnGamma + math.Log(x)
		g := &d.gradient
		g[byP] = px * (digammaPXQ - digammaPX)
		g[byQ] = q * (digammaPXQ - digammaQ + lnGamma)
		g[byGamma] = q

		h := &d.hessian
		h[byPP] = g[byP] + px*px*(trigammaPXQ-trigammaPX)
		h[byPQ] = px * q * trigammaPXQ
		h[byQQ] = g[byQ] + q*q*(trigammaPXQ-trigammaQ)
		h[byQGamma] = q

		k.byX[i] = gammaX{
			px:     px,
			pxq:    pxq,
			common: d,
		}
	}
}

func (k *gammaKernel) evaluateRow(i int, d *derivatives) {
	row := &k.sample.rows[i]
	x := &k.byX[row.x]
	*d = x.common

	spentAndGamma := row.sum + k.gamma
	ln := math.Log(spentAndGamma)
	u := k.gamma / spentAndGamma // the derivative of ln by ln gamma
	d.value += (x.px-1)*row.lnSum - x.pxq*ln

	lnShare := row.lnSum - ln // of sum in sum + gamma
	g := &d.gradient
	g[byP] += x.px * lnShare
	g[byQ] -= k.q * ln
	g[byGamma] -= x.pxq * u

	// The derivative of u by ln gamma is u - u^2.
	h := &d.hessian
	h[byPP] += x.px * lnShare
	h[byPGamma] -= x.px * u
	h[byQQ] -= k.q * ln
	h[byQGamma] -= k.q * u
	h[byGammaGamma] -= x.pxq * (u - u*u)
}
