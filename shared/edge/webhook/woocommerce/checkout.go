package woocommerce

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// leftStatus is that of an order that stands at the checkout of the block editor: somebody
// wants to buy. Once they did, the same order has another status.
const leftStatus = "checkout-draft"

// parseLeft reads an order that stands at the checkout. One that names nobody yet says
// nothing.
func (in *order) parseLeft(r *lenient.Reader, d webhook.Delivery) ([]crm.Event, error) {
	who := in.readWho(r, d.Source)
	enquiry := crm.Enquiry{
		Ref: r.NeedRef(d.Source, "id", in.ID),
		At:  r.NeedTime("date_created_gmt", in.Created),
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if who == (crm.Who{}) {
		return nil, webhook.ErrIgnored
	}
	return []crm.Event{webhook.LeftCheckout(enquiry, who)}, nil
}
