package crm

import (
	"cmp"

	"holdfast/shared/words/enum"
	"holdfast/shared/words/packed"
)

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
	Complaint bool // the customer was let down, as far as type, tags and words tell
	Reason    Reason

	// Told says that the words tell why the customer leaves, although it is no complaint.
	Told bool

	Complained Instant // when a later message first complained; 0 = none did
	Later      Heard   // what the newest later message tells of a reason

	Score    uint8 // satisfaction 1 (worst) to 5; 0 = not rated
	ScoredAt Instant
	Home     Key // the key it landed under; set by apply
}

// Heard is the reason that a customer's message tells. The zero Heard tells none.
type Heard struct {
	At     Instant
	Reason Reason
	Told   bool // as in Ticket
}

// Complains reports whether the customer was let down, as far as the ticket and the later
// messages tell.
func (t Ticket) Complains() bool { return t.Complaint || t.Complained != 0 }

// Tells reports whether the words tell why the customer leaves, although they are no
// complaint.
func (t Ticket) Tells() bool { return !t.Complains() && (t.Told || t.Later.Told) }

// Why returns the reason that the ticket speaks of: the one told last.
func (t Ticket) Why() Reason {
	if t.Later.Reason != ReasonUnknown {
		return t.Later.Reason
	}
	return t.Reason
}

// Began returns since when the ticket is a complaint, or tells why the customer leaves: the
// date of the message that made it so. Of another ticket it returns when it was created.
func (t Ticket) Began() Instant {
	switch {
	case t.Complaint:
		return t.Created
	case t.Complained != 0:
		return max(t.Created, t.Complained)
	case !t.Told && t.Later.Told:
		return max(t.Created, t.Later.At)
	}
	return t.Created
}

// Serious reports whether the ticket obliges the shop to an answer by a person: an urgent
// or high complaint, or a rating of 1 or 2.
func (t Ticket) Serious() bool {
	return t.Complains() && t.Priority >= PriorityHigh || t.Bad()
}

// Bad reports a rating of 1 or 2.
func (t Ticket) Bad() bool { return t.Score > 0 && t.Score <= 2 }

// tickets is the kind of the tickets.
var tickets = listKind[Ticket]{
	list:    func(f *Facts) *[]Ticket { return &f.Tickets },
	carried: func(e *Event) *Ticket { return e.Ticket },
	home:    func(t *Ticket) *Key { return &t.Home },
	dated:   func(t Ticket) Instant { return t.Created },
	claims:  Ticket.latestDate,
	compare: func(a, b Ticket) int {
		return cmp.Or(cmp.Compare(a.Created, b.Created), a.Ref.Compare(b.Ref))
	},
	same:   func(a, b Ticket) bool { return a.Ref == b.Ref },
	choose: joinTicket,
	keep:   KeepService,
	shows:  true,
	write:  (*writer).ticket,
	read:   (*reader).ticket,
}

func (t Ticket) latestDate() Instant {
	return max(t.Created, t.Updated, t.ScoredAt, t.Complained, t.Later.At)
}

// joinTicket joins the states of a ticket and its ratings apart, since they come apart. A
// ticket began at the earliest of the dates given: a version that does not say when it was
// created has the date of its update or receipt.
func joinTicket(a, b Ticket) Ticket {
	joined := a
	other := b
	if b.supersedes(a) {
		joined = b
		other = a
	}
	joined.Created = Earliest(a.Created, b.Created)
	joined.Complained = Earliest(a.Complained, b.Complained)
	joined.Later = newerHeard(a.Later, b.Later)
	if joined.Score == 0 || other.Score > 0 && other.ratedAfter(joined) {
		joined.Score = other.Score
		joined.ScoredAt = other.ScoredAt
	}
	return joined
}

func newerHeard(a, b Heard) Heard {
	order := cmp.Or(
		cmp.Compare(a.At, b.At),
		CompareBools(a.Told, b.Told),
		cmp.Compare(a.Reason, b.Reason),
	)
	if order < 0 {
		return b
	}
	return a
}

