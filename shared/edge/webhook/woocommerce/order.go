package woocommerce

import (
	"html"
	"net/url"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type order struct {
	failure
	ID            lenient.Scalar          `json:"id"`
	Number        lenient.Scalar          `json:"number"`
	Status        lenient.Scalar          `json:"status"`
	Currency      lenient.Scalar          `json:"currency"`
	Total         lenient.Scalar          `json:"total"`
	DiscountTotal lenient.Scalar          `json:"discount_total"`
	CustomerID    lenient.Scalar          `json:"customer_id"`
	Created       lenient.Scalar          `json:"date_created_gmt"`
	Modified      lenient.Scalar          `json:"date_modified_gmt"`
	Paid          lenient.Scalar          `json:"date_paid_gmt"`
	Completed     lenient.Scalar          `json:"date_completed_gmt"`
	Billing       lenient.Object[billing] `json:"billing"`
	Refunds       lenient.List[refund]    `json:"refunds"`
	CreatedVia    lenient.Scalar          `json:"created_via"`
	Lines         lenient.List[lineItem]  `json:"line_items"`
	Meta          lenient.List[meta]      `json:"meta_data"`
}

type lineItem struct {
	Name   lenient.Scalar `json:"name"`
	Parent lenient.Scalar `json:"parent_name"` // the product, where the line is a variation of it
}

type meta struct {
	Key   lenient.Scalar `json:"key"`
	Value lenient.Scalar `json:"value"`
}

type billing struct {
	FirstName lenient.Scalar `json:"first_name"`
	LastName  lenient.Scalar `json:"last_name"`
	Company   lenient.Scalar `json:"company"`
	Country   lenient.Scalar `json:"country"`
	Email     lenient.Scalar `json:"email"`
	Phone     lenient.Scalar `json:"phone"`
}

type refund struct {
	Reason lenient.Scalar `json:"reason"`
	Total  lenient.Scalar `json:"total"` // negative
}

// drafts are no orders yet, or no longer: a cart that stood at the checkout, an order in
// the bin.
var drafts = map[string]bool{
	"auto-draft":     true,
	"checkout-draft": true,
	"draft":          true,
	"trash":          true,
}

func parseOrder(d webhook.Delivery) ([]crm.Event, error) {
	var in order
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	in.check(&r, in.ID)
	status := strings.TrimPrefix(strings.ToLower(r.Text(in.Status)), "wc-")
	if drafts[status] {
		return nil, webhook.ErrIgnored
	}
	o := in.fact(&r, d, status)
	ev := crm.Event{
		Kind:  crm.KindOrder,
		ID:    "order/" + o.ID,
		At:    o.Updated,
		Order: &o,
	}
	if id := r.ID("customer_id", in.CustomerID); id != "" { // 0 is a guest
		ev.Who.Account = crm.Ref{Source: d.Source, ID: id}
	}
	ev.Who.Email = webhook.FirstPersonalEmail(r.Text(in.Billing.Value.Email))
	if ev.Who != (crm.Who{}) {
		in.Billing.Value.fill(&r, &ev.Profile, o.Updated)
		webhook.SetField(&ev.Profile, crm.Origin, in.origin(&r), o.Placed)
	}
	for _, f := range in.Refunds {
		ev.Text = webhook.JoinTexts(ev.Text, html.UnescapeString(r.LongText(f.Reason)))
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// fact is the order itself. Only the _gmt times are read: their twins are local to a site
// whose zone is not sent.
func (in *order) fact(r *lenient.Reader, d webhook.Delivery, status string) crm.Order {
	o := crm.Order{
		Ref:       crm.Ref{Source: d.Source, ID: r.NeedID("id", in.ID)},
		Number:    strings.TrimPrefix(r.Text(in.Number), "#"),
		Placed:    r.NeedTime("date_created_gmt", in.Created),
		Updated:   r.NeedTime("date_modified_gmt", in.Modified),
		Triggered: d.Triggered,
		Cancelled: status == "cancelled",
		Currency:  r.Currency("currency", in.Currency),
	}
	o.Total = r.NeedMinor("total", in.Total, o.Currency)
	o.Discount = r.Minor("discount_total", in.DiscountTotal, o.Currency)
	o.Status = in.progress(r, status)
	o.Via = vias[r.Text(in.CreatedVia)]
	names := make([]string, len(in.Lines))
	for i, l := range in.Lines {
		if names[i] = html.UnescapeString(r.Text(l.Parent)); names[i] == "" {
			names[i] = html.UnescapeString(r.Text(l.Name))
		}
	}
	o.Goods = crm.NewGoods(names...)
	for _, f := range in.Refunds {
		o.Refunded += max(0, -r.Minor("refunds.total", f.Total, o.Currency))
	}
	if status == "refunded" && len(in.Refunds) == 0 {
		o.Refunded = max(0, o.Total) // the shop set the status by hand
	}
	return o
}

// vias are WooCommerce's own words for who made an order; plugins have others.
var vias = map[string]crm.SalesChannel{
	"checkout":     crm.SalesWeb,
	"store-api":    crm.SalesWeb,
	"admin":        crm.SalesPhone,
	"pos-rest-api": crm.SalesStore,
	"rest-api":     crm.SalesOther,
	"subscription": crm.SalesOther,
}

// origin is what WooCommerce's order attribution (since 8.5) noted of the visit.
func (in *order) origin(r *lenient.Reader) string {
	told := map[string]string{}
	for _, m := range in.Meta {
		if key, ours := strings.CutPrefix(r.Text(m.Key), "_wc_order_attribution_"); ours {
			told[key] = r.Text(m.Value)
		}
	}
	if source := strings.Trim(told["utm_source"], "()"); source != "" && source != "direct" {
		return webhook.Origin("/?utm_source="+url.QueryEscape(source), "")
	}
	return webhook.Origin("", told["referrer"])
}

// progress of an order. Statuses that a plugin added are judged by the dates.
func (in *order) progress(r *lenient.Reader, status string) crm.OrderStatus {
	switch status {
	case "pending", "on-hold":
		return crm.OrderPending
	case "processing":
		return crm.OrderPaid
	case "completed":
		return crm.OrderCompleted
	case "failed":
		return crm.OrderFailed
	}
	switch {
	case r.Time("date_completed_gmt", in.Completed) != 0:
		return crm.OrderCompleted
	case status == "refunded" || r.Time("date_paid_gmt", in.Paid) != 0:
		return crm.OrderPaid
	}
	return crm.OrderUnknown
}

// fill takes the profile from the billing address, whose texts WordPress may have encoded
// for HTML.
func (in *billing) fill(r *lenient.Reader, p *crm.Profile, at crm.Instant) {
	name := strings.TrimSpace(r.Text(in.FirstName) + " " + r.Text(in.LastName))
	webhook.SetMissingField(p, crm.Name, html.UnescapeString(name), at)
	webhook.SetMissingField(p, crm.Company, html.UnescapeString(r.Text(in.Company)), at)
	webhook.SetMissingField(p, crm.Email, r.Text(in.Email), at)
	webhook.SetMissingField(p, crm.Phone, r.Text(in.Phone), at)
	webhook.SetMissingField(p, crm.Country, strings.ToUpper(r.Text(in.Country)), at)
}
