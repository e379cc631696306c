package invent

import (
	"encoding/json"
	"fmt"
	"time"

	"holdfast/shared/edge/webhook/zendesk"
	"holdfast/shared/words/crm"
)

// order is one order as it stands at Updated.
type order struct {
	ID         int
	Number     int
	At         time.Time
	Updated    time.Time
	Total      int64 // minor units, as are all sums here
	Discount   int64
	Fulfilment string
	Refund     int64
	Note       string
	items      []item
}

type item struct {
	id    int64
	name  string
	price int64
	count int64
}

var goods = []item{
	{id: 1, name: "Notebook, dotted", price: 1490},
	{id: 2, name: "Fountain pen", price: 5900},
	{id: 3, name: "Ink, 50 ml", price: 1250},
	{id: 4, name: "Letter paper", price: 1900},
	{id: 5, name: "Desk lamp", price: 8900},
	{id: 6, name: "Watercolour set", price: 4200},
	{id: 7, name: "Brush, no. 8", price: 1150},
	{id: 8, name: "Sketch pad A3", price: 2100},
	{id: 9, name: "Wrapping paper", price: 650},
	{id: 10, name: "Calendar", price: 2400},
	{id: 11, name: "Leather folder", price: 7400},
	{id: 12, name: "Pencils, box of 12", price: 1680},
}

// basket returns the n-th order of the shop. Companies buy by the dozen, faithful customers
// a little more than others.
func (b *buyer) basket(n int, at time.Time) order {
	o := order{
		ID:      firstOrder + n,
		Number:  firstNumber + n,
		At:      at,
		Updated: at,
	}
	lines := 1 + b.rng.IntN(2)
	most := 2
	switch b.kind {
	case faithful:
		lines = 2 + b.rng.IntN(3)
		most = 3
	case business:
		lines = 3 + b.rng.IntN(4)
		most = 9
	}
	for range lines {
		it := pick(b.rng, goods...)
		it.count = int64(1 + b.rng.IntN(most))
		o.items = append(o.items, it)
		o.Total += it.price * it.count
	}
	if b.rng.IntN(7) == 0 {
		o.Discount = o.Total / 10
		o.Total -= o.Discount
	}
	return o
}

// via returns where the customer buys: companies have orders taken by phone, some people
// come to the counter.
func (b *buyer) via() string {
	switch {
	case b.kind == business:
		return "shopify_draft_order"
	case b.id%9 == 0:
		return "pos"
	}
	return "web"
}

// landing returns the page on which the customer came in. It goes a little with their kind:
// buyers of gifts and single orders come from a search, faithful ones by recommendation.
func (b *buyer) landing() string {
	from := [...]string{"google", "google", "instagram", "newsletter", "recommendation"}
	switch b.kind {
	case gift, single:
		return "/?utm_source=" + from[b.id%3]
	case faithful, business:
		return "/?utm_source=" + from[2+b.id%3]
	}
	return "/?utm_source=" + from[b.id%len(from)]
}

func money(minor int64) string {
	return Currency.Of(minor).Decimal()
}

type fields map[string]any

func encode(v any) []byte {
	b, err := json.Marshal(v)
	if err != nil {
		panic("invent: " + err.Error()) // maps of texts and numbers can always be written
	}
	return b
}

func (o order) body(b *buyer) []byte {
	lines := make([]fields, len(o.items))
	for i, it := range o.items {
		lines[i] = fields{
			"id":         int64(o.ID)*10 + int64(i),
			"product_id": 7880321196700000 + it.id,
			"variant_id": 4480321196700000 + it.id,
			"sku":        fmt.Sprintf("LO-%02d", it.id),
			"title":      it.name,
			"quantity":   it.count,
			"price":      money(it.price),
		}
	}
	v := fields{
		"id":                      o.ID,
		"admin_graphql_api_id":    fmt.Sprintf("gid://shopify/Order/%d", o.ID),
		"name":                    fmt.Sprintf("#%d", o.Number),
		"order_number":            o.Number,
		"created_at":              o.At.Format(time.RFC3339),
		"processed_at":            o.At.Format(time.RFC3339),
		"updated_at":              o.Updated.Format(time.RFC3339),
		"currency":                Currency,
		"total_price":             money(o.Total),
		"total_discounts":         money(o.Discount),
		"financial_status":        "paid",
		"fulfillment_status":      nil,
		"cancelled_at":            nil,
		"email":                   b.email,
		"customer_locale":         b.locale,
		"buyer_accepts_marketing": b.agreed,
		"test":                    false,
		"customer":                b.account(o.Updated),
		"line_items":              lines,
		"refunds":                 []fields{},
		"source_name":             b.via(),
		"landing_site":            b.landing(),
		"referring_site":          nil,
	}
	if o.Fulfilment != "" {
		v["fulfillment_status"] = o.Fulfilment
	}
	if o.Refund > 0 {
		v["financial_status"] = "partially_refunded"
		v["refunds"] = []fields{{"id": o.ID + 1, "note": o.Note, "transactions": []fields{
			{
				"kind":     "refund",
				"status":   "success",
				"amount":   money(o.Refund),
				"currency": Currency,
			},
		}}}
	}
	return encode(v)
}

