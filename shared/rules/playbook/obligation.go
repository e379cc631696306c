package playbook

import (
	"slices"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Obligation answers a complaint or a bad rating, then tells the customer the result.
const Obligation Name = "obligation"

// The measures of Obligation.
const (
	Answer     Measure = "answer"      // a person answers the complaint or rating
	TellResult Measure = "tell_result" // a person tells the customer what became of it
)

// What is owed is done at any cost, so there is no uplift. Its hours are manners,
// not findings. A customer who agreed to calls is called. Any other is answered where the
// complaint was made, which needs no consent.
var obligation = Playbook{
	Name:     Obligation,
	Kind:     Owed,
	Code:     3,
	Triggers: []*TriggerKind{ticketTrigger, solvedTrigger},
	Measures: []MeasureCost{
		{Answer, 10_00},
		{TellResult, 5_00},
	},
	Default: Play{
		Within: 7,
		Hours:  24,
	},
	Occasions: findObligations,
	Next:      nextTicketDate,
	Channels: []ChannelUse{
		{Channel: byCall},
		{Channel: Desk},
	},
	Answers: true,
}

// ticketTrigger stands for a ticket that needs an answer.
var ticketTrigger = &TriggerKind{
	What:    "ticket",
	Over:    answerOver,
	Explain: explainTicket,
}

// solvedTrigger stands for a ticket that was solved, of which the customer is to hear.
var solvedTrigger = &TriggerKind{
	What:    "solved",
	Over:    resultOver,
	Explain: explainTicket,
}

// findObligations returns what the store owes for each ticket.
func findObligations(in *Input) []Occasion {
	var owed []Occasion
	for i := range in.Facts.Tickets {
		t := &in.Facts.Tickets[i]
		if since, ok := needsAnswer(t); ok && in.owes(t) {
			trigger := Trigger{What: ticketTrigger.What, Ref: t.Ref, At: since}
			owed = append(owed, Occasion{trigger, Answer})
		}
		if since, ok := needsResult(t); ok && in.owes(t) {
			trigger := Trigger{What: solvedTrigger.What, Ref: t.Ref, At: since}
			owed = append(owed, Occasion{trigger, TellResult})
		}
	}
	return owed
}

// owes reports whether a person owes something for the complaint or rating of t: for a
// serious one to everybody, for any other to a valued customer. Desks leave the priority of
// many complaints open.
func (in *Input) owes(t *crm.Ticket) bool { return t.Serious() || in.Tier.Valued() }

// nextTicketDate returns the first date of a ticket that is still to come. The clock of a
// desk may run ahead of ours, and nothing is proposed for what has not happened yet.
func nextTicketDate(in *Input) (next crm.Instant) {
	for _, t := range in.Facts.Tickets {
		for _, at := range [...]crm.Instant{t.Created, t.Updated, t.ScoredAt, t.Complained} {
			if at > in.Now {
				next = crm.Earliest(next, at)
			}
		}
	}
	return next
}

// needsAnswer reports whether t waits for an answer, and since when: a complaint that is
// open, or a bad rating, which usually comes when the desk has closed the ticket.
func needsAnswer(t *crm.Ticket) (since crm.Instant, owed bool) {
	switch {
	case t.Status == crm.TicketDeleted:
		return 0, false
	case t.Bad():
		return max(t.ScoredAt, t.Created), true
	}
	return t.Began(), t.Complains() && t.Status.Open()
}

// needsResult reports whether the complaint of t was solved, and when, as far as the desk
// says.
func needsResult(t *crm.Ticket) (since crm.Instant, owed bool) {
	if !t.Complains() || t.Bad() {
		return 0, false
	}
	solved := t.Status == crm.TicketSolved || t.Status == crm.TicketClosed
	return t.Updated, solved
}

// answerOver returns why no answer to the ticket is owed any more, or "" if one is.
func answerOver(in *Input, t *Task) Why {
	ticket, known := findTicket(in.Facts, t.Trigger.Ref)
	if !known {
		return WhyGone
	}
	if _, owed := needsAnswer(ticket); !owed {
		return WhySolved
	}
	return ""
}

// resultOver returns why there is no result of the ticket to tell any more, or "" if
// there is one.
func resultOver(in *Input, t *Task) Why {
	ticket, known := findTicket(in.Facts, t.Trigger.Ref)
	if !known {
		return WhyGone
	}
	if _, owed := needsResult(ticket); !owed {
		return WhyReopened
	}
	return ""
}

func findTicket(f *crm.Facts, ref crm.Ref) (*crm.Ticket, bool) {
	i := slices.IndexFunc(f.Tickets, func(t crm.Ticket) bool { return t.Ref == ref })
	if i < 0 {
		return nil, false
	}
	return &f.Tickets[i], true
}

// explainTicket says which ticket waits, and since when.
func explainTicket(_ *Input, t *Task, speaker phrase.Speaker) string {
	key := "task.why." + string(t.Measure)
	ticket := t.Trigger.Ref.ID
	day := speaker.Date(t.Trigger.At)
	return speaker.Say(key, ticket, day)
}
