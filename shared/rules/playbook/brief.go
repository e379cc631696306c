package playbook

import (
	"cmp"
	"slices"
	"strings"
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
	Task     PublicTask   `json:"task"`
	Do       string       `json:"do"` // what to do, as a request
	Script   []string     `json:"script"`
	Name     string       `json:"name"`
	Company  string       `json:"company,omitempty"`
	Contact  string       `json:"contact,omitempty"` // e-mail
	Phone    string       `json:"phone,omitempty"`
	People   []PersonLine `json:"people,omitempty"` // through whom a company is reached
	Channel  string       `json:"channel"`          // to use, in words
	Consents []string     `json:"consents"`         // channels the customer agreed to, in words
	Local    string       `json:"local"`            // the customer's date and time
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

	// AssumedMarginBP is the margin that the amounts rest on, in basis points, if the store
	// has named none; 0 = it has.
	AssumedMarginBP int64 `json:"assumed_margin_bp,omitempty"`

	// Apart sums up the customer's orders of the year in other currencies. No amount here
	// includes them.
	Apart []segment.Apart `json:"apart,omitempty"`
}

// WaitingBrief is the brief of a task as it stands in a list of what is to be done.
type WaitingBrief struct {
	Brief
	Until crm.Instant `json:"until,omitempty"` // when it may be done; 0 = now
	Wait  Why         `json:"wait,omitempty"`  // why it waits
	Also  []Brief     `json:"also,omitempty"`  // what else may be done for the same customer now
}

// PersonLine is one contact person as people see them. What is not known is empty.
type PersonLine struct {
	Name     string `json:"name,omitempty"`
	Role     string `json:"role,omitempty"`
	Email    string `json:"email,omitempty"`
	Phone    string `json:"phone,omitempty"`
	Birthday string `json:"birthday,omitempty"`
}

// String returns what is known of the person, in one line.
func (p PersonLine) String() string {
	known := []string{p.Name, p.Role, p.Email, p.Phone, p.Birthday}
	isEmpty := func(text string) bool { return text == "" }
	return strings.Join(slices.DeleteFunc(known, isEmpty), ", ")
}

// ListPeople returns the contact persons of a customer as people see them.
func ListPeople(f *crm.Facts) []PersonLine {
	var lines []PersonLine
	for _, p := range f.ListContactPersons() {
		lines = append(lines, PersonLine{
			Name:     p.Get(crm.ContactName),
			Role:     p.Get(crm.ContactRole),
			Email:    p.Get(crm.ContactEmail),
			Phone:    p.Get(crm.ContactPhone),
			Birthday: p.Get(crm.ContactBirthday),
		})
	}
	return lines
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
	f := in.Facts
	lang := in.Config.Language
	zone := in.Config.StoreZone()
	name := customerName(f, lang)
	deadline := phrase.Clock(lang, t.Deadline, zone)
	profit := yearProfit(in)
	return Brief{
		Task:     t.Public(),
		Do:       phrase.Say(lang, "task.do."+string(t.Measure), name, deadline),
		Script:   script(t, in.Reason, name, lang),
		Name:     name,
		Company:  f.Profile[crm.Company].Value,
		Contact:  f.Profile[crm.Email].Value,
		Phone:    f.Profile[crm.Phone].Value,
		People:   ListPeople(f),
		Channel:  phrase.Say(lang, "channel."+t.Channel),
		Consents: consents(f, lang),
		Local:    phrase.Clock(lang, in.Now, in.Config.ZoneOf(f)),
		Owner:    t.Owner,
		Deadline: deadline,
		Why:      explain(&in, &t),
		Orders:   lastOrders(f, lang, zone),
		Tickets:  openTickets(f, lang, zone),
		Refunds:  lastRefunds(f, lang, zone),
		Tier:     phrase.Say(lang, "tier."+in.Tier.String()),
		Profit:   profit,
		Stake:    t.Currency.Of(t.Stake),
		Sums:     sums(t, in, profit),
		Reason:   phrase.Say(lang, "reason."+in.Reason.String()),
		Evidence: sayEvidence(evidence, lang, zone),

		AssumedMarginBP: in.Config.PricingSettings().AssumedMarginBP,
		Apart:           listApart(in),
	}
}

