package shopify

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type checkout struct {
	ID          lenient.Scalar           `json:"id"`
	Token       lenient.Scalar           `json:"token"`
	Email       lenient.Scalar           `json:"email"`
	CreatedAt   lenient.Scalar           `json:"created_at"`
	CompletedAt lenient.Scalar           `json:"completed_at"`
	Customer    lenient.Object[customer] `json:"customer"`
}

// parseCheckout reads a checkout that is not completed: somebody who wants to buy, as by an
// enquiry. An order that follows shows that they did. However often a checkout changes, it
// is told as of when it began, so that only the first news of it is written.
func parseCheckout(d webhook.Delivery) ([]crm.Event, error) {
	var in checkout
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	if in.Token == "" {
		r.Fail("token is missing: this is no checkout, so the body does not belong to the topic.")
	}
	who := crm.Who{
		Account: r.Ref(d.Source, "customer.id", in.Customer.Value.ID),
		Email:   webhook.FirstPersonalEmail(r.Text(in.Customer.Value.Email), r.Text(in.Email)),
	}
	enquiry := crm.Enquiry{
		Ref: r.NeedRef(d.Source, "id", in.ID),
		At:  r.NeedTime("created_at", in.CreatedAt),
	}
	isCompleted := r.Time("completed_at", in.CompletedAt) != 0
	if err := r.Err(); err != nil {
		return nil, err
	}
	if isCompleted || who == (crm.Who{}) {
		return nil, webhook.ErrIgnored
	}
	return []crm.Event{webhook.LeftCheckout(enquiry, who)}, nil
}
