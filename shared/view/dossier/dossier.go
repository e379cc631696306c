// Package dossier writes what is known of one customer in words and dates that a person
// can read. A shop hands it to a customer who asks what it keeps about them (articles 15
// and 20 of the GDPR).
package dossier

import (
	"slices"
	"time"

	"holdfast/shared/words/crm"
)

// Dossier is everything known of one customer. Times are RFC 3339 in UTC, amounts minor
// units. What is not known is left out.
type Dossier struct {
	// Keys are those by which the customer is known, their own first.
	Keys     []crm.Key       `json:"keys"`
	Profile  map[string]Said `json:"profile"`
	Consents map[string]Said `json:"consents"`
	// Orders begin with the oldest.
	Orders     []Order    `json:"orders"`
	Tickets    []Ticket   `json:"tickets"`
	Deliveries []Delivery `json:"deliveries"`
	// Objections are orders sent back, and payments disputed at the bank.
	Objections    []Objection    `json:"objections"`
	Subscriptions []Subscription `json:"subscriptions"`
	Enquiries     []Enquiry      `json:"enquiries"`
	// Reasons are those for buying less, as told to a person or in a survey.
	Reasons []Reason `json:"reasons"`
	// Remains are what an erasure left: days and amounts without a name.
	Remains []Order `json:"remains"`
	// Erased says whose data was erased here, and when that was asked for.
	Erased []Said `json:"erased,omitempty"`
	// Shared are addresses that other customers have as well.
	Shared []crm.Key `json:"shared,omitempty"`
	// ContactPersons are the people of a company, or the relations of a private customer.
	ContactPersons []ContactPerson `json:"contact_persons,omitempty"`
	// Rivals are other versions of orders, of the very time of the one that counts.
	Rivals []Order `json:"rivals,omitempty"`
	// Departed are the keys of orders and tickets that named the customer once.
	Departed []crm.Key `json:"departed,omitempty"`
}

// Said is a value and when it was so.
type Said struct {
	Value string `json:"value"`
	At    string `json:"at,omitempty"`
}

// Order is one order, or a credit note.
type Order struct {
	crm.Ref
	Number    string       `json:"number,omitempty"`
	Placed    string       `json:"placed"`
	Updated   string       `json:"updated,omitempty"`
	Status    string       `json:"status"`
	Awaits    string       `json:"awaits,omitempty"` // the payment that a pending order waits for
	PayBy     string       `json:"pay_by,omitempty"` // when it is due by agreement
	Cancelled bool         `json:"cancelled"`
	Currency  crm.Currency `json:"currency"`
	Total     int64        `json:"total"`
	Refunded  int64        `json:"refunded"`
	Flagged   bool         `json:"refund_in_another_currency,omitempty"` // seen, and not in Refunded
	Discount  int64        `json:"discount"`
	Cost      *int64       `json:"cost,omitempty"` // absent where it is not known
	Reason    string       `json:"reason,omitempty"`
	Channel   string       `json:"sales_channel,omitempty"`
	Goods     []string     `json:"goods,omitempty"`
	Lines     []Line       `json:"lines,omitempty"`
}

// Line is what was bought of one product. The last may have none: it sums up the lines that
// name no product.
type Line struct {
	Product  string `json:"product"`
	Quantity int64  `json:"quantity"`
	Back     int64  `json:"back,omitempty"` // taken off the order or sent back
	Amount   int64  `json:"amount"`         // before the discount
	Discount int64  `json:"discount,omitempty"`
}

// Ticket is one request or complaint.
type Ticket struct {
	crm.Ref
	Created   string `json:"created"`
	Updated   string `json:"updated,omitempty"`
	Status    string `json:"status,omitempty"`
	Priority  string `json:"priority,omitempty"`
	Complaint bool   `json:"complaint"`
	Told      bool   `json:"told,omitempty"` // it says why the customer leaves
	Reason    string `json:"reason,omitempty"`
	Score     uint8  `json:"score,omitempty"` // 1 to 5
	ScoredAt  string `json:"scored_at,omitempty"`
}

