// Package drivers measures what goes with leaving: of the things that had happened to
// customers by a past day, which were more common among those who have bought nothing
// since. What goes with leaving need not cause it.
//
// The life of one call:
//
//  1. Table.Add counts one customer: their stratum (how often they had bought, and their
//     standing), the drivers that had happened to them, and whether they left.
//  2. Table.Merge joins the parts of a census, in any order.
//  3. Table.Fit fits a logistic regression to the counts and returns one Effect for each
//     driver: how many times greater the odds of leaving are if it happened.
//
// The weights are estimated from the store's own customers. A stated belief about each
// driver (see beliefAbout) keeps the effects of a small store within reason, and every
// effect comes with its interval. A customer is compared only with customers of the same
// stratum.
//
// A new driver is a constant, its name in names, a line in driversBefore, and, if
// something is known about it, a case in beliefAbout. The keys of stored tables depend on
// DriverCount, so one version must count all parts of a census.
package drivers

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Driver is something that may have happened to a customer, and that may go with leaving.
type Driver uint8

// The drivers.
const (
	Complaint   Driver = iota // within eight weeks
	BadRating                 // the last of a year was 1 or 2
	GoodRating                // the last of a year was 4 or 5
	LateParcel                // within three months
	Refund                    // of an order of the last year, for any reason
	Discounts                 // half of all orders or more had one
	DriverCount = iota
)

var names = enum.Names[Driver]{
	Complaint:  "complaint",
	BadRating:  "bad_rating",
	GoodRating: "good_rating",
	LateParcel: "late_parcel",
	Refund:     "refund",
	Discounts:  "discounts",
}

func (d Driver) String() string { return names.String(d) }

// ParseDriver returns the driver with the name.
func ParseDriver(name string) (Driver, error) { return names.Parse(name) }

// MarshalText writes the name.
func (d Driver) MarshalText() ([]byte, error) { return names.MarshalText(d) }

// UnmarshalText reads the name.
func (d *Driver) UnmarshalText(name []byte) error { return names.UnmarshalText(d, name) }

// Table counts a store's customers by their stratum at a past day and by the drivers that
// had happened to them (see keyOf). It is bounded, holds whole numbers only, is stored as
// JSON, and merges to the same in any order.
type Table map[int]Outcome

// Outcome counts customers who are alike, and those of them who have bought nothing since.
type Outcome struct {
	Customers int64 `json:"n"`
	Gone      int64 `json:"gone"`
}

const (
	sets        = 1 << DriverCount // how many sets of drivers there are
	frequencies = 5                // how many classes frequencyClass returns
	strata      = frequencies * overdue.Standings
)

// keyOf returns the key of a stratum and a set of drivers in a Table.
func keyOf(stratum int, set driverSet) int { return stratum*sets + int(set) }

// splitKey returns what keyOf was given.
func splitKey(key int) (stratum int, set driverSet) {
	return key / sets, driverSet(key % sets)
}

// Add counts one customer as they stood at a past day. The verdict is of that day; gone
// says that they have bought nothing since. A customer who had not bought by then is
// passed over.
func (t Table) Add(
	f *crm.Facts,
	h overdue.History,
	then overdue.Verdict,
	past crm.Instant,
	gone bool,
) {
	known := h.Until(past)
	if len(known.Days) == 0 {
		return
	}
	purchases := len(known.Days) + known.Older
	stratum := frequencyClass(purchases)*overdue.Standings + int(then.Standing)

	key := keyOf(stratum, driversBefore(f, past))
	outcome := t[key]
	outcome.Customers++
	if gone {
		outcome.Gone++
	}
	t[key] = outcome
}

// frequencyClass returns the class of customers who bought on so many days: once, twice,
// three times, up to six times, more often.
func frequencyClass(purchases int) int {
	switch {
	case purchases <= 3:
		return purchases - 1
	case purchases <= 6:
		return 3
	}
	return 4
}

// Merge adds what another part of the census has counted.
func (t Table) Merge(o Table) {
	for key, theirs := range o {
		outcome := t[key]
		outcome.Customers += theirs.Customers
		outcome.Gone += theirs.Gone
		t[key] = outcome
	}
}