func (b *buyer) account(at time.Time) fields {
	return fields{
		"id":              b.id,
		"email":           b.email,
		"first_name":      b.first,
		"last_name":       b.last,
		"phone":           b.phone,
		"updated_at":      at.Format(time.RFC3339),
		"default_address": fields{"company": b.company, "country_code": b.country},
	}
}

func shopDelivery(topic string, at time.Time, body []byte) Delivery {
	return Delivery{
		At:     at,
		Source: Shop,
		Topic:  topic,
		Body:   body,
	}
}

func (b *buyer) unsubscribe(at time.Time) []byte {
	consent := fields{
		"state":              "unsubscribed",
		"opt_in_level":       "single_opt_in",
		"consent_updated_at": at.Format(time.RFC3339),
	}
	return encode(fields{
		"customer_id":             b.id,
		"email_address":           b.email,
		"email_marketing_consent": consent,
	})
}

// greet has the shop's other systems say what they know of a new customer: the owner, and
// whether calls are allowed.
func (y *Year) greet(b *buyer, at time.Time) {
	created := at.Add(-2 * time.Minute)
	y.tell(shopDelivery("customers/create", created, encode(b.account(created))))
	if b.owner == "" && !b.calls {
		return
	}
	at = at.Add(3 * time.Hour)
	data := fields{
		"source":     Shop,
		"id":         fmt.Sprint(b.id),
		"email":      b.email,
		"name":       b.name(),
		"phone":      b.phone,
		"zone":       b.zone,
		"country":    b.country,
		"updated_at": at.Format(time.RFC3339),
	}
	if b.owner != "" {
		data["owner"] = b.owner
	}
	if b.company != "" {
		data["company"] = b.company
	}
	if b.calls {
		data["consents"] = fields{"call": fields{"state": "given", "at": at.Format(time.RFC3339)}}
	}
	y.tell(ourDelivery("customer.updated", at, data))
}

// ourDelivery returns an event in our own format.
func ourDelivery(topic string, at time.Time, data fields) Delivery {
	return Delivery{
		At:     at,
		Source: ERP,
		Topic:  topic,
		Body:   encode(fields{"type": topic, "timestamp": at.Format(time.RFC3339), "data": data}),
	}
}

// parcel tells of an order's parcel, promised within so many days, that came so many days
// late.
func (y *Year) parcel(b *buyer, o order, within, late int) {
	promised := o.At.AddDate(0, 0, within)
	came := promised.AddDate(0, 0, late-1).Add(5 * time.Hour)
	if late == 0 {
		came = promised.Add(-6 * time.Hour)
	}
	body := func(updated time.Time) fields {
		return fields{
			"order":       fields{"source": Shop, "id": fmt.Sprint(o.ID)},
			"customer":    fields{"source": Shop, "id": fmt.Sprint(b.id)},
			"promised_at": promised.Format(time.RFC3339),
			"updated_at":  updated.Format(time.RFC3339),
		}
	}

	if late > 2 {
		sent := o.Updated.Add(2 * time.Hour)
		y.tell(ourDelivery("delivery.updated", sent, body(sent)))
	}
	delivered := body(came)
	delivered["delivered_at"] = came.Format(time.RFC3339)
	y.tell(ourDelivery("delivery.updated", came, delivered))
}

