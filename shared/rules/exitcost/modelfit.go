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

// ModelFit is what a census learnt of how the store's customers buy, stay and spend.
type ModelFit struct {
	StoreModel StoreModel // to be put in force with the next policy
	ModelFacts ModelFacts // how it came about
	Drivers    []drivers.Effect

	draws clv.Draws
	means []float64       // what an order may be worth instead, relative to what is expected: one for each draw
	then  [pasts]*clv.Fit // the same family fitted to what was known at each of the Pasts; nil = not enough was
}

// ModelFacts says how a model came about, and how sure it is.
type ModelFacts struct {
	Family     string      `json:"family"`
	Status     string      `json:"status"` // found, no dropout seen, undecided; "new shop" where nobody has bought
	Customers  int64       `json:"customers"`
	LogLik     float64     `json:"log_likelihood"`
	Params     []Param     `json:"params"`
	Split      string      `json:"split,omitempty"` // how the family was chosen
	Candidates []Candidate `json:"candidates,omitempty"`
	Spend      *SpendFacts `json:"spend,omitempty"`
	ManyBuyers int64       `json:"crowds"` // accounts no model was fitted to: a marketplace's, a till's
}

// Param is one parameter with its standard error; times are in weeks.
type Param struct {
	Name  string  `json:"name"`
	Value float64 `json:"value"`
	SE    float64 `json:"se,omitempty"` // 0 = it cannot be told
}

// Candidate is a family that was compared.
type Candidate struct {
	Family string  `json:"family"`
	Score  float64 `json:"score,omitempty"` // log-likelihood per customer of what it had not seen
	AUC    float64 `json:"auc,omitempty"`
	Barred bool    `json:"barred,omitempty"`
	Error  string  `json:"error,omitempty"`
}

// SpendFacts says how the Gamma-Gamma model came about. Amounts are in units of money.
type SpendFacts struct {
	Status      string  `json:"status"`
	Customers   int64   `json:"customers"`
	Dropped     int64   `json:"dropped"` // who paid nothing, all refunds taken off
	Params      []Param `json:"params"`
	Mean        float64 `json:"mean"`        // what a day with orders comes to, over customers
	Correlation float64 `json:"correlation"` // between how often and how much; the model takes it for nil
}

const (
	drawn  = 40 // models for intervals of sums
	kept   = 24 // of them, those that are put in force for intervals of customers
	enough = 10 // customers below which there is nothing to choose a family by
)

// FitModel fits the store's models. It is an error, and no model is put in force, where a
// search does not converge.
func (p *Tally) FitModel(v *CensusBasis) (*ModelFit, error) {
	s := &ModelFit{
		StoreModel: DefaultStoreModel(),
		ModelFacts: ModelFacts{Status: "new shop", ManyBuyers: p.ManyBuyers},
	}
	customers := p.ModelInput.Table.Customers()
	if customers == 0 {
		return s, nil
	}
	s.StoreModel.FittedTo = customers
	past, known := p.halfway()
	family, err := s.choose(p, past, known)
	if err != nil {
		return nil, err
	}
	if err := s.fit(p, family); err != nil {
		return nil, err
	}
	if err := s.fitPasts(p, family); err != nil {
		return nil, err
	}
	for i := range p.BackTests {
		if p.tells(i) && s.then[i] != nil {
			s.StoreModel.Buying.Past = s.StoreModel.Buying.Past.Pool(
				p.BackTests[i].Table.Calibrate(s.then[i].Model, clv.Week),
			)
		}
	}
	if err := s.spend(p, v.Settings); err != nil {
		return nil, err
	}
	if s.Drivers, err = p.Drivers.Fit(); err != nil {
		return nil, err
	}
	s.StoreModel.Weights = weights(s.Drivers)
	return s, nil
}

// KeepModel keeps an outlook where no model was found, and says why.
func KeepModel(in StoreModel, why error) *ModelFit {
	return &ModelFit{StoreModel: in, ModelFacts: ModelFacts{Status: "not found: " + why.Error()}}
}

// halfway is the one of the Pasts at which as much was known as has come since, nearly:
// what a model foretold then tells best what it foretells now. It reports false where
// none has enough on either side.
func (p *Tally) halfway() (best int, ok bool) {
	off := math.Inf(1)
	for i, days := range BackTestAges {
		if !p.tells(i) {
			continue
		}
		if d := math.Abs(math.Log(float64(longest(p.BackTests[i].Table)) / float64(days))); d < off {
			best = i
			off = d
			ok = true
		}
	}
	return best, ok
}

// tells reports whether enough was known at one of the Pasts for what came since to teach
// anything.
func (p *Tally) tells(i int) bool {
	return p.BackTests[i].Table.Customers() >= enough &&
		longest(p.BackTests[i].Table) >= int32(BackTestAges[i])/2
}

// longest is how far back a table's customers go, in days.
func longest(t clv.Table) (days int32) {
	for _, c := range t.Cells {
		days = max(days, c.T)
	}
	return days
}

