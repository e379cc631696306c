package reason

import "holdfast/shared/words/crm"

// pauseDays is how long a subscription must have been paused to be evidence: while a renewal
// is being paid, some shops suspend it for hours.
const pauseDays = 3

// addSubscription adds a subscription that the customer cancelled or paused. Its reason is
// unknown unless one is stated.
func (g *gathering) addSubscription(s crm.Subscription) {
	if !s.Left() || s.Updated > g.now {
		return
	}
	if s.State == crm.SubscriptionPaused && g.now < s.Updated.AddDays(pauseDays) {
		return
	}
	e := Evidence{
		Kind:   Unsubscribed,
		Reason: s.Reason,
		At:     s.Updated,
		Ref:    s.Ref,
		Weight: weighUnsubscribed,
	}
	if s.State == crm.SubscriptionPaused {
		e.Kind = Paused
		e.Weight = weighPaused
	}
	g.add(e)
}
