package segment

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Loyalty is how far a customer has come towards the store.
type Loyalty uint8

// The classes of loyalty.
const (
	LoyaltyPotential Loyalty = iota // has asked, has not bought
	LoyaltyNew                      // bought on one day
	LoyaltyRegular                  // bought again
	LoyaltyOld                      // on five days or more, or on three over a year
	LoyaltyLoyal                    // old, in their rhythm, not once at risk within a year, and not dissatisfied
	Loyalties        = iota
)

var loyalties = enum.Names[Loyalty]{
	LoyaltyPotential: "potential",
	LoyaltyNew:       "new",
	LoyaltyRegular:   "regular",
	LoyaltyOld:       "old",
	LoyaltyLoyal:     "loyal",
}

func (l Loyalty) String() string { return loyalties.String(l) }

// ParseLoyalty returns the loyalty with the name.
func ParseLoyalty(name string) (Loyalty, error) { return loyalties.Parse(name) }

// MarshalText writes the name.
func (l Loyalty) MarshalText() ([]byte, error) { return loyalties.MarshalText(l) }

// UnmarshalText reads the name.
func (l *Loyalty) UnmarshalText(name []byte) error { return loyalties.UnmarshalText(l, name) }

// State is which way a customer's loyalty leans.
type State uint8

// The states of loyalty.
const (
	StateIndefinite State = iota // too little is known
	StateLoyal
	StateSwitching // comes and goes: was at risk and came back, within two years
	StateRepelled  // silent for too long after something we did: dissatisfied, or with a likely reason in our hands
	States         = iota
)

var states = enum.Names[State]{
	StateIndefinite: "indefinite",
	StateLoyal:      "loyal",
	StateSwitching:  "switching",
	StateRepelled:   "repelled",
}

func (s State) String() string { return states.String(s) }

// ParseState returns the state with the name.
func ParseState(name string) (State, error) { return states.Parse(name) }

// MarshalText writes the name.
func (s State) MarshalText() ([]byte, error) { return states.MarshalText(s) }

// UnmarshalText reads the name.
func (s *State) UnmarshalText(name []byte) error { return states.UnmarshalText(s, name) }

// Purchases that make an old customer: assumptions.
const (
	oldDays     = 5
	oldYearDays = 3 // over a year
)

// loyalty places a customer, given how satisfied they are.
func (s *Subject) loyalty(how Satisfaction) (Loyalty, State) {
	came := overdue.LastReturn(s.History, s.Criteria.Policy, s.At)
	class := s.loyaltyClass()
	steady := s.Verdict.Standing == overdue.Active || s.Verdict.Standing == overdue.Due
	if class == LoyaltyOld && steady && how != Dissatisfied && came < s.At-YearLength {
		class = LoyaltyLoyal
	}
	switch {
	case class == LoyaltyLoyal:
		return class, StateLoyal
	case s.Verdict.Standing.Alarming() && (how == Dissatisfied || ours(s.Reason)):
		return class, StateRepelled
	case came > s.At-2*YearLength:
		return class, StateSwitching
	}
	return class, StateIndefinite
}

func (s *Subject) loyaltyClass() Loyalty {
	switch n := s.purchases(); {
	case n == 0:
		return LoyaltyPotential
	case n == 1:
		return LoyaltyNew
	case n >= oldDays, n >= oldYearDays && s.At-s.first() >= YearLength:
		return LoyaltyOld
	}
	return LoyaltyRegular
}

// ours reports whether a reason is in the shop's hands: price, product or service.
func ours(r crm.Reason) bool {
	return r == crm.ReasonPrice || r == crm.ReasonProduct || r == crm.ReasonService
}
