package clv

import (
	"errors"
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/optimize"
)

// ErrNotConverged is wrapped where no optimum was reached. There is no estimate then.
var ErrNotConverged = errors.New("did not converge")

// optimum is a maximum of an objective.
type optimum struct {
	theta []float64
	d     deriv // of log-likelihood and prior
	ridge bool  // a parameter may be anything
}

// What is left to gain, in log-likelihood, by a Newton step (half of g' H^-1 g): below
// the first a search may stop, below the second its result is accepted even if a line
// search gave up, as it does where steps fall under rounding.
const (
	gainToStop   = 1e-9
	gainToAccept = 1e-6
	gainOnRidge  = 1e-3 // where a parameter may be anything: both at once
	gainToStart  = 0.05 // where the search only finds a start for another
	gainToDraw   = 1e-3 // for one of many draws, which then takes the step unseen: it ends far nearer than a hundredth of a standard error
)

// maximize climbs from a start by Newton's method.
func (o *objective) maximize(start []float64) (optimum, error) {
	per := 1 / max(o.total, 1)
	problem := optimize.Problem{
		Func: func(x []float64) float64 { return -o.to(x).f * per },
		Grad: func(grad, x []float64) {
			d := o.to(x)
			for i := range grad {
				grad[i] = -d.g[i] * per
			}
		},
		Hess: func(h *mat.SymDense, x []float64) {
			d := o.to(x)
			for i := range x {
				for j := i; j < len(x); j++ {
					h.SetSym(i, j, -d.h[at[i][j]]*per)
				}
			}
		},
	}
	settings := &optimize.Settings{
		MajorIterations: 200,
		FuncEvaluations: 1000,
		Converger:       enough{o},
	}
	result, err := optimize.Minimize(problem, start, settings, &optimize.Newton{})
	if result == nil {
		return optimum{}, fmt.Errorf("maximize: %w: %w", ErrNotConverged, err)
	}
	d := o.to(result.X)
	g, ridge, ok := o.gain(d)
	switch {
	case ok && o.leadsTo(d, g):
		return *o.known, nil
	case ok && (g < max(gainToAccept, o.rough) || ridge && g < gainOnRidge):
		return optimum{slices.Clone(result.X), *d, ridge}, nil
	}
	return optimum{}, fmt.Errorf(
		"maximize: %w: %.2g of log-likelihood may be missing",
		ErrNotConverged,
		g,
	)
}

// leadsTo reports whether a search is about to end at the optimum that is known already.
func (o *objective) leadsTo(d *deriv, gain float64) bool {
	const near = 0.1 // of log-likelihood
	return o.known != nil && gain < near && math.Abs(d.f+gain-o.known.d.f) < near
}

// gain is how much a Newton step would add. A ridge is where a parameter has run away, or
// the surface is flat in some direction; where it bends upward there is no maximum, and
// ok is false.
func (o *objective) gain(d *deriv) (g float64, ridge, ok bool) {
	dim := len(o.theta)
	if math.IsInf(d.f, 0) {
		return math.Inf(1), false, false
	}
	grad, step, ok := d.newton(dim)
	if !ok {
		g, ok = flatGain(d.hessian(dim), grad)
		return g, true, ok
	}
	return mat.Dot(grad, step) / 2, o.walled(), true
}

// newton is the gradient, and the step to where f would have its maximum if it were a
// parabola. There is none where f does not bend downward.
func (d *deriv) newton(dim int) (grad, step *mat.VecDense, ok bool) {
	grad = mat.NewVecDense(dim, slices.Clone(d.g[:dim]))
	step = mat.NewVecDense(dim, nil)
	var chol mat.Cholesky
	ok = chol.Factorize(d.hessian(dim)) && chol.SolveVecTo(step, grad) == nil
	return grad, step, ok
}

// flatGain is gain where a direction is flat: less than 1/1000 of log-likelihood for a
// factor of e.
func flatGain(h *mat.SymDense, grad *mat.VecDense) (float64, bool) {
	const flattest = 2e-3
	var eigen mat.EigenSym
	if !eigen.Factorize(h, true) {
		return math.Inf(1), false
	}
	var vectors mat.Dense
	eigen.VectorsTo(&vectors)
	sum := 0.0
	for i, bend := range eigen.Values(nil) {
		if bend < -flattest {
			return math.Inf(1), false
		}
		along := mat.Dot(vectors.ColView(i), grad)
		sum += along * along / 2 / max(bend, flattest)
	}
	return sum, true
}

// enough stops a search as soon as nothing is left to gain.
type enough struct{ o *objective }

func (enough) Init(int) {}

func (e enough) Converged(at *optimize.Location) optimize.Status {
	d := e.o.to(at.X)
	g, ridge, ok := e.o.gain(d)
	if ok && (g < max(gainToStop, e.o.rough) || ridge && g < gainOnRidge || e.o.leadsTo(d, g)) {
		return optimize.FunctionConvergence
	}
	return optimize.NotTerminated
}

// best climbs from several starts and takes the highest of what they reach.
func (o *objective) best(starts [][]float64) (optimum, error) {
	var failed error
	o.known = nil
	for _, start := range starts {
		got, err := o.maximize(start)
		if err != nil {
			failed = errors.Join(failed, err)
		} else if o.known == nil || got.d.f > o.known.d.f {
			o.known = &got
		}
	}
	if o.known == nil {
		return optimum{}, fmt.Errorf("from %d starts: %w", len(starts), failed)
	}
	return *o.known, nil
}

// ahead is one Newton step on, where there is a short one: for a search that ended
// roughly.
func (m optimum) ahead() []float64 {
	const short = 1 // of a ln parameter; where little is to gain by more, the surface is flat
	theta := slices.Clone(m.theta)
	if _, step, ok := m.d.newton(len(theta)); ok && !m.ridge &&
		mat.Norm(step, math.Inf(1)) < short {
		floats.Add(theta, step.RawVector().Data)
	}
	return theta
}

// covariance is the inverse of the Hessian of -f at the optimum, by ln parameters. It
// fails where f is flat.
func (m optimum) covariance() (*mat.SymDense, bool) {
	var chol mat.Cholesky
	if !chol.Factorize(m.d.hessian(len(m.theta))) {
		return nil, false
	}
	cov := mat.NewSymDense(len(m.theta), nil)
	if err := chol.InverseTo(cov); err != nil {
		return nil, false
	}
	return cov, true
}
