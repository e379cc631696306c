package clv

import "gonum.org/v1/gonum/mat"

// derivatives holds a log-likelihood with its gradient and Hessian by the logarithms of up
// to four parameters. By a logarithm, d/d(ln p) = p d/dp.
type derivatives struct {
	value    float64
	gradient [4]float64
	hessian  [10]float64 // the upper triangle, row by row
}

// Where the derivative by a parameter stands in a gradient.
const (
	byR     = 0 // NBD, BG/NBD, MBG/NBD, Pareto/NBD
	byAlpha = 1
	byA     = 2 // BG/NBD, MBG/NBD
	byB     = 3
	byS     = 2 // Pareto/NBD
	byBeta  = 3

	byP     = 0 // Gamma-Gamma
	byQ     = 1
	byGamma = 2
)

// Where the second derivative by two parameters stands in a Hessian.
const (
	byRR = iota
	byRAlpha
	byRA
	byRB
	byAlphaAlpha
	byAlphaA
	byAlphaB
	byAA
	byAB
	byBB

	byRS        = byRA
	byRBeta     = byRB
	byAlphaS    = byAlphaA
	byAlphaBeta = byAlphaB
	bySS        = byAA
	bySBeta     = byAB
	byBetaBeta  = byBB

	byPP         = byRR
	byPQ         = byRAlpha
	byPGamma     = byRA
	byQQ         = byAlphaAlpha
	byQGamma     = byAlphaA
	byGammaGamma = byAA
)

// hessianIndex holds where the second derivative by the parameters i and j stands in a
// Hessian.
var hessianIndex = [4][4]int{
	{0, 1, 2, 3},
	{1, 4, 5, 6},
	{2, 5, 7, 8},
	{3, 6, 8, 9},
}

// add adds other derivatives, multiplied by a weight.
func (d *derivatives) add(o *derivatives, weight float64) {
	d.value += weight * o.value
	for i := range d.gradient {
		d.gradient[i] += weight * o.gradient[i]
	}
	for i := range d.hessian {
		d.hessian[i] += weight * o.hessian[i]
	}
}

// addNormal adds the logarithm of a normal density of the i-th ln parameter: its distance
// from the mean, and the density's precision, 1/variance.
func (d *derivatives) addNormal(i int, distance, precision float64) {
	d.value -= precision * distance * distance / 2
	d.gradient[i] -= precision * distance
	d.hessian[hessianIndex[i][i]] -= precision
}

// squareGradient makes the Hessian the outer product of the gradient.
func (d *derivatives) squareGradient() {
	for i := range d.gradient {
		for j := i; j < len(d.gradient); j++ {
			d.hessian[hessianIndex[i][j]] = d.gradient[i] * d.gradient[j]
		}
	}
}

// negativeHessian returns the Hessian of -value by the first dim parameters.
func (d *derivatives) negativeHessian(dim int) *mat.SymDense {
	h := mat.NewSymDense(dim, nil)
	for i := range dim {
		for j := i; j < dim; j++ {
			h.SetSym(i, j, -d.hessian[hessianIndex[i][j]])
		}
	}
	return h
}
