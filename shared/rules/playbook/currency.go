package playbook

import (
	"encoding/json"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// Assumed is where a currency or a margin is from that nobody named.
const Assumed = "assumed"

// FromFirstOrder begins what CurrencyFrom says of a currency that the store's first order
// told; the name of its source follows.
const FromFirstOrder = "first order of "

// FromMostOrders is what CurrencyFrom says of a currency that a census found in most orders.
const FromMostOrders = "most orders"

// CurrencyAssumed reports whether nobody has named the store's currency yet, and no order
// has told it.
func (c *Config) CurrencyAssumed() bool { return c.CurrencyFrom == Assumed }

// CurrencyLearned reports whether the store's own orders told its currency, and no person
// has said more of money since: no rate to it is set.
func (c *Config) CurrencyLearned() bool {
	isLearned := c.CurrencyFrom == FromMostOrders ||
		strings.HasPrefix(c.CurrencyFrom, FromFirstOrder)
	return isLearned && len(c.Rates) == 0
}

// MarginAssumed reports whether nobody has named the store's margin yet.
func (c *Config) MarginAssumed() bool { return c.MarginFrom == Assumed }

// SetCurrency changes the store's currency, and says where it is from. Costs and the budget
// that are those of a new store become those of a new store in that currency. Rates to
// another currency are dropped.
func (c *Config) SetCurrency(to crm.Currency, from string) {
	if to != c.Currency {
		c.Rates = nil
	}
	before := DefaultConfig(c.Store, c.Currency)
	after := DefaultConfig(c.Store, to)
	for measure, cost := range after.Costs {
		if c.Costs[measure] == before.Costs[measure] {
			c.Costs[measure] = cost
		}
	}
	if c.Budget == before.Budget {
		c.Budget = after.Budget
	}
	c.Currency = to
	c.CurrencyFrom = from
}

// Rates are the rates to the store's currency, by the currency that they convert. Those of
// one currency are sorted by their days.
type Rates map[crm.Currency][]DatedRate

// DatedRate is what one unit of a currency comes to in the store's, from a day on.
type DatedRate struct {
	From string      `json:"from"` // YYYY-MM-DD, UTC
	Rate json.Number `json:"rate"` // a decimal, such as 0.92
}

// Find returns the rate of a currency on a day: the last one that begins up to then, or the
// first one for what is older. It returns false if there is none.
func (r Rates) Find(c crm.Currency, at crm.Instant) (crm.Rate, bool) {
	dated := r[c]
	if len(dated) == 0 {
		return crm.Rate{}, false
	}
	day := at.Time().Format(time.DateOnly)
	inForce := dated[0]
	for _, d := range dated[1:] {
		if d.From <= day {
			inForce = d
		}
	}
	rate, err := crm.ParseRate(inForce.Rate.String())
	return rate, err == nil
}

// Facts returns facts as the rules are to see them at an instant: orders that nobody paid
// in time are no purchases, and orders in other currencies are in the store's where a rate
// is known.
func (c *Config) Facts(f *crm.Facts, at crm.Instant) *crm.Facts {
	f = f.At(at)
	if len(c.Rates) == 0 {
		return f
	}
	return f.In(c.Currency, c.Rates.Find)
}

// checkRates adds a fault for each line that cannot be right.
func (c *Config) checkRates(f *faults) {
	for _, currency := range sortedKeys(c.Rates) {
		_, err := crm.ParseCurrency(string(currency))
		isCode := err == nil && string(currency) == strings.ToUpper(string(currency))
		f.want(isCode, "rates names %q, which is no currency; one looks like USD", currency)
		f.want(currency != c.Currency,
			"rates names %s, which is the store's own currency", currency)
		f.want(len(c.Rates[currency]) > 0, "rates.%s has no line", currency)
		c.checkDatedRates(f, currency)
	}
}

func (c *Config) checkDatedRates(f *faults, currency crm.Currency) {
	before := ""
	for i, d := range c.Rates[currency] {
		line := i + 1
		_, err := time.Parse(time.DateOnly, d.From)
		f.want(err == nil,
			"line %d of rates.%s: from is %q; a day looks like 2026-01-31", line, currency, d.From)
		f.want(d.From > before,
			"line %d of rates.%s: %s is not later than the line before", line, currency, d.From)
		_, err = crm.ParseRate(d.Rate.String())
		f.want(err == nil,
			"line %d of rates.%s: rate is %q; it says what one %s comes to in %s, such as 0.92",
			line, currency, d.Rate, currency, c.Currency)
		before = d.From
	}
}

// checkOrigins adds a fault for a word that does not say where a value is from.
func (c *Config) checkOrigins(f *faults) {
	from := c.CurrencyFrom
	isOrder := strings.HasPrefix(from, FromFirstOrder)
	f.want(from == "" || from == Assumed || from == FromMostOrders || isOrder,
		"currency_from is %q; leave it out if you name the currency", from)
	f.want(c.MarginFrom == "" || c.MarginFrom == Assumed,
		"margin_from is %q; leave it out if you name the margin", c.MarginFrom)
}
