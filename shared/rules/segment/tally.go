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
	Stages     [Stages]int64                   `json:"stages"`
	Loyalties  [Loyalties]int64                `json:"loyalties"`
	States     [States]int64                   `json:"states"`
	Patterns   [Patterns]int64                 `json:"patterns"`
	Spendings  [Spendings]int64                `json:"spendings"`
	Relations  [Relations]int64                `json:"relations"`
	Grid       [Qualities][Satisfactions]int64 `json:"grid"`        // quality by satisfaction
	Content    int64                           `json:"content"`     // satisfied or more
	Trapped    int64                           `json:"trapped"`     // of them, those who are leaving or gone all the same
	StageMoves [Stages][Stages]int64           `json:"stage_moves"` // from stage to stage since an earlier instant, by today's rules
	TierMoves  [Tiers][Tiers]int64             `json:"tier_moves"`
	Kinds      [Tiers]Sums                     `json:"kinds"`      // last years of customers who are not lost; Orders counts the customers
	DaySpend   tally.Counts                    `json:"day_spend"`  // customers by what they spend on a day: daySpendScale
	Spread     RFMHistogram                    `json:"spread"`     // by recency, frequency and monetary value
	Losing     int64                           `json:"losing"`     // customers whose last year as a buyer lost money
	LostMoney  int64                           `json:"lost_money"` // what they lost, as a positive amount
	Losers     []Loser                         `json:"losers,omitempty"`
	Responses  map[int]Response                `json:"responses,omitempty"` // to contacts, by channel and place: responseKey
}

// Loser is a customer on whom the store loses money.
type Loser struct {
	Key    crm.Key `json:"key"`
	Profit int64   `json:"profit"` // of their last year as a buyer: negative
}

// Response is how many contacts there were, and how many were followed by a purchase
// within ResponseDays.
type Response struct {
	Contacts  int64 `json:"contacts"`
	Purchases int64 `json:"purchases"`
}

// ResponseDays is how long after a contact a purchase counts as an answer to it.
const ResponseDays = 30

const (
	daySpendScale = tally.Bins(5)
	losersNamed   = 20
)

// Add counts one customer who has bought; since is the earlier instant that moves are
// counted from.
func (c *Tally) Add(key crm.Key, s *Subject, contacts []crm.Contact, since crm.Instant) {
	p := s.Segments()
	c.Stages[p.Stage]++
	c.Loyalties[p.Loyalty]++
	c.States[p.State]++
	c.Patterns[p.Pattern]++
	c.Spendings[p.Spending]++
	c.Relations[p.Relationship]++
	c.Grid[p.Quality][p.Satisfaction]++
	if p.Satisfaction == Satisfied || p.Satisfaction == HighlySatisfied {
		c.Content++
		if p.Trapped {
			c.Trapped++
		}
	}
	c.moves(s, p.Stage, since)
	c.money(key, s)
	c.responses(s, contacts)
}

// moves counts where the customer has gone since an earlier instant, both judged by the
// same rules.
func (c *Tally) moves(s *Subject, now Stage, since crm.Instant) {
	before := *s
	before.At = since
	before.History, _ = s.History.SpreadEvenly(since)
	before.Verdict = overdue.Decide(before.History, s.Criteria.Policy, since.Time())
	if before.Verdict.Standing == overdue.Prospect {
		c.StageMoves[StageProspect][now]++
		c.TierMoves[Unknown][s.Tier]++
		return
	}
	before.History = before.History.Until(since)
	c.StageMoves[before.stage()][now]++
	profit := SumLastYear(s.Facts, s.Criteria.Currency, s.Criteria.MarginBP, since).Profit
	c.TierMoves[TierOf(s.Criteria.Currency.Of(profit), s.Criteria.Tiers)][s.Tier]++
}

func (c *Tally) money(key crm.Key, s *Subject) {
	year := SumLastYear(s.Facts, s.Criteria.Currency, s.Criteria.MarginBP, s.At)
	if s.Verdict.Standing != overdue.Exited {
		year.Orders = 1
		c.Kinds[s.Tier].Add(year)
	}
	if of := s.spent(); of.days > 0 {
		if c.DaySpend == nil {
			c.DaySpend = tally.Counts{}
		}
		c.DaySpend[daySpendScale.Bin(of.mean())]++
	}
	if counted, ok := s.Criteria.Spec.measure(s.Facts, s.History, s.Criteria, s.At); ok {
		c.Spread.add(counted)
	}
	if year.Profit < 0 {
		c.Losing++
		c.LostMoney -= year.Profit
		c.Losers = append(c.Losers, Loser{key, year.Profit})
		c.trim()
	}
}

