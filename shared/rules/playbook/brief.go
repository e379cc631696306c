package playbook

import (
	"cmp"
	"time"

	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Brief is a task as it is handed to a person: everything they need in order to act, in
// sentences of the store's language beside the plain figures. It is made when it is shown
// and never stored, for it names the customer.
type Brief struct {
	Task     Task         `json:"task"`
	Do       string       `json:"do"` // what to do, as a request
	Script   []string     `json:"script"`
	Name     string       `json:"name"`
	Company  string       `json:"company,omitempty"`
	Contact  string       `json:"contact,omitempty"` // e-mail
	Phone    string       `json:"phone,omitempty"`
	Channel  string       `json:"channel"`  // to use, in words
	Consents []string     `json:"consents"` // channels the customer agreed to, in words
	Local    string       `json:"local"`    // the customer's date and time
	Owner    string       `json:"owner"`
	Deadline string       `json:"deadline"`
	Why      string       `json:"why"`
	Orders   []OrderLine  `json:"orders"`  // the last three, newest first
	Tickets  []TicketLine `json:"tickets"` // open ones
	Refunds  []OrderLine  `json:"refunds"`
	Tier     string       `json:"tier"`
	Profit   crm.Money    `json:"profit"` // of the last 12 months
	Stake    crm.Money    `json:"stake"`
	Sums     string       `json:"sums"` // profit, stake, saving and cost in a sentence
	Reason   string       `json:"reason"`
	Evidence []string     `json:"evidence"`
}

// OrderLine is one order as people see it.
type OrderLine struct {
	Number string    `json:"number"`
	Day    string    `json:"day"`
	Amount crm.Money `json:"amount"` // what was paid, or in a list of refunds what was given back
}

// TicketLine is one open ticket as people see it.
type TicketLine struct {
	Number string `json:"number"`
	Day    string `json:"day"`
	Said   string `json:"said"`
}

// NewBrief writes the brief of a task, with the evidence of reason.WeighEvidence.
func NewBrief(t Task, in Input, evidence []reason.Evidence) Brief {
	c := in.Config
	f := in.Facts
	lang := in.Config.Language
	home := c.ZoneOf(f)
	name := f.Profile[crm.Name].Value
	name = cmp.Or(name, f.Profile[crm.Company].Value, phrase.Say(lang, "task.the_customer"))
	b := Brief{
		Task:     t,
		Name:     name,
		Company:  f.Profile[crm.Company].Value,
		Contact:  f.Profile[crm.Email].Value,
		Phone:    f.Profile[crm.Phone].Value,
		Channel:  phrase.Say(lang, "channel."+t.Channel),
		Owner:    t.Owner,
		Local:    phrase.Clock(lang, in.Now, home),
		Deadline: phrase.Clock(lang, t.Deadline, c.StoreZone()),
		Why:      why(t, in, lang),
		Orders:   lastOrders(f, lang, c.StoreZone()),
		Tickets:  openTickets(f, lang, c.StoreZone()),
		Refunds:  refunds(f, lang, c.StoreZone()),
		Tier:     phrase.Say(lang, "tier."+in.Tier.String()),
		Profit: crm.Money{
			Minor:    segment.Year(f, c.Currency, c.MarginBP, in.Now).Profit,
			Currency: c.Currency,
		},
		Stake:    crm.Money{Minor: t.Stake, Currency: t.Currency},
		Reason:   phrase.Say(lang, "reason."+in.Reason.String()),
		Evidence: []string{},
		Consents: []string{},
	}
	b.Do = phrase.Say(lang, "task.do."+string(t.Measure), b.Name, b.Deadline)
	b.Script = script(t, in.Reason, b.Name, lang)
	b.Sums = sums(t, b.Profit, lang)
	for _, ch := range [...]crm.Channel{crm.ChannelCall, crm.ChannelEmail, crm.ChannelSMS, crm.ChannelChat} {
		if f.Consents.Allows(ch) {
			b.Consents = append(b.Consents, phrase.Say(lang, "channel."+ch.String()))
		}
	}
	for _, e := range evidence {
		b.Evidence = append(b.Evidence, e.Say(lang, c.StoreZone()))
	}
	return b
}

// why says why now: the ticket, or the silence.
func why(t Task, in Input, lang string) string {
	if t.Playbook == Obligation {
		return phrase.Say(
			lang,
			"task.why."+string(t.Measure),
			t.Trigger.Ref.ID,
			phrase.Date(lang, t.Trigger.At, in.Config.StoreZone()),
		)
	}
	return in.Verdict.Explain(lang)
}

// sums says the money. What is owed is not weighed against it.
func sums(t Task, profit crm.Money, lang string) string {
	said := phrase.Say(
		lang,
		"task.sums",
		profit.String(),
		crm.Money{Minor: t.Stake, Currency: t.Currency}.String(),
	)
	if t.Kind == Owed {
		return said + phrase.Say(lang, "task.owed")
	}
	return said + phrase.Say(
		lang,
		"task.gate",
		crm.Money{Minor: t.Saving, Currency: t.Currency}.String(),
		crm.Money{Minor: t.Cost, Currency: t.Currency}.String(),
	)
}

// script is what one could say, as requests, in the order in which one would.
func script(t Task, r crm.Reason, name, lang string) []string {
	out := []string{phrase.Say(lang, "script.hello."+string(t.Measure), name)}
	if t.Playbook != Obligation && r != crm.ReasonUnknown {
		out = append(out, phrase.Say(lang, "script.reason."+r.String()))
	}
	return append(out, phrase.Say(lang, "script.ask."+string(t.Measure)))
}

// brief lists stay short.
const few = 3

func lastOrders(f *crm.Facts, lang string, z *time.Location) []OrderLine {
	out := []OrderLine{}
	for i := len(f.Orders) - 1; i >= 0 && len(out) < few; i-- {
		if o := f.Orders[i]; o.Bought() {
			out = append(
				out,
				OrderLine{cmp.Or(o.Number, o.ID), phrase.Date(lang, o.Placed, z), o.Net()},
			)
		}
	}
	return out
}

func refunds(f *crm.Facts, lang string, z *time.Location) []OrderLine {
	out := []OrderLine{}
	for i := len(f.Orders) - 1; i >= 0 && len(out) < few; i-- {
		if o := f.Orders[i]; o.Refunded > 0 {
			back := crm.Money{Minor: o.Refunded, Currency: o.Currency}
			out = append(
				out,
				OrderLine{cmp.Or(o.Number, o.ID), phrase.Date(lang, o.Updated, z), back},
			)
		}
	}
	return out
}

func openTickets(f *crm.Facts, lang string, z *time.Location) []TicketLine {
	out := []TicketLine{}
	for _, t := range f.Tickets {
		if !t.Status.Open() {
			continue
		}
		key := "ticket.question"
		if t.Serious() {
			key = "ticket.serious"
		} else if t.Complaint {
			key = "ticket.complaint"
		}
		out = append(out, TicketLine{t.ID, phrase.Date(lang, t.Created, z), phrase.Say(lang, key)})
	}
	return out
}
