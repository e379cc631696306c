package drivers

import (
	"errors"
	"fmt"
	"math"

	"gonum.org/v1/gonum/mat"
)

// Effect is how much more, or less, likely leaving is if a driver happened, among
// customers of the same stratum. Odds are per mille: 1800 means 1.8 times the odds. The
// interval holds 95 %.
type Effect struct {
	Driver    Driver `json:"driver"`
	Customers int64  `json:"customers"` // to whom it happened
	Odds      int64  `json:"odds"`
	Low       int64  `json:"low"`
	High      int64  `json:"high"`
}

// Certain reports whether the interval leaves out that the driver makes no difference.
func (e Effect) Certain() bool { return e.Low > 1000 || e.High < 1000 }

// ErrFit is wrapped if no estimate was reached.
var ErrFit = errors.New("the regression did not converge")

// Fit estimates the effects by the maximum of likelihood and beliefs. It returns an error
// if the search does not converge.
func (t Table) Fit() ([]Effect, error) {
	r := newRegression(t)
	logOdds, err := r.minimizeLoss()
	if err != nil {
		return nil, fmt.Errorf(
			"fit what goes with leaving to %d kinds of customers: %w",
			len(r.groups),
			err,
		)
	}

	// The covariance of the estimates is the inverse of the loss' Hessian at its minimum.
	_, _, hessian := r.loss(logOdds)
	var cholesky mat.Cholesky
	var covariance mat.SymDense
	if !cholesky.Factorize(hessian) || cholesky.InverseTo(&covariance) != nil {
		return nil, fmt.Errorf("how sure the effects are: %w", ErrFit)
	}

	effects := make([]Effect, DriverCount)
	for d := range Driver(DriverCount) {
		i := strata + int(d)
		estimate := logOdds.AtVec(i)
		half := 1.96 * math.Sqrt(covariance.At(i, i))
		effects[d] = Effect{
			Driver:    d,
			Customers: r.customers[d],
			Odds:      oddsPerMille(estimate),
			Low:       oddsPerMille(estimate - half),
			High:      oddsPerMille(estimate + half),
		}
	}
	return effects, nil
}

// oddsPerMille returns how many times greater the odds are, per mille.
func oddsPerMille(logOdds float64) int64 {
	return int64(math.Round(1000 * math.Exp(logOdds)))
}

// belief is what is thought of a log-odds before the customers are seen: normal around
// mean.
type belief struct{ mean, deviation float64 }

// beliefAbout returns the belief about a driver. Of most nothing is known, give or take a
// factor of e. A bad rating is believed to double the odds, give or take as much: public
// data contradict each other (reference: clv 5.2: telco and e-commerce sets point either
// way).
func beliefAbout(d Driver) belief {
	if d == BadRating {
		return belief{mean: 0.7, deviation: 0.7}
	}
	return belief{mean: 0, deviation: 1}
}

// strataDeviation is the deviation of the beliefs about the strata. It is wide: their
// customers tell almost everything.
const strataDeviation = 2.0
