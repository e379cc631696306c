package exitcost

import (
	"time"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// CensusBasis holds what is the same for every customer of one census: the instant, the
// store's zone, the policy, the model in force and the settings, with the dates that
// follow from them.
type CensusBasis struct {
	Now        crm.Instant
	Zone       *time.Location // the store's
	Policy     overdue.Policy
	StoreModel StoreModel
	Settings   Settings

	// Periods are the quarters that an estimate is about: RunningQuarter, LastQuarter,
	// QuarterBefore.
	Periods [quarters]Period

	// Months are the starts of the last months, the running one included. The last entry
	// is Now.
	Months [months + 1]crm.Instant

	// BackTestDays are the past days as of which an estimate is made from what was known
	// then, so that it can be held against what came.
	BackTestDays [backTestDays]crm.Instant
}

const (
	months       = 24
	backTestDays = 5
)

// BackTestAges says how many days ago the back-test days are: from a quarter to a year.
// An estimate as of such a day foretells as many days.
var BackTestAges = [backTestDays]int{91, 136, 182, 273, 364}

// NewCensusBasis returns the basis of a census at now.
func NewCensusBasis(
	now crm.Instant,
	zone *time.Location,
	policy overdue.Policy,
	model StoreModel,
	settings Settings,
) *CensusBasis {
	b := &CensusBasis{
		Now:        now,
		Zone:       zone,
		Policy:     policy,
		StoreModel: model,
		Settings:   settings,
		Periods:    Periods(now.Time(), zone),
	}

	local := now.Time().In(zone)
	for i := range months {
		month := local.Month() - time.Month(months-1-i)
		start := crm.StartOfDay(local.Year(), month, 1, zone)
		b.Months[i] = crm.InstantOf(start)
	}
	b.Months[months] = now

	for i, days := range BackTestAges {
		b.BackTestDays[i] = now.AddDays(-days)
	}
	return b
}

// monthOf returns the index in Months of the month in which an instant lies. It reports
// false if the instant lies before the first. The last month holds everything since its
// start, Now included.
func (b *CensusBasis) monthOf(at crm.Instant) (int, bool) {
	for i := months - 1; i >= 0; i-- {
		if at >= b.Months[i] {
			return i, true
		}
	}
	return 0, false
}

// quarterOf numbers the quarters of the store's calendar: year x 4 + 0 to 3.
func (b *CensusBasis) quarterOf(at crm.Instant) int {
	local := at.Time().In(b.Zone)
	monthsBefore := int(local.Month()) - 1
	quartersBefore := monthsBefore / 3
	return local.Year()*4 + quartersBefore
}
