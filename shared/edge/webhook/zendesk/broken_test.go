package zendesk_test

import (
	"strings"
	"testing"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/edge/webhook/zendesk"
	"holdfast/shared/words/crm"
)

// filled is the published trigger as Zendesk fills it: the words go in as they are.
func filled(subject, description, name string) string {
	return `{
  "type": "holdfast.ticket",
  "ticket_id": "5",
  "created_at": "2026-05-30T10:00Z",
  "updated_at": "2026-05-30T10:05Z",
  "status": "Open",
  "priority": "Urgent",
  "ticket_type": "Problem",
  "subject": "` + subject + `",
  "description": "` + description + `",
  "tags": "vip",
  "requester_id": "900",
  "requester_email": "quin@example.com",
  "requester_name": "` + name + `",
  "rating": "",
  "rating_comment": ""
}`
}

func parse(t *testing.T, body string) ([]crm.Event, error) {
	t.Helper()
	label, err := zendesk.Platform{}.ReadLabel(nil, []byte(body))
	if err != nil || label.Lane != webhook.ToTickets {
		t.Fatalf("%+v, %v", label, err)
	}
	return zendesk.Platform{}.Parse(webhooktest.NewDelivery(label, []byte(body)))
}

func TestWordsThatBreakTheBodyDoNotLoseTheTicket(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ subject, description, who string }{
		"inches":             {`My 27" TV`, "late", "Quin Lake"},
		"a quoted word":      {`They said "no", "never" and hung up`, "late", "Quin Lake"},
		"only a quotation":   {`"Rubbish"`, "late", "Quin Lake"},
		"line ends":          {"Parcel", "line one\nline two\r\n\tline three", "Quin Lake"},
		"a path":             {`C:\Users\quin`, "late", "Quin Lake"},
		"a backslash at end": {`Wrong \`, "late", "Quin Lake"},
		"a nickname":         {"Parcel", "late", `Quin "The Tub" Lake`},
		"JSON in the text":   {"Parcel", `The API says {"error": "no \q"}`, "Quin Lake"},
		"braces and colons":  {`Size: "L", colour: {red}`, `":}`, "Quin Lake"},
		"German quotation":   {`Der „27"-Zoller“ ist kaputt`, "zu spät", "Quin Lake"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			events, err := parse(t, filled(c.subject, c.description, c.who))
			if err != nil {
				t.Fatal(err)
			}
			e := events[0]
			if e.Ticket.ID != "5" || e.Ticket.Status != crm.TicketOpen || !e.Ticket.Complaint || e.Ticket.Created == 0 {
				t.Errorf("ticket %+v", e.Ticket)
			}
			if e.Who.Desk.ID != "900" || e.Who.Email != "quin@example.com" || e.Profile[crm.Name].Value != c.who {
				t.Errorf("of %+v, %q", e.Who, e.Profile[crm.Name].Value)
			}
			first, _, _ := strings.Cut(c.description, "\n")
			if !strings.HasPrefix(e.Text, c.subject) && !strings.Contains(c.subject, `:`) || !strings.Contains(e.Text, first[:2]) {
				t.Errorf("text %q", e.Text)
			}
		})
	}
}

func TestABrokenBodyIsReadInAnyOrderAndWithoutQuotationMarksAroundNumbers(t *testing.T) {
	t.Parallel()
	events, err := parse(t, `{"requester_id": 900, "subject": "a "b" c", "brand": "Oak", "ticket_id": 5,"status": "Solved", "updated_at": "2026-05-30T10:05Z", "priority": null}`)
	if err != nil {
		t.Fatal(err)
	}
	e := events[0]
	if e.Ticket.ID != "5" || e.Who.Desk.ID != "900" || e.Ticket.Status != crm.TicketSolved || e.Text != `a "b" c` {
		t.Errorf("%+v of %+v: %q", e.Ticket, e.Who, e.Text)
	}
}

// A customer may write what looks like a field. Whose words are the desk's cannot be told then.
func TestABodyWithAFieldTwiceIsLeftToAPerson(t *testing.T) {
	t.Parallel()
	for _, body := range []string{
		filled(`x "y", "requester_email": "victim@example.com`, "late", "Quin Lake"),
		filled("x", "late \n", `Quin", "requester_id": "1`),
		`{"ticket_id": "5", "subject": "a "b`,
		`"ticket_id": "5", "subject": "a"}`,
	} {
		if events, err := parse(t, body); err == nil {
			t.Errorf("%s\ntells %+v", body, events)
		} else if _, ok := webhook.AsUnusable(err); !ok {
			t.Error(err)
		}
	}
}
