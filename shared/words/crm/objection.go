package crm

import (
	"cmp"
	"slices"

	"holdfast/shared/words/enum"
	"holdfast/shared/words/packed"
)

// ObjectionKind says by what way a customer objects to an order.
type ObjectionKind uint8

const (
	Return  ObjectionKind = iota + 1 // goods are sent back
	Dispute                          // the bank is asked to take the payment back: a chargeback or an inquiry
)

var objectionKinds = enum.Names[ObjectionKind]{
	Return:  "return",
	Dispute: "dispute",
}

func (k ObjectionKind) String() string { return objectionKinds.String(k) }

// Known reports whether this version has a name for the code.
func (k ObjectionKind) Known() bool { return objectionKinds.Known(k) }

// ParseObjectionKind returns the kind with the name.
func ParseObjectionKind(name string) (ObjectionKind, error) { return objectionKinds.Parse(name) }

// ObjectionState is how far an objection has come.
type ObjectionState uint8

const (
	ObjectionUnknown   ObjectionState = iota
	ObjectionOpen                     // asked for, or under review
	ObjectionApproved                 // the goods may come back
	ObjectionDone                     // the return is closed; the disputed money was refunded on the order
	ObjectionRefused                  // the shop did not agree, or won
	ObjectionWithdrawn                // by the customer
	ObjectionLost                     // the bank took the money from the shop
)

var objectionStates = enum.Names[ObjectionState]{
	ObjectionUnknown:   "unknown",
	ObjectionOpen:      "open",
	ObjectionApproved:  "approved",
	ObjectionDone:      "done",
	ObjectionRefused:   "refused",
	ObjectionWithdrawn: "withdrawn",
	ObjectionLost:      "lost",
}

func (s ObjectionState) String() string { return objectionStates.String(s) }

// Known reports whether this version has a name for the code.
func (s ObjectionState) Known() bool { return objectionStates.Known(s) }

// ParseObjectionState returns the state with the name.
func ParseObjectionState(name string) (ObjectionState, error) { return objectionStates.Parse(name) }

// Objection is what a customer objects to an order: the order is sent back, or its payment
// is disputed. News of one may come in parts, of which one has the cause and another the
// state.
type Objection struct {
	Kind ObjectionKind
	Ref
	Order   Ref
	At      Instant // when it was first heard of
	Updated Instant
	State   ObjectionState
	Cause   Cause
	Reason  Reason // told by the customer's words, where the cause tells none

	// Amount is the money disputed, in minor units of Currency; 0 = not stated.
	Currency Currency
	Amount   int64
}

// NeedsWords reports whether only the customer's words can tell the reason: none is stated,
// and the cause does not blame the shop.
func (o Objection) NeedsWords() bool {
	return o.Reason == ReasonUnknown && !o.Cause.BlamesShop()
}

// OpenDispute reports whether a dispute waits for the bank's word.
func (o Objection) OpenDispute() bool { return o.Kind == Dispute && o.State == ObjectionOpen }

// LostDispute reports whether the bank took the money of a payment from the shop.
func (o Objection) LostDispute() bool { return o.Kind == Dispute && o.State == ObjectionLost }

// objections is the kind of the returns and disputes.
var objections = newsKind[Objection]{
	listKind: listKind[Objection]{
		list:    func(f *Facts) *[]Objection { return &f.Objections },
		carried: func(e *Event) *Objection { return e.Objection },
		dated:   func(o Objection) Instant { return o.At },
		claims:  func(o Objection) Instant { return max(o.At, o.Updated) },
		compare: compareObjections,
		same:    func(a, b Objection) bool { return compareObjections(a, b) == 0 },
		choose:  joinObjection,
		keep:    KeepService,
		write:   (*writer).objection,
		read:    (*reader).objection,
		version: signalsVersion,
	},
	order: func(o Objection) Ref { return o.Order },
	parts: func(Objection) bool { return true },
}

func compareObjections(a, b Objection) int {
	return cmp.Or(a.Order.Compare(b.Order), cmp.Compare(a.Kind, b.Kind), a.Ref.Compare(b.Ref))
}

