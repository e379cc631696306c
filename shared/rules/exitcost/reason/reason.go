package reason

import (
	"cmp"
	"slices"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Kind is what a piece of evidence is.
type Kind uint8

// The kinds, strongest first.
const (
	Lesson    Kind = iota // a customer told an owner
	Answer                // a customer answered a survey
	Complaint             // in a ticket
	Rating                // of 1 or 2; Number is the score
	Cancelled             // an order, with a stated reason
	Late                  // a parcel; Number is the days
	Returned              // money back, with a stated reason

	// Undiscounted is a last order without a discount after many that had one; Number is
	// how many had.
	Undiscounted
)

var kinds = enum.Names[Kind]{
	Lesson:       "lesson",
	Answer:       "answer",
	Complaint:    "complaint",
	Rating:       "rating",
	Cancelled:    "cancelled",
	Late:         "late",
	Returned:     "returned",
	Undiscounted: "undiscounted",
}

func (k Kind) String() string { return kinds.String(k) }

// ParseKind returns the kind with the name.
func ParseKind(name string) (Kind, error) { return kinds.Parse(name) }

// MarshalText writes the name.
func (k Kind) MarshalText() ([]byte, error) { return kinds.MarshalText(k) }

// UnmarshalText reads the name.
func (k *Kind) UnmarshalText(name []byte) error { return kinds.UnmarshalText(k, name) }

// Evidence is one fact that speaks for a reason.
type Evidence struct {
	Kind   Kind        `json:"kind"`
	Reason crm.Reason  `json:"reason"`
	At     crm.Instant `json:"at"`
	Ref    crm.Ref     `json:"ref"` // the ticket or order; zero for a lesson
	Number int         `json:"number,omitempty"`
	Weight int         `json:"weight"` // now, after decay; a fresh lesson has 1000
}

// Weights are those that a store's own customers decide. The zero value has a rating
// weigh nothing.
type Weights struct {
	Rating int `json:"rating"` // of a rating of 1 or 2
}

// DefaultWeights is an assumption: a bad rating weighs as much as an ordinary complaint.
// In public data the satisfaction score points either way (reference: clv 5.2), so the
// census fits it.
func DefaultWeights() Weights { return Weights{Rating: 400} }

// Controllable reports whether the shop can do something about a reason: price, product
// and service. Market, technology and politics it can only watch, and control of what is
// unknown cannot be claimed.
func Controllable(r crm.Reason) bool {
	return r == crm.ReasonPrice || r == crm.ReasonProduct || r == crm.ReasonService
}

const (
	halfLife       = 28 * crm.DayLength
	enoughWeight   = 100 // a sum below it names no reason
	decisiveWeight = 500 // a lesson of this weight outranks everything else
)

// WeighEvidence weighs the evidence known at an instant, heaviest first, and names the
// likely reason for leaving, or unknown.
//
// Evidence decays by half in every four weeks in which the customer went on buying after
// it; what came after the last purchase stands beside the silence it may explain and does
// not decay. A lesson decides while it is fresh, the newest first; else the class with
// the greatest sum does, in a draw the one with the newest evidence.
func WeighEvidence(f *crm.Facts, w Weights, now crm.Instant) ([]Evidence, crm.Reason) {
	all := gatherEvidence(f, w, now)
	if len(all) == 0 {
		return nil, crm.ReasonUnknown
	}

	var last crm.Instant
	if o, ok := f.LastPurchase(now); ok {
		last = o.Placed
	}

	for i := range all {
		e := &all[i]
		e.Weight = decay(e.Weight, last-e.At)
	}
	all = slices.DeleteFunc(all, func(e Evidence) bool { return e.Weight == 0 })
	slices.SortFunc(all, compareEvidence)
	return all, nameReason(all)
}

// compareEvidence orders evidence by weight, then by age. The other fields make the order
// total.
func compareEvidence(a, b Evidence) int {
	return cmp.Or(
		cmp.Compare(b.Weight, a.Weight),
		cmp.Compare(b.At, a.At),
		cmp.Compare(a.Kind, b.Kind),
		a.Ref.Compare(b.Ref),
		cmp.Compare(a.Reason, b.Reason),
	)
}

// nameReason returns the reason that the evidence speaks for.
func nameReason(all []Evidence) crm.Reason {
	if told := findFreshLesson(all); told != crm.ReasonUnknown {
		return told
	}

	var sums [len(crm.Reasons)]int
	var newest [len(crm.Reasons)]crm.Instant
	for _, e := range all {
		sums[e.Reason] += e.Weight
		newest[e.Reason] = max(newest[e.Reason], e.At)
	}

	best := crm.ReasonUnknown
	for _, r := range crm.Reasons {
		if r == crm.ReasonUnknown || sums[r] < enoughWeight {
			continue
		}
		isHeavier := sums[r] > sums[best]
		isNewer := sums[r] == sums[best] && newest[r] > newest[best]
		if best == crm.ReasonUnknown || isHeavier || isNewer {
			best = r
		}
	}
	return best
}

// findFreshLesson returns the reason of the newest lesson that has not lost half its
// weight, or unknown.
func findFreshLesson(all []Evidence) crm.Reason {
	newest := Evidence{Reason: crm.ReasonUnknown}
	for _, e := range all {
		if e.Kind == Lesson && e.Weight >= decisiveWeight && e.At > newest.At {
			newest = e
		}
	}
	return newest.Reason
}

// decay halves a weight for each half-life, and goes straight between. An age of 0 or less
// is evidence that came after the last purchase.
func decay(weight int, age crm.Instant) int {
	if age <= 0 {
		return weight
	}
	halvings := age / halfLife
	if halvings > 20 {
		return 0
	}
	halved := weight >> halvings

	// Until the next half-life is over, another half goes evenly.
	sinceHalved := age % halfLife
	lost := crm.Instant(halved) * sinceHalved / (2 * halfLife)
	return halved - int(lost)
}

func (w Weights) gather(f *crm.Facts, now crm.Instant) []Evidence {
	var out []Evidence
	for _, l := range f.Lessons {
		switch {
		case l.At > now || l.Reason == crm.ReasonUnknown:
		case l.Survey:
			out = append(out, Evidence{
				Kind:   Answer,
				Reason: l.Reason,
				At:     l.At,
				Weight: weighAnswer,
			})
		default:
			out = append(out, Evidence{
				Kind:   Lesson,
				Reason: l.Reason,
				At:     l.At,
				Weight: weighLesson,
			})
		}
	}
	for _, t := range f.Tickets {
		out = w.ofTicket(out, t, now)
	}
	for _, d := range f.Deliveries {
		if late := d.Late(now); late > 0 && d.Promised <= now {
			at := d.Promised.AddDays(1) // from then on it was late
			weight := weighLate + min(20*(late-1), weighLate)
			out = append(out, Evidence{
				Kind:   Late,
				Reason: crm.ReasonService,
				At:     at,
				Ref:    d.Order,
				Number: late,
				Weight: weight,
			})
		}
	}
	for i := range f.Orders {
		out = ofOrder(out, &f.Orders[i], now)
	}
	return undiscounted(out, f, now)
}

// undiscounted is evidence for the price: of three orders or more before the last, two in
// three had a discount, and the last had none.
func undiscounted(out []Evidence, f *crm.Facts, now crm.Instant) []Evidence {
	var last *crm.Order
	orders := 0
	discounted := 0
	for i := range f.Orders {
		o := &f.Orders[i]
		if !o.Bought() || o.Placed > now {
			continue
		}
		if last != nil {
			orders++
			if last.Discount > 0 {
				discounted++
			}
		}
		last = o
	}
	if orders < 3 || last.Discount > 0 || 3*discounted < 2*orders {
		return out
	}
	return append(out, Evidence{
		Kind:   Undiscounted,
		Reason: crm.ReasonPrice,
		At:     last.Placed,
		Ref:    last.Ref,
		Number: discounted,
		Weight: weighUndiscounted,
	})
}

func (w Weights) ofTicket(out []Evidence, t crm.Ticket, now crm.Instant) []Evidence {
	if t.Complaint && t.Created <= now && t.Status != crm.TicketDeleted {
		weight := weighComplaint
		if t.Priority >= crm.PriorityHigh {
			weight = weighSerious
		}
		out = append(out, Evidence{
			Kind:   Complaint,
			Reason: t.Reason,
			At:     t.Created,
			Ref:    t.Ref,
			Weight: weight,
		})
	}
	if t.Bad() && t.ScoredAt <= now && w.Rating > 0 {
		r := t.Reason
		if r == crm.ReasonUnknown {
			r = crm.ReasonService // what was rated is how the desk dealt with it
		}
		out = append(out, Evidence{
			Kind:   Rating,
			Reason: r,
			At:     t.ScoredAt,
			Ref:    t.Ref,
			Number: int(t.Score),
			Weight: w.Rating,
		})
	}
	return out
}

func ofOrder(out []Evidence, o *crm.Order, now crm.Instant) []Evidence {
	if o.Reason == crm.ReasonUnknown || o.Updated > now {
		return out
	}
	switch {
	case o.Cancelled:
		return append(out, Evidence{
			Kind:   Cancelled,
			Reason: o.Reason,
			At:     o.Updated,
			Ref:    o.Ref,
			Weight: weighCancelled,
		})
	case o.Refunded > 0:
		return append(out, Evidence{
			Kind:   Returned,
			Reason: o.Reason,
			At:     o.Updated,
			Ref:    o.Ref,
			Weight: weighReturned,
		})
	}
	return out
}
