package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type order struct {
	ID                lenient.Scalar            `json:"id"`
	GID               lenient.Scalar            `json:"admin_graphql_api_id"`
	Name              lenient.Scalar            `json:"name"`
	OrderNumber       lenient.Scalar            `json:"order_number"`
	Email             lenient.Scalar            `json:"email"`
	ContactEmail      lenient.Scalar            `json:"contact_email"`
	Phone             lenient.Scalar            `json:"phone"`
	Locale            lenient.Scalar            `json:"customer_locale"`
	CreatedAt         lenient.Scalar            `json:"created_at"`
	UpdatedAt         lenient.Scalar            `json:"updated_at"`
	ProcessedAt       lenient.Scalar            `json:"processed_at"`
	CancelledAt       lenient.Scalar            `json:"cancelled_at"`
	CancelReason      lenient.Scalar            `json:"cancel_reason"`
	Currency          lenient.Scalar            `json:"currency"`
	TotalPrice        lenient.Scalar            `json:"total_price"`
	TotalDiscounts    lenient.Scalar            `json:"total_discounts"`
	FinancialStatus   lenient.Scalar            `json:"financial_status"`
	FulfillmentStatus lenient.Scalar            `json:"fulfillment_status"`
	Tags              lenient.Scalar            `json:"tags"`
	Test              lenient.Scalar            `json:"test"`
	AcceptsMarketing  lenient.Scalar            `json:"buyer_accepts_marketing"`
	Customer          lenient.Object[customer]  `json:"customer"`
	Billing           lenient.Object[address]   `json:"billing_address"`
	Shipping          lenient.Object[shipsTo]   `json:"shipping_address"`
	Refunds           lenient.List[orderRefund] `json:"refunds"`
	SourceName        lenient.Scalar            `json:"source_name"`
	Lines             lenient.List[lineItem]    `json:"line_items"`
	LandingSite       lenient.Scalar            `json:"landing_site"`
	ReferringSite     lenient.Scalar            `json:"referring_site"`
}

type lineItem struct {
	Title lenient.Scalar `json:"title"`
}

type shipsTo struct {
	Phone lenient.Scalar `json:"phone"`
}

type orderRefund struct {
	Note         lenient.Scalar            `json:"note"`
	Transactions lenient.List[transaction] `json:"transactions"`
}

type transaction struct {
	Kind     lenient.Scalar `json:"kind"`
	Status   lenient.Scalar `json:"status"`
	Amount   lenient.Scalar `json:"amount"`
	Currency lenient.Scalar `json:"currency"`
}

