// Package drivers measures what goes with leaving: of the things that had happened to
// customers by a past day, which were more common among those who have bought nothing
// since. It fits a logistic regression to the store's own customers, so that no weight
// has to be assumed, and none is more certain than the customers make it. What goes with
// leaving need not cause it.
package drivers

import (
	"fmt"
	"slices"

	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
)

// Driver is one of the things that may have happened.
type Driver uint8

// The drivers.
const (
	Complaint   Driver = iota // within eight weeks
	BadRating                 // the last of a year was 1 or 2
	GoodRating                // the last of a year was 4 or 5
	LateParcel                // within three months
	Refund                    // of an order of the last year, for whatever reason
	Discounts                 // half of all orders or more had one
	DriverCount = iota
)

var names = [DriverCount]string{
	"complaint",
	"bad_rating",
	"good_rating",
	"late_parcel",
	"refund",
	"discounts",
}

func (d Driver) String() string {
	if int(d) >= len(names) {
		return fmt.Sprintf("driver(%d)", uint8(d))
	}
	return names[d]
}

// MarshalText writes the name.
func (d Driver) MarshalText() ([]byte, error) { return []byte(d.String()), nil }

// UnmarshalText reads the name.
func (d *Driver) UnmarshalText(b []byte) error {
	i := slices.Index(names[:], string(b))
	if i < 0 {
		return fmt.Errorf("no driver is called %q", b)
	}
	*d = Driver(i)
	return nil
}

// Table counts a store's customers by where they stood at a past day, by what had
// happened to them, and by whether they have bought since. It is bounded, holds whole
// numbers only, is stored as JSON, and merges to the same in any order.
type Table map[int]Outcome

// Outcome is customers who are alike, and those of them who have bought nothing since.
type Outcome struct {
	Customers int64 `json:"n"`
	Gone      int64 `json:"gone"`
}

const (
	masks   = 1 << DriverCount
	classes = 5 // of how often they had bought: once, twice, three times, up to six, more
)

// Add counts one customer as they stood at a past day, given the verdict of that day, and
// whether they have bought nothing since. Who had not bought by then is passed over.
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
	key := (class(len(known.Days)+known.Older)*overdue.Standings+int(then.Standing))*masks + met(
		f,
		past,
	)
	o := t[key]
	o.Customers++
	if gone {
		o.Gone++
	}
	t[key] = o
}

func class(purchases int) int {
	switch {
	case purchases <= 3:
		return purchases - 1
	case purchases <= 6:
		return 3
	}
	return 4
}

// strata are as many as classes times standings.
const strata = classes * overdue.Standings

// Merge adds what another part of the census has counted.
func (t Table) Merge(o Table) {
	for k, more := range o {
		mine := t[k]
		t[k] = Outcome{mine.Customers + more.Customers, mine.Gone + more.Gone}
	}
}

// The days within which things count as having happened.
const (
	complaintDays = 56
	parcelDays    = 91
	yearDays      = 365
)

// met is the set of drivers that had happened by an instant.
func met(f *crm.Facts, at crm.Instant) (mask int) {
	set := func(d Driver, on bool) {
		if on {
			mask |= 1 << d
		}
	}
	within := func(when crm.Instant, days crm.Instant) bool { return when <= at && when > at-days*crm.DayLength }
	score := uint8(0)
	scored := crm.Instant(0)
	for i := range f.Tickets {
		t := &f.Tickets[i]
		set(
			Complaint,
			t.Complaint && t.Status != crm.TicketDeleted && within(t.Created, complaintDays),
		)
		if t.Score > 0 && within(t.ScoredAt, yearDays) && t.ScoredAt >= scored {
			score = t.Score
			scored = t.ScoredAt
		}
	}
	set(BadRating, score == 1 || score == 2)
	set(GoodRating, score >= 4)
	for i := range f.Deliveries {
		d := &f.Deliveries[i]
		set(LateParcel, within(d.Promised, parcelDays) && d.Late(at) > 0)
	}
	orders := 0
	discounted := 0
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Placed > at {
			continue
		}
		set(Refund, o.Credit() && within(o.Placed, yearDays))
		if !o.Bought() {
			continue
		}
		set(Refund, o.Refunded > 0 && o.Updated <= at && within(o.Placed, yearDays))
		orders++
		if o.Discount > 0 {
			discounted++
		}
	}
	set(Discounts, orders > 0 && 2*discounted >= orders)
	return mask
}
