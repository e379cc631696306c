// Package playbook decides what is done to keep a customer: which measure, by whom, when,
// at what cost, and whether it is worth it. Propose makes tasks from what is known; Holds
// judges again before one is carried out; Next says what a result leads to.
package playbook

import (
	"cmp"
	"errors"
	"fmt"
	"time"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Name names one way of keeping customers.
type Name string

// The playbooks.
const (
	Obligation Name = "obligation" // a serious complaint or a bad rating: answer, then tell the result
	OwnerCall  Name = "owner_call" // a valued customer is overdue: their owner calls
	WinBack    Name = "win_back"   // an ordinary customer is at risk: a message, if they agreed to any
)

// Measure is one thing that can be done.
type Measure string

// The measures.
const (
	Answer     Measure = "answer"      // a person answers the complaint or rating
	TellResult Measure = "tell_result" // a person tells the customer what became of it
	Call       Measure = "call"        // the owner calls
	Write      Measure = "write"       // the owner writes a few lines in person
	Message    Measure = "message"     // an automation sends a message
)

// Channels by which a task reaches the customer: the names of crm.Channel, and the ticket
// itself, which the customer opened and which therefore needs no consent.
const Desk = "desk"

// Config is what a store decides about its playbooks. It is stored as JSON.
type Config struct {
	Store     string            `json:"store"`
	Language  string            `json:"language"` // in which owners read
	Zone      string            `json:"zone"`     // IANA; for customers whose own is not known, and for months
	Currency  crm.Currency      `json:"currency"`
	MarginBP  int64             `json:"margin_bp"`
	Horizon   int               `json:"horizon"`    // days over which lost profit is counted
	LiveSince crm.Instant       `json:"live_since"` // occasions before it propose nothing
	Owner     string            `json:"owner"`      // who gets tasks of customers without an owner
	Manager   string            `json:"manager"`    // who gets what an owner escalates
	Budget    int64             `json:"budget"`     // minor units a calendar month, obligations aside
	Holdout   int               `json:"holdout"`    // per mille of customers a playbook leaves alone
	Quiet     Quiet             `json:"quiet"`
	Caps      map[string]Cap    `json:"caps"`  // by channel; one that is not listed has none
	Costs     map[Measure]int64 `json:"costs"` // minor units
	Plays     map[Name]Play     `json:"plays"`
	Survey    Survey            `json:"survey"` // the question that messages to customers link to; off by default
	RFM       segment.Spec      `json:"rfm"`
	Discount  int64             `json:"discount_bp"` // basis points a year by which what comes later counts less
	Extras    exitcost.Extras   `json:"extras"`      // costs of exits beside the profit lost; off by default
}

// Quiet is the customer's night: from the hour From up to the hour To, local time.
type Quiet struct {
	From int `json:"from"`
	To   int `json:"to"`
}

// MaxCapDays is how far back a cap may look: contacts are remembered for so long.
const MaxCapDays = 90

// Cap is how many contacts a customer gets on one channel in so many days, MaxCapDays at
// most.
type Cap struct {
	Contacts int `json:"contacts"`
	Days     int `json:"days"`
}

// Play is what a store decides about one playbook.
type Play struct {
	Within int   `json:"within"` // days: an older occasion proposes nothing
	Hours  int   `json:"hours"`  // from proposal to deadline
	Uplift int64 `json:"uplift"` // per mille of the stake that the measure is expected to save
}

// Survey is the question why somebody has not ordered, and the link that leads there.
type Survey struct {
	Source string `json:"source"` // of platform survey, whose secret signs the links; "" = messages carry none
	Days   int    `json:"days"`   // for which a link is good
}

// surveyDays is for how long a link is good where the store does not say: about two
// months, after which an answer would be about another silence.
const surveyDays = 60

// Lasts is for how many days a link is good.
func (s Survey) Lasts() int { return cmp.Or(s.Days, surveyDays) }

// DefaultConfig is a careful start. Costs: a quarter of an hour of a person, a message's
// postage. Uplifts are priors: 10 % for a call is an assumption without a source; 2 % for
// a message lies above the conversion Hillstrom's randomised test found for an e-mail (.3
// to .7 points; reference: clv 5.3) and counts visits that come to something later. The
// holdout is what replaces both. Hours and caps are manners, not findings.
func DefaultConfig(store string, c crm.Currency) Config {
	unit := int64(1)
	for range c.Exponent() {
		unit *= 10
	}
	s := exitcost.DefaultSettings(c)
	return Config{
		Store:    store,
		Language: "en",
		Zone:     "UTC",
		Currency: c,
		MarginBP: s.MarginBP,
		Horizon:  s.Horizon,
		Budget:   1000 * unit,
		Holdout:  100,
		Quiet:    Quiet{From: 20, To: 9},
		Caps: map[string]Cap{
			crm.ChannelEmail.String(): {2, 30},
			crm.ChannelSMS.String():   {1, 30},
			crm.ChannelCall.String():  {1, 14},
			crm.ChannelChat.String():  {1, 30},
		},
		Costs: map[Measure]int64{
			Answer:     10 * unit,
			TellResult: 5 * unit,
			Call:       10 * unit,
			Write:      5 * unit,
			Message:    unit / 20,
		},
		Plays: map[Name]Play{
			Obligation: {Within: 7, Hours: 24},
			OwnerCall:  {Within: 30, Hours: 72, Uplift: 100},
			WinBack:    {Within: 14, Hours: 72, Uplift: 20},
		},
		Survey:   Survey{Days: surveyDays},
		RFM:      segment.DefaultSpec(),
		Discount: s.DiscountBP,
	}
}

// PricingSettings is the part of the configuration that pricing needs.
func (c *Config) PricingSettings() exitcost.Settings {
	return exitcost.Settings{
		Currency:   c.Currency,
		MarginBP:   c.MarginBP,
		Horizon:    c.Horizon,
		DiscountBP: c.Discount,
		Uplift:     c.Plays[OwnerCall].Uplift,
		Extras:     c.Extras,
	}
}

// Validate says in a sentence what cannot be right, all of it.
func (c *Config) Validate() error {
	var all []error
	want := func(ok bool, format string, args ...any) {
		if !ok {
			all = append(all, fmt.Errorf(format, args...))
		}
	}
	want(c.Store != "", "the store has no name")
	_, err := time.LoadLocation(c.Zone)
	want(err == nil && c.Zone != "", "%q is no time zone; one looks like Europe/Berlin", c.Zone)
	_, err = crm.ParseCurrency(string(c.Currency))
	want(err == nil, "%q is no currency; one looks like EUR", c.Currency)
	want(
		c.MarginBP >= 0 && c.MarginBP <= 10_000,
		"margin_bp is %d; it lies between 0 and 10,000",
		c.MarginBP,
	)
	want(
		c.Horizon > 0 && c.Horizon <= 3650,
		"horizon is %d days; it lies between 1 and 3650",
		c.Horizon,
	)
	want(
		c.Holdout >= 0 && c.Holdout <= 500,
		"holdout is %d per mille; it lies between 0 and 500",
		c.Holdout,
	)
	want(c.Budget >= 0, "budget is negative")
	seconds := c.LiveSince >= 1_000_000_000 &&
		c.LiveSince < 100_000_000_000 // of our time, which as milliseconds were 1970
	want(
		!seconds,
		"live_since is %d; it counts milliseconds, so that now is `date +%%s000`",
		c.LiveSince,
	)
	want(
		c.Quiet.From >= 0 && c.Quiet.From < 24 && c.Quiet.To >= 0 && c.Quiet.To < 24,
		"quiet hours lie between 0 and 23",
	)
	want(
		c.Survey.Source == "" || crm.ValidName(c.Survey.Source),
		"survey.source is %q; it names a source, as in STORE/SOURCE, or is empty",
		c.Survey.Source,
	)
	want(
		c.Survey.Lasts() > 0 && c.Survey.Lasts() <= crm.MaxSurveyDays,
		"survey.days is %d; a link is good for 1 to %d days",
		c.Survey.Days,
		crm.MaxSurveyDays,
	)
	if err := c.RFM.Check(); err != nil {
		all = append(all, err)
	}
	want(
		c.Discount >= 0 && c.Discount <= 10_000,
		"discount_bp is %d; it lies between 0 and 10,000",
		c.Discount,
	)
	x := c.Extras
	want(
		min(x.Told, x.Prospects, x.Deterred, x.Replace, x.Replaced) >= 0 &&
			max(x.Prospects, x.Deterred, x.Replaced) <= 1000,
		"extras are not negative, and shares at most 1000 per mille",
	)
	for m, cost := range c.Costs {
		want(cost >= 0, "the cost of %s is negative", m)
	}
	for name, p := range c.Plays {
		want(p.Within > 0 && p.Hours > 0, "%s needs within and hours above 0", name)
		want(
			p.Uplift >= 0 && p.Uplift <= 1000,
			"the uplift of %s is %d per mille; it lies between 0 and 1000",
			name,
			p.Uplift,
		)
	}
	for name, cp := range c.Caps {
		_, err := crm.ParseChannel(name)
		want(
			err == nil && cp.Contacts >= 0 && cp.Days > 0 && cp.Days <= MaxCapDays,
			"the cap of %q cannot be kept",
			name,
		)
	}
	return errors.Join(all...)
}
