package exitcost

import "math"

// ModelFacts says how a model came about, and how sure it is.
type ModelFacts struct {
	Family string `json:"family"`

	// Status is how the search ended: found, no dropout seen, undecided; or "new shop" if
	// there are no customers.
	Status     string      `json:"status"`
	Customers  int64       `json:"customers"`
	LogLik     float64     `json:"log_likelihood"`
	Params     []Param     `json:"params"`
	Split      string      `json:"split,omitempty"` // how the family was chosen
	Candidates []Candidate `json:"candidates,omitempty"`
	Spend      *SpendFacts `json:"spend,omitempty"`

	// ManyBuyers is how many accounts no model was fitted to: a marketplace's, a till's.
	ManyBuyers int64 `json:"crowds"`
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
	Status    string  `json:"status"`
	Customers int64   `json:"customers"`
	Dropped   int64   `json:"dropped"` // who paid nothing, all refunds taken off
	Params    []Param `json:"params"`
	Mean      float64 `json:"mean"` // what a day with orders comes to, over customers

	// Correlation is that between how often and how much customers buy. The model takes it
	// for nil.
	Correlation float64 `json:"correlation"`
}

// newParams names values, with their standard errors if there are any.
func newParams(names []string, values, errors []float64) []Param {
	out := make([]Param, len(names))
	for i, name := range names {
		out[i] = Param{
			Name:  name,
			Value: roundDigits(values[i]),
		}
		if errors != nil {
			out[i].SE = roundDigits(errors[i])
		}
	}
	return out
}

// roundDigits keeps six digits: what is stored is to be the same on every processor. What
// is no number becomes 0.
func roundDigits(v float64) float64 {
	if v == 0 || math.IsNaN(v) || math.IsInf(v, 0) {
		return 0
	}
	size := math.Abs(v)
	digitsBeforePoint := math.Ceil(math.Log10(size))
	unit := math.Pow(10, 6-digitsBeforePoint)
	return math.Round(v*unit) / unit
}

func roundAllDigits(values []float64) []float64 {
	out := make([]float64, len(values))
	for i, v := range values {
		out[i] = roundDigits(v)
	}
	return out
}