// Delivery is one parcel.
type Delivery struct {
	Order     crm.Ref `json:"order"`
	Parcel    string  `json:"parcel,omitempty"` // the shop's id of it
	State     string  `json:"state,omitempty"`
	Updated   string  `json:"updated,omitempty"`
	Shipped   string  `json:"shipped,omitempty"`
	Promised  string  `json:"promised,omitempty"`
	Delivered string  `json:"delivered,omitempty"`
}

// Objection is one return or dispute.
type Objection struct {
	crm.Ref
	Kind     string       `json:"kind"` // "return" or "dispute"
	Order    crm.Ref      `json:"order"`
	At       string       `json:"at"`
	Updated  string       `json:"updated,omitempty"`
	State    string       `json:"state,omitempty"`
	Cause    string       `json:"cause,omitempty"`
	Reason   string       `json:"reason,omitempty"` // told by words
	Currency crm.Currency `json:"currency,omitempty"`
	Amount   int64        `json:"amount,omitempty"`
}

// Subscription is an agreement by which orders come by themselves.
type Subscription struct {
	crm.Ref
	Began   string `json:"began,omitempty"`
	Updated string `json:"updated,omitempty"`
	State   string `json:"state"`
	Reason  string `json:"reason,omitempty"`
}

// Enquiry is one question.
type Enquiry struct {
	crm.Ref
	At      string `json:"at"`
	Updated string `json:"updated,omitempty"`
}

// Reason is what the customer said about why they buy less.
type Reason struct {
	Reason string `json:"reason"`
	At     string `json:"at"`
	Survey bool   `json:"survey"`
	Asked  string `json:"asked,omitempty"`
	Task   string `json:"task,omitempty"`

	Competitor string `json:"competitor,omitempty"`
}

// New returns what is known of the customer of a key: the facts of the record, and the
// older orders that stand beside it. Of those, an order of no source is what an erasure
// left.
func New(key crm.Key, f *crm.Facts, older []crm.Order) Dossier {
	all := slices.Concat(older, f.Orders)
	slices.SortFunc(all, crm.Order.Compare)
	var orders, erased []crm.Order
	for _, o := range all {
		if o.Source == "" {
			erased = append(erased, o)
		} else {
			orders = append(orders, o)
		}
	}

	return Dossier{
		Keys:           append([]crm.Key{key}, f.Aliases...),
		Profile:        profileOf(f),
		Consents:       consentsOf(f),
		Orders:         convert(orders, orderOf),
		Tickets:        convert(f.Tickets, ticketOf),
		Deliveries:     convert(f.Deliveries, deliveryOf),
		Objections:     convert(f.Objections, objectionOf),
		Subscriptions:  convert(f.Subscriptions, subscriptionOf),
		Enquiries:      convert(f.Enquiries, enquiryOf),
		Reasons:        convert(f.Lessons, reasonOf),
		Remains:        convert(slices.Concat(f.Remains, erased), orderOf),
		Erased:         convert(f.Erasures, erasureOf),
		Shared:         f.Shared,
		ContactPersons: convert(f.ContactPersons, contactPersonOf),
		Rivals:         convert(f.Rivals, orderOf),
		Departed:       f.Departed,
	}
}

// profileOf returns the fields that have a value, by their names.
func profileOf(f *crm.Facts) map[string]Said {
	profile := map[string]Said{}
	for i, text := range f.Profile {
		if text.Value != "" {
			field := crm.Field(i).String()
			profile[field] = Said{text.Value, date(text.At)}
		}
	}
	return profile
}

// consentsOf returns the consents that are known, by the names of their channels.
func consentsOf(f *crm.Facts) map[string]Said {
	consents := map[string]Said{}
	for i := range f.Consents {
		c := f.Consents[i].Current()
		if c.State != crm.ConsentUnknown {
			channel := crm.Channel(i).String()
			consents[channel] = Said{c.State.String(), date(c.At)}
		}
	}
	return consents
}

