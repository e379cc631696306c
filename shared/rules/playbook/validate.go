package playbook

import (
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// Validate returns an error that says in a sentence each what cannot be right, all of it.
func (c *Config) Validate() error {
	var f faults
	f.add(c.CheckNames())
	c.checkStore(&f)
	c.checkTimes(&f)
	c.checkSurvey(&f)
	f.add(c.RFM.Check())
	f.add(c.Control.Check())
	c.checkMoney(&f)
	c.checkRates(&f)
	c.checkOrigins(&f)
	c.checkPlays(&f)
	c.checkCaps(&f)
	return errors.Join(f...)
}

// CheckNames returns an error for each playbook and measure that this version does not
// know: a typing error, or settings of a newer version. It lists those that there are.
func (c *Config) CheckNames() error {
	var f faults
	plays := sortedKeys(defaultPlays())
	for _, name := range sortedKeys(c.Plays) {
		known := slices.Contains(plays, name)
		f.want(known, "plays names %q, which is no playbook; there are %s", name, list(plays))
	}
	measures := sortedKeys(defaultCosts(c.Currency))
	for _, name := range sortedKeys(c.Costs) {
		known := slices.Contains(measures, name)
		f.want(known, "costs names %q, which is no measure; there are %s", name, list(measures))
	}
	return errors.Join(f...)
}

func sortedKeys[K ~string, V any](m map[K]V) []K { return slices.Sorted(maps.Keys(m)) }

// list writes names one after the other.
func list[S ~string](names []S) string {
	texts := make([]string, len(names))
	for i, n := range names {
		texts[i] = string(n)
	}
	return strings.Join(texts, ", ")
}

// faults are what cannot be right.
type faults []error

func (f *faults) add(err error) {
	if err != nil {
		*f = append(*f, err)
	}
}

// want adds a fault unless something is right.
func (f *faults) want(right bool, format string, args ...any) {
	if !right {
		*f = append(*f, fmt.Errorf(format, args...))
	}
}

// within adds a fault unless n lies between the least and the most that it can be.
func (f *faults) within(n, least, most int64, format string, args ...any) {
	f.want(n >= least && n <= most, format, args...)
}

func (c *Config) checkStore(f *faults) {
	f.want(c.Store != "", "the store has no name")

	_, err := time.LoadLocation(c.Zone)
	f.want(err == nil && c.Zone != "",
		"%q is no time zone; one looks like Europe/Berlin", c.Zone)

	_, err = crm.ParseCurrency(string(c.Currency))
	f.want(err == nil, "%q is no currency; one looks like EUR", c.Currency)

	f.within(c.MarginBP, 0, 10_000,
		"margin_bp is %d; it lies between 0 and 10,000", c.MarginBP)
	f.within(int64(c.Horizon), 1, 3650,
		"horizon is %d days; it lies between 1 and 3650", c.Horizon)
	f.within(int64(c.Holdout), 0, 500,
		"holdout is %d per mille; it lies between 0 and 500", c.Holdout)
	f.want(c.Budget >= 0, "budget is negative")
}

func (c *Config) checkTimes(f *faults) {
	// Seconds of our time would be 1970 if they were milliseconds.
	seconds := c.LiveSince >= 1_000_000_000 && c.LiveSince < 100_000_000_000
	f.want(!seconds,
		"live_since is %d; it counts milliseconds, so that now is `date +%%s000`", c.LiveSince)

	earliest := min(c.Quiet.From, c.Quiet.To)
	latest := max(c.Quiet.From, c.Quiet.To)
	f.want(earliest >= 0 && latest < 24, "quiet hours lie between 0 and 23")
}

func (c *Config) checkSurvey(f *faults) {
	source := c.Survey.Source
	f.want(source == "" || crm.ValidName(source),
		"survey.source is %q; it names a source, as in STORE/SOURCE, or is empty", source)

	days := int64(c.Survey.Lasts())
	f.within(days, 1, crm.MaxSurveyDays,
		"survey.days is %d; a link is good for 1 to %d days", c.Survey.Days, crm.MaxSurveyDays)
}

func (c *Config) checkMoney(f *faults) {
	f.within(c.DiscountBP, 0, 10_000,
		"discount_bp is %d; it lies between 0 and 10,000", c.DiscountBP)

	x := c.Extras
	least := min(x.Told, x.Prospects, x.Deterred, x.Replace, x.Replaced)
	greatestShare := max(x.Prospects, x.Deterred, x.Replaced)
	f.want(least >= 0 && greatestShare <= 1000,
		"extras are not negative, and shares at most 1000 per mille")

	for _, m := range sortedKeys(c.Costs) {
		f.want(c.Costs[m] >= 0, "the cost of %s is negative", m)
	}
	for _, m := range sortedKeys(defaultCosts(c.Currency)) {
		_, priced := c.Costs[m]
		f.want(priced, "costs does not say what %s costs", m)
	}
}

func (c *Config) checkPlays(f *faults) {
	for _, name := range sortedKeys(c.Plays) {
		p := c.Plays[name]
		f.want(p.Within > 0 && p.Hours > 0, "%s needs within and hours above 0", name)
		f.within(p.Uplift, 0, 1000,
			"the uplift of %s is %d per mille; it lies between 0 and 1000", name, p.Uplift)
	}
}

func (c *Config) checkCaps(f *faults) {
	for _, name := range sortedKeys(c.Caps) {
		limit := c.Caps[name]
		_, err := crm.ParseChannel(name)
		kept := limit.Contacts >= 0 && limit.Days > 0 && limit.Days <= MaxCapDays
		f.want(err == nil && kept, "the cap of %q cannot be kept", name)
	}
}
