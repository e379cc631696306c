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
	Parent        lenient.Scalar          `json:"parent_id"`
	Number        lenient.Scalar          `json:"number"`
	Status        lenient.Scalar          `json:"status"`
	Currency      lenient.Scalar          `json:"currency"`
	Total         lenient.Scalar          `json:"total"`
	DiscountTotal lenient.Scalar          `json:"discount_total"`
	CustomerID    lenient.Scalar          `json:"customer_id"` // 0 for a guest
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
	Name        lenient.Scalar `json:"name"`
	Parent      lenient.Scalar `json:"parent_name"` // the product, if the line is a variation of it
	ProductID   lenient.Scalar `json:"product_id"`
	VariationID lenient.Scalar `json:"variation_id"` // 0 for a product without variations
	SKU         lenient.Scalar `json:"sku"`
	Quantity    lenient.Scalar `json:"quantity"`
	Subtotal    lenient.Scalar `json:"subtotal"` // before discounts
	Total       lenient.Scalar `json:"total"`
}

type meta struct {
	Key   lenient.Scalar `json:"key"`
	Value lenient.Scalar `json:"value"`
}

type refund struct {
	Reason lenient.Scalar `json:"reason"`
	Total  lenient.Scalar `json:"total"` // negative
}

// draftStatuses are those of orders that somebody in the shop has begun to write.
var draftStatuses = map[string]bool{
	"auto-draft": true,
	"draft":      true,
}

// binStatus is that of an order in the bin: it is deleted, and may be restored.
const binStatus = "trash"