// joinObjection returns the later of two states of an objection, with the cause and the
// reason that either has.
func joinObjection(a, b Objection) Objection {
	later := cmp.Or(
		cmp.Compare(b.Updated, a.Updated),
		cmp.Compare(b.State, a.State),
		cmp.Compare(b.Currency, a.Currency),
		cmp.Compare(b.Amount, a.Amount),
	)
	joined := a
	if later > 0 {
		joined = b
	}
	joined.At = Earliest(a.At, b.At)
	joined.Cause = firstKnown(a.Cause, b.Cause)
	joined.Reason = firstKnown(a.Reason, b.Reason)
	return joined
}

// firstKnown returns the code that stands first in its enum, or the other one if it is
// unknown.
func firstKnown[T ~uint8](a, b T) T {
	if a == 0 || b == 0 {
		return max(a, b)
	}
	return min(a, b)
}

// takenBack returns the orders with the money that banks took from the shop as refunded, or
// nil if there is none. A dispute in another currency than its order is left out.
func (f *Facts) takenBack(orders []Order) []Order {
	var then []Order
	for _, o := range f.Objections {
		if !o.LostDispute() {
			continue
		}
		i := slices.IndexFunc(orders, func(order Order) bool { return order.Ref == o.Order })
		if i < 0 || orders[i].Currency != o.Currency {
			continue
		}
		if then == nil {
			then = slices.Clone(orders)
		}
		left := max(0, then[i].Total-then[i].Refunded)
		then[i].Refunded += min(o.Amount, left)
	}
	return then
}

// takenBackFromOlder returns the sums of the orders that no longer stand in the record,
// with what banks took from the shop of them as refunded, or nil if there is none. A dispute
// stands with its order: one whose order is not in the record is about such an order. What
// was asked for that order is not known any more, so all of them together are the limit.
func (f *Facts) takenBackFromOlder() []Sum {
	if f.Older.Orders == 0 {
		return nil
	}
	var then []Sum
	for _, o := range f.Objections {
		if _, stands := f.FindOrder(o.Order); stands || !o.LostDispute() {
			continue
		}
		i, found := slices.BinarySearchFunc(f.Older.Sums, o.Currency, compareSum)
		if !found {
			continue
		}
		if then == nil {
			then = slices.Clone(f.Older.Sums)
		}
		left := max(0, then[i].Total-then[i].Refunded)
		then[i].Refunded += min(o.Amount, left)
	}
	return then
}

// The flags of an objection.
const (
	objectionCaused = 1 << iota
	objectionReasoned
	objectionPriced
)

func (o Objection) flags() byte {
	return boolByte(o.Cause != CauseUnknown)*objectionCaused |
		boolByte(o.Reason != ReasonUnknown)*objectionReasoned |
		boolByte(o.Amount != 0 || o.Currency != "")*objectionPriced
}

func (w *writer) objection(o Objection) {
	flags := o.flags()
	w.Byte(flags)
	w.Byte(byte(o.Kind))
	w.ref(o.Ref)
	w.ref(o.Order)
	w.instant(o.At)
	w.after(o.Updated, o.At)
	w.Byte(byte(o.State))
	if flags&objectionCaused != 0 {
		w.Byte(byte(o.Cause))
	}
	if flags&objectionReasoned != 0 {
		EncodeReason(&w.Writer, o.Reason)
	}
	if flags&objectionPriced != 0 {
		w.word(string(o.Currency))
		w.Int(o.Amount)
	}
}

func (r *reader) objection() (o Objection) {
	flags := r.flags(objectionPriced<<1 - 1)
	o.Kind = packed.Code[ObjectionKind](r.Reader)
	o.Ref = r.ref()
	o.Order = r.ref()
	o.At = r.instant()
	o.Updated = r.after(o.At)
	o.State = packed.Code[ObjectionState](r.Reader)
	if flags&objectionCaused != 0 {
		o.Cause = packed.Code[Cause](r.Reader)
	}
	if flags&objectionReasoned != 0 {
		o.Reason = DecodeReason(r.Reader)
	}
	if flags&objectionPriced != 0 {
		o.Currency = Currency(r.word())
		o.Amount = r.Int()
	}
	return o
}
