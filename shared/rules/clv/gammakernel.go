package clv

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// spendSample is a SpendTable made ready for fitting, in units of money.
type spendSample struct {
	xs     []int
	rows   []spendRow
	weight []float64
	total  float64
	mean   float64 // over customers, of their mean spend
}

type spendRow struct {
	x       int32   // index of xs
	sum, ln float64 // what was spent, and its logarithm
}

func newSpendSample(t SpendTable, scale float64) *spendSample {
	s := &spendSample{
		rows:   make([]spendRow, len(t.Cells)),
		weight: make([]float64, len(t.Cells)),
		mean:   t.Mean() / scale,
	}
	for i, c := range t.Cells {
		if n := len(s.xs); n == 0 || s.xs[n-1] != int(c.X) {
			s.xs = append(s.xs, int(c.X))
		}
		sum := t.EstimateSum(c) / scale
		s.rows[i] = spendRow{int32(len(s.xs) - 1), sum, math.Log(sum)}
		s.weight[i] = float64(c.Count)
		s.total += s.weight[i]
	}
	return s
}

func (s *spendSample) part(every int) *spendSample {
	if every == 1 {
		return s
	}
	out := &spendSample{xs: s.xs, mean: s.mean}
	for i := 0; i < len(s.rows); i += every {
		out.rows = append(out.rows, s.rows[i])
		out.weight = append(out.weight, s.weight[i])
		out.total += s.weight[i]
	}
	return out
}

// gammaKernel is the log-likelihood of Gamma-Gamma. Parameters stand in the order p, q,
// gamma.
type gammaKernel struct {
	s       *spendSample
	p, q, g float64
	x       []gammaX
}

// gammaX is what depends on x only.
type gammaX struct {
	x, px, shape float64 // x, p x, p x + q
	common       deriv
}

func newGammaKernel(s *spendSample) *gammaKernel {
	return &gammaKernel{s: s, x: make([]gammaX, len(s.xs))}
}

func (k *gammaKernel) dim() int  { return 3 }
func (k *gammaKernel) cost() int { return 40 }

func (k *gammaKernel) set(theta []float64) {
	p := math.Exp(theta[0])
	q := math.Exp(theta[1])
	g := math.Exp(theta[2])
	k.p = p
	k.q = q
	k.g = g
	lnG := lgamma(q)
	psiQ := mathext.Digamma(q)
	triQ := trigamma(q)
	for i, n := range k.s.xs {
		x := float64(n)
		px := p * x
		shape := p*x + q
		psi := mathext.Digamma(shape)
		tri := trigamma(shape)
		c := gammaX{x: x, px: px, shape: shape}
		d := &c.common
		// Of (px-1) ln(sum/x) the part with the sum is the row's.
		d.f = lgamma(shape) - lgamma(px) - lnG + q*theta[2] + math.Log(x)
		d.g = [4]float64{px * (psi - mathext.Digamma(px)), q * (psi - psiQ + theta[2]), q}
		d.h[at[0][0]] = d.g[0] + px*px*(tri-trigamma(px))
		d.h[at[0][1]] = px * q * tri
		d.h[at[1][1]] = d.g[1] + q*q*(tri-triQ)
		d.h[at[1][2]] = q
		k.x[i] = c
	}
}

func (k *gammaKernel) row(i int, d *deriv) {
	row := &k.s.rows[i]
	x := &k.x[row.x]
	*d = x.common
	all := row.sum + k.g
	ln := math.Log(all)
	u := k.g / all
	d.f += (x.px-1)*row.ln - x.shape*ln
	d.g[0] += x.px * (row.ln - ln)
	d.g[1] -= k.q * ln
	d.g[2] -= x.shape * u
	d.h[at[0][0]] += x.px * (row.ln - ln)
	d.h[at[0][2]] -= x.px * u
	d.h[at[1][1]] -= k.q * ln
	d.h[at[1][2]] -= k.q * u
	d.h[at[2][2]] -= x.shape * (u - u*u)
}
