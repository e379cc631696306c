package playbook

import (
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// DefaultConfig returns the settings of a new store: a careful start. What a playbook costs
// and saves stands with the playbook. Hours and caps are manners, not findings.
func DefaultConfig(store string, c crm.Currency) Config {
	pricing := exitcost.DefaultSettings(c)
	return Config{
		Store:    store,
		Language: "en",
		Zone:     "UTC",
		Currency: c,
		MarginBP: pricing.MarginBP,
		Horizon:  pricing.Horizon,
		Budget:   1000 * unitOf(c),
		Holdout:  100,
		Quiet:    Quiet{From: 20, To: 9},
		Caps: map[string]Cap{
			byEmail: {2, 30},
			bySMS:   {1, 30},
			byCall:  {1, 14},
			byChat:  {1, 30},
		},
		Costs:      defaultCosts(c),
		Plays:      defaultPlays(),
		Survey:     Survey{Days: surveyDays},
		RFM:        segment.DefaultRFMSpec(),
		DiscountBP: pricing.DiscountBP,
		Control:    reason.DefaultControl(),
	}
}

// AddDefaults gives settings what they lack because an older version wrote them: plays,
// costs, the scores of RFM and the reasons that the shop controls. What they say stays.
func (c *Config) AddDefaults() {
	if c.RFM.Parts == 0 {
		c.RFM = segment.DefaultRFMSpec()
		c.DiscountBP = exitcost.DefaultSettings(c.Currency).DiscountBP
	}
	if c.Control == nil {
		c.Control = reason.DefaultControl()
	}
	c.Plays = addMissing(c.Plays, defaultPlays())
	c.Costs = addMissing(c.Costs, defaultCosts(c.Currency))
}

// addMissing adds to m what only defaults has, and returns m, or defaults if m is nil.
func addMissing[K comparable, V any](m, defaults map[K]V) map[K]V {
	if m == nil {
		return defaults
	}
	for k, v := range defaults {
		if _, has := m[k]; !has {
			m[k] = v
		}
	}
	return m
}

// playOf returns what the store decides about a playbook. It returns false if the store
// does not use it, or if it proposes nothing in any store.
func (c *Config) playOf(p *Playbook) (Play, bool) {
	play, has := c.Plays[p.Name]
	return play, has && !play.Off && p.Proposes()
}

// CostOf returns what a measure costs, in minor units: what the store says, else what it
// costs in a new store. A measure without a price would pass the money gate for nothing.
func (c *Config) CostOf(m Measure) int64 {
	if cost, priced := c.Costs[m]; priced {
		return cost
	}
	return defaultCosts(c.Currency)[m]
}

// defaultPlays returns what a new store decides about each playbook that proposes tasks.
func defaultPlays() map[Name]Play {
	plays := map[Name]Play{}
	for _, p := range All {
		if p.Proposes() {
			plays[p.Name] = p.Default
		}
	}
	return plays
}

// defaultCosts returns what each measure costs in a new store, in minor units. What comes
// to less than one costs one: nothing is free that costs in another currency.
func defaultCosts(c crm.Currency) map[Measure]int64 {
	costs := map[Measure]int64{}
	for _, p := range All {
		if !p.Proposes() {
			continue
		}
		for _, m := range p.Measures {
			costs[m.Measure] = max(1, m.Cents*unitOf(c)/100)
		}
	}
	return costs
}

// unitOf returns how many minor units a unit of the currency has.
func unitOf(c crm.Currency) int64 {
	unit := int64(1)
	for range c.Exponent() {
		unit *= 10
	}
	return unit
}