// parseOrder reads a whole order and its buyer.
func parseOrder(d webhook.Delivery) ([]crm.Event, error) {
	var in order
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	in.refuseFailure(&r, in.ID)
	status := strings.TrimPrefix(strings.ToLower(r.Text(in.Status)), "wc-")
	if status == leftStatus && r.Err() == nil {
		return in.parseLeft(&r, d)
	}
	if draftStatuses[status] || in.isPart(&r) {
		return nil, webhook.ErrIgnored
	}
	if status == binStatus {
		return in.parseBinned(&r, d)
	}

	o := in.readOrder(&r, d, status)
	if d.Topic == restoredTopic {
		o.Updated = restoredAt(o.Updated, d.Received)
	}
	ev := crm.Event{
		Kind:  crm.KindOrder,
		ID:    "order/" + o.ID,
		At:    o.Updated,
		Order: &o,

		Products: in.readProducts(&r, d.Source, &o),

		Text: in.collectText(&r),
	}
	in.convert(&r, &ev)
	in.addBuyer(&r, d.Source, &ev)
	in.addParcel(&r, &ev, status)
	in.addDispute(&r, &ev, status)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// restoredTopic is that of an order that was taken out of the bin.
const restoredTopic = "order.restored"

// restoredAt returns the time of the version that a restored order is. Its deletion has the
// time of its receipt, for WooCommerce sends an id alone. The order that is taken out of
// the bin may have been modified before that, so it has the time of its receipt too.
// WooCommerce never sends a delivery again, and a replay keeps the receipt.
func restoredAt(modified, received crm.Instant) crm.Instant {
	return max(modified, received)
}

// parseBinned reads an order in the bin: it was deleted when it was modified last.
func (in *order) parseBinned(r *lenient.Reader, d webhook.Delivery) ([]crm.Event, error) {
	ref := r.NeedRef(d.Source, "id", in.ID)
	ev := webhook.DeletedOrder(ref, d)
	ev.At = r.NeedTime("date_modified_gmt", in.Modified)
	ev.Order.Updated = ev.At
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// readOrder returns the order itself. Only the _gmt times are read: their twins are local
// to a site whose zone is not sent.
func (in *order) readOrder(r *lenient.Reader, d webhook.Delivery, status string) crm.Order {
	o := crm.Order{
		Ref:       r.NeedRef(d.Source, "id", in.ID),
		Number:    strings.TrimPrefix(r.Text(in.Number), "#"),
		Placed:    r.NeedTime("date_created_gmt", in.Created),
		Updated:   r.NeedTime("date_modified_gmt", in.Modified),
		Triggered: d.Triggered,
		Cancelled: status == "cancelled",
		Currency:  r.Currency("currency", in.Currency),
	}
	o.Total = r.NeedMinor("total", in.Total, o.Currency)
	o.Discount = r.Minor("discount_total", in.DiscountTotal, o.Currency)
	o.Status = in.statusOf(r, status)
	o.Via = salesChannels[r.Text(in.CreatedVia)]
	o.Goods = in.readGoods(r)
	o.Lines = in.readLines(r, o.Currency)
	o.Refunded = in.readRefunded(r, o.Currency)

	setByHand := status == "refunded" && len(in.Refunds) == 0
	if setByHand {
		o.Refunded = max(0, o.Total)
	}
	return o
}

// readRefunded returns what the refunds gave back. Their totals are negative.
func (in *order) readRefunded(r *lenient.Reader, c crm.Currency) int64 {
	var refunded int64
	for _, f := range in.Refunds {
		total := r.Minor("refunds.total", f.Total, c)
		refunded += max(0, -total)
	}
	return refunded
}

func (in *order) readGoods(r *lenient.Reader) crm.Goods {
	names := make([]string, len(in.Lines))
	for i, line := range in.Lines {
		names[i] = html.UnescapeString(r.Text(line.Parent))
		if names[i] == "" {
			names[i] = html.UnescapeString(r.Text(line.Name))
		}
	}
	return crm.NewGoods(names...)
}

// anonymousDomain is that of the address that WordPress writes in the place of one that it
// erases (wp_privacy_anonymize_data, WordPress 4.9.6 and later). The texts that it writes
// are in the language of the site, the address is not.
const anonymousDomain = "@site.invalid"

// addBuyer adds to the event who bought, and what the order says of them. In an order that
// the shop made anonymous it says nobody: what stands there is no name.
func (in *order) addBuyer(r *lenient.Reader, source string, ev *crm.Event) {
	billed := &in.Billing.Value
	if strings.HasSuffix(strings.ToLower(r.Text(billed.Email)), anonymousDomain) {
		ev.Anonymised = true
		return
	}
	ev.Who.Account = r.Ref(source, "customer_id", in.CustomerID)
	ev.Who.Email = webhook.FirstPersonalEmail(r.Text(billed.Email))
	if ev.Who == (crm.Who{}) {
		return
	}

	p := webhook.ProfileWriter{Profile: &ev.Profile, At: ev.At}
	billed.fillMissing(r, p)
	metaPhone(r, in.Meta, p)
	ev.Consents = orderConsents(metaConsents(r, in.Meta), ev.Order)
	addContact(ev)
	p.At = ev.Order.Placed
	p.Set(crm.Origin, in.readOrigin(r))
}

// salesChannels maps WooCommerce's own words for where an order was made. Plugins have
// others, which map to the unknown channel.
var salesChannels = map[string]crm.SalesChannel{
	"checkout":     crm.SalesWeb,
	"store-api":    crm.SalesWeb,
	"admin":        crm.SalesPhone,
	"pos-rest-api": crm.SalesStore,
	"rest-api":     crm.SalesOther,
	"subscription": crm.SalesOther,
}

// readOrigin returns what WooCommerce's order attribution (since 8.5) noted of the visit.
func (in *order) readOrigin(r *lenient.Reader) string {
	attribution := map[string]string{}
	for _, m := range in.Meta {
		key, ok := strings.CutPrefix(r.Text(m.Key), "_wc_order_attribution_")
		if ok {
			attribution[key] = r.Text(m.Value)
		}
	}

	// WooCommerce writes its own words, such as direct, in brackets.
	source := strings.Trim(attribution["utm_source"], "()")
	if source != "" && source != "direct" {
		return webhook.Origin("/?utm_source="+url.QueryEscape(source), "")
	}
	return webhook.Origin("", attribution["referrer"])
}

// statuses are WooCommerce's own, and those of plugins that say that goods were sent: cash
// on delivery is paid later than that. "Pending payment" is an order whose buyer went to
// pay and did not. WooCommerce leaves it out of its own figures, as it does failed and
// cancelled ones (get_excluded_report_order_statuses, WooCommerce 9); on-hold, which waits
// for a transfer, is in them.
var statuses = map[string]crm.OrderStatus{
	"pending":           crm.OrderUnpaid,
	"on-hold":           crm.OrderPending,
	"processing":        crm.OrderPaid,
	"completed":         crm.OrderCompleted,
	"failed":            crm.OrderFailed,
	"refunded":          crm.OrderPaid,
	"cancelled":         crm.OrderUnknown,
	"shipped":           crm.OrderFulfilled, // Advanced Shipment Tracking
	"partial-shipped":   crm.OrderPartlyFulfilled,
	"partially-shipped": crm.OrderPartlyFulfilled,
	"in-transit":        crm.OrderFulfilled,
	"delivered":         crm.OrderFulfilled,
}

// statusOf returns an order's status. A status that is not listed, of the shop's own or of
// a plugin, is judged by the dates of the order: without a date of payment nobody paid.
func (in *order) statusOf(r *lenient.Reader, status string) crm.OrderStatus {
	completed := r.Time("date_completed_gmt", in.Completed) != 0
	paid := r.Time("date_paid_gmt", in.Paid) != 0
	known, ok := statuses[status]
	switch {
	case ok && known != crm.OrderUnknown:
		return known
	case completed:
		return crm.OrderCompleted
	case paid:
		return crm.OrderPaid
	case ok || status == "":
		return crm.OrderUnknown
	}
	return crm.OrderUnpaid
}
