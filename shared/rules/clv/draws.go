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
	"gonum.org/v1/gonum/stat"
)

// Draws are models that the data might as well have given: how far they differ is how far
// an estimate can be trusted.
type Draws struct{ Models []Model }

// Interval is where the middle share (.9 = 90 %) of the draws' answers lie. The question
// may be about the store or about one customer. Answers that are not numbers are left
// out; if none is left, both ends are NaN.
func (d Draws) Interval(share float64, ask func(Model) float64) (low, high float64) {
	answers := make([]float64, 0, len(d.Models))
	for _, m := range d.Models {
		answers = append(answers, ask(m))
	}
	return percentiles(share, answers)
}

func percentiles(share float64, answers []float64) (low, high float64) {
	answers = slices.DeleteFunc(answers, math.IsNaN)
	if len(answers) == 0 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(answers)
	tail := (1 - share) / 2
	return stat.Quantile(
			tail,
			stat.LinInterp,
			answers,
			nil,
		), stat.Quantile(
			1-tail,
			stat.LinInterp,
			answers,
			nil,
		)
}

// resampled is the number of customers up to which draws are refits of resampled
// customers. Beyond it they come from the normal distribution with the sandwich
// covariance, which is the same there and costs nothing, unless the likelihood is too
// flat for one: where nobody has come back yet, for example, it is the prior that holds
// the fit.
const resampled = 20_000

// Draw refits resampled customers, starting from the fit. With a prior, its center is
// drawn as well, so that the draws of a shop with ten customers spread as far as the
// prior does. The same seed gives the same draws.
func (s *Sample) Draw(f Fit, prior *Prior, n int, seed uint64) (Draws, error) {
	family := f.Model.Family()
	prior = prior.of(family)
	b := bootstrap{
		at:        f.at,
		weight:    s.weight,
		total:     s.total,
		seed:      seed,
		prior:     prior,
		objective: func() *objective { return s.objective(family, prior) },
	}
	thetas, err := b.draw(n)
	if err != nil {
		return Draws{}, fmt.Errorf("draw %d fits of %s: %w", n, family, err)
	}
	out := Draws{Models: make([]Model, len(thetas))}
	for i, theta := range thetas {
		out.Models[i] = modelOf(family, exps(theta))
	}
	return out, nil
}

// SpendDraws are like Draws, of the Gamma-Gamma model.
type SpendDraws struct{ Models []GammaGamma }

// Interval is where the middle share of the draws' answers lie. Answers that are not
// numbers are left out.
func (d SpendDraws) Interval(share float64, ask func(GammaGamma) float64) (low, high float64) {
	answers := make([]float64, 0, len(d.Models))
	for _, m := range d.Models {
		answers = append(answers, ask(m))
	}
	return percentiles(share, answers)
}

// Draw refits resampled customers of the table that was fitted, as Sample.Draw does.
func (f SpendFit) Draw(t SpendTable, prior *Prior, n int, seed uint64) (SpendDraws, error) {
	s := newSpendSample(t, f.scale)
	b := bootstrap{
		at:        f.at,
		weight:    s.weight,
		total:     s.total,
		seed:      seed,
		prior:     prior,
		objective: func() *objective { return s.objective(prior) },
	}
	thetas, err := b.draw(n)
	if err != nil {
		return SpendDraws{}, fmt.Errorf("draw %d fits of spending: %w", n, err)
	}
	out := SpendDraws{Models: make([]GammaGamma, len(thetas))}
	for i, theta := range thetas {
		p := exps(theta)
		out.Models[i] = GammaGamma{p[0], p[1], p[2]}
	}
	return out, nil
}

func exps(theta []float64) []float64 {
	out := make([]float64, len(theta))
	for i, v := range theta {
		out[i] = math.Exp(v)
	}
	return out
}

// bootstrap makes draws of one fit.
type bootstrap struct {
	at        optimum
	weight    []float64
	total     float64
	seed      uint64
	prior     *Prior
	objective func() *objective
}

// ErrUnstable is wrapped where more than one refit in ten failed: no interval can be
// given.
var ErrUnstable = errors.New("refits of resampled customers fail")

func (b *bootstrap) draw(n int) ([][]float64, error) {
	if b.total > resampled {
		if out, ok := b.normal(n); ok {
			return out, nil
		}
	}
	owner := b.owners()
	begun := recall(b.objective().k, b.at.theta, len(b.weight))
	out := make([][]float64, n)
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(n, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			o := b.objective()
			o.k = begun.under(o.k)
			o.alone = true
			o.weight = make([]float64, len(b.weight))
			o.rough = gainToDraw
			for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
				out[i] = b.refit(o, owner, rand.New(rand.NewPCG(b.seed, uint64(i))))
			}
		})
	}
	group.Wait()
	out = slices.DeleteFunc(out, func(theta []float64) bool { return theta == nil })
	if len(out) < n-n/10 {
		return nil, fmt.Errorf("%d of %d: %w", n-len(out), n, ErrUnstable)
	}
	return out, nil
}

// owners lists the row of each customer.
func (b *bootstrap) owners() []int32 {
	var out []int32
	for row, w := range b.weight {
		for range int(w) {
			out = append(out, int32(row))
		}
	}
	return out
}

// refit draws as many customers as there are, with replacement, and climbs from the fit.
// It is nil if that fails.
func (b *bootstrap) refit(o *objective, owner []int32, rnd *rand.Rand) []float64 {
	clear(o.weight)
	for range owner {
		o.weight[owner[rnd.IntN(len(owner))]]++
	}
	if b.prior != nil {
		o.pull = b.prior.pull()
		for i := range o.pull.center {
			o.pull.center[i] += rnd.NormFloat64() / math.Sqrt(o.pull.weight)
		}
	}
	o.theta = o.theta[:0]
	got, err := o.maximize(b.at.theta)
	if err != nil {
		return nil
	}
	return got.ahead()
}

// normal draws around the fit with the sandwich covariance. It reports false where the
// likelihood is flat there.
func (b *bootstrap) normal(n int) ([][]float64, bool) {
	o := b.objective()
	cov, ok := sandwich(o.k, b.weight, b.at)
	var chol mat.Cholesky
	if _, status := standardErrors(b.at, exps(b.at.theta)); status != Found || !ok ||
		!chol.Factorize(cov) {
		return nil, false
	}
	var root mat.TriDense
	chol.LTo(&root)
	dim := len(b.at.theta)
	out := make([][]float64, n)
	for i := range out {
		rnd := rand.New(rand.NewPCG(b.seed, uint64(i)))
		z := mat.NewVecDense(dim, nil)
		step := mat.NewVecDense(dim, nil)
		for j := range dim {
			z.SetVec(j, rnd.NormFloat64())
		}
		step.MulVec(&root, z)
		out[i] = slices.Clone(b.at.theta)
		for j := range dim {
			out[i][j] += step.AtVec(j)
		}
	}
	return out, true
}
