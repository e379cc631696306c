package zendesk

import (
	"cmp"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/deskwords"
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

// parseTrigger reads the body of the published trigger.
func parseTrigger(d webhook.Delivery) ([]crm.Event, error) {
	in, err := decodeTrigger(d.Body)
	if err != nil {
		return nil, err
	}
	var r lenient.Reader
	t := in.readTicket(&r, d)
	requester := r.NeedRef(d.Source, "requester_id", in.RequesterID)

	unread := in.unreadRating(&r)
	ev := crm.Event{
		Kind:   crm.KindTicket,
		ID:     "ticket/" + t.ID,
		At:     t.Updated,
		Ticket: &t,
		Unread: webhook.NameUnread("rating", unread),
		Who: crm.Who{
			Email: webhook.FirstPersonalEmail(r.Text(in.RequesterEmail)),
			Desk:  requester,
		},
		Tags: strings.Fields(r.LongText(in.Tags)),
		Text: webhook.JoinTexts(
			r.Text(in.Subject),
			r.LongText(in.Description),
			unread,
			r.LongText(in.RatingComment),
		),
	}
	p := webhook.ProfileWriter{Profile: &ev.Profile, At: t.Updated}
	p.Set(crm.Name, r.Text(in.RequesterName))
	p.Set(crm.Email, ev.Who.Email)

	if u, unusable := webhook.AsUnusable(r.Err()); unusable {
		return nil, webhook.Unusablef(
			"This trigger's body is not the one in events/zendesk/trigger-template.json: %s",
			u.Sentence,
		)
	}
	return []crm.Event{ev}, nil
}

// decodeTrigger decodes the body, by the names of its fields if it is no valid JSON.
func decodeTrigger(body []byte) (in trigger, err error) {
	err = lenient.Decode(body, &in)
	if err == nil {
		return in, nil
	}
	mended, ok := mendTrigger(body)
	if !ok {
		return in, err
	}
	in = trigger{}
	return in, lenient.Decode(mended, &in)
}

// unreadRating returns the words of a rating that stand for no score: they may tell what
// was wrong all the same.
func (in *trigger) unreadRating(r *lenient.Reader) string {
	words := r.Text(in.Rating)
	if deskwords.IsUnrated(words) || deskwords.ParseScore(words) > 0 {
		return ""
	}
	return words
}

func (in *trigger) readTicket(r *lenient.Reader, d webhook.Delivery) crm.Ticket {
	t := crm.Ticket{
		Ref:       r.NeedRef(d.Source, "ticket_id", in.TicketID),
		Created:   r.Time("created_at", in.CreatedAt),
		Updated:   cmp.Or(r.Time("updated_at", in.UpdatedAt), d.Received),
		Status:    deskwords.ParseStatus(r.Text(in.Status)),
		Priority:  deskwords.ParsePriority(r.Text(in.Priority)),
		Complaint: deskwords.IsComplaint(r.Text(in.Type)),
		Score:     deskwords.ParseScore(r.Text(in.Rating)),
	}
	word := r.Text(in.Status)
	switch {
	case t.Status != 0:
	case word == "":
		r.Fail("status is missing.")
	default: // a status of the desk's own: a customer may be waiting
		t.Status = crm.TicketOpen
	}
	if t.Score > 0 {
		t.ScoredAt = t.Updated
	}
	t.Complaint = t.Complaint || t.Bad()
	return t
}
