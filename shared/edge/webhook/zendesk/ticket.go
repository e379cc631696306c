package zendesk

import (
	"cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/deskwords"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type event struct {
	Time   lenient.Scalar `json:"time"`
	Detail struct {
		ID          lenient.Scalar               `json:"id"`
		RequesterID lenient.Scalar               `json:"requester_id"`
		Subject     lenient.Scalar               `json:"subject"`
		Description lenient.Scalar               `json:"description"`
		Status      lenient.Scalar               `json:"status"`
		Priority    lenient.Scalar               `json:"priority"`
		Type        lenient.Scalar               `json:"type"`
		Tags        lenient.List[lenient.Scalar] `json:"tags"`
		CreatedAt   lenient.Scalar               `json:"created_at"`
		UpdatedAt   lenient.Scalar               `json:"updated_at"`
		ActorID     lenient.Scalar               `json:"actor_id"`
	} `json:"detail"`
	Event struct {
		Comment lenient.Object[comment] `json:"comment"`
	} `json:"event"`
}

// comment is a message in a ticket, of the customer or of the staff.
type comment struct {
	Body     lenient.Scalar         `json:"body"`
	IsPublic lenient.Scalar         `json:"is_public"`
	Author   lenient.Object[author] `json:"author"`
}

type author struct {
	ID      lenient.Scalar `json:"id"`
	IsStaff lenient.Scalar `json:"is_staff"`
}

// parseEvent reads an event of an event subscription. It names its requester by number
// only; the address comes by the trigger or not at all.
func parseEvent(d webhook.Delivery) ([]crm.Event, error) {
	var in event
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	t := in.readTicket(&r, d)
	requester := r.NeedRef(d.Source, "detail.requester_id", in.Detail.RequesterID)

	ev := crm.Event{
		Kind:   crm.KindTicket,
		ID:     "ticket/" + t.ID,
		At:     t.Updated,
		Ticket: &t,
		Who:    crm.Who{Desk: requester},
		Text: webhook.JoinTexts(
			r.Text(in.Detail.Subject),
			r.LongText(in.Detail.Description),
		),
		Message: in.readMessage(&r),
	}
	for _, tag := range in.Detail.Tags {
		if text := r.Text(tag); text != "" {
			ev.Tags = append(ev.Tags, text)
		}
	}

	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// readMessage returns the words of a comment that the customer wrote, or somebody who
// writes for them. What the staff writes says nothing of the customer.
func (in *event) readMessage(r *lenient.Reader) string {
	c := in.Event.Comment.Value
	by := c.Author.Value
	requester := r.ID("detail.requester_id", in.Detail.RequesterID)
	writer := r.ID("event.comment.author.id", by.ID)
	if writer == "" {
		writer = r.ID("detail.actor_id", in.Detail.ActorID)
	}

	isOwn := writer == requester
	isInternal := c.IsPublic == "false"
	isOfStaff := by.IsStaff == "" || r.Bool(by.IsStaff)
	if isInternal || isOfStaff && !isOwn {
		return ""
	}
	return r.LongText(c.Body)
}

func (in *event) readTicket(r *lenient.Reader, d webhook.Delivery) crm.Ticket {
	t := crm.Ticket{
		Ref:       r.NeedRef(d.Source, "detail.id", in.Detail.ID),
		Created:   r.Time("detail.created_at", in.Detail.CreatedAt),
		Updated:   r.Time("detail.updated_at", in.Detail.UpdatedAt),
		Priority:  deskwords.ParsePriority(r.Text(in.Detail.Priority)),
		Complaint: deskwords.IsComplaint(r.Text(in.Detail.Type)),
		Status:    eventTopics[d.Topic],
	}
	sent := r.Time("time", in.Time)
	if t.Updated == 0 {
		t.Updated = cmp.Or(sent, d.Received)
	}
	t.Updated = refineUpdated(t.Updated, sent)

	if t.Status == 0 {
		t.Status = deskwords.ParseStatus(r.Text(in.Detail.Status))
	}
	// A status that Zendesk has added since: a customer may be waiting.
	if t.Status == 0 {
		t.Status = crm.TicketOpen
	}
	return t
}

// refineUpdated returns updated_at, which has whole seconds, made finer by the event's own
// time, so that several events of one second keep their order. An event that was sent
// later than that second still belongs to it.
func refineUpdated(updated, sent crm.Instant) crm.Instant {
	if sent <= updated {
		return updated
	}
	lastOfSecond := updated + 999
	return min(sent, lastOfSecond)
}
