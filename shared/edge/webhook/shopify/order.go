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
	CurrentTotal      lenient.Scalar                  `json:"current_total_price"`
	Outstanding       lenient.Scalar                  `json:"total_outstanding"`
	TotalSet          lenient.Object[moneySet]        `json:"total_price_set"`
	CurrentTotalSet   lenient.Object[moneySet]        `json:"current_total_price_set"`
	Gateways          lenient.List[lenient.Scalar]    `json:"payment_gateway_names"`
	Terms             lenient.Object[paymentTerms]    `json:"payment_terms"`
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
	Fulfillments      lenient.List[fulfillment]       `json:"fulfillments"`
	SourceName        lenient.Scalar                  `json:"source_name"`
	Lines             lenient.List[lineItem]          `json:"line_items"`
	LandingSite       lenient.Scalar                  `json:"landing_site"`
	ReferringSite     lenient.Scalar                  `json:"referring_site"`
}

type lineItem struct {
	ID              lenient.Scalar           `json:"id"`
	GiftCard        lenient.Scalar           `json:"gift_card"`
	Title           lenient.Scalar           `json:"title"`
	Variant         lenient.Scalar           `json:"variant_title"`
	ProductID       lenient.Scalar           `json:"product_id"` // null for an item made up at the till
	VariantID       lenient.Scalar           `json:"variant_id"`
	SKU             lenient.Scalar           `json:"sku"`
	Vendor          lenient.Scalar           `json:"vendor"`
	Price           lenient.Scalar           `json:"price"` // of one
	Quantity        lenient.Scalar           `json:"quantity"`
	CurrentQuantity lenient.Scalar           `json:"current_quantity"` // without what was taken off or sent back
	Discount        lenient.Scalar           `json:"total_discount"`
	Allocations     lenient.List[allocation] `json:"discount_allocations"`
}

type shippingAddress struct {
	Phone lenient.Scalar `json:"phone"`
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

		Products: in.readProducts(&r, d.Source, &o),
		Parcels:  in.readParcels(o),

		Tags: splitTags(r.Text(in.Tags)),
		Text: in.collectText(&r),
	}
	in.addBuyer(&r, d.Source, &ev)

	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// readOrder returns the order itself.
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

	financial := r.Text(in.FinancialStatus)
	fulfillment := r.Text(in.FulfillmentStatus)
	o.Status = statusOf(financial, fulfillment)
	in.readMoney(r, &o, financial)
	if o.Status == crm.OrderPending {
		in.readAwaited(r, &o, financial)
	}
	o.Via = SalesChannel(strings.ToLower(r.Text(in.SourceName)))
	o.Goods = in.readGoods(r)
	o.Lines = in.readLines(r, o.Currency)
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

// statusOf returns an order's status by what was shipped, then by what was paid. If the
// payment was voided, or its authorisation expired, nothing came for what was shipped: it
// was refused at the door (dbt_shopify leaves such orders out of sales as well).
func statusOf(financial, fulfillment string) crm.OrderStatus {
	if financial == "voided" || financial == "expired" {
		return crm.OrderFailed
	}
	switch fulfillment {
	case "fulfilled":
		return crm.OrderFulfilled
	case "partial":
		return crm.OrderPartlyFulfilled
	}

	switch financial {
	case "paid", "partially_paid", "partially_refunded", "refunded":
		return crm.OrderPaid
	case "pending", "authorized", "unpaid":
		return crm.OrderPending
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