// refund gives money back some days after an order.
func (y *Year) refund(b *buyer, o order, minor int64, note string) {
	o.Refund = minor
	o.Note = note
	o.Updated = o.Updated.AddDate(0, 0, 4+b.rng.IntN(6))
	y.tell(shopDelivery("orders/updated", o.Updated, o.body(b)))
}

// complaints are what customers write when something is wrong.
var complaints = map[crm.Reason][]string{
	crm.ReasonService: {
		"My parcel is late again and nobody answers. This is unacceptable.",
		"Still waiting for my delivery, very disappointed with the service.",
	},
	crm.ReasonProduct: {
		"The pen leaks, it is defective.",
		"Poor quality: the paper arrived damaged and broken.",
	},
	crm.ReasonPrice: {
		"Your prices have become too expensive, the same set is cheaper elsewhere.",
		"Price increase again? A competitor is cheaper.",
	},
	crm.ReasonMarket: {
		"We are closing our studio and no longer need supplies.",
		"We moved abroad, please close my account.",
	},
}

// complaint opens a ticket some days after an order, has it solved, and perhaps rated.
func (y *Year) complaint(b *buyer, o order, why crm.Reason, priority, rating string) {
	at := o.Updated.AddDate(0, 0, 2+b.rng.IntN(5))
	y.talk(b, at, ticket{
		kind:     "problem",
		priority: priority,
		subject:  fmt.Sprintf("Order #%d", o.Number),
		text:     pick(b.rng, complaints[why]...),
		rating:   rating,
	})
}

func (y *Year) question(b *buyer, o order) {
	at := o.Updated.AddDate(0, 0, b.rng.IntN(4))
	y.talk(b, at, ticket{
		kind:     "question",
		priority: "normal",
		subject:  "Question",
		text:     "Which ink goes with the fountain pen?",
		rating:   pick(b.rng, "good", ""),
	})
}

// ticket is what a customer writes to the help desk, and how they rate the answer; "" is
// not at all.
type ticket struct {
	kind, priority, subject, text, rating string
}

// talk tells of a ticket that is opened, solved one to three days later, and perhaps rated.
func (y *Year) talk(b *buyer, at time.Time, t ticket) {
	y.ticket++
	id := firstTicket + y.ticket
	tell := func(now time.Time, status, rating string) {
		body := t.body(b, id, at)
		body["updated_at"] = now.Format(time.RFC3339)
		body["status"] = status
		body["rating"] = rating
		y.tell(Delivery{
			At:     now,
			Source: Desk,
			Topic:  zendesk.TriggerTopic,
			Body:   encode(body),
		})
	}

	tell(at, "open", "")
	solved := at.Add(time.Duration(18+b.rng.IntN(60)) * time.Hour)
	tell(solved, "solved", "")
	if t.rating != "" {
		tell(solved.Add(20*time.Hour), "closed", t.rating)
	}
}

// body returns what is the same in all that the desk posts of a ticket.
func (t ticket) body(b *buyer, id int, created time.Time) fields {
	return fields{
		"type":            zendesk.TriggerTopic,
		"ticket_id":       fmt.Sprint(id),
		"priority":        t.priority,
		"ticket_type":     t.kind,
		"subject":         t.subject,
		"description":     t.text,
		"tags":            "",
		"created_at":      created.Format(time.RFC3339),
		"requester_id":    fmt.Sprint(900_000 + b.id%1_000_000),
		"requester_email": b.email,
		"requester_name":  b.name(),
		"rating_comment":  "",
	}
}

// enquire tells of questions from people who have not bought yet, a few each month.
func (y *Year) enquire() {
	for i := range y.Days / 6 {
		minute := y.rng.IntN(y.Days * 24 * 60)
		at := y.Start.Add(time.Duration(minute) * time.Minute)
		subject := pick(
			y.rng,
			"Quotation for 40 notebooks",
			"Do you print logos?",
			"Bulk prices for schools",
		)
		name := pick(y.rng, countries[0].first...) + " " + pick(y.rng, countries[1].last...)
		y.tell(ourDelivery("enquiry.created", at, fields{
			"id":         fmt.Sprintf("Q-%d", 100+i),
			"created_at": at.Format(time.RFC3339),
			"updated_at": at.Format(time.RFC3339),
			"subject":    subject,
			"customer": fields{
				"email": fmt.Sprintf("asks%d@enquiry.example", i+1),
				"name":  name,
			},
		}))
	}
}
