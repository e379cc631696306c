package segment

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Stage is where a customer stands in the life of the custom.
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

// What a trend must be to count, per mille of the half-year before: an assumption.
const changed = 250

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
	if s.At-s.first() < YearLength {
		return StageGrowing
	}
	was := SumBetween(
		s.Facts,
		s.Criteria.Currency,
		s.Criteria.MarginBP,
		s.At-YearLength,
		s.At-halfYear,
	).Revenue
	is := SumBetween(s.Facts, s.Criteria.Currency, s.Criteria.MarginBP, s.At-halfYear, s.At).Revenue
	switch limit := crm.MulDiv(max(0, was), changed, 1000); {
	case is > was+limit:
		return StageGrowing
	case is < was-limit:
		return StageDeclining
	}
	return StageMature
}

// purchases is on how many days the customer has bought; orders no longer in the record
// count one each.
func (s *Subject) purchases() int { return len(s.History.Days) + s.History.Older }

// first is when the customer first bought.
func (s *Subject) first() crm.Instant {
	if s.History.Older > 0 && s.History.First > 0 {
		return s.History.First
	}
	if len(s.History.Days) > 0 {
		return s.History.Days[0]
	}
	return s.At
}
