package segment

import (
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Quality is how well the shop served a customer within a year, by what happened.
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
// expected. It is another scale than Quality: a customer who expects more is dissatisfied
// with the same parcel.
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

// serviceYear is how a customer was served within a year.
type serviceYear struct {
	orders    int
	wrong     int   // matters that went wrong, each counted once
	open      bool  // a complaint still waits for an answer
	lastScore uint8 // the last rating; 0 = none
	ratedAt   crm.Instant
}

// satisfaction reads both scales off a year. Late and lost parcels, complaints, and orders sent
// back or disputed for a reason of the shop's count as wrong, once each. Money given back by itself
// does not, for it marks activity (reference: clv 5.2).
func (s *Subject) satisfaction() (Quality, Satisfaction) {
	var year serviceYear
	from := s.At - YearLength

	tickets := s.Facts.Tickets
	for i := range tickets {
		year.addTicket(&tickets[i], from, s.At)
	}

	for _, d := range s.Facts.Deliveries {
		promised := d.Promised > from && d.Promised <= s.At
		told := d.Updated > from && d.Updated <= s.At
		if promised && d.Late(s.At) > 0 || told && d.Lost() {
			year.wrong++
		}
	}

	objected := s.ordersObjectedTo(from)
	year.wrong += len(objected)

	orders := s.Facts.Orders
	for i := range orders {
		year.addOrder(&orders[i], from, s.At, objected)
	}
	return year.quality(), year.satisfaction()
}

func (y *serviceYear) addTicket(t *crm.Ticket, from, to crm.Instant) {
	rated := t.Score > 0 && t.ScoredAt > from && t.ScoredAt <= to
	if rated && t.ScoredAt >= y.ratedAt {
		y.lastScore = t.Score
		y.ratedAt = t.ScoredAt
	}

	complained := t.Complains() && t.Began() > from && t.Began() <= to
	if !complained || t.Status == crm.TicketDeleted {
		return
	}
	y.wrong++
	if t.Status.Open() {
		y.open = true
	}
}

// ordersObjectedTo returns the orders that were sent back or disputed since an instant, for a
// reason of the shop's.
func (s *Subject) ordersObjectedTo(from crm.Instant) map[crm.Ref]bool {
	orders := map[crm.Ref]bool{}
	for _, o := range s.Facts.Objections {
		heard := o.At > from && o.At <= s.At
		if heard && o.State != crm.ObjectionWithdrawn && isShopsFault(reason.ReasonOf(o)) {
			orders[o.Order] = true
		}
	}
	return orders
}

func isShopsFault(why crm.Reason) bool {
	return why == crm.ReasonProduct || why == crm.ReasonService
}

// addOrder counts an order of the year, and its refund for a reason of the shop's unless the
// customer objected to it, which is counted already.
func (y *serviceYear) addOrder(o *crm.Order, from, to crm.Instant, objected map[crm.Ref]bool) {
	if o.Placed <= from || o.Placed > to {
		return
	}
	if o.Bought() {
		y.orders++
	}
	if o.Refunded > 0 && isShopsFault(o.Reason) && !objected[o.Ref] {
		y.wrong++
	}
}

func (y *serviceYear) quality() Quality {
	switch {
	case y.orders == 0:
		return QualityUnknown
	case y.wrong == 0 && y.lastScore >= 4:
		return QualityExcellent
	case y.wrong == 0:
		return QualityGood
	case y.wrong*wrongInFour <= y.orders && !y.open:
		return QualityAcceptable
	}
	return QualityUnacceptable
}

func (y *serviceYear) satisfaction() Satisfaction {
	switch {
	case y.open, y.lastScore == 1, y.lastScore == 2:
		return Dissatisfied
	case y.lastScore == 5:
		return HighlySatisfied
	case y.lastScore > 0:
		return Satisfied
	}
	return SatisfactionUnknown
}

// isContent reports whether a customer is satisfied or more.
func (s Satisfaction) isContent() bool { return s == Satisfied || s == HighlySatisfied }

// isTrapped reports the satisfaction trap: a customer who is satisfied, for what is taken
// for granted was given, and leaves all the same, since satisfaction with the basics is
// not loyalty (Jones & Sasser 1995; Kano's must-be against attractive quality).
func isTrapped(how Satisfaction, standing overdue.Standing) bool {
	return how.isContent() && standing.Alarming()
}
