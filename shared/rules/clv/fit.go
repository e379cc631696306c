package clv

import (
	"errors"
	"fmt"
	"math"

	"holdfast/shared/words/enum"
)

// Status says what a fit found.
type Status uint8

// What a fit can find.
const (
	Found Status = iota
	// NoDropout: the data are as well explained without anyone leaving. The model is the
	// NBD, or leans on the prior.
	NoDropout
	// Undecided: the likelihood is flat along a ridge. The model is as good as any on it,
	// and has no standard errors.
	Undecided
)

var statuses = enum.Names[Status]{
	Found:     "found",
	NoDropout: "no dropout seen",
	Undecided: "undecided",
}

// String returns what the fit found, in words.
func (s Status) String() string { return statuses.String(s) }

// ParseStatus returns the status with the name.
func ParseStatus(name string) (Status, error) { return statuses.Parse(name) }

// Fit is an estimate, and how sure it is.
type Fit struct {
	Requested Family
	Model     Model   // of the family requested; NBD if no dropout was seen and there is no prior
	LogLik    float64 // of Model, the prior left out
	LogLikNBD float64 // of the best NBD, which has no dropout
	Status    Status
	SE        []float64 // of Model's Params, by the inverse Hessian; nil if unknown
	Customers int64

	at optimum
}

// ErrTooFew is wrapped if nothing can be learnt: no customers, or none with a second
// order, and no prior.
var ErrTooFew = errors.New("too few orders")

// Dropout counts as seen if the likelihood is better by dropoutGain than that of the NBD,
// and the share of customers who leave is not nil.
const (
	dropoutGain  = 2
	dropoutShare = 1e-3
)

// Fit estimates a family by maximum likelihood, or, with a prior, by the maximum of
// likelihood and prior. It returns an error, never a number, if the search does not
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

	nbd, err := s.findOptimum(NBDFamily, prior.restrictTo(NBDFamily))
	if err != nil {
		return Fit{}, fmt.Errorf("fit %s: %w", NBDFamily, err)
	}
	fit := Fit{
		Requested: f,
		Customers: s.Customers(),
		LogLikNBD: s.logLik(NBDFamily, nbd.theta),
	}
	if f == NBDFamily {
		return fit.withModel(f, nbd, fit.LogLikNBD), nil
	}

	found, err := s.findOptimum(f, prior)
	if err != nil {
		return Fit{}, fmt.Errorf("fit %s: %w", f, err)
	}
	logLik := s.logLik(f, found.theta)
	gain := logLik - fit.LogLikNBD
	if gain >= dropoutGain && leaveShare(f, found.theta) >= dropoutShare {
		return fit.withModel(f, found, logLik), nil
	}

	if prior == nil {
		fit = fit.withModel(NBDFamily, nbd, fit.LogLikNBD)
	} else {
		fit = fit.withModel(f, found, logLik)
		fit.SE = nil // what is said about leaving is the prior's
	}
	fit.Status = NoDropout
	return fit, nil
}

// leaveShare returns the mean probability of leaving after an order, a/(a+b); for
// Pareto/NBD, which has none, s.
func leaveShare(f Family, theta []float64) float64 {
	if f == ParetoFamily {
		return math.Exp(theta[byS])
	}
	return 1 / (1 + math.Exp(theta[byB]-theta[byA]))
}

// withModel returns the fit with the model at an optimum.
func (f Fit) withModel(family Family, m optimum, logLik float64) Fit {
	params := exps(m.theta)
	f.Model = modelOf(family, params)
	f.LogLik = logLik
	f.at = m
	f.SE, f.Status = m.standardErrors(params)
	return f
}
