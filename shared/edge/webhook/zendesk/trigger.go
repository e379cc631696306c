package zendesk

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type trigger struct {
	TicketID       lenient.Scalar `json:"ticket_id"`
	Status         lenient.Scalar `json:"status"`
	Priority       lenient.Scalar `json:"priority"`
	Type           lenient.Scalar `json:"ticket_type"`
	Subject        lenient.Scalar `json:"subject"`
	Description    lenient.Scalar `json:"description"`
	Tags           lenient.Scalar `json:"tags"` // separated by spaces
	CreatedAt      lenient.Scalar `json:"created_at"`
	UpdatedAt      lenient.Scalar `json:"updated_at"`
	RequesterID    lenient.Scalar `json:"requester_id"`
	RequesterEmail lenient.Scalar `json:"requester_email"`
	RequesterName  lenient.Scalar `json:"requester_name"`
	Rating         lenient.Scalar `json:"rating"`
	RatingComment  lenient.Scalar `json:"rating_comment"`
}

func parseTrigger(d webhook.Delivery) ([]crm.Event, error) {
	var in trigger
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	t := in.ticket(&r, d.Source)
	ev := crm.Event{
		Kind:   crm.KindTicket,
		ID:     "ticket/" + t.ID,
		At:     t.Updated,
		Ticket: &t,
	}
	ev.Who = crm.Who{
		Email: webhook.FirstPersonalEmail(r.Text(in.RequesterEmail)),
		Desk:  crm.Ref{Source: d.Source, ID: r.NeedID("requester_id", in.RequesterID)},
	}
	webhook.SetField(&ev.Profile, crm.Name, r.Text(in.RequesterName), t.Updated)
	webhook.SetField(&ev.Profile, crm.Email, ev.Who.Email, t.Updated)
	ev.Tags = strings.Fields(r.LongText(in.Tags))
	ev.Text = webhook.JoinTexts(
		r.Text(in.Subject),
		r.LongText(in.Description),
		r.LongText(in.RatingComment),
	)
	if u, bad := webhook.AsUnusable(r.Err()); bad {
		return nil, webhook.Unusablef(
			"This trigger's body is not the one in events/zendesk/trigger-template.json: %s",
			u.Sentence,
		)
	}
	return []crm.Event{ev}, nil
}

func (in *trigger) ticket(r *lenient.Reader, source string) crm.Ticket {
	t := crm.Ticket{
		Ref:       crm.Ref{Source: source, ID: r.NeedID("ticket_id", in.TicketID)},
		Created:   r.Time("created_at", in.CreatedAt),
		Updated:   r.NeedTime("updated_at", in.UpdatedAt),
		Status:    statusOf(r.Text(in.Status)),
		Priority:  priority(r.Text(in.Priority)),
		Complaint: complaint(r.Text(in.Type)),
		Score:     score(r.Text(in.Rating)),
	}
	if t.Status == 0 {
		r.Fail(
			"status: %q is none of new, open, pending, on-hold, solved, closed, deleted.",
			r.Text(in.Status),
		)
	}
	if t.Score > 0 {
		t.ScoredAt = t.Updated
	}
	t.Complaint = t.Complaint || t.Bad()
	return t
}

// score reads {{satisfaction.current_rating}}: "Good, I'm satisfied", "Bad, I'm
// unsatisfied", or the bare words. Offered and unoffered ratings, and words in other
// languages, are none.
func score(rating string) uint8 {
	rating = strings.ToLower(rating)
	switch {
	case strings.HasPrefix(rating, "good"):
		return 5
	case strings.HasPrefix(rating, "bad"):
		return 1
	case len(rating) == 1 && rating[0] >= '1' && rating[0] <= '5':
		return rating[0] - '0'
	}
	return 0
}
