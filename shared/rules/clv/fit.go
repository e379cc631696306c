package clv

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"

	"holdfast/shared/words/enum"
)

// Status says what a fit found.
type Status uint8

// What a fit can find.
const (
	Found     Status = iota
	NoDropout        // the data are as well explained without anyone leaving: the model is the NBD, or leans on the prior
	Undecided        // the likelihood is flat along a ridge: the model is as good as any on it, and has no standard errors
)

var statuses = enum.Names[Status]{
	Found:     "found",
	NoDropout: "no dropout seen",
	Undecided: "undecided",
}

func (s Status) String() string { return statuses.String(s) }

// ParseStatus returns the status with the name.
func ParseStatus(name string) (Status, error) { return statuses.Parse(name) }

// Fit is an estimate, and how sure it is.
type Fit struct {
	Requested Family
	Model     Model   // of the family asked for; NBD where no dropout was seen and there is no prior
	LogLik    float64 // of Model, the prior left out
	LogLikNBD float64 // of the best NBD, which has no dropout
	Status    Status
	SE        []float64 // of Model's Params, by the inverse Hessian; nil unless they can be told
	Customers int64

	at optimum
}

// ErrTooFew is wrapped where nothing can be learnt: no customers, or none with a second
// order, and no prior.
var ErrTooFew = errors.New("too few orders")

// Dropout seen is a likelihood better by this than that of the NBD, and a share of
// leavers that is not nil.
const (
	dropoutGain  = 2
	dropoutShare = 1e-3
)

// flat is the standard error of a ln parameter beyond which it counts as not decided: a
// factor of 20 either way.
const flat = 3

// Fit estimates a family by maximum likelihood, or, with a prior, by the maximum of
// likelihood and prior. It gives an error, never a number, where the search does not
// converge from any start.
func (s *Sample) Fit(f Family, prior *Prior) (Fit, error) {
	if prior == nil && s.orders == 0 {
		return Fit{}, fmt.Errorf(
			"fit %s to %d customers, %.0f repeat orders: %w",
			f,
			s.Customers(),
			s.orders,
			ErrTooFew,
		)
	}
	without, err := s.climb(NBDFamily, prior.of(NBDFamily))
	if err != nil {
		return Fit{}, fmt.Errorf("fit %s: %w", NBDFamily, err)
	}
	out := Fit{Requested: f, Customers: s.Customers(), LogLikNBD: s.logLik(NBDFamily, without.theta)}
	if f == NBDFamily {
		return out.take(f, without, out.LogLikNBD), nil
	}
	found, err := s.climb(f, prior)
	if err != nil {
		return Fit{}, fmt.Errorf("fit %s: %w", f, err)
	}
	ll := s.logLik(f, found.theta)
	if seen := ll-out.LogLikNBD >= dropoutGain && share(f, found.theta) >= dropoutShare; seen {
		return out.take(f, found, ll), nil
	}
	if prior != nil {
		out = out.take(f, found, ll)
		out.SE = nil // what is said about leaving is the prior's
	} else {
		out = out.take(NBDFamily, without, out.LogLikNBD)
	}
	out.Status = NoDropout
	return out, nil
}

// share is the mean probability of leaving after an order, where the family has one.
func share(f Family, theta []float64) float64 {
	if f == ParetoFamily {
		return math.Exp(theta[2])
	}
	return 1 / (1 + math.Exp(theta[3]-theta[2]))
}

// take makes an optimum the fit's model.
func (f Fit) take(family Family, m optimum, ll float64) Fit {
	params := exps(m.theta)
	f.Model = modelOf(family, params)
	f.LogLik = ll
	f.at = m
	f.SE, f.Status = standardErrors(m, params)
	return f
}

