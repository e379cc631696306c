package playbook

import (
	"cmp"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Config is what a store decides about its playbooks. It is stored as JSON. Money is in
// minor units.
type Config struct {
	Store    string `json:"store"`
	Language string `json:"language"` // in which owners read

	// Zone is the IANA name of the store's time zone. It is used for months, and for
	// customers whose own zone is not known.
	Zone string `json:"zone"`

	Currency crm.Currency `json:"currency"`

	// CurrencyFrom says where the currency is from if no person named it: Assumed, or
	// FromFirstOrder and the source of that order, or FromMostOrders. "" = a person named it.
	CurrencyFrom string `json:"currency_from,omitempty"`

	// Rates convert orders in other currencies, by the currency. One that is not listed is
	// kept apart.
	Rates Rates `json:"rates,omitempty"`

	MarginBP int64 `json:"margin_bp"` // of revenue, in basis points

	// MarginFrom is Assumed if no person named the margin, else "".
	MarginFrom string `json:"margin_from,omitempty"`

	Horizon   int               `json:"horizon"`    // days over which lost profit is counted
	LiveSince crm.Instant       `json:"live_since"` // occasions before it propose nothing
	Owner     string            `json:"owner"`      // gets the tasks of customers without an owner
	Manager   string            `json:"manager"`    // gets what an owner escalates
	Budget    int64             `json:"budget"`     // of a calendar month, obligations aside
	Holdout   int               `json:"holdout"`    // per mille of customers a playbook leaves alone
	Quiet     Quiet             `json:"quiet"`
	Caps      map[string]Cap    `json:"caps"` // by channel; one that is not listed has none
	Costs     map[Measure]int64 `json:"costs"`
	Plays     map[Name]Play     `json:"plays"`
	Survey    Survey            `json:"survey"` // messages to customers link to it; off by default
	RFM       segment.RFMSpec   `json:"rfm"`

	// DiscountBP is the yearly discount on money that comes later, in basis points.
	DiscountBP int64 `json:"discount_bp"`

	// BusinessCalls is true if the store says that its law lets it call business customers
	// who were not asked. It is off by default.
	BusinessCalls bool `json:"business_calls"`

	// Extras are costs of exits beside the profit lost; off by default.
	Extras exitcost.Extras `json:"extras"`

	// Control is the reasons for leaving that the shop can do something about. Only what is
	// lost for them is worth a budget.
	Control reason.Control `json:"controllable"`
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

	// Off is true if the store does not use the playbook: it proposes nothing, and what it
	// proposed is taken back.
	Off bool `json:"off,omitempty"`
}

// Survey is the question why a customer has not ordered, and the link that leads there.
type Survey struct {
	// Source is the source of platform survey whose secret signs the links; "" = messages
	// carry none.
	Source string `json:"source"`

	Days int `json:"days"` // for which a link is good
}

// surveyDays is for how long a link is good where the store does not say: about two
// months, after which an answer would be about another silence.
const surveyDays = 60

// Lasts returns for how many days a link is good.
func (s Survey) Lasts() int { return cmp.Or(s.Days, surveyDays) }

// PricingSettings returns the part of the configuration that pricing needs.
func (c *Config) PricingSettings() exitcost.Settings {
	var assumed int64
	if c.MarginAssumed() {
		assumed = c.MarginBP
	}
	return exitcost.Settings{
		AssumedMarginBP: assumed,

		Currency:   c.Currency,
		MarginBP:   c.MarginBP,
		Horizon:    c.Horizon,
		DiscountBP: c.DiscountBP,
		Uplift:     c.Plays[OwnerCall].Uplift,
		Extras:     c.Extras,
		Control:    c.Control,
	}
}
