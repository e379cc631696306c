package woocommerce

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// subscriptionStates maps the statuses of WooCommerce Subscriptions. One that is pending has
// not begun; pending-cancel means that the customer has decided, but paid for some time yet;
// on-hold, that it is suspended, or for some hours that a renewal is being paid.
var subscriptionStates = map[string]crm.SubscriptionState{
	"active":         crm.SubscriptionActive,
	"on-hold":        crm.SubscriptionPaused,
	"pending-cancel": crm.SubscriptionEnding,
	"cancelled":      crm.SubscriptionCancelled,
	"switched":       crm.SubscriptionExpired,
	"expired":        crm.SubscriptionExpired,
}

type subscription struct {
	order
	Period  lenient.Scalar `json:"billing_period"` // only a subscription has one
	Started lenient.Scalar `json:"start_date_gmt"`
}

// parseSubscription reads a subscription, whose body is that of an order with more fields.
func parseSubscription(d webhook.Delivery) ([]crm.Event, error) {
	var in subscription
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	in.refuseFailure(&r, in.ID)
	if in.Period == "" {
		r.Fail("billing_period is missing: this is no subscription, so the body does not belong to the topic.")
	}
	s := crm.Subscription{
		Ref:     r.NeedRef(d.Source, "id", in.ID),
		Began:   r.Time("start_date_gmt", in.Started),
		Updated: r.NeedTime("date_modified_gmt", in.Modified),
		State:   subscriptionStates[strings.TrimPrefix(strings.ToLower(r.Text(in.Status)), "wc-")],
	}
	if s.Began == 0 {
		s.Began = r.Time("date_created_gmt", in.Created)
	}
	ev := crm.Event{
		Kind:         crm.KindSubscription,
		ID:           "subscription/" + s.ID,
		At:           s.Updated,
		Who:          in.readWho(&r, d.Source),
		Subscription: &s,
		Text:         in.collectText(&r),
	}

	if err := r.Err(); err != nil {
		return nil, err
	}
	if s.State == crm.SubscriptionUnknown || ev.Who == (crm.Who{}) {
		return nil, webhook.ErrIgnored
	}
	return []crm.Event{ev}, nil
}

// readWho returns who an order or a subscription is of; nobody, if it was made anonymous.
func (in *order) readWho(r *lenient.Reader, source string) crm.Who {
	email := r.Text(in.Billing.Value.Email)
	if strings.HasSuffix(strings.ToLower(email), anonymousDomain) {
		return crm.Who{}
	}
	return crm.Who{
		Account: r.Ref(source, "customer_id", in.CustomerID),
		Email:   webhook.FirstPersonalEmail(email),
	}
}
