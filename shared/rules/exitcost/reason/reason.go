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
	Lesson       Kind = iota // a customer told an owner
	Answer                   // a customer answered a survey
	Complaint                // in a ticket
	Rating                   // of 1 or 2; Number is the score
	Cancelled                // an order, with a stated reason
	Late                     // a parcel; Number is the days
	Returned                 // money back, with a stated reason
	Undiscounted             // the last order had no discount, and most of those before had one; Number is how many
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

// Weights of fresh evidence. Assumptions, ordered by what is known: a complaint raises
// dropout substantially and its effect is short-lived if the customer buys on (Knox & van
// Oest 2014); how much a rating weighs is fitted to the store (Weights); refunds by
// themselves mark activity, not dissatisfaction (reference: clv 5.2), so without a stated
// reason they weigh nothing.
const (
	weighLesson       = 1000
	weighAnswer       = 700
	weighSerious      = 600
	weighComplaint    = 400
	weighCancelled    = 300
	weighReturned     = 200
	weighLate         = 200 // and 20 for each day after the first, at most as much again
	weighUndiscounted = 150
	halfLife          = 28 * crm.DayLength
	enough            = 100 // below this sum a reason is not named
	decisive          = 500 // a lesson of this weight outranks everything else
)

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
// and service. Market, technology and politics it can only watch, and what is unknown
// nobody can claim to control.
func Controllable(r crm.Reason) bool {
	return r == crm.ReasonPrice || r == crm.ReasonProduct || r == crm.ReasonService
}

// WeighEvidence weighs the evidence known at an instant and names the likely reason for leaving,
// or unknown.
//
// Evidence decays by half in every four weeks in which the customer went on buying after
// it; what came after the last purchase stands beside the silence it may explain and does
// not decay. A lesson decides while it is fresh, the newest first; else the class with
// the greatest sum does, in a draw the one with the newest evidence.
func WeighEvidence(f *crm.Facts, w Weights, now crm.Instant) ([]Evidence, crm.Reason) {
	all := w.gather(f, now)
	if len(all) == 0 {
		return nil, crm.ReasonUnknown
	}
	last := lastPurchase(f, now)
	for i := range all {
		all[i].Weight = decay(all[i].Weight, last-all[i].At)
	}
	all = slices.DeleteFunc(all, func(e Evidence) bool { return e.Weight == 0 })
	slices.SortFunc(all, func(a, b Evidence) int {
		return cmp.Or(
			cmp.Compare(b.Weight, a.Weight),
			cmp.Compare(b.At, a.At),
			cmp.Compare(a.Kind, b.Kind),
			a.Ref.Compare(b.Ref),
			cmp.Compare(a.Reason, b.Reason),
		)
	})
	return all, name(all)
}

func name(all []Evidence) crm.Reason {
	var sum [len(crm.Reasons)]int
	var newest [len(crm.Reasons)]crm.Instant
	var told Evidence
	for _, e := range all {
		if e.Kind == Lesson && e.Weight >= decisive && e.At > told.At {
			told = e
		}
		sum[e.Reason] += e.Weight
		newest[e.Reason] = max(newest[e.Reason], e.At)
	}
	if told.Reason != crm.ReasonUnknown {
		return told.Reason
	}
	best := crm.ReasonUnknown
	for _, r := range crm.Reasons[:len(crm.Reasons)-1] {
		if sum[r] < enough {
			continue
		}
		if best == crm.ReasonUnknown || sum[r] > sum[best] ||
			sum[r] == sum[best] && newest[r] > newest[best] {
			best = r
		}
	}
	return best
}

// decay halves a weight for each half-life, and goes straight between.
func decay(weight int, age crm.Instant) int {
	if age <= 0 {
		return weight
	}
	halves := age / halfLife
	if halves > 20 {
		return 0
	}
	w := weight >> halves
	return w - int(crm.Instant(w)*(age%halfLife)/(2*halfLife))
}

func lastPurchase(f *crm.Facts, now crm.Instant) crm.Instant {
	for i := len(f.Orders) - 1; i >= 0; i-- {
		if o := &f.Orders[i]; o.Bought() && o.Placed <= now {
			return o.Placed
		}
	}
	return 0
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
			at := d.Promised + crm.DayLength // from then on it was late
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
