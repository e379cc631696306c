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
	LoyaltyLoyal                    // old and steady: see isSteady
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

// LoyaltyState is which way a customer's loyalty leans.
type LoyaltyState uint8

// The states of loyalty.
const (
	StateIndefinite LoyaltyState = iota // too little is known
	StateLoyal
	StateSwitching // comes and goes: was at risk and came back, within two years
	StateRepelled  // silent too long, and dissatisfied or with a likely reason in the shop's hands
	LoyaltyStates  = iota
)

var states = enum.Names[LoyaltyState]{
	StateIndefinite: "indefinite",
	StateLoyal:      "loyal",
	StateSwitching:  "switching",
	StateRepelled:   "repelled",
}

func (s LoyaltyState) String() string { return states.String(s) }

// ParseLoyaltyState returns the state with the name.
func ParseLoyaltyState(name string) (LoyaltyState, error) { return states.Parse(name) }

// MarshalText writes the name.
func (s LoyaltyState) MarshalText() ([]byte, error) { return states.MarshalText(s) }

// UnmarshalText reads the name.
func (s *LoyaltyState) UnmarshalText(name []byte) error { return states.UnmarshalText(s, name) }

// Days with a purchase that make an old customer: assumptions.
const (
	oldDays     = 5
	oldYearDays = 3 // over a year
)

// loyalty places a customer, given how satisfied they are.
func (s *Subject) loyalty(how Satisfaction) (Loyalty, LoyaltyState) {
	cameBack := overdue.LastReturn(s.History, s.Criteria.Policy, s.At)
	class := s.loyaltyByPurchases()
	if class == LoyaltyOld && s.isSteady(how, cameBack) {
		return LoyaltyLoyal, StateLoyal
	}

	wronged := how == Dissatisfied || s.Criteria.Control.Over(s.Reason)
	switch {
	case s.Verdict.Standing.Alarming() && wronged:
		return class, StateRepelled
	case cameBack > s.At-2*YearLength:
		return class, StateSwitching
	}
	return class, StateIndefinite
}

// isSteady reports whether the customer buys in their rhythm, was not once at risk within
// a year, and is not dissatisfied.
func (s *Subject) isSteady(how Satisfaction, cameBack crm.Instant) bool {
	standing := s.Verdict.Standing
	inRhythm := standing == overdue.Active || standing == overdue.Due
	return inRhythm && how != Dissatisfied && cameBack < s.At-YearLength
}

// loyaltyByPurchases returns the class by number and time of purchases alone.
func (s *Subject) loyaltyByPurchases() Loyalty {
	n := s.purchases()
	known := s.At - s.firstBought()
	switch {
	case n == 0:
		return LoyaltyPotential
	case n == 1:
		return LoyaltyNew
	case n >= oldDays:
		return LoyaltyOld
	case n >= oldYearDays && known >= YearLength:
		return LoyaltyOld
	}
	return LoyaltyRegular
}
