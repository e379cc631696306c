package shopify

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// parseTagsAdded reads the tags that a customer was given, which customer bodies have not
// said since API version 2025-01. A tag that is taken off says nothing: it gives no consent.
func parseTagsAdded(d webhook.Delivery) ([]crm.Event, error) {
	var in struct {
		CustomerID lenient.Scalar               `json:"customerId"`
		Tags       lenient.List[lenient.Scalar] `json:"tags"`
		OccurredAt lenient.Scalar               `json:"occurredAt"`
	}
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	checkGID(&r, in.CustomerID, "Customer")
	account := r.NeedRef(d.Source, "customerId", in.CustomerID)
	ev := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/" + account.ID,
		At:   r.Time("occurredAt", in.OccurredAt),
		Who:  crm.Who{Account: account},
	}
	if ev.At == 0 {
		ev.At = d.SentAt()
	}
	for _, tag := range in.Tags {
		ev.Tags = append(ev.Tags, r.Text(tag))
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if len(ev.Tags) == 0 {
		return nil, webhook.ErrIgnored
	}
	return []crm.Event{ev}, nil
}
