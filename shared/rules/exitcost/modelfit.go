package exitcost

import (
	"errors"
	"fmt"
	"math"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost/drivers"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/segment"
)

// ModelFit is what a census learned of how the store's customers buy, stay and spend.
type ModelFit struct {
	StoreModel StoreModel // to be put in force with the next policy
	ModelFacts ModelFacts // how it came about
	Drivers    []drivers.Effect

	draws clv.Draws

	// meanSpends says what a day with orders may come to instead, relative to what is
	// expected: a factor for each draw.
	meanSpends []float64

	// backTests is the same family fitted to what was known on each back-test day; nil =
	// not enough was.
	backTests [backTestDays]*clv.Fit
}

const (
	drawnModels     = 40 // models for intervals of sums
	keptModels      = 24 // of them, those that are put in force for intervals of customers
	enoughCustomers = 10 // below, there is nothing to choose a family by
)

// The seeds of the draws: the same census finds the same intervals.
const (
	ordersSeed   = 1
	spendSeed    = 2
	backTestSeed = 3
)

// FitModel fits the store's models to a sealed tally of all its customers. It is an error,
// and no model is put in force, if a search does not converge.
func (t *Tally) FitModel(b *CensusBasis) (*ModelFit, error) {
	f := &ModelFit{
		StoreModel: DefaultStoreModel(),
		ModelFacts: ModelFacts{
			Status:     "new shop",
			ManyBuyers: t.ManyBuyers,
		},
	}
	customers := t.ModelInput.Table.Customers()
	if customers == 0 {
		return f, nil
	}
	f.StoreModel.FittedTo = customers

	family, err := f.chooseFamily(t)
	if err != nil {
		return nil, err
	}
	if err := f.fitOrders(t, family); err != nil {
		return nil, err
	}
	if err := f.fitBackTests(t, family); err != nil {
		return nil, err
	}
	f.calibrate(t)
	if err := f.fitSpend(t, b.Settings); err != nil {
		return nil, err
	}

	f.Drivers, err = t.Drivers.Fit()
	if err != nil {
		return nil, err
	}
	f.StoreModel.Weights = fitWeights(f.Drivers)
	return f, nil
}

// KeepModel keeps the model in force where none was found, and says why.
func KeepModel(inForce StoreModel, why error) *ModelFit {
	return &ModelFit{
		StoreModel: inForce,
		ModelFacts: ModelFacts{Status: "not found: " + why.Error()},
	}
}

// middleBackTest returns the index of the back-test day that divides what is known best:
// about as much was known then as has come since. What a model foretold then tells best
// what it foretells now. It reports false if no day has enough on either side.
func (t *Tally) middleBackTest() (best int, ok bool) {
	bestDistance := math.Inf(1)
	for i, daysSince := range BackTestAges {
		if !t.hasEnoughAt(i) {
			continue
		}
		daysKnown := longestHistory(t.BackTests[i].Table)
		distance := math.Abs(math.Log(float64(daysKnown) / float64(daysSince)))
		if distance < bestDistance {
			bestDistance = distance
			best = i
			ok = true
		}
	}
	return best, ok
}

// hasEnoughAt reports whether enough was known on a back-test day for what came since to
// teach anything.
func (t *Tally) hasEnoughAt(i int) bool {
	return t.BackTests[i].Table.Customers() >= enoughCustomers && t.isKnownHalfAsLong(i)
}

// isKnownHalfAsLong reports whether what was known on a back-test day went back half as
// far as the day itself lies back.
func (t *Tally) isKnownHalfAsLong(i int) bool {
	return longestHistory(t.BackTests[i].Table) >= int32(BackTestAges[i])/2
}

// longestHistory returns how far back a table's customers go, in days.
func longestHistory(t clv.Table) (days int32) {
	for _, c := range t.Cells {
		days = max(days, c.T)
	}
	return days
}

// chooseFamily compares the families out of sample: by what came after a back-test day,
// or, without one, by splitting the customers.
func (f *ModelFit) chooseFamily(t *Tally) (clv.Family, error) {
	table := t.ModelInput.Table
	if i, ok := t.middleBackTest(); ok {
		table = t.BackTests[i].Table
	}
	if table.Customers() < enoughCustomers {
		return clv.MBGFamily, nil
	}

	choice, err := clv.Choose(table, clv.Week, clv.DefaultPrior)
	if err != nil {
		return 0, err
	}
	f.ModelFacts.Split = choice.Split.String()
	for _, c := range choice.Candidates {
		candidate := Candidate{
			Family: c.Family.String(),
			Score:  c.Score,
			AUC:    c.AUC,
			Barred: c.Barred,
		}
		if c.Err != nil {
			candidate.Error = c.Err.Error()
		}
		f.ModelFacts.Candidates = append(f.ModelFacts.Candidates, candidate)
	}
	return choice.Family, nil
}

