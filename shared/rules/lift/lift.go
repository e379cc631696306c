// Package lift measures what playbooks save. It compares the customers for whom a measure
// was decided (treated) with those whom the playbook left alone, chosen by a hash of the
// customer's key (held).
//
// The life of one call:
//
//  1. Add counts the trials of one customer in the part of the census that met the
//     customer. A trial counts once, when Days have passed since the decision.
//  2. Merge joins the parts of a census, in any order.
//  3. Lifts turns the counts into findings: how many more bought, how much more profit
//     each brought, and whether that pays for the measure.
//
// A customer counts in the arm they were assigned to, whatever became of the task
// (intention to treat). If customers who could not be reached were left out, the arms
// would no longer be alike.
//
// Sums are in minor units of the store's currency. Shares are per myriad. Intervals hold
// 95 %.
package lift

import (
	"maps"
	"slices"
	"strings"

	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// Days is how long after a decision purchases count.
const Days = 90

// minCount is how many customers an arm must have, and how many of both arms must have
// bought, for an interval to mean something.
const minCount = 10

// Tally holds what one part of a census knows of trials whose Days have passed, by
// playbook and reason (see keyOf). It is bounded, holds whole numbers only, is stored as
// JSON, and merges to the same in any order.
type Tally map[string]Pair

// Pair is the two arms of a comparison.
type Pair struct {
	Treated Arm `json:"treated"`
	Held    Arm `json:"held"`
}

// Arm is one side of a comparison.
type Arm struct {
	Customers int64      `json:"customers"`
	Bought    int64      `json:"bought"`  // customers who bought within Days
	Profit    int64      `json:"profit"`  // sum over customers, within Days
	Squares   tally.Wide `json:"squares"` // sum of the squares of each customer's profit
	Cost      int64      `json:"cost"`
	Stake     int64      `json:"stake"`
}

// keyOf returns the key of a playbook and a reason in a Tally. An unknown reason counts
// like any other.
func keyOf(playbook string, r crm.Reason) string { return playbook + "/" + r.String() }

// Add counts those trials of one customer whose Days have passed by now. The margin, in
// basis points, is that of orders without a known cost.
func (sums Tally) Add(
	f *crm.Facts,
	trials []Trial,
	c crm.Currency,
	marginBP int64,
	now crm.Instant,
) {
	for _, t := range trials {
		end := t.At.AddDays(Days)
		if end > now {
			continue
		}
		bought := segment.SumBetween(f, c, marginBP, t.At, end)

		key := keyOf(t.Playbook, t.Reason)
		pair := sums[key]
		if t.Held {
			pair.Held.add(bought, t.Stake, 0) // a measure that is left out costs nothing
		} else {
			pair.Treated.add(bought, t.Stake, t.Cost)
		}
		sums[key] = pair
	}
}

// add counts one customer and what their orders came to within Days.
func (a *Arm) add(bought segment.Sums, stake, cost int64) {
	a.Customers++
	if bought.Orders > 0 {
		a.Bought++
	}
	a.Profit += bought.Profit
	a.Squares.Square(bought.Profit)
	a.Stake += stake
	a.Cost += cost
}

// Merge adds what another part of the census knows.
func (sums Tally) Merge(o Tally) {
	for key, theirs := range o {
		pair := sums[key]
		pair.merge(theirs)
		sums[key] = pair
	}
}

func (p *Pair) merge(o Pair) {
	p.Treated.merge(o.Treated)
	p.Held.merge(o.Held)
}

func (a *Arm) merge(o Arm) {
	a.Customers += o.Customers
	a.Bought += o.Bought
	a.Profit += o.Profit
	a.Squares.Merge(o.Squares)
	a.Cost += o.Cost
	a.Stake += o.Stake
}

// Finding says whether a measure pays.
type Finding string

// The findings.
const (
	Pays      Finding = "pays"       // more buy, and even the low end of Each exceeds CostEach
	DoesNot   Finding = "does_not"   // even the high end of Each does not: stop it
	TooEarly  Finding = "too_early"  // the interval leaves both open
	NoHoldout Finding = "no_holdout" // nobody was left alone, so nothing can be said
)

// Lift is what a playbook brought.
type Lift struct {
	Playbook string         `json:"playbook"`
	Reason   string         `json:"reason,omitempty"` // "" = all reasons
	Treated  int64          `json:"treated"`          // customers
	Held     int64          `json:"held"`             // customers
	Bought   int64          `json:"bought"`           // share of the treated who bought within Days
	Alone    int64          `json:"alone"`            // share of the held who bought within Days
	Points   tally.Interval `json:"points"`           // Bought less Alone
	Each     tally.Interval `json:"each"`             // profit that each treated customer brought on top
	CostEach int64          `json:"cost_each"`

	// Return is the additional profit from all treated customers, less the cost.
	Return tally.Interval `json:"return"`

	// Uplift is the measured share of the stake that was saved, per mille. The share that
	// the gate assumes stands in the settings.
	Uplift  int64   `json:"uplift"`
	Finding Finding `json:"finding"`
}

// Lifts returns what each playbook brought, by name, each followed by what it brought by
// reason. Reasons for which an arm has fewer than ten customers are left out.
func (sums Tally) Lifts() []Lift {
	allReasons := map[string]Pair{} // by playbook
	for key, pair := range sums {
		playbook, _, _ := strings.Cut(key, "/")
		total := allReasons[playbook]
		total.merge(pair)
		allReasons[playbook] = total
	}

	lifts := []Lift{}
	keys := slices.Sorted(maps.Keys(sums))
	for _, playbook := range slices.Sorted(maps.Keys(allReasons)) {
		lifts = append(lifts, liftOf(playbook, "", allReasons[playbook]))
		for _, key := range keys {
			keyed, reason, _ := strings.Cut(key, "/")
			if keyed == playbook && sums[key].largeEnough() {
				lifts = append(lifts, liftOf(playbook, reason, sums[key]))
			}
		}
	}
	return lifts
}

// largeEnough reports whether both arms have enough customers for an interval of their
// profits.
func (p Pair) largeEnough() bool {
	return min(p.Treated.Customers, p.Held.Customers) >= minCount
}

// liftOf compares the arms of a pair. It fills in as much as the numbers of customers
// allow: counts and shares always, Points if both arms have customers, the sums of money
// if both have enough.
func liftOf(playbook, reason string, p Pair) Lift {
	treated, held := &p.Treated, &p.Held
	l := Lift{
		Playbook: playbook,
		Reason:   reason,
		Treated:  treated.Customers,
		Held:     held.Customers,
		Bought:   treated.share(),
		Alone:    held.share(),
		Finding:  NoHoldout,
	}
	if treated.Customers > 0 {
		l.CostEach = treated.Cost / treated.Customers
	}
	if treated.Customers == 0 || held.Customers == 0 {
		return l
	}

	l.Points = differenceOfShares(treated, held)
	l.Finding = TooEarly
	if !p.largeEnough() {
		return l
	}

	l.Each = differenceOfMeans(treated, held)
	l.Return = l.Each.Times(treated.Customers).Minus(treated.Cost)
	if stakeEach := treated.Stake / treated.Customers; stakeEach > 0 {
		l.Uplift = crm.MulDiv(max(0, l.Each.Mid), 1000, stakeEach)
	}
	l.Finding = l.judge(treated.Bought + held.Bought)
	return l
}

// judge returns the finding for a comparison in which so many customers of both arms
// bought.
//
// Money alone would find three in ten useless measures to pay: a small arm of which
// nobody bought has no scatter, so that its interval is too narrow. Hence Pays asks for
// more buyers as well.
func (l *Lift) judge(bought int64) Finding {
	switch {
	case bought < minCount:
		return TooEarly
	case l.Each.Low > l.CostEach && l.Points.Low > 0:
		return Pays
	case l.Each.High <= l.CostEach:
		return DoesNot
	}
	return TooEarly
}

// share returns the share of an arm's customers who bought.
func (a *Arm) share() int64 { return crm.MulDiv(10_000, a.Bought, max(1, a.Customers)) }
