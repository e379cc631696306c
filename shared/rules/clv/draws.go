package clv

import (
	"fmt"
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Draws are models that fit the data about as well as the fitted one: how far they differ
// is how far an estimate can be trusted.
type Draws struct{ Models []Model }

// Interval returns where the middle share (.9 = 90 %) of the draws' answers lie. The
// question may be about the store or about one customer. Answers that are not numbers are
// left out; if none is left, both ends are NaN.
func (d Draws) Interval(share float64, ask func(Model) float64) (low, high float64) {
	answers := make([]float64, 0, len(d.Models))
	for _, m := range d.Models {
		answers = append(answers, ask(m))
	}
	return middleRange(share, answers)
}

// middleRange returns the range that holds the middle share of the answers.
func middleRange(share float64, answers []float64) (low, high float64) {
	answers = slices.DeleteFunc(answers, math.IsNaN)
	if len(answers) == 0 {
		return math.NaN(), math.NaN()
	}
	slices.Sort(answers)

	tail := (1 - share) / 2
	low = stat.Quantile(tail, stat.LinInterp, answers, nil)
	high = stat.Quantile(1-tail, stat.LinInterp, answers, nil)
	return low, high
}

// Draw refits resampled customers, starting from the fit. With a prior, its center is
// drawn as well, so that the draws of a shop with ten customers differ as much as the
// prior allows. The same seed gives the same draws.
func (s *Sample) Draw(f Fit, prior *Prior, n int, seed uint64) (Draws, error) {
	family := f.Model.Family()
	prior = prior.restrictTo(family)
	b := bootstrap{
		fitted:       f.at,
		weight:       s.weight,
		customers:    s.total,
		seed:         seed,
		prior:        prior.onLogScale(),
		newObjective: func() *objective { return s.objective(family, prior) },
	}

	thetas, err := b.draw(n)
	if err != nil {
		return Draws{}, fmt.Errorf("draw %d fits of %s: %w", n, family, err)
	}

	draws := Draws{Models: make([]Model, len(thetas))}
	for i, theta := range thetas {
		draws.Models[i] = modelOf(family, exps(theta))
	}
	return draws, nil
}

// SpendDraws are like Draws, of the Gamma-Gamma model.
type SpendDraws struct{ Models []GammaGamma }

// Interval returns where the middle share of the draws' answers lie. Answers that are not
// numbers are left out.
func (d SpendDraws) Interval(share float64, ask func(GammaGamma) float64) (low, high float64) {
	answers := make([]float64, 0, len(d.Models))
	for _, m := range d.Models {
		answers = append(answers, ask(m))
	}
	return middleRange(share, answers)
}

// Draw refits resampled customers of the table that was fitted, as Sample.Draw does.
func (f SpendFit) Draw(t SpendTable, prior *Prior, n int, seed uint64) (SpendDraws, error) {
	s := newSpendSample(t, f.scale)
	b := bootstrap{
		fitted:       f.at,
		weight:       s.weight,
		customers:    s.total,
		seed:         seed,
		prior:        prior.onLogScale(),
		newObjective: func() *objective { return s.objective(prior) },
	}

	thetas, err := b.draw(n)
	if err != nil {
		return SpendDraws{}, fmt.Errorf("draw %d fits of spending: %w", n, err)
	}

	draws := SpendDraws{Models: make([]GammaGamma, len(thetas))}
	for i, theta := range thetas {
		draws.Models[i] = gammaGammaOf(exps(theta))
	}
	return draws, nil
}
