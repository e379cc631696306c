package zendesk

import (
	"strings"

	"holdfast/shared/edge/webhook"
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
	} `json:"detail"`
}

// An event names its requester by number only; the address comes by the trigger or not at
// all.
func parseEvent(d webhook.Delivery) ([]crm.Event, error) {
	var in event
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	t := crm.Ticket{
		Ref:       crm.Ref{Source: d.Source, ID: r.NeedID("detail.id", in.Detail.ID)},
		Created:   r.Time("detail.created_at", in.Detail.CreatedAt),
		Updated:   r.NeedTime("detail.updated_at", in.Detail.UpdatedAt),
		Priority:  priority(r.Text(in.Detail.Priority)),
		Complaint: complaint(r.Text(in.Detail.Type)),
		Status:    topics[d.Topic],
	}
	t.Updated = sharpen(t.Updated, r.Time("time", in.Time))
	if t.Status == 0 {
		t.Status = statusOf(r.Text(in.Detail.Status))
	}
	if t.Status == 0 { // a status that is new to us: somebody may be waiting
		t.Status = crm.TicketOpen
	}
	ev := crm.Event{
		Kind:   crm.KindTicket,
		ID:     "ticket/" + t.ID,
		At:     t.Updated,
		Ticket: &t,
	}
	ev.Who.Desk = crm.Ref{
		Source: d.Source,
		ID:     r.NeedID("detail.requester_id", in.Detail.RequesterID),
	}
	for _, tag := range in.Detail.Tags {
		if text := r.Text(tag); text != "" {
			ev.Tags = append(ev.Tags, text)
		}
	}
	ev.Text = webhook.JoinTexts(r.Text(in.Detail.Subject), r.LongText(in.Detail.Description))
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// sharpen puts several events of one second in order: updated_at has whole seconds, the
// event's own time is finer. An event that was sent later than that second still belongs
// to it.
func sharpen(updated, sent crm.Instant) crm.Instant {
	if sent <= updated {
		return updated
	}
	return min(sent, updated+999)
}

// statusOf reads a status in any case, as an enum or as an English label; 0 = unknown.
func statusOf(s string) crm.TicketStatus {
	switch strings.ToLower(s) {
	case "new":
		return crm.TicketNew
	case "open":
		return crm.TicketOpen
	case "pending":
		return crm.TicketPending
	case "hold", "on-hold", "on hold":
		return crm.TicketHold
	case "solved":
		return crm.TicketSolved
	case "closed", "archived":
		return crm.TicketClosed
	case "deleted", "scrubbed":
		return crm.TicketDeleted
	}
	return 0
}

func priority(s string) crm.Priority {
	switch strings.ToLower(s) {
	case "low":
		return crm.PriorityLow
	case "normal":
		return crm.PriorityNormal
	case "high":
		return crm.PriorityHigh
	case "urgent":
		return crm.PriorityUrgent
	}
	return 0
}

// complaint reports whether the desk itself filed the ticket as something gone wrong.
// Words are judged elsewhere.
func complaint(kind string) bool {
	kind = strings.ToLower(kind)
	return kind == "problem" || kind == "incident"
}
