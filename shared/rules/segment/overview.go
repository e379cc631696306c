package segment

import (
	"cmp"
	"slices"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Overview is how a store's customers are spread over its segments, as people and
// programs read it.
type Overview struct {
	Customers int64   `json:"customers"` // who have bought
	Stages    []Group `json:"stages"`
	Loyalty   []Group `json:"loyalty"`
	States    []Group `json:"states"`
	Patterns  []Group `json:"patterns"`
	Spending  []Group `json:"spending"`
	Relations []Level `json:"relationships"`

	// Satisfaction counts customers by quality, then by satisfaction.
	Satisfaction map[string]map[string]int64 `json:"satisfaction"`

	Content int64 `json:"content"` // satisfied or more
	Trapped int64 `json:"trapped"` // of them, those who leave all the same

	Since     crm.Instant `json:"since"` // moves are counted from here
	Moves     []Move      `json:"moves"` // from stage to another stage, the most first
	TierMoves []Move      `json:"tier_moves"`

	RFM       RFMCuts    `json:"rfm"`
	Cells     []RFMCell  `json:"cells"`
	Campaigns []Campaign `json:"campaigns"`

	Losing    int64     `json:"losing"` // customers who lose money
	LostMoney crm.Money `json:"lost_money"`
	Losers    []Loser   `json:"losers"` // the worst of them
}

// Group is a number of customers under a name.
type Group struct {
	Name      string `json:"name"`
	Customers int64  `json:"customers"`
	PerMyriad int64  `json:"per_myriad"` // hundredths of a per cent of all
}

// Level is a level of relationship with what it promises.
type Level struct {
	Group
	Service Service `json:"service"`
}

// Move is a number of customers who went from one place to another.
type Move struct {
	From      string `json:"from"`
	To        string `json:"to"`
	Customers int64  `json:"customers"`
}

// Overview returns what people read of a whole census.
func (t *Tally) Overview(criteria Criteria, costs Costs, since crm.Instant) Overview {
	overview := Overview{
		Stages:       groupsOf(t.Stages[:], stages),
		Loyalty:      groupsOf(t.Loyalties[:], loyalties),
		States:       groupsOf(t.States[:], states),
		Patterns:     groupsOf(t.Patterns[:], patterns),
		Spending:     groupsOf(t.Spendings[:], spendings),
		Relations:    t.levels(),
		Satisfaction: t.satisfactionTable(),
		Content:      t.Content,
		Trapped:      t.Trapped,
		Since:        since,
		Moves:        []Move{},
		TierMoves:    []Move{},
		RFM:          criteria.RFM,
		Cells:        t.Spread.Table(criteria.RFM, criteria.Currency),
		Campaigns:    t.campaigns(criteria.RFM.Spec.MinCell, costs),
		Losing:       t.Losing,
		LostMoney:    criteria.Currency.Of(t.LostMoney),
		Losers:       t.Losers,
	}
	for _, customers := range t.Stages {
		overview.Customers += customers
	}
	for i := range t.StageMoves {
		overview.Moves = appendMoves(overview.Moves, Stage(i), t.StageMoves[i][:], stages)
	}
	for i := range t.TierMoves {
		overview.TierMoves = appendMoves(overview.TierMoves, Tier(i), t.TierMoves[i][:], tiers)
	}
	sortMoves(overview.Moves)
	sortMoves(overview.TierMoves)
	return overview
}

// groupsOf lists the codes that have customers.
func groupsOf[T ~uint8](counts []int64, names enum.Names[T]) []Group {
	var all int64
	for _, customers := range counts {
		all += customers
	}
	groups := make([]Group, 0, len(counts))
	for code, customers := range counts {
		if customers == 0 {
			continue
		}
		groups = append(groups, Group{
			Name:      names.String(T(code)),
			Customers: customers,
			PerMyriad: crm.MulDiv(10_000, customers, max(1, all)),
		})
	}
	return groups
}

// levels lists the levels of relationship that have customers.
func (t *Tally) levels() []Level {
	var levels []Level
	for _, group := range groupsOf(t.Relations[:], relationships) {
		level, err := ParseRelationship(group.Name)
		if err != nil {
			continue
		}
		levels = append(levels, Level{group, level.Service()})
	}
	return levels
}

// satisfactionTable counts customers by the names of quality and satisfaction.
func (t *Tally) satisfactionTable() map[string]map[string]int64 {
	table := map[string]map[string]int64{}
	for q := range t.Grid {
		row := map[string]int64{}
		for s, customers := range t.Grid[q] {
			if customers > 0 {
				row[Satisfaction(s).String()] = customers
			}
		}
		if len(row) > 0 {
			table[Quality(q).String()] = row
		}
	}
	return table
}

// appendMoves appends the moves from one code to each other one.
func appendMoves[T ~uint8](moves []Move, from T, to []int64, names enum.Names[T]) []Move {
	for code, customers := range to {
		if customers == 0 || T(code) == from {
			continue
		}
		moves = append(moves, Move{
			From:      names.String(from),
			To:        names.String(T(code)),
			Customers: customers,
		})
	}
	return moves
}

// sortMoves puts the most customers first.
func sortMoves(moves []Move) {
	slices.SortStableFunc(moves, func(a, b Move) int {
		return cmp.Compare(b.Customers, a.Customers)
	})
}