func deliveryOf(d crm.Delivery) Delivery {
	out := Delivery{
		Order:     d.Order,
		Parcel:    d.Parcel,
		Updated:   date(d.Updated),
		Shipped:   date(d.Shipped),
		Promised:  date(d.Promised),
		Delivered: date(d.Delivered),
	}
	if d.State != crm.ParcelUnknown {
		out.State = d.State.String()
	}
	return out
}

func objectionOf(o crm.Objection) Objection {
	out := Objection{
		Ref:      o.Ref,
		Kind:     o.Kind.String(),
		Order:    o.Order,
		At:       date(o.At),
		Updated:  date(o.Updated),
		Reason:   reason(o.Reason),
		Currency: o.Currency,
		Amount:   o.Amount,
	}
	if o.State != crm.ObjectionUnknown {
		out.State = o.State.String()
	}
	if o.Cause != crm.CauseUnknown {
		out.Cause = o.Cause.String()
	}
	return out
}

func subscriptionOf(s crm.Subscription) Subscription {
	return Subscription{
		Ref:     s.Ref,
		Began:   date(s.Began),
		Updated: date(s.Updated),
		State:   s.State.String(),
		Reason:  reason(s.Reason),
	}
}

func enquiryOf(e crm.Enquiry) Enquiry {
	return Enquiry{
		Ref:     e.Ref,
		At:      date(e.At),
		Updated: date(e.Updated),
	}
}

func reasonOf(l crm.Lesson) Reason {
	return Reason{
		Reason: l.Reason.String(),
		At:     date(l.At),
		Survey: l.Survey,
		Asked:  date(l.Asked),
		Task:   l.Task,

		Competitor: l.Competitor,
	}
}

func erasureOf(e crm.Erasure) Said {
	return Said{string(e.Key), date(e.At)}
}

func orderOf(o crm.Order) Order {
	out := Order{
		Ref:       o.Ref,
		Number:    o.Number,
		Placed:    date(o.Placed),
		Updated:   date(o.Updated),
		Status:    o.Status.String(),
		PayBy:     date(o.PayBy),
		Cancelled: o.Cancelled,
		Currency:  o.Currency,
		Total:     o.Total,
		Refunded:  o.Refunded,
		Flagged:   o.Flagged,
		Discount:  o.Discount,
		Reason:    reason(o.Reason),
		Goods:     o.Goods.Names(),
	}
	for _, l := range o.Lines.List() {
		out.Lines = append(out.Lines, Line(l))
	}
	if o.CostKnown {
		out.Cost = &o.Cost
	}
	if o.Awaits != crm.AwaitedAnyTime {
		out.Awaits = o.Awaits.String()
	}
	if o.Via != crm.SalesUnknown {
		out.Channel = o.Via.String()
	}
	return out
}

func ticketOf(t crm.Ticket) Ticket {
	out := Ticket{
		Ref:       t.Ref,
		Created:   date(t.Created),
		Updated:   date(t.Updated),
		Complaint: t.Complains(),
		Told:      t.Tells(),
		Reason:    reason(t.Why()),
		Score:     t.Score,
		ScoredAt:  date(t.ScoredAt),
	}
	if t.Status != crm.TicketUnknown {
		out.Status = t.Status.String()
	}
	if t.Priority != crm.PriorityUnknown {
		out.Priority = t.Priority.String()
	}
	return out
}

// reason returns the name of a reason, or "" if it is not known.
func reason(r crm.Reason) string {
	if r == crm.ReasonUnknown {
		return ""
	}
	return r.String()
}

// date writes an instant, or "" if it is not known.
func date(i crm.Instant) string {
	if i.Undated() {
		return ""
	}
	return i.Time().Format(time.RFC3339Nano)
}

// convert returns each element converted. It is never nil: in JSON it is "[]".
func convert[A, B any](in []A, to func(A) B) []B {
	out := make([]B, len(in))
	for i, a := range in {
		out[i] = to(a)
	}
	return out
}
