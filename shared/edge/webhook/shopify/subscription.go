package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

var contractStates = map[string]crm.SubscriptionState{
	"active":    crm.SubscriptionActive,
	"paused":    crm.SubscriptionPaused,
	"cancelled": crm.SubscriptionCancelled,
	"canceled":  crm.SubscriptionCancelled,
	"expired":   crm.SubscriptionExpired,
	"failed":    crm.SubscriptionFailed,
}

// topicStates says what a topic means whose body states no status that is known.
var topicStates = map[string]crm.SubscriptionState{
	"subscription_contracts/activate": crm.SubscriptionActive,
	"subscription_contracts/pause":    crm.SubscriptionPaused,
	"subscription_contracts/cancel":   crm.SubscriptionCancelled,
	"subscription_contracts/expire":   crm.SubscriptionExpired,
	"subscription_contracts/fail":     crm.SubscriptionFailed,
}

type contract struct {
	ID          lenient.Scalar `json:"id"`
	GID         lenient.Scalar `json:"admin_graphql_api_id"`
	CustomerID  lenient.Scalar `json:"customer_id"`
	CustomerGID lenient.Scalar `json:"admin_graphql_api_customer_id"`
	Status      lenient.Scalar `json:"status"`
	CreatedAt   lenient.Scalar `json:"created_at"`
	UpdatedAt   lenient.Scalar `json:"updated_at"`
}

// parseContract reads a subscription. Most bodies have no dates: then it is as of when the
// delivery was sent.
func parseContract(d webhook.Delivery) ([]crm.Event, error) {
	var in contract
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	checkGID(&r, in.GID, "SubscriptionContract")
	s := crm.Subscription{
		Ref:     r.NeedRef(d.Source, "id", in.ID),
		Began:   r.Time("created_at", in.CreatedAt),
		Updated: r.Time("updated_at", in.UpdatedAt),
		State:   contractStates[strings.ToLower(r.Text(in.Status))],
	}
	if s.State == crm.SubscriptionUnknown {
		s.State = topicStates[d.Topic]
	}
	if s.Updated == 0 {
		s.Updated = d.SentAt()
	}
	account := r.Ref(d.Source, "customer_id", in.CustomerID)
	if account.Zero() {
		account = r.NeedRef(d.Source, "admin_graphql_api_customer_id", in.CustomerGID)
	}

	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{{
		Kind:         crm.KindSubscription,
		ID:           "subscription/" + s.ID,
		At:           s.Updated,
		Who:          crm.Who{Account: account},
		Subscription: &s,
	}}, nil
}