// choose compares the families out of sample: by what came after the past day, or,
// without one, by splitting the customers.
func (s *ModelFit) choose(p *Tally, past int, known bool) (clv.Family, error) {
	table := p.ModelInput.Table
	if known {
		table = p.BackTests[past].Table
	}
	if table.Customers() < enough {
		return clv.MBGFamily, nil
	}
	choice, err := clv.Choose(table, clv.Week, clv.DefaultPrior)
	if err != nil {
		return 0, err
	}
	s.ModelFacts.Split = choice.Split.String()
	for _, c := range choice.Candidates {
		out := Candidate{
			Family: c.Family.String(),
			Score:  c.Score,
			AUC:    c.AUC,
			Barred: c.Barred,
		}
		if c.Err != nil {
			out.Error = c.Err.Error()
		}
		s.ModelFacts.Candidates = append(s.ModelFacts.Candidates, out)
	}
	return choice.Family, nil
}

// fit fits the family to the store as it is. A stated prior (clv.DefaultPrior), worth ten
// customers, gives a shop with ten customers a number, and the draws its interval.
func (s *ModelFit) fit(p *Tally, family clv.Family) error {
	sample := clv.NewSample(p.ModelInput.Table, clv.Week)
	prior := clv.DefaultPrior(family, clv.Week)
	fit, err := sample.Fit(family, prior)
	if err != nil {
		return err
	}
	s.StoreModel.Buying.Orders = clv.SavedModel{Model: fit.Model}
	s.ModelFacts.Family, s.ModelFacts.Status, s.ModelFacts.Customers, s.ModelFacts.LogLik = fit.Model.Family().
		String(),
		fit.Status.String(), fit.Customers, round(
			fit.LogLik,
		)
	s.ModelFacts.Params = params(fit.Model.Family().Names(), fit.Model.Params(), fit.SE)
	s.draws, err = sample.Draw(fit, prior, drawn, 1)
	if errors.Is(err, clv.ErrUnstable) {
		return nil // the fit stands; ranges hold what customers do by chance, and no doubt of the parameters
	}
	if err != nil {
		return err
	}
	for _, d := range s.draws.Models[:min(kept, len(s.draws.Models))] {
		s.StoreModel.Buying.Doubt = append(s.StoreModel.Buying.Doubt, rounded(d.Params()))
	}
	return nil
}

// fitPasts fits the family to what was known at each of the Pasts.
func (s *ModelFit) fitPasts(p *Tally, family clv.Family) error {
	for i := range p.BackTests {
		if p.BackTests[i].Table.Customers() < enough {
			continue
		}
		fit, err := clv.NewSample(p.BackTests[i].Table, clv.Week).
			Fit(family, clv.DefaultPrior(family, clv.Week))
		if err != nil {
			return fmt.Errorf("as of %d days ago: %w", BackTestAges[i], err)
		}
		s.then[i] = &fit
	}
	return nil
}

func (s *ModelFit) spend(p *Tally, settings Settings) error {
	t := p.ModelInput.Spend
	if t.Customers() == 0 {
		return nil
	}
	scale := float64(minorUnits(settings))
	prior := clv.SpendPrior(t, scale)
	fit, err := clv.FitSpend(t, scale, prior)
	if err != nil {
		return err
	}
	inMinor := clv.GammaGamma{P: fit.Model.P, Q: fit.Model.Q, Gamma: fit.Model.Gamma * scale}
	s.StoreModel.Buying.Spend = &inMinor
	s.ModelFacts.Spend = &SpendFacts{
		Status:      fit.Status.String(),
		Customers:   fit.Customers,
		Dropped:     fit.Dropped,
		Mean:        round(t.Mean() / scale),
		Correlation: round(t.Correlation()),
		Params:      params([]string{"p", "q", "gamma"}, fit.Model.Params(), fit.SE),
	}
	draws, err := fit.Draw(t, prior, drawn, 2)
	if errors.Is(err, clv.ErrUnstable) {
		return nil
	}
	if err != nil {
		return err
	}
	expected, ok := fit.Model.Population()
	for _, d := range draws.Models {
		mean := 1.0
		if drawn, has := d.Population(); ok && has && expected > 0 {
			mean = drawn / expected
		}
		s.means = append(s.means, mean)
	}
	return nil
}

// weights are those of evidence that the store's customers decide: a bad rating that
// doubles the odds of leaving weighs as much as an ordinary complaint, one that makes no
// difference nothing, and none more than one and a half complaints.
func weights(effects []drivers.Effect) reason.Weights {
	w := reason.DefaultWeights()
	for _, e := range effects {
		if e.Driver == drivers.BadRating && e.Odds > 0 {
			share := math.Log(float64(e.Odds)/1000) / 0.7 // ln 2
			w.Rating = int(float64(w.Rating) * min(max(share, 0), 1.5))
		}
	}
	return w
}

func params(names []string, values, se []float64) []Param {
	out := make([]Param, len(names))
	for i, name := range names {
		out[i] = Param{Name: name, Value: round(values[i])}
		if se != nil {
			out[i].SE = round(se[i])
		}
	}
	return out
}

// round keeps six digits: what is stored is to be the same on every processor.
func round(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	unit := math.Pow(10, 6-math.Ceil(math.Log10(math.Abs(v))))
	return math.Round(v*unit) / unit
}

func rounded(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = round(v)
	}
	return out
}

func minorUnits(s Settings) int64 {
	unit := int64(1)
	for range s.Currency.Exponent() {
		unit *= 10
	}
	return unit
}

// margin is profit over revenue of a year, as a share; where nothing was bought, the
// store's own setting.
func margin(y segment.Sums, s Settings) float64 {
	if y.Revenue <= 0 {
		return float64(s.MarginBP) / 10_000
	}
	return max(0, float64(y.Profit)/float64(y.Revenue))
}