// ratedAfter reports whether the rating of t is the later one; of one time, the worse
// one.
func (t Ticket) ratedAfter(u Ticket) bool {
	return cmp.Or(cmp.Compare(t.ScoredAt, u.ScoredAt), cmp.Compare(u.Score, t.Score)) > 0
}

// supersedes reports whether the state of t wins over that of u. It is a total order on
// the states of a ticket; its beginning, its rating and what was heard later are left out.
func (t Ticket) supersedes(u Ticket) bool {
	return cmp.Or(
		cmp.Compare(t.Updated, u.Updated),
		cmp.Compare(t.Status, u.Status),
		cmp.Compare(t.Priority, u.Priority),
		CompareBools(t.Complaint, u.Complaint),
		CompareBools(t.Told, u.Told),
		cmp.Compare(t.Reason, u.Reason),
		cmp.Compare(t.Home, u.Home),
	) > 0
}

// The flags of what was heard in a ticket.
const (
	ticketComplaint = 1 << iota
	ticketTold      // in records of tickets whose words tell why the customer leaves
	ticketLater     // what the customer's later messages tell follows
	ticketFlags     = ticketComplaint | ticketTold | ticketLater
)

// heard writes what was heard first, and after it what was heard later.
func (w *writer) heard(t Ticket) {
	flags := heardFlags(t.Complaint, t.Told)
	if t.Complained == 0 && t.Later == (Heard{}) {
		w.Byte(flags)
		return
	}
	w.Byte(flags | ticketLater)
	w.Byte(heardFlags(t.Complained != 0, t.Later.Told))
	if t.Complained != 0 {
		w.after(t.Complained, t.Created)
	}
	EncodeReason(&w.Writer, t.Later.Reason)
	if t.Later.Reason != ReasonUnknown {
		w.after(t.Later.At, t.Created)
	}
}

func heardFlags(complaint, told bool) byte {
	return boolByte(complaint)*ticketComplaint | boolByte(told)*ticketTold
}

// heard reads what was heard; a newer version may give further flags a meaning.
func (r *reader) heard(t *Ticket) {
	flags := r.Byte()
	if flags > ticketFlags {
		r.FailNewer("flags %d of a ticket", flags)
	}
	t.Complaint = flags&ticketComplaint != 0
	t.Told = flags&ticketTold != 0
	if flags&ticketLater != 0 {
		r.heardLater(t)
	}
}

func (r *reader) heardLater(t *Ticket) {
	flags := r.Byte()
	t.Later.Told = flags&ticketTold != 0
	if flags&ticketComplaint != 0 {
		t.Complained = r.after(t.Created)
	}
	t.Later.Reason = DecodeReason(r.Reader)
	if t.Later.Reason != ReasonUnknown {
		t.Later.At = r.after(t.Created)
	}
}

func (w *writer) ticket(t Ticket) {
	w.ref(t.Ref)
	w.instant(t.Created)
	w.after(t.Updated, t.Created)
	w.Byte(byte(t.Status))
	w.Byte(byte(t.Priority))
	w.heard(t)
	EncodeReason(&w.Writer, t.Reason)
	w.Byte(t.Score)
	if t.Score > 0 {
		w.after(t.ScoredAt, t.Created)
	}
	w.key(t.Home)
}

func (r *reader) ticket() (t Ticket) {
	t.Ref = r.ref()
	t.Created = r.instant()
	t.Updated = r.after(t.Created)
	t.Status = packed.Code[TicketStatus](r.Reader)
	t.Priority = packed.Code[Priority](r.Reader)
	r.heard(&t)
	t.Reason = DecodeReason(r.Reader)
	t.Score = r.Byte()
	if t.Score > 0 {
		t.ScoredAt = r.after(t.Created)
	}
	t.Home = r.key()
	return t
}
