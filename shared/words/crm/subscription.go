package crm

import (
	"cmp"

	"holdfast/shared/words/enum"
	"holdfast/shared/words/packed"
)

// SubscriptionState is how a subscription stands.
type SubscriptionState uint8

const (
	SubscriptionUnknown   SubscriptionState = iota
	SubscriptionActive                      // the next order comes by itself
	SubscriptionFailed                      // a payment failed: the customer decided nothing
	SubscriptionExpired                     // its agreed time is over, or another one replaced it
	SubscriptionPaused                      // by the customer or the shop, until somebody resumes it
	SubscriptionEnding                      // cancelled by the customer, but paid for some time yet
	SubscriptionCancelled                   // it is over before its time
)

var subscriptionStates = enum.Names[SubscriptionState]{
	SubscriptionUnknown:   "unknown",
	SubscriptionActive:    "active",
	SubscriptionFailed:    "failed",
	SubscriptionExpired:   "expired",
	SubscriptionPaused:    "paused",
	SubscriptionEnding:    "ending",
	SubscriptionCancelled: "cancelled",
}

func (s SubscriptionState) String() string { return subscriptionStates.String(s) }

// Known reports whether this version has a name for the code.
func (s SubscriptionState) Known() bool { return subscriptionStates.Known(s) }

// ParseSubscriptionState returns the state with the name.
func ParseSubscriptionState(name string) (SubscriptionState, error) {
	return subscriptionStates.Parse(name)
}

// Subscription is an agreement by which orders come by themselves.
type Subscription struct {
	Ref
	Began   Instant // 0 = not known
	Updated Instant
	State   SubscriptionState
	Reason  Reason // why it was paused or cancelled, as far as stated
	Home    Key
}

// Left reports whether the customer decided against going on: cancelled or paused it.
func (s Subscription) Left() bool { return s.State >= SubscriptionPaused }

// subscriptions is the kind of the subscriptions.
var subscriptions = listKind[Subscription]{
	list:    func(f *Facts) *[]Subscription { return &f.Subscriptions },
	carried: func(e *Event) *Subscription { return e.Subscription },
	home:    func(s *Subscription) *Key { return &s.Home },
	dated:   func(s Subscription) Instant { return s.Updated },
	claims:  func(s Subscription) Instant { return max(s.Began, s.Updated) },
	compare: func(a, b Subscription) int { return a.Ref.Compare(b.Ref) },
	same:    func(a, b Subscription) bool { return a.Ref == b.Ref },
	choose:  joinSubscription,
	keep:    KeepService,
	shows:   true,
	write:   (*writer).subscription,
	read:    (*reader).subscription,
	version: signalsVersion,
}

// joinSubscription returns the later of two versions of a subscription. Of one second the
// active one counts: a renewal suspends it while it is paid. What follows only makes any two
// readers choose alike.
func joinSubscription(a, b Subscription) Subscription {
	later := cmp.Or(
		cmp.Compare(b.Updated, a.Updated),
		cmp.Compare(a.State, b.State),
		cmp.Compare(b.Reason, a.Reason),
		cmp.Compare(b.Began, a.Began),
		cmp.Compare(b.Home, a.Home),
	)
	if later > 0 {
		return b
	}
	return a
}

// The flags of a subscription.
const (
	subscriptionBegan = 1 << iota
	subscriptionReasoned
)

func (w *writer) subscription(s Subscription) {
	flags := boolByte(s.Began != 0)*subscriptionBegan |
		boolByte(s.Reason != ReasonUnknown)*subscriptionReasoned
	w.Byte(flags)
	w.ref(s.Ref)
	w.instant(s.Updated)
	w.afterIf(flags&subscriptionBegan != 0, s.Began, s.Updated)
	w.Byte(byte(s.State))
	if flags&subscriptionReasoned != 0 {
		EncodeReason(&w.Writer, s.Reason)
	}
	w.key(s.Home)
}

func (r *reader) subscription() (s Subscription) {
	flags := r.flags(subscriptionReasoned<<1 - 1)
	s.Ref = r.ref()
	s.Updated = r.instant()
	s.Began = r.afterIf(flags&subscriptionBegan != 0, s.Updated)
	s.State = packed.Code[SubscriptionState](r.Reader)
	if flags&subscriptionReasoned != 0 {
		s.Reason = DecodeReason(r.Reader)
	}
	s.Home = r.key()
	return s
}