func parseOrder(d webhook.Delivery) ([]crm.Event, error) {
	var in order
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	if r.Bool(in.Test) {
		return nil, webhook.ErrIgnored
	}
	o := in.fact(&r, d)
	ev := crm.Event{
		Kind:  crm.KindOrder,
		ID:    "order/" + o.ID,
		At:    o.Updated,
		Order: &o,
	}
	in.tell(&r, d.Source, &ev)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// fact is the order itself. Its total is total_price, what the buyer was asked for.
// current_total_price is not used: it falls by refunds as well as by edits, and refunds
// are subtracted on their own.
func (in *order) fact(r *lenient.Reader, d webhook.Delivery) crm.Order {
	needKind(r, in.GID, "Order")
	o := crm.Order{
		Ref:       crm.Ref{Source: d.Source, ID: r.NeedID("id", in.ID)},
		Number:    strings.TrimPrefix(r.Text(in.Name), "#"),
		Placed:    r.Time("processed_at", in.ProcessedAt),
		Updated:   r.NeedTime("updated_at", in.UpdatedAt),
		Triggered: d.Triggered,
		Cancelled: r.Time("cancelled_at", in.CancelledAt) != 0,
		Currency:  r.Currency("currency", in.Currency),
	}
	if o.Number == "" {
		o.Number = r.Text(in.OrderNumber)
	}
	if o.Placed == 0 { // an imported order has its business time in processed_at, years before created_at
		o.Placed = r.NeedTime("created_at", in.CreatedAt)
	}
	o.Total = r.NeedMinor("total_price", in.TotalPrice, o.Currency)
	o.Discount = r.Minor("total_discounts", in.TotalDiscounts, o.Currency)
	o.Status = status(r.Text(in.FinancialStatus), r.Text(in.FulfillmentStatus))
	o.Via = SalesChannel(strings.ToLower(r.Text(in.SourceName)))
	titles := make([]string, len(in.Lines))
	for i, l := range in.Lines {
		titles[i] = r.Text(l.Title)
	}
	o.Goods = crm.NewGoods(titles...)
	for _, refund := range in.Refunds {
		refund.addTo(&o, r)
	}
	return o
}

// addTo adds the money that was really given back: successful refund transactions, not
// the lines sent back, since a refund may move no money or other money than the lines
// cost. Money in another currency than the order's is only flagged.
func (f *orderRefund) addTo(o *crm.Order, r *lenient.Reader) {
	for _, t := range f.Transactions {
		if r.Text(t.Kind) != "refund" || r.Text(t.Status) != "success" {
			continue
		}
		currency := o.Currency
		if t.Currency != "" {
			currency = r.Currency("refunds.transactions.currency", t.Currency)
		}
		if currency != o.Currency {
			o.Flagged = true
			continue
		}
		o.Refunded += max(0, r.Minor("refunds.transactions.amount", t.Amount, currency))
	}
}

// SalesChannel reads a source_name, in lower case: a name of Shopify's own, that of a
// sales channel's app, or the number of an app.
func SalesChannel(source string) crm.SalesChannel {
	switch source {
	case "":
		return crm.SalesUnknown
	case "web", "checkout_one", "buy_button":
		return crm.SalesWeb
	case "pos":
		return crm.SalesStore
	case "shopify_draft_order":
		return crm.SalesPhone
	case "iphone", "android":
		return crm.SalesApp
	}
	for _, known := range [...]struct {
		part string
		via  crm.SalesChannel
	}{
		{"facebook", crm.SalesSocial},
		{"instagram", crm.SalesSocial},
		{"tiktok", crm.SalesSocial},
		{"pinterest", crm.SalesSocial},
		{"amazon", crm.SalesMarketplace},
		{"ebay", crm.SalesMarketplace},
		{"etsy", crm.SalesMarketplace},
		{"walmart", crm.SalesMarketplace},
	} {
		if strings.Contains(source, known.part) {
			return known.via
		}
	}
	return crm.SalesOther
}

// status of an order by what was shipped, then by what was paid.
func status(financial, fulfillment string) crm.OrderStatus {
	switch fulfillment {
	case "fulfilled":
		return crm.OrderFulfilled
	case "partial":
		return crm.OrderPartlyFulfilled
	}
	switch financial {
	case "paid", "partially_refunded", "refunded":
		return crm.OrderPaid
	case "pending", "authorized", "partially_paid":
		return crm.OrderPending
	case "voided", "expired":
		return crm.OrderFailed
	}
	return crm.OrderUnknown
}

// tell adds what an order says beside itself: who bought, how they are called, and that
// they agreed to newsletters.
func (in *order) tell(r *lenient.Reader, source string, ev *crm.Event) {
	if id := r.ID("customer.id", in.Customer.Value.ID); id != "" {
		ev.Who.Account = crm.Ref{Source: source, ID: id}
	}
	ev.Who.Email = webhook.FirstPersonalEmail(
		r.Text(in.Customer.Value.Email),
		r.Text(in.Email),
		r.Text(in.ContactEmail),
	)
	ev.Tags = tags(r.Text(in.Tags))
	ev.Text = in.words(r)
	if ev.Who == (crm.Who{}) {
		return // nobody to have a profile
	}
	at := ev.At
	p := &ev.Profile
	in.Customer.Value.fill(r, p, at)
	in.Billing.Value.fillMissing(r, p, at)
	webhook.SetField(p, crm.Email, ev.Who.Email, at)
	webhook.SetField(p, crm.Locale, r.Text(in.Locale), at)
	webhook.SetMissingField(p, crm.Phone, r.Text(in.Phone), at)
	webhook.SetMissingField(p, crm.Phone, r.Text(in.Shipping.Value.Phone), at)
	webhook.SetField(
		p,
		crm.Origin,
		webhook.Origin(r.Text(in.LandingSite), r.Text(in.ReferringSite)),
		ev.Order.Placed,
	)
	in.Customer.Value.consents(r, &ev.Consents)
	if r.Bool(in.AcceptsMarketing) && ev.Consents[crm.ChannelEmail].State == crm.ConsentUnknown {
		// The box was ticked at the checkout. An unticked box says nothing: it withdraws
		// no earlier consent.
		ev.Consents[crm.ChannelEmail] = crm.Consent{
			State: crm.ConsentGiven,
			At:    r.Time("created_at", in.CreatedAt),
		}
	}
}

func (in *order) words(r *lenient.Reader) string {
	words := []string{r.Text(in.CancelReason)}
	for _, refund := range in.Refunds {
		words = append(words, r.LongText(refund.Note))
	}
	return webhook.JoinTexts(words...)
}

func tags(list string) []string {
	var all []string
	for t := range strings.SplitSeq(list, ",") {
		if t = strings.TrimSpace(t); t != "" {
			all = append(all, t)
		}
	}
	return all
}
