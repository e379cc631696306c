package standard

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

var orderStatuses = map[string]crm.OrderStatus{
	"":                 crm.OrderUnknown,
	"pending":          crm.OrderPending,
	"failed":           crm.OrderFailed,
	"paid":             crm.OrderPaid,
	"partly_fulfilled": crm.OrderPartlyFulfilled,
	"fulfilled":        crm.OrderFulfilled,
	"completed":        crm.OrderCompleted,
}

func parseOrder(r *reader) crm.Event {
	in := r.data
	o := crm.Order{
		Ref:       r.own(),
		Number:    strings.TrimPrefix(r.Text(in.Number), "#"),
		Placed:    r.NeedTime("data.placed_at", in.PlacedAt),
		Updated:   r.updated(),
		Cancelled: r.Bool(in.Cancelled),
		Currency:  r.Currency("data.currency", in.Currency),
		Reason:    r.reason(),
	}
	status, known := orderStatuses[strings.ToLower(r.Text(in.Status))]
	if !known {
		r.Fail("data.status: %q is no status of an order.", r.Text(in.Status))
	}
	o.Status = status
	o.Total = r.NeedMinor("data.total", in.Total, o.Currency)
	o.Refunded = r.notNegative("data.refunded", in.Refunded, o.Currency)
	o.Discount = r.Minor("data.discount", in.Discount, o.Currency)
	if r.Text(in.Cost) != "" {
		o.Cost = r.Minor("data.cost", in.Cost, o.Currency)
		o.CostKnown = true
	}
	o.Via, o.Goods = r.salesChannel(), r.goods()
	ev := crm.Event{
		Kind:  crm.KindOrder,
		ID:    "order/" + o.ID,
		At:    o.Updated,
		Order: &o,
		Tags:  r.tags(),
		Text:  r.LongText(in.Text),
	}
	r.customer(&ev)
	return ev
}

func (r *reader) salesChannel() crm.SalesChannel {
	name := strings.ToLower(r.Text(r.data.SalesChannel))
	if name == "" {
		return crm.SalesUnknown
	}
	via, err := crm.ParseSalesChannel(name)
	if err != nil {
		r.Fail(
			"data.sales_channel: %q is none of web, app, store, phone, marketplace, social, other, unknown.",
			name,
		)
	}
	return via
}

