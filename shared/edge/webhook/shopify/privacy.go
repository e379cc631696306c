package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// merged lists the words taken for a merge that succeeded. The word of the webhook is not
// documented; the Admin API's enum CustomerMergeRequestStatus has COMPLETED beside
// REQUESTED, IN_PROGRESS and FAILED. A word that is not listed merges nothing: joining
// two people by mistake is worse than keeping one person twice.
var merged = map[string]bool{
	"completed":  true,
	"complete":   true,
	"success":    true,
	"succeeded":  true,
	"successful": true,
	"done":       true,
}

func parseMerge(d webhook.Delivery) ([]crm.Event, error) {
	var in struct {
		Kept   lenient.Scalar               `json:"admin_graphql_api_customer_kept_id"`
		Gone   lenient.Scalar               `json:"admin_graphql_api_customer_deleted_id"`
		Status lenient.Scalar               `json:"status"`
		Errors lenient.List[lenient.Scalar] `json:"errors"`
	}
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	m := crm.Merge{
		Kept: crm.Ref{
			Source: d.Source,
			ID:     r.NeedID("admin_graphql_api_customer_kept_id", in.Kept),
		},
		Gone: crm.Ref{
			Source: d.Source,
			ID:     r.NeedID("admin_graphql_api_customer_deleted_id", in.Gone),
		},
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if !merged[strings.ToLower(r.Text(in.Status))] || len(in.Errors) > 0 || m.Kept == m.Gone {
		return nil, webhook.ErrIgnored
	}
	id := "merge/" + m.Gone.ID + "-" + m.Kept.ID
	return []crm.Event{{
		Kind:  crm.KindMerge,
		ID:    id,
		At:    d.Triggered,
		Who:   crm.Who{Account: m.Kept},
		Merge: &m,
	}}, nil
}

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

// readPrivacy decodes a request and refuses what is none. The topic is not signed, so the
// body itself must be one: an order posted again under the topic of an erasure must not
// erase its buyer.
func readPrivacy(d webhook.Delivery, r *lenient.Reader) (privacyRequest, error) {
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
	in, err := readPrivacy(d, &r)
	if err != nil {
		return nil, err
	}
	if in.Request.Present || len(in.Requested) > 0 {
		r.Fail("This is a data request, not an erasure.")
	}
	return in.event(&r, d, crm.KindRedact, in.ToRedact, "")
}

func parseDataRequest(d webhook.Delivery) ([]crm.Event, error) {
	var r lenient.Reader
	in, err := readPrivacy(d, &r)
	if err != nil {
		return nil, err
	}
	return in.event(
		&r,
		d,
		crm.KindDataRequest,
		in.Requested,
		r.ID("data_request.id", in.Request.Value.ID),
	)
}

func (in *privacyRequest) event(
	r *lenient.Reader,
	d webhook.Delivery,
	kind crm.Kind,
	orders []lenient.Scalar,
	request string,
) ([]crm.Event, error) {
	what := crm.Redact{
		Request: request,
		Email:   webhook.FirstPersonalEmail(r.Text(in.Customer.Value.Email)),
	}
	if id := r.ID("customer.id", in.Customer.Value.ID); id != "" {
		what.Account = crm.Ref{Source: d.Source, ID: id}
	}
	for _, o := range orders {
		if id := r.ID("orders", o); id != "" {
			what.Orders = append(what.Orders, crm.Ref{Source: d.Source, ID: id})
		}
	}
	if what.Account.Zero() && what.Email == "" && len(what.Orders) == 0 {
		r.Fail("customer is missing: neither an id nor an e-mail address nor an order is named.")
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	id := kind.String() + "/" + what.Account.ID
	return []crm.Event{{
		Kind:   kind,
		ID:     id,
		Who:    crm.Who{Account: what.Account, Email: what.Email},
		Redact: &what,
	}}, nil
}

func parseShopRedact(d webhook.Delivery) ([]crm.Event, error) {
	var r lenient.Reader
	in, err := readPrivacy(d, &r)
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
	return []crm.Event{
		{Kind: crm.KindShopRedact, ID: "shop_redact/" + shop, Redact: &crm.Redact{Request: shop}},
	}, nil
}
