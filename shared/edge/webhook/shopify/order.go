package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type order struct {
	ID                lenient.Scalar                  `json:"id"`
	GID               lenient.Scalar                  `json:"admin_graphql_api_id"`
	Name              lenient.Scalar                  `json:"name"`
	OrderNumber       lenient.Scalar                  `json:"order_number"`
	Email             lenient.Scalar                  `json:"email"`
	ContactEmail      lenient.Scalar                  `json:"contact_email"`
	Phone             lenient.Scalar                  `json:"phone"`
	Locale            lenient.Scalar                  `json:"customer_locale"`
	CreatedAt         lenient.Scalar                  `json:"created_at"`
	UpdatedAt         lenient.Scalar                  `json:"updated_at"`
	ProcessedAt       lenient.Scalar                  `json:"processed_at"`
	CancelledAt       lenient.Scalar                  `json:"cancelled_at"`
	CancelReason      lenient.Scalar                  `json:"cancel_reason"`
	Currency          lenient.Scalar                  `json:"currency"`
	TotalPrice        lenient.Scalar                  `json:"total_price"`
	TotalDiscounts    lenient.Scalar                  `json:"total_discounts"`
	FinancialStatus   lenient.Scalar                  `json:"financial_status"`
	FulfillmentStatus lenient.Scalar                  `json:"fulfillment_status"`
	Tags              lenient.Scalar                  `json:"tags"`
	Test              lenient.Scalar                  `json:"test"`
	AcceptsMarketing  lenient.Scalar                  `json:"buyer_accepts_marketing"`
	Customer          lenient.Object[customer]        `json:"customer"`
	Company           lenient.Object[companyRef]      `json:"company"` // of a B2B order
	Billing           lenient.Object[address]         `json:"billing_address"`
	Shipping          lenient.Object[shippingAddress] `json:"shipping_address"`
	Refunds           lenient.List[orderRefund]       `json:"refunds"`
	SourceName        lenient.Scalar                  `json:"source_name"`
	Lines             lenient.List[lineItem]          `json:"line_items"`
	LandingSite       lenient.Scalar                  `json:"landing_site"`
	ReferringSite     lenient.Scalar                  `json:"referring_site"`
}

type lineItem struct {
	Title lenient.Scalar `json:"title"`
}

type shippingAddress struct {
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

// parseOrder reads a whole order, its buyer and their consent. Test orders are ignored.
func parseOrder(d webhook.Delivery) ([]crm.Event, error) {
	var in order
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	if r.Bool(in.Test) {
		return nil, webhook.ErrIgnored
	}

	o := in.readOrder(&r, d)
	ev := crm.Event{
		Kind:  crm.KindOrder,
		ID:    "order/" + o.ID,
		At:    o.Updated,
		Order: &o,
		Tags:  splitTags(r.Text(in.Tags)),
		Text:  in.collectText(&r),
	}
	in.addBuyer(&r, d.Source, &ev)

	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// readOrder returns the order itself. Its total is total_price, what the buyer was asked
// for. current_total_price is not used: it falls by refunds as well as by edits, and
// refunds are subtracted on their own.
func (in *order) readOrder(r *lenient.Reader, d webhook.Delivery) crm.Order {
	checkGID(r, in.GID, "Order")
	o := crm.Order{
		Ref:       r.NeedRef(d.Source, "id", in.ID),
		Number:    in.readNumber(r),
		Placed:    r.Time("processed_at", in.ProcessedAt),
		Updated:   r.NeedTime("updated_at", in.UpdatedAt),
		Triggered: d.Triggered,
		Cancelled: r.Time("cancelled_at", in.CancelledAt) != 0,
		Currency:  r.Currency("currency", in.Currency),
	}

	// An imported order has its business time in processed_at, years before created_at.
	if o.Placed == 0 {
		o.Placed = r.NeedTime("created_at", in.CreatedAt)
	}

	o.Total = r.NeedMinor("total_price", in.TotalPrice, o.Currency)
	o.Discount = r.Minor("total_discounts", in.TotalDiscounts, o.Currency)
	for _, refund := range in.Refunds {
		refund.addTo(&o, r)
	}

	financial := r.Text(in.FinancialStatus)
	fulfillment := r.Text(in.FulfillmentStatus)
	o.Status = statusOf(financial, fulfillment)
	o.Via = SalesChannel(strings.ToLower(r.Text(in.SourceName)))
	o.Goods = in.readGoods(r)
	return o
}

// readNumber returns the number that people know the order by, such as 1001.
func (in *order) readNumber(r *lenient.Reader) string {
	name := strings.TrimPrefix(r.Text(in.Name), "#")
	if name == "" {
		return r.Text(in.OrderNumber)
	}
	return name
}

func (in *order) readGoods(r *lenient.Reader) crm.Goods {
	titles := make([]string, len(in.Lines))
	for i, line := range in.Lines {
		titles[i] = r.Text(line.Title)
	}
	return crm.NewGoods(titles...)
}

// addTo adds the money that was really given back: successful refund transactions, not
// the lines sent back, since a refund may move no money or other money than the lines
// cost. Money in another currency than the order's only sets the order's flag.
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

		amount := r.Minor("refunds.transactions.amount", t.Amount, currency)
		o.Refunded += max(0, amount)
	}
}

// statusOf returns an order's status by what was shipped, then by what was paid.
func statusOf(financial, fulfillment string) crm.OrderStatus {
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

// collectText returns what people wrote about the order: why it was cancelled, and the
// notes of its refunds.
func (in *order) collectText(r *lenient.Reader) string {
	texts := []string{r.Text(in.CancelReason)}
	for _, refund := range in.Refunds {
		texts = append(texts, r.LongText(refund.Note))
	}
	return webhook.JoinTexts(texts...)
}

// splitTags splits Shopify's one text of tags with commas.
func splitTags(list string) []string {
	var tags []string
	for tag := range strings.SplitSeq(list, ",") {
		if tag = strings.TrimSpace(tag); tag != "" {
			tags = append(tags, tag)
		}
	}
	return tags
}
