package console

import (
	"slices"

	"holdfast/shared/records/judge"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// card is a task with all that a person needs in order to do it.
type card struct {
	wording
	playbook.Brief
	ID       string
	Rank     int
	URL      string // of the customer's page
	Standing string
	AtStake  string
	WhyNow   string
	Agreed   string
	There    string // the customer's time
	Reach    []address
	Also     []string
	Until    string // why and until when it waits; "" = it can be done now
	Act      actions
}

// actions are the buttons of a task.
type actions struct {
	wording
	Post    string
	Back    string // where to go when it is done: today or customer
	Owner   string // whose list one comes from
	Name    string // whom the task is about, for screen readers
	Plain   []choice
	Reasons []choice
	More    []choice // what comes of a task now and then
}

type choice struct{ Value, Text string }

func (v *visit) actions(e *judge.AgendaEntry, back, owner, name string) actions {
	a := actions{
		wording: v.wording,
		Post:    "/" + v.shop.Store + "/tasks/" + e.Task.ID,
		Back:    back,
		Owner:   owner,
		Name:    name,
	}
	for _, r := range e.Task.PossibleResults() {
		button := choice{string(r), v.Say("result." + string(r))}
		switch r {
		case playbook.Reached, playbook.NoAnswer, playbook.Promise:
			a.Plain = append(a.Plain, button)
		case playbook.Recommendation, playbook.Escalate, playbook.UnpaidRisk:
			a.More = append(a.More, button)
		case playbook.ExitReason:
			a.Reasons = v.reasonButtons()
		}
	}
	if playbook.IsRequest(e.Task.Playbook) {
		a.Plain[0].Text = v.Say("console.legal.done")
	}
	return a
}

// reasonButtons returns a button for each reason that a customer can name.
func (v *visit) reasonButtons() (buttons []choice) {
	for _, r := range crm.Reasons {
		if r != crm.ReasonUnknown {
			buttons = append(buttons, choice{r.String(), v.Say("reason." + r.String())})
		}
	}
	return buttons
}

func (v *visit) card(e *judge.AgendaEntry, rank int, back, owner string) card {
	b := e.Brief()
	c := card{
		wording:  v.wording,
		Brief:    b,
		ID:       e.Task.ID,
		Rank:     rank,
		URL:      customerURL(v.shop.Store, e.Customer.Key),
		Standing: v.Say("standing." + e.Judgement.Input.Verdict.Standing.String()),
		AtStake:  v.Whole(b.Stake),
		WhyNow:   v.Prose(v.Sentence(b.Why), v.because(e)),
		Reach:    v.addresses(e.Customer.Facts),
		Act:      v.actions(e, back, owner, b.Name),
		Until:    v.until(e),
		Agreed:   v.agreed(b.Consents),
		There:    v.local(e.Customer.Facts),
	}
	for _, also := range e.AlsoBriefs() {
		c.Also = append(c.Also, also.Do)
	}
	return c
}

func (t wording) agreed(channels []string) string {
	if len(channels) == 0 {
		return t.Say("console.agreed.none")
	}
	return t.Say("console.agreed", t.List(channels))
}

// because is the likely reason, or that nobody knows.
func (v *visit) because(e *judge.AgendaEntry) string {
	if e.Judgement.Input.Reason == crm.ReasonUnknown {
		return v.Say("console.reason.unknown")
	}
	return v.Say("console.reason.likely", v.Say("reason."+e.Judgement.Input.Reason.String()))
}

// until says why a task waits, and until when.
func (v *visit) until(e *judge.AgendaEntry) string {
	zone := v.shop.Playbook.ZoneOf(e.Customer.Facts)
	switch {
	case e.Until == 0:
		return ""
	case e.Why == playbook.WhyNight:
		there := v.hour(e.Until, v.now, zone)
		here := v.hour(e.Until, v.now, v.Zone)
		if there == here {
			return v.Say("console.asleep.until", there)
		}
		return v.Say("console.asleep.until_here", there, here)
	case e.Why == "" && e.Task.Result != "":
		return v.Say("console.later."+string(e.Task.Result), v.Clock(e.Until))
	case e.Why == "":
		return v.Say("console.later", v.Clock(e.Until))
	}
	return v.Say("console.later.because", v.Say("task.why_not."+string(e.Why)), v.Clock(e.Until))
}

// row is a task in one line, with the way to the customer where it can be done.
type row struct {
	Name, URL, Note, When, Stake string
}

func (v *visit) rows(entries []*judge.AgendaEntry, when func(*judge.AgendaEntry) string) []row {
	out := make([]row, 0, len(entries))
	for _, e := range entries {
		r := row{
			Name: v.nameOf(e.Customer),
			URL:  customerURL(v.shop.Store, e.Customer.Key),
			When: when(e),
		}
		if e.Customer.Key == "" {
			r.Name = called(v.shop)
			r.URL = ""
		}
		r.Note = e.Brief().Do
		if e.Task.Stake > 0 {
			r.Stake = v.Say(
				"console.at_stake",
				v.Whole(e.Task.Currency.Of(e.Task.Stake)),
			)
		}
		out = append(out, r)
	}
	return out
}

// ownersOf lists who has tasks.
func ownersOf(groups ...[]*judge.AgendaEntry) []string {
	var all []string
	for _, g := range groups {
		for _, e := range g {
			if e.Task.Owner != "" {
				all = append(all, e.Task.Owner)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}
