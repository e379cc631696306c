package playbook_test

import (
	"testing"
	"time"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

func TestNoOfferFollowsABadRatingWithinAWeek(t *testing.T) {
	t.Parallel()
	now := crm.InstantOf(time.Date(2026, 6, 12, 12, 0, 0, 0, time.UTC))
	order := crm.Order{Ref: crm.Ref{Source: "shop", ID: "1"}, Placed: now - 90*crm.DayLength, Currency: "EUR", Total: 1000}
	config := playbook.DefaultConfig("acme", "EUR")
	task := playbook.Task{Playbook: playbook.WinBack, Channel: "email", Trigger: playbook.Trigger{What: "silence", Ref: order.Ref}, Deadline: now + 30*crm.DayLength}
	for _, c := range []struct {
		name   string
		ticket crm.Ticket
		wait   bool
	}{
		{"rated badly yesterday, though closed", crm.Ticket{Status: crm.TicketClosed, Score: 1, ScoredAt: now - crm.DayLength, Updated: now - 2*crm.DayLength}, true},
		{"solved this minute", crm.Ticket{Status: crm.TicketSolved, Complaint: true, Priority: crm.PriorityUrgent, Updated: now}, true},
		{"rated badly a month ago", crm.Ticket{Status: crm.TicketClosed, Score: 1, ScoredAt: now - 30*crm.DayLength, Updated: now - 30*crm.DayLength}, false},
		{"rated well", crm.Ticket{Status: crm.TicketClosed, Score: 5, ScoredAt: now, Updated: now}, false},
	} {
		f := &crm.Facts{Orders: []crm.Order{order}, Tickets: []crm.Ticket{c.ticket}}
		f.Profile[crm.Email] = crm.Text{Value: "a@example.com", At: 1}
		f.Consents[crm.ChannelEmail] = crm.Consent{State: crm.ConsentGiven, At: 1}
		in := playbook.Input{Key: "p:shop:1", Facts: f, Config: &config, Now: now, Verdict: overdue.Verdict{Standing: overdue.AtRisk}}
		r := playbook.JudgeAgain(task, in)
		if r.Go == c.wait || c.wait && r.Why != playbook.WhyCareFirst {
			t.Errorf("%s: %+v", c.name, r)
		}
	}
}

func TestNoOfferIsMadeWhileAPaymentIsDisputed(t *testing.T) {
	t.Parallel()
	now := crm.InstantOf(time.Date(2026, 6, 12, 12, 0, 0, 0, time.UTC))
	order := crm.Order{Ref: crm.Ref{Source: "shop", ID: "1"}, Placed: now - 90*crm.DayLength, Currency: "EUR", Total: 1000}
	config := playbook.DefaultConfig("acme", "EUR")
	task := playbook.Task{Playbook: playbook.WinBack, Channel: "email", Trigger: playbook.Trigger{What: "silence", Ref: order.Ref}, Deadline: now + 30*crm.DayLength}
	for name, c := range map[string]struct {
		objection crm.Objection
		wait      bool
	}{
		"not decided":                  {crm.Objection{Kind: crm.Dispute, State: crm.ObjectionOpen, Updated: now.AddDays(-20)}, true},
		"nothing heard for five years": {crm.Objection{Kind: crm.Dispute, State: crm.ObjectionOpen, Updated: now.AddDays(-1826)}, false},
		"lost":                         {crm.Objection{Kind: crm.Dispute, State: crm.ObjectionLost, Updated: now.AddDays(-20)}, false},
		"a return":                     {crm.Objection{Kind: crm.Return, State: crm.ObjectionOpen, Updated: now.AddDays(-20)}, false},
	} {
		f := &crm.Facts{Orders: []crm.Order{order}, Objections: []crm.Objection{c.objection}}
		f.Profile[crm.Email] = crm.Text{Value: "a@example.com", At: 1}
		f.Consents[crm.ChannelEmail] = crm.Consent{State: crm.ConsentGiven, At: 1}
		in := playbook.Input{Key: "p:shop:1", Facts: f, Config: &config, Now: now, Verdict: overdue.Verdict{Standing: overdue.AtRisk}}
		r := playbook.JudgeAgain(task, in)
		if r.Go == c.wait || c.wait && r.Why != playbook.WhyCareFirst {
			t.Errorf("%s: %+v", name, r)
		}
	}
}
