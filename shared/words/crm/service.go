package crm

import "holdfast/shared/words/enum"

// Reason is why a customer leaves, or may: one of six classes, or unknown.
type Reason uint8

const (
	ReasonUnknown Reason = iota
	ReasonPrice
	ReasonProduct
	ReasonService
	ReasonMarket
	ReasonTechnology
	ReasonPolitical
)

// Reasons lists the six classes and, last, unknown.
var Reasons = [...]Reason{
	ReasonPrice,
	ReasonProduct,
	ReasonService,
	ReasonMarket,
	ReasonTechnology,
	ReasonPolitical,
	ReasonUnknown,
}

var reasons = enum.Names[Reason]{
	ReasonUnknown:    "unknown",
	ReasonPrice:      "price",
	ReasonProduct:    "product",
	ReasonService:    "service",
	ReasonMarket:     "market",
	ReasonTechnology: "technology",
	ReasonPolitical:  "political",
}

func (r Reason) String() string { return reasons.String(r) }

// Known reports whether this version has a name for the code.
func (r Reason) Known() bool { return reasons.Known(r) }

// ParseReason returns the class with the name.
func ParseReason(name string) (Reason, error) { return reasons.Parse(name) }

// TicketStatus is where a help-desk ticket stands; a later one has the higher rank.
type TicketStatus uint8

const (
	TicketUnknown TicketStatus = iota // only the rating is known
	TicketNew
	TicketOpen
	TicketPending
	TicketHold
	TicketSolved
	TicketClosed
	TicketDeleted
)

var ticketStatuses = enum.Names[TicketStatus]{
	TicketUnknown: "unknown",
	TicketNew:     "new",
	TicketOpen:    "open",
	TicketPending: "pending",
	TicketHold:    "hold",
	TicketSolved:  "solved",
	TicketClosed:  "closed",
	TicketDeleted: "deleted",
}

func (s TicketStatus) String() string { return ticketStatuses.String(s) }

// Known reports whether this version has a name for the code.
func (s TicketStatus) Known() bool { return ticketStatuses.Known(s) }

// ParseTicketStatus returns the status with the name.
func ParseTicketStatus(name string) (TicketStatus, error) { return ticketStatuses.Parse(name) }

// Open reports whether the customer still waits for an answer.
func (s TicketStatus) Open() bool { return s >= TicketNew && s <= TicketHold }

// Priority is how urgent the desk holds a ticket to be.
type Priority uint8

const (
	PriorityUnknown Priority = iota // the desk does not say
	PriorityLow
	PriorityNormal
	PriorityHigh
	PriorityUrgent
)

var priorities = enum.Names[Priority]{
	PriorityUnknown: "unknown",
	PriorityLow:     "low",
	PriorityNormal:  "normal",
	PriorityHigh:    "high",
	PriorityUrgent:  "urgent",
}

func (p Priority) String() string { return priorities.String(p) }

// Known reports whether this version has a name for the code.
func (p Priority) Known() bool { return priorities.Known(p) }

// ParsePriority returns the priority with the name.
func ParsePriority(name string) (Priority, error) { return priorities.Parse(name) }

// Ticket is one request or complaint as it stood at Updated, and its rating, which may
// come on its own.
type Ticket struct {
	Ref
	Created   Instant
	Updated   Instant // 0 = only the rating is known
	Status    TicketStatus
	Priority  Priority
	Complaint bool // somebody was let down, as far as type, tags and words tell
	Reason    Reason
	Score     uint8 // satisfaction 1 (worst) to 5; 0 = not rated
	ScoredAt  Instant
	Home      Key // the key it landed under; set by apply
}

// Serious reports whether the ticket obliges the shop to an answer by a person: an urgent
// or high complaint, or a rating of 1 or 2.
func (t Ticket) Serious() bool {
	return t.Complaint && t.Priority >= PriorityHigh || t.Bad()
}

// Bad reports a rating of 1 or 2.
func (t Ticket) Bad() bool { return t.Score > 0 && t.Score <= 2 }

// Delivery is what became of one order's parcel.
type Delivery struct {
	Order     Ref
	Updated   Instant
	Promised  Instant // 0 = nothing was promised
	Delivered Instant // 0 = not yet
	Home      Key
}

// Late is how many whole days after the promise the parcel came, or at now still has not
// come; 0 = in time.
func (d Delivery) Late(now Instant) int {
	end := d.Delivered
	if end == 0 || end > now {
		end = now
	}
	if d.Promised == 0 || end <= d.Promised {
		return 0
	}
	return end.Days(d.Promised)
}

// Enquiry is a question of somebody who has not (yet) bought, such as a quotation asked
// for.
type Enquiry struct {
	Ref
	At      Instant
	Updated Instant
	Home    Key
}

// MaxSurveyDays is the longest that a link to a survey may be good for.
const MaxSurveyDays = 365

// Lesson is what a customer said about why they buy less, or not any more: to an owner,
// or in answer to a survey. An answer that names no reason takes back the one given
// before it.
type Lesson struct {
	Reason Reason
	At     Instant
	Survey bool    // answered by a click, not told to a person
	Asked  Instant // of an answer, when its link was made; whatever is answered later, and how often, it is the answer to that
	Task   string  // the task in which it was learned; of an answer, the id of its link
	Home   Key
}

// Dated is when the lesson began, which never changes: an answer belongs to when it was
// asked for.
func (l Lesson) Dated() Instant {
	if l.Survey {
		return l.Asked
	}
	return l.At
}
