package clv

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// ErrNotConverged is wrapped if no optimum was reached. There is no estimate then.
var ErrNotConverged = errors.New("did not converge")

// What is left to gain, in log-likelihood, by a Newton step: below gainToStop a search may
// stop, below gainToAccept its result is accepted even if a line search gave up, as it
// does if steps fall under rounding.
const (
	gainToStop   = 1e-9
	gainToAccept = 1e-6
	gainOnRidge  = 1e-3 // if a parameter may be anything: both at once
	gainToStart  = 0.05 // if the search only finds a start for another

	// For one of many draws, which then takes the Newton step unseen: it ends far nearer
	// than a hundredth of a standard error.
	gainToDraw = 1e-3
)

// maximize climbs from a start by Newton's method.
func (o *objective) maximize(start []float64) (optimum, error) {
	settings := &optimize.Settings{
		MajorIterations: 200,
		FuncEvaluations: 1000,
		Converger:       gainConverger{o},
	}
	result, err := optimize.Minimize(o.problem(), start, settings, &optimize.Newton{})
	if result == nil {
		return optimum{}, fmt.Errorf("maximize: %w: %w", ErrNotConverged, err)
	}

	d := o.at(result.X)
	left := o.remainingGain(d)
	switch {
	case left.bounded && o.nearKnown(d, left.gain):
		return *o.known, nil
	case left.isBelow(max(gainToAccept, o.roughness)):
		found := optimum{
			theta: slices.Clone(result.X),
			d:     *d,
			ridge: left.ridge,
		}
		return found, nil
	}
	return optimum{}, fmt.Errorf(
		"maximize: %w: %.2g of log-likelihood may be missing",
		ErrNotConverged,
		left.gain,
	)
}

// problem returns the objective as gonum minimizes it: its negative, per customer.
func (o *objective) problem() optimize.Problem {
	scale := 1 / max(o.total, 1) // to per customer

	return optimize.Problem{
		Func: func(theta []float64) float64 { return -o.at(theta).value * scale },
		Grad: func(gradient, theta []float64) {
			d := o.at(theta)
			for i := range gradient {
				gradient[i] = -d.gradient[i] * scale
			}
		},
		Hess: func(hessian *mat.SymDense, theta []float64) {
			d := o.at(theta)
			for i := range theta {
				for j := i; j < len(theta); j++ {
					second := d.hessian[hessianIndex[i][j]]
					hessian.SetSym(i, j, -second*scale)
				}
			}
		},
	}
}

// gainConverger stops a search as soon as nothing is left to gain.
type gainConverger struct{ o *objective }

// Init does nothing.
func (gainConverger) Init(int) {}

// Converged tells gonum whether to stop.
func (c gainConverger) Converged(at *optimize.Location) optimize.Status {
	d := c.o.at(at.X)
	left := c.o.remainingGain(d)

	// A search on its way to the optimum that is known already need not go on.
	converged := left.isBelow(max(gainToStop, c.o.roughness))
	known := left.bounded && c.o.nearKnown(d, left.gain)
	if converged || known {
		return optimize.FunctionConvergence
	}
	return optimize.NotTerminated
}

// nearKnown reports whether a search is about to end at the optimum that is known
// already.
func (o *objective) nearKnown(d *derivatives, gain float64) bool {
	const near = 0.1 // of log-likelihood
	if o.known == nil || gain >= near {
		return false
	}
	end := d.value + gain
	return math.Abs(end-o.known.d.value) < near
}

// remaining is what a Newton step would add to the log-likelihood.
type remaining struct {
	gain    float64
	ridge   bool // a parameter has run away, or the surface is flat in some direction
	bounded bool // the surface bends upward nowhere: there is a maximum
}

// isBelow reports whether so little is left to gain that a search may end.
func (r remaining) isBelow(limit float64) bool {
	return r.bounded && (r.gain < limit || r.ridge && r.gain < gainOnRidge)
}

// remainingGain returns half of g' H^-1 g, which is what a Newton step adds to a parabola.
func (o *objective) remainingGain(d *derivatives) remaining {
	dim := len(o.theta)
	if math.IsInf(d.value, 0) {
		return remaining{gain: math.Inf(1)}
	}

	gradient, step, ok := d.newtonStep(dim)
	if !ok {
		gain, bounded := flatGain(d.negativeHessian(dim), gradient)
		return remaining{
			gain:    gain,
			ridge:   true,
			bounded: bounded,
		}
	}
	return remaining{
		gain:    mat.Dot(gradient, step) / 2,
		ridge:   o.isAtWall(),
		bounded: true,
	}
}

// newtonStep returns the gradient, and the step to the maximum of a parabola with these
// derivatives. If the surface does not bend downward, there is none.
func (d *derivatives) newtonStep(dim int) (gradient, step *mat.VecDense, ok bool) {
	gradient = mat.NewVecDense(dim, slices.Clone(d.gradient[:dim]))
	step = mat.NewVecDense(dim, nil)

	var cholesky mat.Cholesky
	if !cholesky.Factorize(d.negativeHessian(dim)) {
		return gradient, step, false
	}
	err := cholesky.SolveVecTo(step, gradient)
	return gradient, step, err == nil
}

// flatGain returns the gain of a Newton step if a direction is flat: it bends by less than
// 1/1000 of log-likelihood for a factor of e.
func flatGain(negativeHessian *mat.SymDense, gradient *mat.VecDense) (gain float64, bounded bool) {
	const flattest = 2e-3
	var eigen mat.EigenSym
	if !eigen.Factorize(negativeHessian, true) {
		return math.Inf(1), false
	}

	// Along each direction the surface is a parabola of its own.
	var directions mat.Dense
	eigen.VectorsTo(&directions)
	for i, curvature := range eigen.Values(nil) {
		if curvature < -flattest {
			return math.Inf(1), false
		}

		slope := mat.Dot(directions.ColView(i), gradient)
		gain += slope * slope / 2 / max(curvature, flattest)
	}
	return gain, true
}
