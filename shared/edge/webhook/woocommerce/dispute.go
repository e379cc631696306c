package woocommerce

import (
	"strings"

	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// heldKey is where the Stripe plugin keeps the status that an order had before it was put on
// hold, for a dispute or for a review of its payment. A review comes at once. So an order
// that was completed by then is disputed. The plugin never removes it (process_webhook_dispute
// and process_webhook_dispute_closed of woocommerce-gateway-stripe 9).
const heldKey = "_stripe_status_before_hold"

// disputeStates maps the statuses to which a disputed order goes: to failed if the bank took
// the money, else back to what it was. What a failed order brought counts no longer anyway.
var disputeStates = map[string]crm.ObjectionState{
	"on-hold":    crm.ObjectionOpen,
	"failed":     crm.ObjectionLost,
	"refunded":   crm.ObjectionDone,
	"completed":  crm.ObjectionRefused,
	"processing": crm.ObjectionRefused,
}

// addDispute adds to the event that the payment of the order is or was disputed, as far as
// the Stripe plugin tells. Others tell nothing that can be told from an order that waits
// for its payment.
func (in *order) addDispute(r *lenient.Reader, ev *crm.Event, status string) {
	isDisputed := false
	for _, m := range in.Meta {
		before := strings.TrimPrefix(r.Text(m.Value), "wc-")
		isDisputed = isDisputed || r.Text(m.Key) == heldKey && before == "completed"
	}
	state := disputeStates[status]
	if !isDisputed || state == crm.ObjectionUnknown {
		return
	}
	ev.Objection = &crm.Objection{
		Kind:    crm.Dispute,
		Ref:     ev.Order.Ref,
		Order:   ev.Order.Ref,
		At:      ev.At,
		Updated: ev.At,
		State:   state,
	}
}
