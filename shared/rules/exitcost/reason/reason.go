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
	Told                     // in the words of a ticket that is no complaint
	Rating                   // of 1 or 2; Number is the score
	Disputed                 // the payment of an order
	Unsubscribed             // a subscription was cancelled
	Paused                   // a subscription, for days
	Cancelled                // an order, with a stated reason
	Lost                     // a parcel, or it could not be delivered
	Late                     // a parcel; Number is the days
	Delayed                  // a parcel, as its carrier says
	Returned                 // money back, with a stated reason

	// Undiscounted is a last order without a discount after many that had one; Number is
	// how many had.
	Undiscounted
)

var kinds = enum.Names[Kind]{
	Lesson:       "lesson",
	Answer:       "answer",
	Complaint:    "complaint",
	Told:         "told",
	Rating:       "rating",
	Disputed:     "disputed",
	Unsubscribed: "unsubscribed",
	Paused:       "paused",
	Cancelled:    "cancelled",
	Lost:         "lost",
	Late:         "late",
	Delayed:      "delayed",
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