func (c *Tally) trim() {
	slices.SortFunc(
		c.Losers,
		func(a, b Loser) int { return cmp.Or(cmp.Compare(a.Profit, b.Profit), cmp.Compare(a.Key, b.Key)) },
	)
	c.Losers = c.Losers[:min(len(c.Losers), losersNamed)]
}

// responses counts what came of contacts that had their time.
func (c *Tally) responses(s *Subject, contacts []crm.Contact) {
	for _, k := range contacts {
		end := k.At.AddDays(ResponseDays)
		if end > s.At {
			continue
		}
		place := s.rfmAt(k.At)
		if place.Zero() {
			continue
		}
		if c.Responses == nil {
			c.Responses = map[int]Response{}
		}
		r := c.Responses[responseKey(k.Channel, place)]
		r.Contacts++
		if slices.ContainsFunc(
			s.History.Days,
			func(day crm.Instant) bool { return day > k.At && day <= end },
		) {
			r.Purchases++
		}
		c.Responses[responseKey(k.Channel, place)] = r
	}
}

// responseKey is a channel, and a place by recency and frequency.
func responseKey(ch crm.Channel, p RFM) int { return (int(ch)*16+int(p.R))*16 + int(p.F) }

func fromResponseKey(k int) (ch crm.Channel, r, f uint8) {
	return crm.Channel(k / 256), uint8(k / 16 % 16), uint8(k % 16)
}

// Merge adds what another part of the census knows.
func (c *Tally) Merge(o *Tally) {
	plus(c.Stages[:], o.Stages[:])
	plus(c.Loyalties[:], o.Loyalties[:])
	plus(c.States[:], o.States[:])
	plus(c.Patterns[:], o.Patterns[:])
	plus(c.Spendings[:], o.Spendings[:])
	plus(c.Relations[:], o.Relations[:])
	for i := range c.Grid {
		plus(c.Grid[i][:], o.Grid[i][:])
	}
	for i := range c.StageMoves {
		plus(c.StageMoves[i][:], o.StageMoves[i][:])
	}
	for i := range c.TierMoves {
		plus(c.TierMoves[i][:], o.TierMoves[i][:])
		c.Kinds[i].Add(o.Kinds[i])
	}
	c.Content += o.Content
	c.Trapped += o.Trapped
	if c.DaySpend == nil {
		c.DaySpend = tally.Counts{}
	}
	c.DaySpend.Merge(o.DaySpend)
	c.Spread.Merge(&o.Spread)
	c.Losing += o.Losing
	c.LostMoney += o.LostMoney
	c.Losers = append(slices.Clone(c.Losers), o.Losers...)
	c.trim()
	for k, r := range o.Responses {
		if c.Responses == nil {
			c.Responses = map[int]Response{}
		}
		mine := c.Responses[k]
		c.Responses[k] = Response{mine.Contacts + r.Contacts, mine.Purchases + r.Purchases}
	}
}

func plus(to, from []int64) {
	for i := range to {
		to[i] += from[i]
	}
}

// Criteria reads off what places one customer; tiers and the currency come from the
// ranking.
func (c *Tally) Criteria(tiers Thresholds, marginBP int64, spec Spec) Criteria {
	n := Criteria{
		Currency: tiers.Currency,
		MarginBP: marginBP,
		Tiers:    tiers,
		RFM:      c.Spread.Cuts(spec),
	}
	for i, k := range c.Kinds {
		n.Kinds[i].Customers = int64(k.Orders)
		if k.Revenue > 0 {
			n.Kinds[i].MarginBP = max(0, crm.MulDiv(k.Profit, 10_000, k.Revenue))
		}
	}
	values := c.DaySpend.Values(daySpendScale)
	n.Spending = [2]int64{tally.Quantile(values, 667), tally.Quantile(values, 333)}
	return n
}