// standardErrors are those of the parameters, unless the surface is flat.
func standardErrors(m optimum, params []float64) ([]float64, Status) {
	cov, ok := m.covariance()
	if !ok || m.ridge {
		return nil, Undecided
	}
	se := make([]float64, len(params))
	for i := range se {
		ln := math.Sqrt(cov.At(i, i))
		if !(ln < flat) {
			return nil, Undecided
		}
		se[i] = ln * params[i]
	}
	return se, Found
}

// kernel is the family's log-likelihood on the sample.
func (s *Sample) kernel(f Family) kernel {
	switch f {
	case BGFamily, MBGFamily:
		return newBGKernel(s, f == MBGFamily)
	case ParetoFamily:
		return newParetoKernel(s)
	}
	return newNBDKernel(s)
}

func (s *Sample) objective(f Family, prior *Prior) *objective {
	o := &objective{
		k:      s.kernel(f),
		weight: s.weight,
		total:  s.total,
		home:   make([]float64, len(f.Names())),
	}
	for i, timed := range f.timed() {
		if timed {
			o.home[i] = math.Log(s.span)
		}
	}
	o.pull = prior.pull()
	return o
}

// logLik is the log-likelihood alone.
func (s *Sample) logLik(f Family, theta []float64) float64 {
	ll, _ := evaluate(s.kernel(f), s.weight, exps(theta))
	return ll
}

// climb finds the optimum of the sample.
func (s *Sample) climb(f Family, prior *Prior) (optimum, error) {
	return climb(
		len(s.rows),
		s.starts(f, prior),
		func(every int) *objective { return s.part(every).objective(f, prior) },
	)
}

// climb finds an optimum: roughly from several starts, on a part of the rows, and from
// where that ends on all of them. What on gives is the objective of every n-th row.
func climb(rows int, starts [][]float64, on func(every int) *objective) (optimum, error) {
	if every := firstLook(rows); every > 1 {
		part := on(every)
		part.rough = gainToStart
		if first, err := part.best(starts); err == nil && !first.ridge {
			if all, err := on(1).maximize(first.ahead()); err == nil && !all.ridge {
				return all, nil
			}
		}
	}
	return on(1).best(starts)
}

// firstLook says how to thin out a sample for the search from several starts: to a sixth,
// and at most 10,000 rows, but not to less than 160.
func firstLook(rows int) (every int) {
	return max(min(6, rows/160), rows/10_000)
}

// starts are the logarithms of where a search begins, in multiples of the customers' mean
// age.
func (s *Sample) starts(f Family, prior *Prior) [][]float64 {
	var all [][]float64
	switch f {
	case BGFamily, MBGFamily:
		all = [][]float64{{0.5, 0.2, 0.8, 2}, {1, 0.5, 0.5, 0.5}, {0.3, 0.1, 0.3, 1}}
	case ParetoFamily:
		all = [][]float64{{0.5, 0.3, 0.6, 0.3}, {1, 1, 1, 1}, {0.3, 0.1, 0.3, 1}}
	default:
		all = [][]float64{{0.5, 0.3}, {1, 1}}
	}
	for _, start := range all {
		for i, timed := range f.timed() {
			if timed {
				start[i] *= s.span
			}
			start[i] = math.Log(start[i])
		}
	}
	if prior != nil {
		all = append(all, prior.pull().center)
	}
	return all
}

// sandwich is the covariance of ln parameters that holds also where the model is not
// true: H^-1 J H^-1 (White 1982).
func sandwich(k kernel, weight []float64, m optimum) (*mat.SymDense, bool) {
	bread, ok := m.covariance()
	if !ok {
		return nil, false
	}
	k.set(m.theta)
	d := total(k, weight, true, false)
	dim := len(m.theta)
	meat := d.hessian(dim)
	var half, whole mat.Dense
	half.Mul(bread, meat)
	whole.Mul(&half, bread)
	out := mat.NewSymDense(dim, nil)
	for i := range dim {
		for j := i; j < dim; j++ {
			out.SetSym(i, j, -(whole.At(i, j)+whole.At(j, i))/2)
		}
	}
	return out, true
}
