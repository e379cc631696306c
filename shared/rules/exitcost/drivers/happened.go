package drivers

import "holdfast/shared/words/crm"

// The days for which something counts as having happened lately.
const (
	complaintDays = 56
	parcelDays    = 91
	yearDays      = 365
)

// driverSet holds drivers, one bit each.
type driverSet int

// has reports whether the driver is in the set.
func (s driverSet) has(d Driver) bool { return s>>d&1 == 1 }

// addIf puts the driver into the set if it happened.
func (s *driverSet) addIf(happened bool, d Driver) {
	if happened {
		*s |= 1 << d
	}
}

// driversBefore returns the drivers that had happened to a customer by an instant.
func driversBefore(f *crm.Facts, now crm.Instant) driverSet {
	var set driverSet
	set.addIf(complainedBefore(f, now), Complaint)

	score := lastScoreBefore(f, now)
	set.addIf(score == 1 || score == 2, BadRating)
	set.addIf(score >= 4, GoodRating)

	set.addIf(lateParcelBefore(f, now), LateParcel)
	set.addIf(refundedBefore(f, now), Refund)
	set.addIf(halfDiscountedBefore(f, now), Discounts)
	return set
}

// isWithin reports whether an instant lies in the given number of days that end with now.
func isWithin(t crm.Instant, days int, now crm.Instant) bool {
	return t <= now && t > now.AddDays(-days)
}

func complainedBefore(f *crm.Facts, now crm.Instant) bool {
	for i := range f.Tickets {
		t := &f.Tickets[i]
		kept := t.Status != crm.TicketDeleted
		if t.Complains() && kept && isWithin(t.Began(), complaintDays, now) {
			return true
		}
	}
	return false
}

// lastScoreBefore returns the last rating of the year that ends with now; 0 = none.
func lastScoreBefore(f *crm.Facts, now crm.Instant) uint8 {
	score := uint8(0)
	scoredAt := crm.Instant(0)
	for i := range f.Tickets {
		t := &f.Tickets[i]
		rated := t.Score > 0 && isWithin(t.ScoredAt, yearDays, now)
		if rated && t.ScoredAt >= scoredAt {
			score = t.Score
			scoredAt = t.ScoredAt
		}
	}
	return score
}

func lateParcelBefore(f *crm.Facts, now crm.Instant) bool {
	for i := range f.Deliveries {
		d := &f.Deliveries[i]
		if isWithin(d.Promised, parcelDays, now) && d.Late(now) > 0 {
			return true
		}
	}
	return false
}

// refundedBefore reports whether money was given back for an order of the year that ends
// with now: by a credit note of that year, or by a refund that was known by now.
func refundedBefore(f *crm.Facts, now crm.Instant) bool {
	for i := range f.Orders {
		o := &f.Orders[i]
		if !isWithin(o.Placed, yearDays, now) {
			continue
		}
		refunded := o.Bought() && o.Refunded > 0 && o.Updated <= now
		if refunded || o.Credit() {
			return true
		}
	}
	return false
}

// halfDiscountedBefore reports whether half of the purchases by now, or more, had a
// discount.
func halfDiscountedBefore(f *crm.Facts, now crm.Instant) bool {
	purchases := 0
	discounted := 0
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Placed > now || !o.Bought() {
			continue
		}
		purchases++
		if o.Discount > 0 {
			discounted++
		}
	}
	return purchases > 0 && 2*discounted >= purchases
}
