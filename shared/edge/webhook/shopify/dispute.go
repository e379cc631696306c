package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// disputeCauses maps why a buyer had the bank take the money back. Codes that speak of the
// bank or the account, such as insufficient_funds, tell nothing.
// Source: shopify.dev, ShopifyPaymentsDisputeReason.
var disputeCauses = map[string]crm.Cause{
	"product_unacceptable":      crm.CauseDefective,
	"product_not_received":      crm.CauseNotReceived,
	"credit_not_processed":      crm.CauseNotCredited,
	"duplicate":                 crm.CauseChargedTwice,
	"subscription_canceled":     crm.CauseChargedTwice,
	"subscription_cancelled":    crm.CauseChargedTwice,
	"incorrect_account_details": crm.CauseOther,
	"fraudulent":                crm.CauseFraud,
	"unrecognized":              crm.CauseFraud,
	"debit_not_authorized":      crm.CauseFraud,
	"general":                   crm.CauseOther,
	"customer_initiated":        crm.CauseOther,
}

var disputeStates = map[string]crm.ObjectionState{
	"needs_response":  crm.ObjectionOpen,
	"under_review":    crm.ObjectionOpen,
	"charge_refunded": crm.ObjectionDone,
	"won":             crm.ObjectionRefused,
	"prevented":       crm.ObjectionRefused,
	"lost":            crm.ObjectionLost,
	"accepted":        crm.ObjectionLost,
}

type dispute struct {
	ID          lenient.Scalar `json:"id"`
	OrderID     lenient.Scalar `json:"order_id"` // null if Shopify knows none
	Type        lenient.Scalar `json:"type"`
	Amount      lenient.Scalar `json:"amount"`
	Currency    lenient.Scalar `json:"currency"`
	Reason      lenient.Scalar `json:"reason"`
	Status      lenient.Scalar `json:"status"`
	InitiatedAt lenient.Scalar `json:"initiated_at"`
}

// parseDispute reads a chargeback, or the inquiry that comes before one. Shopify states no
// time of a change: it is when the delivery was sent.
func parseDispute(d webhook.Delivery) ([]crm.Event, error) {
	var in dispute
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	switch strings.ToLower(r.Text(in.Type)) {
	case "chargeback", "inquiry":
	default:
		r.Fail("type: this is no dispute, so the body does not belong to the topic.")
	}
	order := r.Ref(d.Source, "order_id", in.OrderID)
	if order.Zero() && r.Err() == nil {
		return nil, webhook.ErrIgnored
	}

	o := crm.Objection{
		Kind:    crm.Dispute,
		Ref:     r.NeedRef(d.Source, "id", in.ID),
		Order:   order,
		At:      r.Time("initiated_at", in.InitiatedAt),
		Updated: d.SentAt(),
		State:   disputeStates[strings.ToLower(r.Text(in.Status))],
		Cause:   disputeCauses[strings.ToLower(r.Text(in.Reason))],
	}
	if o.At == 0 {
		o.At = o.Updated
	}
	if in.Amount != "" {
		o.Currency = r.Currency("currency", in.Currency)
		o.Amount = r.Minor("amount", in.Amount, o.Currency)
	}
	return objectionEvent(&r, o, "")
}
