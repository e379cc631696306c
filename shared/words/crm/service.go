package crm

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
	reasonCount
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

var reasonNames = [reasonCount]string{
	"unknown",
	"price",
	"product",
	"service",
	"market",
	"technology",
	"political",
}

func (r Reason) String() string { return nameOf(reasonNames[:], int(r)) }

// ParseReason reads a class by its name and reports whether there is one.
func ParseReason(s string) (Reason, bool) {
	for i, n := range reasonNames {
		if n == s {
			return Reason(i), true
		}
	}
	return ReasonUnknown, false
}

// TicketStatus is where a help-desk ticket stands; a later one has the higher rank.
type TicketStatus uint8

const (
	TicketNew TicketStatus = iota + 1
	TicketOpen
	TicketPending
	TicketHold
	TicketSolved
	TicketClosed
	TicketDeleted
)

var ticketStatusNames = [...]string{
	"",
	"new",
	"open",
	"pending",
	"hold",
	"solved",
	"closed",
	"deleted",
}

// String is "" where only a rating is known.
func (s TicketStatus) String() string { return nameOf(ticketStatusNames[:], int(s)) }

// Open reports whether somebody still waits for an answer.
func (s TicketStatus) Open() bool { return s >= TicketNew && s <= TicketHold }

// Priority is how urgent the desk holds a ticket to be; 0 = not said.
type Priority uint8

const (
	PriorityLow Priority = iota + 1
	PriorityNormal
	PriorityHigh
	PriorityUrgent
)

var priorityNames = [...]string{"", "low", "normal", "high", "urgent"}

// String is "" where the desk does not say.
func (p Priority) String() string { return nameOf(priorityNames[:], int(p)) }

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
