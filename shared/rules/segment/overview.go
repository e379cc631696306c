package segment

import (
	"cmp"
	"slices"

	"holdfast/shared/words/crm"
)

// Overview is how a store's customers are spread over its segments, as people and
// programs read it.
type Overview struct {
	Customers    int64                       `json:"customers"` // who have bought
	Stages       []Group                     `json:"stages"`
	Loyalty      []Group                     `json:"loyalty"`
	States       []Group                     `json:"states"`
	Patterns     []Group                     `json:"patterns"`
	Spending     []Group                     `json:"spending"`
	Relations    []Level                     `json:"relationships"`
	Satisfaction map[string]map[string]int64 `json:"satisfaction"` // customers by quality, then by satisfaction
	Content      int64                       `json:"content"`      // satisfied or more
	Trapped      int64                       `json:"trapped"`      // of them, those who leave all the same
	Since        crm.Instant                 `json:"since"`        // moves are counted from here
	Moves        []Move                      `json:"moves"`        // from stage to stage, the most first; who stayed is left out
	TierMoves    []Move                      `json:"tier_moves"`
	RFM          Cuts                        `json:"rfm"`
	Cells        []Cell                      `json:"cells"`
	Campaigns    []Campaign                  `json:"campaigns"`
	Losing       int64                       `json:"losing"` // customers who lose money
	LostMoney    crm.Money                   `json:"lost_money"`
	Losers       []Loser                     `json:"losers"` // the worst of them
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

// Campaign is how customers of one place answered contacts on one channel.
type Campaign struct {
	Channel   string `json:"channel"`
	R         uint8  `json:"r"`
	F         uint8  `json:"f"`
	Contacts  int64  `json:"contacts"`
	Purchases int64  `json:"purchases"`
	PerMyriad int64  `json:"per_myriad"`
	// Index is the break-even index (Hughes 1994): 100 (response - break-even response) /
	// break-even response, with the response at which profit pays the contact. Below 0
	// the contact does not pay; it says nothing of what would have been bought anyhow.
	Index int64 `json:"index"`
}

// Costs is what a contact on each channel costs and what an order brings, minor units.
type Costs struct {
	Contact map[string]int64
	Order   int64
}

// Overview reads the report off a whole census.
func (c *Tally) Overview(n Criteria, costs Costs, since crm.Instant) Overview {
	r := Overview{
		Stages:       groups(c.Stages[:], stages),
		Loyalty:      groups(c.Loyalties[:], loyalties),
		States:       groups(c.States[:], states),
		Patterns:     groups(c.Patterns[:], patterns),
		Spending:     groups(c.Spendings[:], spendings),
		Satisfaction: map[string]map[string]int64{},
		Content:      c.Content,
		Trapped:      c.Trapped,
		Since:        since,
		Moves:        moves(flat(c.StageMoves[:]), stages),
		TierMoves:    moves(flat(c.TierMoves[:]), tiers),
		RFM:          n.RFM,
		Cells:        c.Spread.Table(n.RFM, n.Currency),
		Campaigns:    c.campaigns(n.RFM.Spec.MinCell, costs),
		Losing:       c.Losing,
		LostMoney:    n.Currency.Of(c.LostMoney),
		Losers:       c.Losers,
	}
	for _, k := range c.Stages {
		r.Customers += k
	}
	for _, g := range groups(c.Relations[:], relationships) {
		var level Relationship
		if err := level.UnmarshalText([]byte(g.Name)); err == nil {
			r.Relations = append(r.Relations, Level{g, level.Service()})
		}
	}
	for q := range c.Grid {
		for s, k := range c.Grid[q] {
			if k > 0 {
				name := Quality(q).String()
				if r.Satisfaction[name] == nil {
					r.Satisfaction[name] = map[string]int64{}
				}
				r.Satisfaction[name][Satisfaction(s).String()] = k
			}
		}
	}
	return r
}

func groups(counts []int64, names []string) []Group {
	var all int64
	for _, n := range counts {
		all += n
	}
	out := make([]Group, 0, len(counts))
	for i, n := range counts {
		if n > 0 {
			out = append(out, Group{names[i], n, crm.MulDiv(10_000, n, max(1, all))})
		}
	}
	return out
}

func flat[T [Stages]int64 | [Tiers]int64](table []T) (out [][]int64) {
	for _, row := range table {
		line := make([]int64, len(row))
		for i := range line {
			line[i] = row[i]
		}
		out = append(out, line)
	}
	return out
}

func moves(table [][]int64, names []string) []Move {
	out := []Move{}
	for from, row := range table {
		for to, n := range row {
			if n > 0 && from != to {
				out = append(out, Move{names[from], names[to], n})
			}
		}
	}
	slices.SortStableFunc(out, func(a, b Move) int { return cmp.Compare(b.Customers, a.Customers) })
	return out
}

// campaigns lists the cells with enough contacts to say something.
func (c *Tally) campaigns(least int64, costs Costs) []Campaign {
	out := []Campaign{}
	for key, r := range c.Responses {
		ch, rec, freq := fromResponseKey(key)
		if r.Contacts < max(1, least) {
			continue
		}
		k := Campaign{
			Channel:   ch.String(),
			R:         rec,
			F:         freq,
			Contacts:  r.Contacts,
			Purchases: r.Purchases,
			PerMyriad: crm.MulDiv(10_000, r.Purchases, r.Contacts),
		}
		if cost := costs.Contact[k.Channel]; cost > 0 && costs.Order > 0 {
			// response / (cost / order) - 1, in hundredths
			k.Index = crm.MulDiv(100*costs.Order, r.Purchases, r.Contacts*cost) - 100
		}
		out = append(out, k)
	}
	slices.SortFunc(out, func(a, b Campaign) int {
		return cmp.Or(
			cmp.Compare(a.Channel, b.Channel),
			cmp.Compare(b.R, a.R),
			cmp.Compare(b.F, a.F),
		)
	})
	return out
}
