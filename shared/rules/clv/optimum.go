package clv

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
)

// optimum is a maximum of an objective.
type optimum struct {
	theta []float64
	d     derivatives // of log-likelihood and prior
	ridge bool        // a parameter may be anything
}

// afterNewtonStep returns theta one Newton step on, if there is a short one: for a search
// that ended roughly.
func (m optimum) afterNewtonStep() []float64 {
	// Of a ln parameter. If little is to gain by a longer step, the surface is flat.
	const short = 1

	theta := slices.Clone(m.theta)
	_, step, ok := m.d.newtonStep(len(theta))
	if !ok || m.ridge {
		return theta
	}

	longest := mat.Norm(step, math.Inf(1))
	if longest < short {
		floats.Add(theta, step.RawVector().Data)
	}
	return theta
}

// covariance returns the covariance of the ln parameters: the inverse of the Hessian of
// -value. It fails if the surface is flat.
func (m optimum) covariance() (*mat.SymDense, bool) {
	var cholesky mat.Cholesky
	if !cholesky.Factorize(m.d.negativeHessian(len(m.theta))) {
		return nil, false
	}

	covariance := mat.NewSymDense(len(m.theta), nil)
	err := cholesky.InverseTo(covariance)
	if err != nil {
		return nil, false
	}
	return covariance, true
}

// undecidedError is the standard error of a ln parameter beyond which it counts as not
// decided: a factor of 20 either way.
const undecidedError = 3

// standardErrors returns the standard errors of the parameters; nil if the surface is
// flat.
func (m optimum) standardErrors(params []float64) ([]float64, Status) {
	covariance, ok := m.covariance()
	if !ok || m.ridge {
		return nil, Undecided
	}
	se := make([]float64, len(params))
	for i := range se {
		ofLn := math.Sqrt(covariance.At(i, i))
		if !(ofLn < undecidedError) {
			return nil, Undecided
		}
		se[i] = ofLn * params[i] // d(p) = p d(ln p)
	}
	return se, Found
}

// sandwich returns the covariance of ln parameters that holds also if the model is not
// true: H^-1 J H^-1 (White 1982), with J the sum of the rows' outer products.
func (m optimum) sandwich(k kernel, weight []float64) (*mat.SymDense, bool) {
	inverse, ok := m.covariance()
	if !ok {
		return nil, false
	}
	k.moveTo(m.theta)
	d := sumRows(k, weight, rowSum{outerProducts: true})
	dim := len(m.theta)
	negativeJ := d.negativeHessian(dim)

	var half mat.Dense
	half.Mul(inverse, negativeJ)
	var product mat.Dense
	product.Mul(&half, inverse)

	// Rounding leaves the product a little asymmetric.
	covariance := mat.NewSymDense(dim, nil)
	for i := range dim {
		for j := i; j < dim; j++ {
			mean := (product.At(i, j) + product.At(j, i)) / 2
			covariance.SetSym(i, j, -mean)
		}
	}
	return covariance, true
}
