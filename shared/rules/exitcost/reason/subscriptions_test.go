package reason_test

import (
	"testing"

	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/words/crm"
)

func TestWhatASubscriptionTells(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		subscription crm.Subscription
		kind         string
		want         crm.Reason
	}{
		"active":                   {crm.Subscription{State: crm.SubscriptionActive, Updated: ago(5)}, "", crm.ReasonUnknown},
		"cancelled":                {crm.Subscription{State: crm.SubscriptionCancelled, Updated: ago(5)}, "unsubscribed", crm.ReasonUnknown},
		"cancelled for the price":  {crm.Subscription{State: crm.SubscriptionCancelled, Updated: ago(5), Reason: crm.ReasonPrice}, "unsubscribed", crm.ReasonPrice},
		"cancelled, and paid yet":  {crm.Subscription{State: crm.SubscriptionEnding, Updated: ago(5)}, "unsubscribed", crm.ReasonUnknown},
		"paused":                   {crm.Subscription{State: crm.SubscriptionPaused, Updated: ago(5)}, "paused", crm.ReasonUnknown},
		"suspended for a payment":  {crm.Subscription{State: crm.SubscriptionPaused, Updated: ago(1)}, "", crm.ReasonUnknown},
		"its time is over":         {crm.Subscription{State: crm.SubscriptionExpired, Updated: ago(5)}, "", crm.ReasonUnknown},
		"a payment failed":         {crm.Subscription{State: crm.SubscriptionFailed, Updated: ago(5)}, "", crm.ReasonUnknown},
		"to be cancelled tomorrow": {crm.Subscription{State: crm.SubscriptionCancelled, Updated: ago(-1)}, "", crm.ReasonUnknown},
	} {
		f := &crm.Facts{Orders: []crm.Order{bought(60)}, Subscriptions: []crm.Subscription{c.subscription}}
		evidence, why := reason.WeighEvidence(f, reason.DefaultWeights(), now)
		kind := ""
		for _, e := range evidence {
			kind += e.Kind.String()
		}
		if kind != c.kind || why != c.want {
			t.Errorf("%s: %q and %s, want %q and %s", name, kind, why, c.kind, c.want)
		}
	}
}
