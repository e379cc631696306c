package standard

import (
	"strings"

	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

var orderStatuses = map[string]crm.OrderStatus{
	"":                 crm.OrderUnknown,
	"pending":          crm.OrderPending,
	"failed":           crm.OrderFailed,
	"unpaid":           crm.OrderUnpaid,
	"paid":             crm.OrderPaid,
	"partly_fulfilled": crm.OrderPartlyFulfilled,
	"fulfilled":        crm.OrderFulfilled,
	"completed":        crm.OrderCompleted,
}

func parseOrder(r *reader) crm.Event {
	o := r.readOrder()
	ev := crm.Event{
		Kind:  crm.KindOrder,
		ID:    "order/" + o.ID,
		At:    o.Updated,
		Order: &o,

		Products: r.readProducts(&o),

		Tags: r.readTags(),
		Text: r.LongText(r.data.Text),
	}
	r.addCustomer(&ev)
	return ev
}

// parseDeletedOrder reads that an order was deleted. A later order.updated brings it back.
func parseDeletedOrder(r *reader) crm.Event {
	o := crm.Order{
		Ref:     r.needSubject(),
		Updated: r.readUpdated(),
		Status:  crm.OrderDeleted,
	}
	return crm.Event{
		Kind:  crm.KindOrder,
		ID:    "order/" + o.ID,
		At:    o.Updated,
		Order: &o,
	}
}

func (r *reader) readOrder() crm.Order {
	in := r.data
	o := crm.Order{
		Ref:       r.needSubject(),
		Number:    strings.TrimPrefix(r.Text(in.Number), "#"),
		Placed:    r.NeedTime("data.placed_at", in.PlacedAt),
		Updated:   r.readUpdated(),
		Cancelled: r.Bool(in.Cancelled),
		Currency:  r.Currency("data.currency", in.Currency),
		Reason:    r.readReason(),
		Status:    r.readOrderStatus(),
	}

	o.Total = r.NeedMinor("data.total", in.Total, o.Currency)
	o.Refunded = r.readPositive("data.refunded", in.Refunded, o.Currency)
	o.Discount = r.Minor("data.discount", in.Discount, o.Currency)
	if r.Text(in.Cost) != "" {
		o.Cost = r.Minor("data.cost", in.Cost, o.Currency)
		o.CostKnown = true
	}

	r.readAwaited(&o)
	o.Via = r.readSalesChannel()
	o.Goods = r.readGoods()
	o.Lines = r.readLines(o.Currency)
	return o
}

// readAwaited says which payment a pending order waits for. Without a word of it the order
// counts until it is cancelled.
func (r *reader) readAwaited(o *crm.Order) {
	payBy := r.Time("data.pay_by", r.data.PayBy)
	awaits := crm.AwaitedAnyTime
	name := strings.ToLower(r.Text(r.data.Awaits))
	if name != "" {
		var err error
		if awaits, err = crm.ParseAwaited(name); err != nil {
			r.Fail("data.awaits: %v.", err)
		}
	}
	if o.Status != crm.OrderPending {
		return
	}
	if payBy != 0 && awaits == crm.AwaitedAnyTime {
		awaits = crm.AwaitedInvoice
	}
	o.Awaits = awaits
	o.PayBy = payBy
}

func (r *reader) readOrderStatus() crm.OrderStatus {
	text := r.Text(r.data.Status)
	status, ok := orderStatuses[strings.ToLower(text)]
	if !ok {
		r.Fail("data.status: %q is no status of an order.", text)
	}
	return status
}

func (r *reader) readSalesChannel() crm.SalesChannel {
	name := strings.ToLower(r.Text(r.data.SalesChannel))
	if name == "" {
		return crm.SalesUnknown
	}
	channel, err := crm.ParseSalesChannel(name)
	if err != nil {
		r.Fail(
			"data.sales_channel: %q is none of web, app, store, phone, marketplace, social, other, unknown.",
			name,
		)
	}
	return channel
}

// readGoods returns the categories of the items, and the names of those without one.
func (r *reader) readGoods() crm.Goods {
	var names []string
	for _, it := range r.data.Items {
		name := r.Text(it.Category)
		if name == "" {
			name = r.Text(it.Name)
		}
		names = append(names, name)
	}
	return crm.NewGoods(names...)
}

// readPositive reads an amount that was given back, in minor units.
func (r *reader) readPositive(what string, s lenient.Scalar, c crm.Currency) int64 {
	amount := r.Minor(what, s, c)
	if amount < 0 {
		r.Fail("%s: an amount given back is written without a minus sign.", what)
	}
	return amount
}

func parseEnquiry(r *reader) crm.Event {
	e := crm.Enquiry{
		Ref:     r.needSubject(),
		At:      r.Time("data.created_at", r.data.CreatedAt),
		Updated: r.readUpdated(),
	}
	if e.At == 0 {
		e.At = e.Updated
	}
	ev := crm.Event{
		Kind:    crm.KindEnquiry,
		ID:      "enquiry/" + e.ID,
		At:      e.Updated,
		Enquiry: &e,
		Tags:    r.readTags(),
		Text:    r.readText(),
	}
	r.needCustomer(&ev)
	return ev
}