// fitOrders fits the family to the store as it is. A stated prior (clv.DefaultPrior),
// worth ten customers, gives a shop with ten customers a number, and the draws its
// interval.
func (f *ModelFit) fitOrders(t *Tally, family clv.Family) error {
	sample := clv.NewSample(t.ModelInput.Table, clv.Week)
	prior := clv.DefaultPrior(family, clv.Week)
	fit, err := sample.Fit(family, prior)
	if err != nil {
		return err
	}
	f.StoreModel.Buying.Orders = clv.SavedModel{Model: fit.Model}

	f.ModelFacts.describe(&fit)

	f.draws, err = sample.Draw(fit, prior, drawnModels, ordersSeed)
	if errors.Is(err, clv.ErrUnstable) {
		// The fit stands. Ranges hold what customers do by chance, and no doubt of the
		// parameters.
		return nil
	}
	if err != nil {
		return err
	}
	kept := f.draws.Models[:min(keptModels, len(f.draws.Models))]
	buying := &f.StoreModel.Buying
	for _, drawn := range kept {
		buying.Doubt = append(buying.Doubt, roundAllDigits(drawn.Params()))
	}
	return nil
}

// describe fills in what was found, and how sure it is.
func (m *ModelFacts) describe(fit *clv.Fit) {
	found := fit.Model.Family()
	m.Family = found.String()
	m.Status = fit.Status.String()
	m.Customers = fit.Customers
	m.LogLik = roundDigits(fit.LogLik)
	m.Params = newParams(found.Names(), fit.Model.Params(), fit.SE)
}

// fitBackTests fits the family to what was known on each back-test day.
func (f *ModelFit) fitBackTests(t *Tally, family clv.Family) error {
	prior := clv.DefaultPrior(family, clv.Week)
	for i := range t.BackTests {
		table := t.BackTests[i].Table
		if table.Customers() < enoughCustomers {
			continue
		}
		fit, err := clv.NewSample(table, clv.Week).Fit(family, prior)
		if err != nil {
			return fmt.Errorf("as of %d days ago: %w", BackTestAges[i], err)
		}
		f.backTests[i] = &fit
	}
	return nil
}

// calibrate compares what was foretold on each back-test day with what came since.
func (f *ModelFit) calibrate(t *Tally) {
	buying := &f.StoreModel.Buying
	for i, fit := range f.backTests {
		if fit == nil || !t.hasEnoughAt(i) {
			continue
		}
		came := t.BackTests[i].Table.Calibrate(fit.Model, clv.Week)
		buying.Past = buying.Past.Pool(came)
	}
}

// fitSpend fits what a day with orders comes to. The search is in units of money; the
// model is kept in minor units.
func (f *ModelFit) fitSpend(t *Tally, s Settings) error {
	table := t.ModelInput.Spend
	if table.Customers() == 0 {
		return nil
	}
	scale := float64(s.Currency.MinorUnits())
	prior := clv.SpendPrior(table, scale)
	fit, err := clv.FitSpend(table, scale, prior)
	if err != nil {
		return err
	}

	f.StoreModel.Buying.Spend = &clv.GammaGamma{
		P:     fit.Model.P,
		Q:     fit.Model.Q,
		Gamma: fit.Model.Gamma * scale,
	}
	f.ModelFacts.Spend = &SpendFacts{
		Status:      fit.Status.String(),
		Customers:   fit.Customers,
		Dropped:     fit.Dropped,
		Mean:        roundDigits(table.Mean() / scale),
		Correlation: roundDigits(table.Correlation()),
		Params:      newParams([]string{"p", "q", "gamma"}, fit.Model.Params(), fit.SE),
	}

	draws, err := fit.Draw(table, prior, drawnModels, spendSeed)
	if errors.Is(err, clv.ErrUnstable) {
		return nil
	}
	if err != nil {
		return err
	}
	f.meanSpends = compareMeans(draws.Models, fit.Model)
	return nil
}

// compareMeans returns the mean spend of each drawn model relative to that of the fitted
// one; 1 if either has none.
func compareMeans(drawn []clv.GammaGamma, fitted clv.GammaGamma) []float64 {
	expected, isKnown := fitted.Population()
	out := make([]float64, len(drawn))
	for i, d := range drawn {
		out[i] = 1
		mean, has := d.Population()
		if isKnown && has && expected > 0 {
			out[i] = mean / expected
		}
	}
	return out
}

// fitWeights returns the weights of evidence that the store's customers decide. A bad
// rating that doubles the odds of leaving weighs as much as an ordinary complaint, one
// that makes no difference nothing, and none more than one and a half complaints.
func fitWeights(effects []drivers.Effect) reason.Weights {
	const logTwo = 0.7 // ln 2: the log odds of a rating that doubles them
	weights := reason.DefaultWeights()
	for _, e := range effects {
		if e.Driver != drivers.BadRating || e.Odds <= 0 {
			continue
		}
		logOdds := math.Log(float64(e.Odds) / 1000)
		complaints := min(max(logOdds/logTwo, 0), 1.5)
		weights.Rating = int(float64(weights.Rating) * complaints)
	}
	return weights
}

// margin returns profit over revenue of a year, as a share. If nothing was bought it is
// the store's own setting.
func margin(year segment.Sums, s Settings) float64 {
	if year.Revenue <= 0 {
		return float64(s.MarginBP) / 10_000
	}
	return max(0, float64(year.Profit)/float64(year.Revenue))
}
