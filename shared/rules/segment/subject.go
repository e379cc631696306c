package segment

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// Criteria is what a census knows of a whole store, by which one customer is placed. It
// is stored as JSON with the store's rules.
type Criteria struct {
	Currency crm.Currency       `json:"currency"`
	MarginBP int64              `json:"margin_bp"` // of revenue, where costs are not known
	Tiers    Thresholds         `json:"-"`         // of the same rules
	Kinds    [Tiers]TierSummary `json:"kinds"`     // the customers of each tier
	Spending [2]int64           `json:"spending"`  // minor units: a third of customers spend less than the first on a day, a third at least the second
	RFM      Cuts               `json:"rfm"`
	Policy   overdue.Policy     `json:"-"` // of the same rules
	Spec     Spec               `json:"-"` // by which the store wants to be cut; RFM's own is the one it was cut by
}

// TierSummary is what the customers of a tier come to, those who were lost left out.
type TierSummary struct {
	Customers int64 `json:"customers"`
	MarginBP  int64 `json:"margin_bp"` // of their yearly revenue
}

// Subject is one customer as of an instant, and all that placing them looks at.
type Subject struct {
	Facts    *crm.Facts
	History  overdue.History // overdue.NewHistory(Facts)
	Verdict  overdue.Verdict // at At
	Tier     Tier
	Reason   crm.Reason // the likely one, for leaving
	Criteria *Criteria
	At       crm.Instant
}

// Segments is where a customer belongs. People see stage and tier; the rest is there for
// who asks.
type Segments struct {
	Stage        Stage        `json:"stage"`
	Loyalty      Loyalty      `json:"loyalty"`
	State        State        `json:"state"`
	Pattern      Pattern      `json:"pattern"`
	Spending     Spending     `json:"spending"`
	Demand       Demand       `json:"demand"`
	Relationship Relationship `json:"relationship"`
	Quality      Quality      `json:"quality"`
	Satisfaction Satisfaction `json:"satisfaction"`
	Trapped      bool         `json:"trapped"` // satisfied, and leaving all the same
	RFM          RFM          `json:"rfm"`
}

// Segments places a customer as they stood at the Subject's instant. It is pure and
// touches no heap.
func (s *Subject) Segments() Segments {
	then := *s
	then.History = s.History.Until(s.At)
	s = &then
	of := s.spent()
	out := Segments{
		Stage:        s.stage(),
		Pattern:      s.pattern(&of),
		Spending:     s.spending(&of),
		Demand:       s.demand(&of),
		Relationship: s.relationship(),
		RFM:          s.rfm(),
	}
	out.Quality, out.Satisfaction = s.satisfaction()
	out.Loyalty, out.State = s.loyalty(out.Satisfaction)
	out.Trapped = trapped(out.Satisfaction, s.Verdict.Standing)
	return out
}

// relationship is the level of the customer's tier; before there are tiers, whoever asks
// is answered.
func (s *Subject) relationship() Relationship {
	if s.Tier == Unknown {
		return Reactive
	}
	kind := s.Criteria.Kinds[s.Tier]
	return RelationshipOf(kind.Customers, kind.MarginBP)
}
