package rows

import (
	"errors"
	"slices"
	"strings"
	"time"

	"holdfast/infra/holdfast/cells"
	"holdfast/shared/edge/webhook/deskwords"
)

// ticketData is a ticket as our own events say it.
type ticketData struct {
	ID        string   `json:"id"`
	Subject   string   `json:"subject,omitempty"`
	Text      string   `json:"text,omitempty"`
	Status    string   `json:"status,omitempty"`
	Priority  string   `json:"priority,omitempty"`
	Complaint bool     `json:"complaint,omitempty"`
	Reason    string   `json:"reason,omitempty"`
	Tags      []string `json:"tags,omitempty"`
	Rating    *rating  `json:"rating,omitempty"`
	CreatedAt string   `json:"created_at,omitempty"`
	UpdatedAt string   `json:"updated_at"`
	Customer  *person  `json:"customer,omitempty"`
	Requester *ref     `json:"requester,omitempty"`
}

type rating struct {
	Score uint8  `json:"score"`
	At    string `json:"at,omitempty"`
}

// ref names a thing of the source.
type ref struct {
	ID string `json:"id"`
}

// readTickets reads a file of tickets, one in each row.
func (in *reading) readTickets() error {
	return in.eachRow(func(r row) error {
		t, at, err := in.readTicket(r)
		if err != nil {
			return in.refuse(r, err)
		}
		return in.sendRow(r, t.ID, "ticket.updated", at, t)
	})
}

// readTicket returns the ticket of a row, and as of when it is so.
func (in *reading) readTicket(r row) (t ticketData, at time.Time, err error) {
	t = ticketData{
		ID:       strings.TrimPrefix(r.id(fieldTicket), "#"),
		Subject:  r.get(fieldSubject),
		Text:     r.get(fieldText),
		Status:   r.get(fieldStatus),
		Priority: r.get(fieldPriority),
		Reason:   strings.ToLower(r.get(fieldReason)),
		Tags:     splitTags(r.get(fieldTags)),
	}
	if t.ID == "" {
		return t, at, errors.New("the row has no ticket number")
	}
	if err := in.checkIDs(r, fieldTicket, fieldRequester); err != nil {
		return t, at, err
	}
	if at, err = in.readTicketDates(r, &t); err != nil {
		return t, at, err
	}
	if yes, ok := cells.ReadAnswer(r.get(fieldComplaint)); ok {
		t.Complaint = yes
	}
	if err := in.readRating(r, &t); err != nil {
		return t, at, err
	}
	return t, at, in.readTicketCustomer(r, &t)
}

// readTicketDates sets when the ticket was made, and returns as of when it is so: when it
// was last changed, else when it was made.
func (in *reading) readTicketDates(r row, t *ticketData) (at time.Time, err error) {
	at = in.AsOf
	for _, f := range []field{fieldDate, fieldUpdated} {
		if r.get(f) == "" {
			continue
		}
		if at, err = in.parseDate(r, f); err != nil {
			return at, err
		}
		if f == fieldDate {
			t.CreatedAt = formatTime(at)
		}
	}
	if at.IsZero() {
		return at, errors.New("the row does not say as of when it is so: say it with --as-of")
	}
	t.UpdatedAt = formatTime(at)
	return at, nil
}

// unrated are the words of desks for a rating that was asked for and not given.
var unrated = []string{"offered", "unoffered", "not rated"}

// readRating sets how the customer rated the ticket, if they did.
func (in *reading) readRating(r row, t *ticketData) error {
	text := r.get(fieldRating)
	if cells.IsNever(text) || slices.Contains(unrated, strings.ToLower(text)) {
		return nil
	}
	t.Rating = &rating{Score: deskwords.ParseScore(text)}
	if t.Rating.Score == 0 {
		return cells.Explain("rating", text, errors.New("is no rating from 1 to 5"))
	}
	if r.get(fieldRatingAt) == "" {
		return nil
	}
	at, err := in.parseDate(r, fieldRatingAt)
	t.Rating.At = formatTime(at)
	return err
}

// readTicketCustomer sets whose ticket it is.
func (in *reading) readTicketCustomer(r row, t *ticketData) error {
	who, err := in.readPerson(r)
	if err != nil {
		return err
	}
	who.keepCountryCode()
	if who.ID != "" || who.Email != "" {
		t.Customer = &who
	}
	if id := r.id(fieldRequester); id != "" {
		t.Requester = &ref{ID: id}
	}
	return nil
}
