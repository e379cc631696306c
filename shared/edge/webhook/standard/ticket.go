package standard

import (
	"cmp"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/deskwords"
	"holdfast/shared/words/crm"
)

var ticketStatuses = map[string]crm.TicketStatus{
	"new":     crm.TicketNew,
	"open":    crm.TicketOpen,
	"pending": crm.TicketPending,
	"hold":    crm.TicketHold,
	"solved":  crm.TicketSolved,
	"closed":  crm.TicketClosed,
	"deleted": crm.TicketDeleted,
}

var priorities = map[string]crm.Priority{
	"":       0,
	"low":    crm.PriorityLow,
	"normal": crm.PriorityNormal,
	"high":   crm.PriorityHigh,
	"urgent": crm.PriorityUrgent,
}

// parseTicket reads a ticket. One without a status is only its rating, which many desks
// send on its own.
func parseTicket(r *reader) crm.Event {
	at := r.readUpdatedOrReceived()
	t := r.readTicket(at)
	ev := crm.Event{
		Kind:   crm.KindTicket,
		ID:     "ticket/" + t.ID,
		At:     at,
		Ticket: &t,
		Tags:   r.readTags(),
		Text:   r.readText(),
	}
	r.needCustomer(&ev)
	return ev
}

func (r *reader) readTicket(at crm.Instant) crm.Ticket {
	in := r.data
	t := crm.Ticket{
		Ref:       r.needSubject(),
		Created:   r.Time("data.created_at", in.CreatedAt),
		Complaint: r.Bool(in.Complaint),
		Reason:    r.readReason(),
		Priority:  r.readPriority(),
	}
	if in.Rating.Present {
		t.Score, t.ScoredAt = r.readScore(in.Rating.Value, at)
	}

	text := strings.ToLower(r.Text(in.Status))
	status := cmp.Or(ticketStatuses[text], deskwords.ParseStatus(text))
	switch {
	case status != 0:
		t.Status = status
		t.Updated = at
	case text != "":
		r.Fail("data.status: %q is no status of a ticket.", text)
	case !in.Rating.Present:
		r.Fail("data.status is missing, and so is data.rating.")
	}

	t.Complaint = t.Complaint || t.Bad()
	return t
}

func (r *reader) readPriority() crm.Priority {
	text := r.Text(r.data.Priority)
	priority, ok := priorities[strings.ToLower(text)]
	if !ok {
		priority = deskwords.ParsePriority(text)
	}
	if !ok && priority == 0 {
		r.Fail("data.priority: %q is none of low, normal, high, urgent.", text)
	}
	return priority
}

// readScore reads a rating and its time, which is the ticket's if it has none.
func (r *reader) readScore(in rating, updated crm.Instant) (uint8, crm.Instant) {
	text := r.Text(in.Score)
	score := deskwords.ParseScore(text)
	if score == 0 {
		r.Fail("data.rating.score: %q is not a whole number from 1 to 5.", text)
		return 0, 0
	}

	at := r.Time("data.rating.at", in.At)
	if at == 0 {
		at = updated
	}
	return score, at
}

// readText returns the subject and the text.
func (r *reader) readText() string {
	return webhook.JoinTexts(r.Text(r.data.Subject), r.LongText(r.data.Text))
}
