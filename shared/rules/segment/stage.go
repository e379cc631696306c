package segment

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Stage is where a customer stands in the customer life cycle.
type Stage uint8

// The stages of the customer life cycle (prospect to exit; textbooks call the last part
// of it winning back).
const (
	StageProspect   Stage = iota // has asked, has not bought
	StageDeveloping              // one or two purchases so far
	StageGrowing                 // buys for less than a year, or by a quarter more than half a year before
	StageMature                  // buys as before
	StageDeclining               // overdue or at risk, or buys by a quarter less than half a year before
	StageExited                  // taken for lost
	StageRecovered               // came back
	Stages          = iota
)

var stages = enum.Names[Stage]{
	StageProspect:   "prospect",
	StageDeveloping: "developing",
	StageGrowing:    "growing",
	StageMature:     "mature",
	StageDeclining:  "declining",
	StageExited:     "exited",
	StageRecovered:  "recovered",
}

func (s Stage) String() string { return stages.String(s) }

// ParseStage returns the stage with the name.
func ParseStage(name string) (Stage, error) { return stages.Parse(name) }

// MarshalText writes the name.
func (s Stage) MarshalText() ([]byte, error) { return stages.MarshalText(s) }

// UnmarshalText reads the name.
func (s *Stage) UnmarshalText(name []byte) error { return stages.UnmarshalText(s, name) }

// trendPerMille is how much more or less a half-year must bring than the one before it to
// count as a trend: an assumption.
const trendPerMille = 250

// halfYear is half of YearLength.
const halfYear = YearLength / 2

// stage places a customer. Silence decides first; then what was bought in the last
// half-year against the half-year before, for customers known for so long.
func (s *Subject) stage() Stage {
	switch s.Verdict.Standing {
	case overdue.Prospect:
		return StageProspect
	case overdue.Exited:
		return StageExited
	case overdue.Recovered:
		return StageRecovered
	case overdue.Overdue, overdue.AtRisk:
		return StageDeclining
	}
	if s.purchases() < overdue.MinGaps {
		return StageDeveloping
	}
	if s.At-s.firstBought() < YearLength {
		return StageGrowing
	}
	return s.trend()
}

// trend returns StageGrowing, StageDeclining or StageMature: how the revenue of the last
// half-year compares with that of the half-year before.
func (s *Subject) trend() Stage {
	before := s.revenue(s.At-YearLength, s.At-halfYear)
	last := s.revenue(s.At-halfYear, s.At)
	limit := crm.MulDiv(max(0, before), trendPerMille, 1000)
	switch {
	case last > before+limit:
		return StageGrowing
	case last < before-limit:
		return StageDeclining
	}
	return StageMature
}

// revenue returns the customer's net revenue between two instants, in minor units.
func (s *Subject) revenue(from, to crm.Instant) int64 {
	c := s.Criteria
	return SumBetween(s.Facts, c.Currency, c.MarginBP, from, to).Revenue
}
