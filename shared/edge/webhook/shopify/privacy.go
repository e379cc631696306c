package shopify

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type privacyRequest struct {
	ShopID     lenient.Scalar `json:"shop_id"`
	ShopDomain lenient.Scalar `json:"shop_domain"`
	Customer   lenient.Object[struct {
		ID    lenient.Scalar `json:"id"`
		Email lenient.Scalar `json:"email"`
	}] `json:"customer"`
	ToRedact  lenient.List[lenient.Scalar] `json:"orders_to_redact"`
	Requested lenient.List[lenient.Scalar] `json:"orders_requested"`
	Request   lenient.Object[struct {
		ID lenient.Scalar `json:"id"`
	}] `json:"data_request"`
}

// decodePrivacy decodes a privacy request and fails the reader for a body that is none.
// The topic is not signed, so the body itself must show what it is: a recorded order that
// is posted again under the topic of an erasure must not erase its buyer.
func decodePrivacy(d webhook.Delivery, r *lenient.Reader) (privacyRequest, error) {
	var in privacyRequest
	if err := lenient.Decode(d.Body, &in); err != nil {
		return in, err
	}
	if r.ID("shop_id", in.ShopID) == "" && r.Text(in.ShopDomain) == "" {
		r.Fail("shop_id is missing.")
	}
	return in, nil
}

func parseRedact(d webhook.Delivery) ([]crm.Event, error) {
	var r lenient.Reader
	in, err := decodePrivacy(d, &r)
	if err != nil {
		return nil, err
	}
	if in.Request.Present || len(in.Requested) > 0 {
		r.Fail("This is a data request, not an erasure.")
	}

	what := in.readSubject(&r, d.Source, in.ToRedact)
	return privacyEvent(&r, crm.KindRedact, what)
}

func parseDataRequest(d webhook.Delivery) ([]crm.Event, error) {
	var r lenient.Reader
	in, err := decodePrivacy(d, &r)
	if err != nil {
		return nil, err
	}

	request := r.ID("data_request.id", in.Request.Value.ID)
	what := in.readSubject(&r, d.Source, in.Requested)
	what.Request = request
	return privacyEvent(&r, crm.KindDataRequest, what)
}

// readSubject reads which customer and which orders a request is about. It fails the
// reader if it names none.
func (in *privacyRequest) readSubject(
	r *lenient.Reader,
	source string,
	orders []lenient.Scalar,
) crm.Redact {
	what := crm.Redact{
		Account: r.Ref(source, "customer.id", in.Customer.Value.ID),
		Email:   webhook.FirstPersonalEmail(r.Text(in.Customer.Value.Email)),
	}
	for _, id := range orders {
		order := r.Ref(source, "orders", id)
		if !order.Zero() {
			what.Orders = append(what.Orders, order)
		}
	}

	if what.Account.Zero() && what.Email == "" && len(what.Orders) == 0 {
		r.Fail("customer is missing: neither an id nor an e-mail address nor an order is named.")
	}
	return what
}

func privacyEvent(r *lenient.Reader, kind crm.Kind, what crm.Redact) ([]crm.Event, error) {
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{{
		Kind:   kind,
		ID:     kind.String() + "/" + what.Account.ID,
		Who:    crm.Who{Account: what.Account, Email: what.Email},
		Redact: &what,
	}}, nil
}

func parseShopRedact(d webhook.Delivery) ([]crm.Event, error) {
	var r lenient.Reader
	in, err := decodePrivacy(d, &r)
	if err != nil {
		return nil, err
	}
	if in.Customer.Present || in.Request.Present {
		r.Fail("This names a customer; the request to erase a shop names none.")
	}
	shop := r.ID("shop_id", in.ShopID)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{{
		Kind:   crm.KindShopRedact,
		ID:     "shop_redact/" + shop,
		Redact: &crm.Redact{Request: shop},
	}}, nil
}
