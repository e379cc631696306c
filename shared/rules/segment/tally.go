package segment

import (
	"cmp"
	"slices"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// Tally is what a part of a census knows of a store's segments. It is bounded, holds
// whole numbers only, is stored as JSON, and merges to the same in any order.
type Tally struct {
	Stages    [Stages]int64                   `json:"stages"`
	Loyalties [Loyalties]int64                `json:"loyalties"`
	States    [LoyaltyStates]int64            `json:"states"`
	Patterns  [Patterns]int64                 `json:"patterns"`
	Spendings [Spendings]int64                `json:"spendings"`
	Relations [Relationships]int64            `json:"relations"`
	Grid      [Qualities][Satisfactions]int64 `json:"grid"`    // quality by satisfaction
	Content   int64                           `json:"content"` // satisfied or more

	// Trapped are those of Content who are leaving or gone all the same.
	Trapped int64 `json:"trapped"`

	// StageMoves counts customers by stage at an earlier instant and stage now, both by
	// today's rules; TierMoves by tier.
	StageMoves [Stages][Stages]int64 `json:"stage_moves"`
	TierMoves  [Tiers][Tiers]int64   `json:"tier_moves"`

	// TierYears sums up, by tier, the last years of customers who are not lost. Its Orders
	// counts the customers.
	TierYears [Tiers]Sums `json:"kinds"`

	DaySpend tally.Counts `json:"day_spend"` // customers by what they spend on a day: daySpendScale
	Spread   RFMHistogram `json:"spread"`    // by recency, frequency and monetary value

	Losing    int64   `json:"losing"`     // customers whose last year as a buyer lost money
	LostMoney int64   `json:"lost_money"` // what they lost, as a positive amount
	Losers    []Loser `json:"losers,omitempty"`

	// Responses counts what came of contacts, by channel and place: responseKey.
	Responses map[int]Response `json:"responses,omitempty"`
}

// Loser is a customer on whom the store loses money.
type Loser struct {
	Key    crm.Key `json:"key"`
	Profit int64   `json:"profit"` // of their last year as a buyer: negative
}

const (
	daySpendScale = tally.Bins(5)
	losersNamed   = 20
)

// Add counts one customer who has bought; since is the earlier instant that moves are
// counted from.
func (t *Tally) Add(key crm.Key, s *Subject, contacts []crm.Contact, since crm.Instant) {
	segments := s.Segments()
	t.addSegments(&segments)
	t.addMoves(s, segments.Stage, since)
	t.addMoney(key, s)
	t.addResponses(s, contacts)
}

func (t *Tally) addSegments(s *Segments) {
	t.Stages[s.Stage]++
	t.Loyalties[s.Loyalty]++
	t.States[s.State]++
	t.Patterns[s.Pattern]++
	t.Spendings[s.Spending]++
	t.Relations[s.Relationship]++
	t.Grid[s.Quality][s.Satisfaction]++
	if !s.Satisfaction.isContent() {
		return
	}
	t.Content++
	if s.Trapped {
		t.Trapped++
	}
}

// addMoves counts where the customer has gone since an earlier instant, both judged by
// the same rules.
func (t *Tally) addMoves(s *Subject, now Stage, since crm.Instant) {
	criteria := s.Criteria
	before := *s
	before.At = since

	// A store's policy judges both instants, so that a move is the customer's own.
	before.History, _ = s.History.SpreadEvenly(since)
	before.Verdict = overdue.Decide(before.History, criteria.Policy, since.Time())
	if before.Verdict.Standing == overdue.Prospect {
		t.StageMoves[StageProspect][now]++
		t.TierMoves[Unknown][s.Tier]++
		return
	}

	before.History = before.History.Until(since)
	t.StageMoves[before.stage()][now]++

	year := SumLastYear(s.Facts, criteria.Currency, criteria.MarginBP, since)
	tier := TierOf(criteria.Currency.Of(year.Profit), criteria.Tiers)
	t.TierMoves[tier][s.Tier]++
}

// addMoney counts what the customer spends and brings.
func (t *Tally) addMoney(key crm.Key, s *Subject) {
	criteria := s.Criteria
	year := SumLastYear(s.Facts, criteria.Currency, criteria.MarginBP, s.At)
	if s.Verdict.Standing != overdue.Exited {
		one := year
		one.Orders = 1
		t.TierYears[s.Tier].Add(one)
	}

	if days := s.spendingDays(); days.n > 0 {
		if t.DaySpend == nil {
			t.DaySpend = tally.Counts{}
		}
		t.DaySpend[daySpendScale.Bin(days.mean())]++
	}

	if m, ok := criteria.Spec.measure(s.Facts, s.History, criteria, s.At); ok {
		t.Spread.add(m)
	}

	if year.Profit < 0 {
		t.Losing++
		t.LostMoney -= year.Profit
		t.Losers = worstLosers(append(t.Losers, Loser{key, year.Profit}))
	}
}

// worstLosers sorts losers, the greatest loss first, and returns those that are named.
func worstLosers(all []Loser) []Loser {
	slices.SortFunc(all, func(a, b Loser) int {
		return cmp.Or(
			cmp.Compare(a.Profit, b.Profit),
			cmp.Compare(a.Key, b.Key),
		)
	})
	return all[:min(len(all), losersNamed)]
}

// Merge adds what another part of the census knows.
func (t *Tally) Merge(o *Tally) {
	t.mergeSegments(o)
	t.mergeMoves(o)

	if t.DaySpend == nil {
		t.DaySpend = tally.Counts{}
	}
	t.DaySpend.Merge(o.DaySpend)
	t.Spread.Merge(&o.Spread)

	t.Losing += o.Losing
	t.LostMoney += o.LostMoney
	t.Losers = worstLosers(slices.Concat(t.Losers, o.Losers))

	t.mergeResponses(o)
}

func (t *Tally) mergeSegments(o *Tally) {
	addTo(t.Stages[:], o.Stages[:])
	addTo(t.Loyalties[:], o.Loyalties[:])
	addTo(t.States[:], o.States[:])
	addTo(t.Patterns[:], o.Patterns[:])
	addTo(t.Spendings[:], o.Spendings[:])
	addTo(t.Relations[:], o.Relations[:])

	for i := range t.Grid {
		addTo(t.Grid[i][:], o.Grid[i][:])
	}

	t.Content += o.Content
	t.Trapped += o.Trapped
}

func (t *Tally) mergeMoves(o *Tally) {
	for i := range t.StageMoves {
		addTo(t.StageMoves[i][:], o.StageMoves[i][:])
	}
	for i := range t.TierMoves {
		addTo(t.TierMoves[i][:], o.TierMoves[i][:])
		t.TierYears[i].Add(o.TierYears[i])
	}
}

// addTo adds each number of from to the one at its place in to.
func addTo(to, from []int64) {
	for i := range to {
		to[i] += from[i]
	}
}

// Criteria returns what places one customer; tiers and the currency come from the
// ranking.
func (t *Tally) Criteria(tiers Thresholds, marginBP int64, spec RFMSpec) Criteria {
	spending := t.DaySpend.Values(daySpendScale)
	criteria := Criteria{
		Currency: tiers.Currency,
		MarginBP: marginBP,
		Tiers:    tiers,
		Spending: [2]int64{tally.Quantile(spending, 667), tally.Quantile(spending, 333)},
		RFM:      t.Spread.Cuts(spec),
	}
	for tier, sums := range t.TierYears {
		summary := &criteria.ByTier[tier]
		summary.Customers = int64(sums.Orders)
		if sums.Revenue > 0 {
			margin := crm.MulDiv(sums.Profit, 10_000, sums.Revenue)
			summary.MarginBP = max(0, margin)
		}
	}
	return criteria
}
