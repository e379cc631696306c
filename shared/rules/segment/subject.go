package segment

import (
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// Criteria is what a census knows of a whole store, by which one customer is placed. It
// is stored as JSON with the store's rules.
type Criteria struct {
	Currency crm.Currency `json:"currency"`
	MarginBP int64        `json:"margin_bp"` // of revenue, where costs are not known
	Tiers    Thresholds   `json:"-"`         // of the same rules

	// ByTier sums up the customers of each tier.
	ByTier [Tiers]TierSummary `json:"kinds"`

	// Spending cuts the customers in three by what they spend on a day, in minor units: a
	// third spend less than the first number, and a third at least the second.
	Spending [2]int64 `json:"spending"`

	RFM    RFMCuts        `json:"rfm"`
	Policy overdue.Policy `json:"-"` // of the same rules

	// Control is the reasons for leaving that the shop can do something about.
	Control reason.Control `json:"-"`

	// Spec is how the store wants to be cut from now on; RFM.Spec is how it was cut.
	Spec RFMSpec `json:"-"`
}

// TierSummary is what the customers of a tier come to, those who were lost left out.
type TierSummary struct {
	Customers int64 `json:"customers"`
	MarginBP  int64 `json:"margin_bp"` // of their yearly revenue
}

// Subject is one customer as of an instant, with all that placing them looks at.
type Subject struct {
	Facts    *crm.Facts
	History  overdue.History // overdue.NewHistory(Facts)
	Verdict  overdue.Verdict // at At
	Tier     Tier
	Reason   crm.Reason // the likely one, for leaving
	Criteria *Criteria
	At       crm.Instant
}

// Segments is where a customer belongs. People see stage and tier first; the others are
// shown on request.
type Segments struct {
	Stage        Stage        `json:"stage"`
	Loyalty      Loyalty      `json:"loyalty"`
	State        LoyaltyState `json:"state"`
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

	days := s.spendingDays()
	quality, satisfaction := s.satisfaction()
	loyalty, state := s.loyalty(satisfaction)
	return Segments{
		Stage:        s.stage(),
		Loyalty:      loyalty,
		State:        state,
		Pattern:      s.pattern(&days),
		Spending:     s.spending(&days),
		Demand:       s.demand(&days),
		Relationship: s.relationship(),
		Quality:      quality,
		Satisfaction: satisfaction,
		Trapped:      isTrapped(satisfaction, s.Verdict.Standing),
		RFM:          s.rfm(),
	}
}

// relationship returns the level of the customer's tier. Before there are tiers, the shop
// answers every customer who asks.
func (s *Subject) relationship() Relationship {
	if s.Tier == Unknown {
		return Reactive
	}
	tier := s.Criteria.ByTier[s.Tier]
	return RelationshipOf(tier.Customers, tier.MarginBP)
}

// purchases returns on how many days the customer has bought; orders no longer in the
// record count one each.
func (s *Subject) purchases() int { return len(s.History.Days) + s.History.Older }

// firstBought returns when the customer first bought; s.At if never.
func (s *Subject) firstBought() crm.Instant {
	if s.History.Older > 0 && s.History.First > 0 {
		return s.History.First
	}
	if len(s.History.Days) > 0 {
		return s.History.Days[0]
	}
	return s.At
}
