package segment

import (
	"strings"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Quality is how well a customer was served within a year, by what happened: what we did.
type Quality uint8

// The grades of quality.
const (
	QualityUnknown      Quality = iota // nothing was bought within the year
	QualityExcellent                   // nothing went wrong, and the customer rated it 4 or 5
	QualityGood                        // nothing went wrong
	QualityAcceptable                  // something went wrong with at most one order in four
	QualityUnacceptable                // with more, or a serious matter is still open
	Qualities           = iota
)

var qualities = enum.Names[Quality]{
	QualityUnknown:      "unknown",
	QualityExcellent:    "excellent",
	QualityGood:         "good",
	QualityAcceptable:   "acceptable",
	QualityUnacceptable: "unacceptable",
}

func (q Quality) String() string { return qualities.String(q) }

// ParseQuality returns the quality with the name.
func ParseQuality(name string) (Quality, error) { return qualities.Parse(name) }

// MarshalText writes the name.
func (q Quality) MarshalText() ([]byte, error) { return qualities.MarshalText(q) }

// UnmarshalText reads the name.
func (q *Quality) UnmarshalText(name []byte) error { return qualities.UnmarshalText(q, name) }

// Satisfaction is what a customer made of it: what was perceived against what was
// expected. It is another scale than Quality: who expects more is dissatisfied with the
// same parcel.
type Satisfaction uint8

// The degrees of satisfaction.
const (
	SatisfactionUnknown Satisfaction = iota // said nothing within a year
	HighlySatisfied                         // rated 5: more than was expected
	Satisfied                               // rated 3 or 4: as expected
	Dissatisfied                            // rated 1 or 2, or complained since and was not answered
	Satisfactions       = iota
)

var satisfactions = enum.Names[Satisfaction]{
	SatisfactionUnknown: "unknown",
	HighlySatisfied:     "high",
	Satisfied:           "satisfied",
	Dissatisfied:        "dissatisfied",
}

func (s Satisfaction) String() string { return satisfactions.String(s) }

// ParseSatisfaction returns the satisfaction with the name.
func ParseSatisfaction(name string) (Satisfaction, error) { return satisfactions.Parse(name) }

// MarshalText writes the name.
func (s Satisfaction) MarshalText() ([]byte, error) { return satisfactions.MarshalText(s) }

// UnmarshalText reads the name.
func (s *Satisfaction) UnmarshalText(name []byte) error { return satisfactions.UnmarshalText(s, name) }

// wrongInFour is the share of orders with something wrong up to which quality is
// acceptable: one in four, an assumption.
const wrongInFour = 4

// satisfaction reads both scales off a year: late parcels, complaints and goods sent back
// for a reason of ours count as wrong, once each; money given back by itself does not,
// for it marks activity (reference: clv 5.2).
func (s *Subject) satisfaction() (Quality, Satisfaction) {
	from := s.At - YearLength
	wrong := 0
	open := false
	last := uint8(0)
	lastAt := crm.Instant(0)
	for i := range s.Facts.Tickets {
		t := &s.Facts.Tickets[i]
		if t.Score > 0 && t.ScoredAt > from && t.ScoredAt <= s.At && t.ScoredAt >= lastAt {
			last = t.Score
			lastAt = t.ScoredAt
		}
		if t.Complaint && t.Created > from && t.Created <= s.At && t.Status != crm.TicketDeleted {
			wrong++
			open = open || t.Status.Open()
		}
	}
	for i := range s.Facts.Deliveries {
		if d := &s.Facts.Deliveries[i]; d.Promised > from && d.Promised <= s.At &&
			d.Late(s.At) > 0 {
			wrong++
		}
	}
	orders := 0
	for i := range s.Facts.Orders {
		o := &s.Facts.Orders[i]
		if o.Placed <= from || o.Placed > s.At {
			continue
		}
		if o.Bought() {
			orders++
		}
		if o.Refunded > 0 && (o.Reason == crm.ReasonProduct || o.Reason == crm.ReasonService) {
			wrong++
		}
	}
	return quality(orders, wrong, open, last), satisfactionOf(last, open)
}

func quality(orders, wrong int, open bool, score uint8) Quality {
	switch {
	case orders == 0:
		return QualityUnknown
	case wrong == 0 && score >= 4:
		return QualityExcellent
	case wrong == 0:
		return QualityGood
	case wrong*wrongInFour <= orders && !open:
		return QualityAcceptable
	}
	return QualityUnacceptable
}

func satisfactionOf(score uint8, open bool) Satisfaction {
	switch {
	case open, score > 0 && score <= 2:
		return Dissatisfied
	case score == 5:
		return HighlySatisfied
	case score > 0:
		return Satisfied
	}
	return SatisfactionUnknown
}

// trapped reports the satisfaction trap: a customer who is satisfied, for what is taken
// for granted was given, and leaves all the same, since satisfaction with the basics is
// not loyalty (Jones & Sasser 1995; Kano's must-be against attractive quality).
func trapped(how Satisfaction, v overdue.Standing) bool {
	return (how == Satisfied || how == HighlySatisfied) && v.Alarming()
}

func indexLine(s string) int { return strings.IndexByte(s, '\n') }
