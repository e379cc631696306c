package exitcost

import (
	"time"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// CensusBasis is what a census looks through: the same for every customer.
type CensusBasis struct {
	Now        crm.Instant
	Zone       *time.Location // the store's
	Policy     overdue.Policy
	StoreModel StoreModel
	Settings   Settings

	Periods      [windows]Period
	Months       [months + 1]crm.Instant // when each of the last months began, the running one included; the last is Now
	BackTestDays [pasts]crm.Instant      // the days at which estimates are made as of then, and held against what came
}

const (
	months = 24
	pasts  = 5
)

// BackTestAges are how long ago the Pasts are, in days: from a quarter to a year. As many
// days are foretold there.
var BackTestAges = [pasts]int{91, 136, 182, 273, 364}

// NewCensusBasis looks as of an instant.
func NewCensusBasis(
	now crm.Instant,
	zone *time.Location,
	p overdue.Policy,
	o StoreModel,
	s Settings,
) *CensusBasis {
	v := &CensusBasis{
		Now:        now,
		Zone:       zone,
		Policy:     p,
		StoreModel: o,
		Settings:   s,
		Periods:    Periods(now.Time(), zone),
	}
	local := now.Time().In(zone)
	for i := range months {
		v.Months[i] = crm.InstantOf(
			time.Date(local.Year(), local.Month()-time.Month(months-1-i), 1, 0, 0, 0, 0, zone),
		)
	}
	v.Months[months] = now
	for i, days := range BackTestAges {
		v.BackTestDays[i] = now - crm.Instant(days)*crm.DayLength
	}
	return v
}

// quarterOf numbers the quarters of the store's calendar.
func (v *CensusBasis) quarterOf(at crm.Instant) int {
	local := at.Time().In(v.Zone)
	return local.Year()*4 + (int(local.Month())-1)/3
}
