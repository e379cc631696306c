package console

import (
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// card shows a task with all that a person needs in order to do it.
type card struct {
	wording
	playbook.Brief
	Rank       int    // in the list; 0 = it has none
	URL        string // of the customer's page
	Standing   string
	AtStake    string
	WhyNow     string
	Agreed     string // the channels that the customer agreed to
	LocalTime  string // the customer's time of day
	Addresses  []address
	Also       []string // what else may be done for the customer now
	WaitsUntil string   // why and until when it waits; "" = it can be done now
	Buttons    taskButtons
}

// newCard returns the card of a task, without a rank.
func (v *visit) newCard(e *judge.AgendaEntry, back returnPage) card {
	brief := e.Brief()
	facts := e.Customer.KnownFacts()
	input := e.Judgement.Input

	var also []string
	for _, other := range e.AlsoBriefs() {
		also = append(also, other.Do)
	}

	return card{
		wording:    v.wording,
		Brief:      brief,
		URL:        v.customerURL(e.Customer.Key),
		Standing:   v.word("standing", input.Verdict.Standing),
		AtStake:    v.profit(v.Whole(brief.Stake)),
		WhyNow:     v.Prose(v.Sentence(brief.Why), v.sayReason(input.Reason)),
		Agreed:     v.sayAgreed(brief.Consents),
		LocalTime:  v.sayLocalTime(facts),
		Addresses:  v.listAddresses(facts, &v.shop.Playbook),
		Also:       also,
		WaitsUntil: v.sayWait(e),
		Buttons:    v.newTaskButtons(e, brief.Name, back),
	}
}

func (v *visit) newCards(entries []*judge.AgendaEntry, back returnPage) []card {
	var cards []card
	for _, e := range entries {
		cards = append(cards, v.newCard(e, back))
	}
	return cards
}

// sayAgreed names the channels that the customer agreed to.
func (t wording) sayAgreed(channels []string) string {
	if len(channels) == 0 {
		return t.Say("console.agreed.none")
	}
	return t.Say("console.agreed", t.List(channels))
}

// sayReason names the likely reason for leaving, or says that it is unknown.
func (t wording) sayReason(reason crm.Reason) string {
	if reason == crm.ReasonUnknown {
		return t.Say("console.reason.unknown")
	}
	return t.Say("console.reason.likely", t.word("reason", reason))
}

// sayWait says why a task waits, and until when; "" if it can be done now.
func (v *visit) sayWait(e *judge.AgendaEntry) string {
	if e.Until == 0 {
		return ""
	}
	until := v.Clock(e.Until)
	result := string(e.Task.Result)

	switch e.Why {
	case playbook.WhyNight:
		return v.sayAsleep(e)
	case "":
		if result != "" {
			return v.Say("console.later."+result, until)
		}
		return v.Say("console.later", until)
	}
	why := v.Say("task.why_not." + string(e.Why))
	return v.Say("console.later.because", why, until)
}

// sayAsleep says until when it is the customer's night: by the customer's clock, and by the
// store's if it shows another time.
func (v *visit) sayAsleep(e *judge.AgendaEntry) string {
	zone := v.shop.Playbook.ZoneOf(e.Customer.Facts)
	there := v.sayHour(e.Until, v.now, zone)
	here := v.sayHour(e.Until, v.now, v.Zone)

	if there == here {
		return v.Say("console.asleep.until", there)
	}
	return v.Say("console.asleep.until_here", there, here)
}

// returnPage is the page on which a button was pressed. The result leads back to it.
type returnPage struct {
	Back  string // "today" or "customer"
	Owner string // whose list it was; "" = everyone's
}

// taskButtons are the buttons of a task: what may have come of it.
type taskButtons struct {
	wording
	returnPage
	Post    string // the address that takes the result
	Name    string // of the customer, for screen readers
	Plain   []button
	Reasons []button
	More    []button // results that are rare
}

type button struct{ Value, Text string }

func (v *visit) newTaskButtons(e *judge.AgendaEntry, name string, back returnPage) taskButtons {
	b := taskButtons{
		wording:    v.wording,
		returnPage: back,
		Post:       v.storeURL("tasks/" + e.Task.ID),
		Name:       name,
	}
	for _, result := range e.Task.PossibleResults() {
		choice := button{
			Value: string(result),
			Text:  v.Say("result." + string(result)),
		}
		switch result {
		case playbook.Reached, playbook.NoAnswer, playbook.Promise:
			b.Plain = append(b.Plain, choice)
		case playbook.Recommendation,
			playbook.Escalate,
			playbook.UnpaidRisk,
			playbook.DoNotContact:
			b.More = append(b.More, choice)
		case playbook.ExitReason:
			b.Reasons = v.reasonButtons()
		}
	}

	if playbook.IsRequest(e.Task.Playbook) {
		b.Plain[0].Text = v.Say("console.legal.done")
	}
	return b
}

// reasonButtons returns a button for each reason that a customer can name.
func (v *visit) reasonButtons() []button {
	var buttons []button
	for _, reason := range crm.Reasons {
		if reason != crm.ReasonUnknown {
			buttons = append(buttons, button{reason.String(), v.word("reason", reason)})
		}
	}
	return buttons
}
