package woocommerce

import (
	"html"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type customer struct {
	failure
	ID        lenient.Scalar          `json:"id"`
	OrderKey  lenient.Scalar          `json:"order_key"` // only an order has one
	Email     lenient.Scalar          `json:"email"`
	FirstName lenient.Scalar          `json:"first_name"`
	LastName  lenient.Scalar          `json:"last_name"`
	Created   lenient.Scalar          `json:"date_created_gmt"`
	Modified  lenient.Scalar          `json:"date_modified_gmt"` // null until the first change
	Billing   lenient.Object[billing] `json:"billing"`
}

func parseCustomer(d webhook.Delivery) ([]crm.Event, error) {
	var in customer
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	in.check(&r, in.ID)
	if in.OrderKey != "" {
		r.Fail("order_key: this is an order, so the body does not belong to the topic.")
	}
	id := r.NeedID("id", in.ID)
	at := r.Time("date_modified_gmt", in.Modified)
	if at == 0 {
		at = r.NeedTime("date_created_gmt", in.Created)
	}
	ev := crm.Event{Kind: crm.KindCustomer, ID: "customer/" + id, At: at}
	ev.Who.Account = crm.Ref{Source: d.Source, ID: id}
	ev.Who.Email = webhook.FirstPersonalEmail(r.Text(in.Email), r.Text(in.Billing.Value.Email))
	name := strings.TrimSpace(r.Text(in.FirstName) + " " + r.Text(in.LastName))
	webhook.SetField(&ev.Profile, crm.Name, html.UnescapeString(name), at)
	webhook.SetField(&ev.Profile, crm.Email, ev.Who.Email, at)
	in.Billing.Value.fill(&r, &ev.Profile, at)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}