// goods are the categories of the items, and the names of those without one.
func (r *reader) goods() crm.Goods {
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

func (r *reader) notNegative(what string, s lenient.Scalar, c crm.Currency) int64 {
	n := r.Minor(what, s, c)
	if n < 0 {
		r.Fail("%s: an amount given back is written without a minus sign.", what)
	}
	return n
}

var ticketStatuses = map[string]crm.TicketStatus{
	"new":     crm.TicketNew,
	"open":    crm.TicketOpen,
	"pending": crm.TicketPending,
	"hold":    crm.TicketHold,
	"solved":  crm.TicketSolved,
	"closed":  crm.TicketClosed,
	"deleted": crm.TicketDeleted,
}

var priorities = map[string]crm.Priority{
	"":       0,
	"low":    crm.PriorityLow,
	"normal": crm.PriorityNormal,
	"high":   crm.PriorityHigh,
	"urgent": crm.PriorityUrgent,
}

// A ticket without a status is only its rating, which many desks send on its own.
func parseTicket(r *reader) crm.Event {
	in := r.data
	at := r.updated()
	t := crm.Ticket{
		Ref:       r.own(),
		Created:   r.Time("data.created_at", in.CreatedAt),
		Complaint: r.Bool(in.Complaint),
		Reason:    r.reason(),
	}
	priority, known := priorities[strings.ToLower(r.Text(in.Priority))]
	if !known {
		r.Fail("data.priority: %q is none of low, normal, high, urgent.", r.Text(in.Priority))
	}
	t.Priority = priority
	if in.Rating.Present {
		t.Score, t.ScoredAt = r.score(in.Rating.Value, at)
	}
	switch status := strings.ToLower(r.Text(in.Status)); {
	case ticketStatuses[status] != 0:
		t.Status = ticketStatuses[status]
		t.Updated = at
	case status != "":
		r.Fail("data.status: %q is no status of a ticket.", status)
	case !in.Rating.Present:
		r.Fail("data.status is missing, and so is data.rating.")
	}
	t.Complaint = t.Complaint || t.Bad()
	ev := crm.Event{
		Kind:   crm.KindTicket,
		ID:     "ticket/" + t.ID,
		At:     at,
		Ticket: &t,
		Tags:   r.tags(),
	}
	ev.Text = webhook.JoinTexts(r.Text(in.Subject), r.LongText(in.Text))
	r.needCustomer(&ev)
	return ev
}

func (r *reader) score(in rating, at crm.Instant) (uint8, crm.Instant) {
	text := r.Text(in.Score)
	if len(text) != 1 || text[0] < '1' || text[0] > '5' {
		r.Fail("data.rating.score: %q is not a whole number from 1 to 5.", text)
		return 0, 0
	}
	if given := r.Time("data.rating.at", in.At); given != 0 {
		at = given
	}
	return text[0] - '0', at
}

func parseDelivery(r *reader) crm.Event {
	in := r.data
	d := crm.Delivery{
		Order:     r.needRef("data.order", in.Order.Value),
		Updated:   r.updated(),
		Promised:  r.Time("data.promised_at", in.PromisedAt),
		Delivered: r.Time("data.delivered_at", in.DeliveredAt),
	}
	ev := crm.Event{
		Kind:     crm.KindDelivery,
		ID:       "delivery/" + d.Order.ID,
		At:       d.Updated,
		Delivery: &d,
	}
	r.needCustomer(&ev)
	return ev
}

func parseEnquiry(r *reader) crm.Event {
	in := r.data
	e := crm.Enquiry{
		Ref:     r.own(),
		At:      r.Time("data.created_at", in.CreatedAt),
		Updated: r.updated(),
	}
	if e.At == 0 {
		e.At = e.Updated
	}
	ev := crm.Event{
		Kind:    crm.KindEnquiry,
		ID:      "enquiry/" + e.ID,
		At:      e.Updated,
		Enquiry: &e,
		Tags:    r.tags(),
	}
	ev.Text = webhook.JoinTexts(r.Text(in.Subject), r.LongText(in.Text))
	r.needCustomer(&ev)
	return ev
}

func parseCustomer(r *reader) crm.Event {
	in := &r.data.person
	ev := crm.Event{Kind: crm.KindCustomer, At: r.updated()}
	ev.Who = crm.Who{
		Account: r.ref("data", in.ref),
		Email:   webhook.FirstPersonalEmail(r.Text(in.Email)),
	}
	if ev.Who == (crm.Who{}) {
		r.Fail("data.id is missing, and so is data.email.")
	}
	ev.ID = "customer/" + ev.Who.Account.ID
	r.profile(&ev.Profile, in, ev.At)
	for _, c := range r.data.Consents {
		r.consent(&ev, c.Name, c.V)
	}
	return ev
}

var consentStates = map[string]crm.ConsentState{
	"given":   crm.ConsentGiven,
	"pending": crm.ConsentPending,
	"refused": crm.ConsentRefused,
}

// consent reads one channel's; a channel that is not named says nothing.
func (r *reader) consent(ev *crm.Event, name string, in consent) {
	channel, err := crm.ParseChannel(name)
	state := consentStates[strings.ToLower(r.Text(in.State))]
	if err != nil || state == crm.ConsentUnknown {
		r.Fail(
			"data.consents: want email, sms, call or chat, each with a state of given, pending or refused.",
		)
		return
	}
	at := r.Time("data.consents.at", in.At)
	if at == 0 {
		at = ev.At
	}
	ev.Consents[channel] = crm.Consent{State: state, At: at}
}

func parseMerge(r *reader) crm.Event {
	m := crm.Merge{
		Kept: r.needRef("data.kept", r.data.Kept.Value),
		Gone: r.needRef("data.gone", r.data.Gone.Value),
	}
	if m.Kept == m.Gone {
		r.Fail("data.kept and data.gone are the same.")
	}
	return crm.Event{
		Kind:  crm.KindMerge,
		ID:    "merge/" + m.Gone.ID + "-" + m.Kept.ID,
		At:    r.updated(),
		Who:   crm.Who{Account: m.Kept},
		Merge: &m,
	}
}

func parseRedact(r *reader) crm.Event {
	p := &r.data.Customer.Value
	what := crm.Redact{
		Account: r.ref("data.customer", p.ref),
		Email:   webhook.FirstPersonalEmail(r.Text(p.Email)),
		Request: r.ID("data.request", r.data.Request),
	}
	if r.data.Requester.Present {
		what.Desk = r.ref("data.requester", r.data.Requester.Value)
	}
	for _, o := range r.data.Orders {
		if id := r.ID("data.orders", o); id != "" {
			what.Orders = append(what.Orders, crm.Ref{Source: r.source, ID: id})
		}
	}
	who := crm.Who{Account: what.Account, Email: what.Email, Desk: what.Desk}
	if who == (crm.Who{}) && len(what.Orders) == 0 {
		r.Fail(
			"data.customer is missing: neither an id nor an e-mail address, nor a requester, nor an order is named.",
		)
	}
	return crm.Event{
		Kind:   crm.KindRedact,
		ID:     "redact/" + what.Account.ID,
		Who:    who,
		Redact: &what,
	}
}
