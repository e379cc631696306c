package main

import (
	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/overdue"
)

// rule says how overdue a customer is after so many days of silence. The alarm is raised when the score reaches a factor, which is
// one number for the whole shop.
type rule struct {
	name   string
	score  func(x *silence, days int) float64
	byGaps bool // has a factor for each number of own gaps
	falls  bool // the score may fall while a silence goes on; an alarm once raised stays
	dated  bool // the score depends on the calendar: two silences of the same state may differ
}

// defaultName is the rule that others are held against.
const defaultName = "default in force: own cycle, by gaps"

// rules are those that are compared, the default in force last. What they learn for each number of gaps, they learn for this budget.
func (s *shop) rules(budget float64) []rule {
	typical := float64(s.policy.Typical)
	one := func(*silence) float64 { return 1 }
	mean := func(x *silence) float64 {
		if x.gaps == 0 {
			return typical
		}
		return float64(x.span) / float64(x.gaps)
	}
	cycle := func(x *silence) float64 { return float64(x.cycle) }
	return []rule{
		{name: "recency: days of silence", score: multiple(one)},
		{name: "own mean gap", score: multiple(mean)},
		{name: "own mean gap, shrunk", score: multiple(cycle)},
		{name: "textbook: 365/n", score: textbook, falls: true},
		{name: "model: P(no order)", score: s.noOrder},
		{name: "model: P(no order), own rhythm", score: s.noOrderRhythm},
		{name: "model: expected orders fallen", score: s.fallen},
		{name: "model: orders fallen, own rhythm", score: s.fallenRhythm},
		{byGaps: true, name: "model: orders fallen, by gaps", score: s.byGaps(budget, s.fallen)},
		{byGaps: true, name: "days of silence, by gaps", score: s.byGaps(budget, multiple(one))},
		{byGaps: true, name: "cycle and largest gap, by gaps", score: s.byGaps(budget, multiple(func(x *silence) float64 { return float64(x.largest+x.cycle) / 2 }))},
		{byGaps: true, name: "own largest gap, by gaps", score: s.byGaps(budget, multiple(func(x *silence) float64 { return float64(x.largest) }))},
		{byGaps: true, name: defaultName, score: inForce(budget)},
	}
}

// multiple is the silence in multiples of a base.
func multiple(base func(*silence) float64) func(*silence, int) float64 {
	return func(x *silence, days int) float64 { return float64(days) / base(x) }
}

// inForce is the silence relative to the threshold of the default's policy that was set by this budget.
func inForce(budget float64) func(*silence, int) float64 {
	if budget < 0.1 {
		return multiple(func(x *silence) float64 { return float64(x.atRisk) })
	}
	return multiple(func(x *silence) float64 { return float64(x.allowed) })
}

// textbook is the silence in cycles of 365/n days, as long as anything was bought within a year.
func textbook(x *silence, days int) float64 {
	v := overdue.DecideClassic(x.history, overdue.Valued, instant(x.begun+days).Time())
	if v.Cycle == 0 {
		return 0
	}
	return float64(v.Silence) / float64(v.Cycle)
}

// classes are the numbers of gaps that the policy tells apart: 0, 1, 2, 3 to 5, 6 and more.
const classes = len(overdue.Policy{}.Classes)

func classOf(gaps int) int {
	switch {
	case gaps < 3:
		return gaps
	case gaps < 6:
		return 3
	}
	return 4
}

// byGaps is a score relative to what the budget allows customers with about as many gaps.
func (s *shop) byGaps(budget float64, score func(*silence, int) float64) func(*silence, int) float64 {
	factors := factorsByGaps(s.calibrates, score, budget)
	return func(x *silence, days int) float64 { return score(x, days) / factors[classOf(x.gaps)] }
}

// factorsByGaps are the factors that the budget asks for among silences that ended, by class. Where there is none it is 1.
func factorsByGaps(ended []*silence, score func(*silence, int) float64, budget float64) (factors [classes]float64) {
	var peaks [classes][]float64
	for _, x := range ended {
		c := classOf(x.gaps)
		peaks[c] = append(peaks[c], score(x, x.days))
	}
	for c := range factors {
		factors[c] = 1
		if len(peaks[c]) > 0 {
			factors[c] = factorFor(peaks[c], budget)
		}
	}
	return factors
}

// cell is the history after a silence, as the models take it; with patience, the customer's own rhythm is heard.
func (x *silence) cell(days int, patience clv.Patience) clv.Cell {
	return clv.Cell{X: int32(x.gaps), Tx: int32(x.span), T: int32(x.span + days), Patience: patience}
}

// ahead is what the model in force foretells of a customer after a silence.
func (s *shop) ahead(x *silence, days int, patience clv.Patience) clv.Outlook {
	return x.cell(days, patience).Outlook(s.model.Buying.Orders, clv.Week)
}

// patience is after how long a silence the default in force takes a customer for lost, as a census counts it.
func (x *silence) patience() clv.Patience { return clv.PatienceOf(x.exited) }

// none is the probability of no order within the horizon, corrected by what the store's own past has taught.
func (s *shop) none(x *silence, days int, patience clv.Patience) float64 {
	score := clv.Score{PNone: s.ahead(x, days, patience).PNone(s.horizon())}
	return s.model.Buying.Past.Correct(x.gaps, score).PNone
}

func (s *shop) noOrder(x *silence, days int) float64       { return s.none(x, days, 0) }
func (s *shop) noOrderRhythm(x *silence, days int) float64 { return s.none(x, days, x.patience()) }

// fallenBy is by which share the orders to expect have fallen since the day of the last purchase.
func (s *shop) fallenBy(x *silence, days int, patience clv.Patience) float64 {
	return 1 - s.ahead(x, days, patience).Expected(s.horizon())/x.then
}

func (s *shop) fallen(x *silence, days int) float64       { return s.fallenBy(x, days, 0) }
func (s *shop) fallenRhythm(x *silence, days int) float64 { return s.fallenBy(x, days, x.patience()) }