// listApart returns what the orders of the last 12 months in other currencies come to.
func listApart(in Input) []segment.Apart {
	since := in.Now - segment.YearLength
	return segment.ListApart(in.Facts, in.Config.Currency, since, in.Now)
}

// customerName returns what the customer is called: by name, else by company.
func customerName(f *crm.Facts, lang string) string {
	return cmp.Or(f.Profile.PublicName(), phrase.Say(lang, "task.the_customer"))
}

// yearProfit returns the customer's profit of the last 12 months.
func yearProfit(in Input) crm.Money {
	c := in.Config
	year := segment.SumYear(in.Facts, c.Currency, c.MarginBP, in.Now)
	return c.Currency.Of(year.Profit)
}

// explain says why the task is due now. Of a task that this version does not know, it says
// what is known of the customer.
func explain(in *Input, t *Task) string {
	speaker := in.Config.Locale()
	if p, known := Find(t.Playbook); known {
		if kind, known := p.trigger(t.Trigger.What); known {
			return kind.Explain(in, t, speaker)
		}
	}
	return explainSilence(in, t, speaker)
}

// inPersonFirst lists all channels in the order in which a brief names them.
var inPersonFirst = [...]crm.Channel{
	crm.ChannelCall,
	crm.ChannelEmail,
	crm.ChannelSMS,
	crm.ChannelChat,
}

// consents returns the channels that the customer agreed to, in words.
func consents(f *crm.Facts, lang string) []string {
	said := []string{}
	for _, ch := range inPersonFirst {
		if f.Consents.Allows(ch) {
			said = append(said, phrase.Say(lang, "channel."+ch.String()))
		}
	}
	return said
}

// sayEvidence returns the evidence in sentences.
func sayEvidence(evidence []reason.Evidence, lang string, zone *time.Location) []string {
	said := []string{}
	for _, e := range evidence {
		said = append(said, e.Say(lang, zone))
	}
	return said
}

// sums says what is at stake and what the gate decided. What is owed is not weighed. It
// says so if the margin is assumed, and what is kept apart.
func sums(t Task, in Input, profit crm.Money) string {
	lang := in.Config.Language
	said := sayGate(t, profit, lang)
	margin := in.Config.PricingSettings().SayMargin(lang)
	apart := segment.SayApart(lang, listApart(in))
	if margin == "" && apart == "" {
		return said
	}
	return phrase.Prose(lang, phrase.Locale{Language: lang}.Sentence(said), margin, apart)
}

// sayGate says what is at stake and what the gate decided.
func sayGate(t Task, profit crm.Money, lang string) string {
	money := func(minor int64) string {
		return t.Currency.Of(minor).String()
	}
	stake := money(t.Stake)
	said := phrase.Say(lang, "task.sums", profit.String(), stake)
	if t.Kind == Owed {
		return said + phrase.Say(lang, "task.owed")
	}

	saving := money(t.Saving)
	cost := money(t.Cost)
	return said + phrase.Say(lang, "task.gate", saving, cost)
}

// script returns what a person could say, as requests, in the order to say it in. It asks
// about the likely reason for leaving, unless the task answers what the customer said.
func script(t Task, likely crm.Reason, name, lang string) []string {
	measure := string(t.Measure)
	hello := phrase.Say(lang, "script.hello."+measure, name)
	ask := phrase.Say(lang, "script.ask."+measure)

	p, known := Find(t.Playbook)
	answers := known && p.Answers
	if answers || likely == crm.ReasonUnknown {
		return []string{hello, ask}
	}
	about := phrase.Say(lang, "script.reason."+likely.String())
	return []string{hello, about, ask}
}
