package clv

import (
	"errors"
	"fmt"
	"math"
	"math/rand/v2"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"gonum.org/v1/gonum/mat"
)

// bootstrap makes draws of one fit.
type bootstrap struct {
	fitted       optimum
	weight       []float64 // customers of each row
	customers    float64
	seed         uint64
	prior        *logPrior // nil = none
	newObjective func() *objective
}

// mostResampled is the number of customers up to which draws are refits of resampled
// customers. Beyond it they come from the normal distribution with the sandwich
// covariance, which is the same there and costs nothing, unless the likelihood is too
// flat for one: if nobody has come back yet, for example, it is the prior that holds the
// fit.
const mostResampled = 20_000

// ErrUnstable is wrapped if more than one refit in ten failed: no interval can be given.
var ErrUnstable = errors.New("refits of resampled customers fail")

// draw returns the ln parameters of n draws, less those of refits that failed.
func (b *bootstrap) draw(n int) ([][]float64, error) {
	if b.customers > mostResampled {
		if thetas, ok := b.drawNormal(n); ok {
			return thetas, nil
		}
	}

	thetas := b.refitAll(n)
	thetas = slices.DeleteFunc(thetas, func(theta []float64) bool { return theta == nil })
	if failed := n - len(thetas); failed > n/10 {
		return nil, fmt.Errorf("%d of %d: %w", failed, n, ErrUnstable)
	}
	return thetas, nil
}

// refitAll refits n times, on all processors. Refits that fail are nil.
func (b *bootstrap) refitAll(n int) [][]float64 {
	rowOf := b.rowOfCustomer()
	kernel := b.newObjective().kernel
	start := remember(kernel, b.fitted.theta, len(b.weight))
	thetas := make([][]float64, n)

	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			o := b.refitObjective(start)
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				rnd := rand.New(rand.NewPCG(b.seed, uint64(i)))
				thetas[i] = b.refit(o, rowOf, rnd)
			}
		})
	}
	group.Wait()

	return thetas
}

// refitObjective returns the objective of one goroutine's refits, which begin at the fit.
func (b *bootstrap) refitObjective(start *memoKernel) *objective {
	o := b.newObjective()
	o.kernel = start.withKernel(o.kernel)
	o.oneGoroutine = true
	o.weight = make([]float64, len(b.weight))
	o.roughness = gainToDraw
	return o
}

// rowOfCustomer lists the row of each customer.
func (b *bootstrap) rowOfCustomer() []int32 {
	var rows []int32
	for row, customers := range b.weight {
		for range int(customers) {
			rows = append(rows, int32(row))
		}
	}
	return rows
}

// refit draws as many customers as there are, with replacement, and climbs from the fit.
// It returns nil if that fails.
func (b *bootstrap) refit(o *objective, rowOf []int32, rnd *rand.Rand) []float64 {
	clear(o.weight)
	for range rowOf {
		customer := rnd.IntN(len(rowOf))
		o.weight[rowOf[customer]]++
	}

	if b.prior != nil {
		center := slices.Clone(b.prior.center)
		root := math.Sqrt(b.prior.precision)
		for i := range center {
			center[i] += rnd.NormFloat64() / root
		}
		o.prior = &logPrior{center: center, precision: b.prior.precision}
	}

	o.theta = o.theta[:0] // what was evaluated last had other weights
	refitted, err := o.maximize(b.fitted.theta)
	if err != nil {
		return nil
	}
	return refitted.afterNewtonStep()
}

// drawNormal draws around the fit with the sandwich covariance. It reports false if the
// likelihood is flat there.
func (b *bootstrap) drawNormal(n int) ([][]float64, bool) {
	covariance, ok := b.fitted.sandwich(b.newObjective().kernel, b.weight)
	_, status := b.fitted.standardErrors(exps(b.fitted.theta))
	if !ok || status != Found {
		return nil, false
	}
	var cholesky mat.Cholesky
	if !cholesky.Factorize(covariance) {
		return nil, false
	}

	// The root of the covariance times a vector of standard normal numbers has that
	// covariance.
	var root mat.TriDense
	cholesky.LTo(&root)
	dim := len(b.fitted.theta)
	thetas := make([][]float64, n)

	for i := range thetas {
		rnd := rand.New(rand.NewPCG(b.seed, uint64(i)))
		z := mat.NewVecDense(dim, nil)
		for j := range dim {
			z.SetVec(j, rnd.NormFloat64())
		}

		step := mat.NewVecDense(dim, nil)
		step.MulVec(&root, z)

		theta := slices.Clone(b.fitted.theta)
		for j := range dim {
			theta[j] += step.AtVec(j)
		}
		thetas[i] = theta
	}
	return thetas, true
}
