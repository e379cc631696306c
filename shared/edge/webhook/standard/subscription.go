package standard

import (
	"strings"

	"holdfast/shared/words/crm"
)

// parseSubscription reads how a subscription stands.
func parseSubscription(r *reader) crm.Event {
	s := crm.Subscription{
		Ref:     r.needSubject(),
		Began:   r.Time("data.created_at", r.data.CreatedAt),
		Updated: r.readUpdated(),
		State:   r.readSubscriptionState(),
		Reason:  r.readReason(),
	}
	ev := crm.Event{
		Kind:         crm.KindSubscription,
		ID:           "subscription/" + s.ID,
		At:           s.Updated,
		Subscription: &s,
		Tags:         r.readTags(),
		Text:         r.LongText(r.data.Text),
	}
	r.needCustomer(&ev)
	return ev
}

func (r *reader) readSubscriptionState() crm.SubscriptionState {
	name := strings.ToLower(r.Text(r.data.Status))
	state, err := crm.ParseSubscriptionState(name)
	if err != nil {
		r.Fail("data.status: %q is none of active, paused, ending, cancelled, expired, failed, unknown.", name)
	}
	return state
}
