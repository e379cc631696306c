// Package dossier says what is known of one customer in words and dates that a person can
// read: what a shop hands to whoever asks what it keeps about them (articles 15 and 20 of
// the GDPR).
package dossier

import (
	"slices"
	"time"

	"holdfast/shared/words/crm"
)

// Dossier is everything known of one customer. Times are RFC 3339 in UTC, amounts minor
// units. What nobody has said is left out.
type Dossier struct {
	Keys       []crm.Key       `json:"keys"` // by which the customer is known, the own one first
	Profile    map[string]Said `json:"profile"`
	Consents   map[string]Said `json:"consents"`
	Orders     []Order         `json:"orders"` // oldest first
	Tickets    []Ticket        `json:"tickets"`
	Deliveries []Delivery      `json:"deliveries"`
	Enquiries  []Enquiry       `json:"enquiries"`
	Reasons    []Reason        `json:"reasons"`          // for buying less, as told to a person or in a survey
	Remains    []Order         `json:"remains"`          // of an erasure: days and amounts that name nobody
	Erased     []Said          `json:"erased,omitempty"` // whose data was erased here, and when that was asked for
	Shared     []crm.Key       `json:"shared,omitempty"` // addresses that are somebody else's as well
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
}

// Ticket is one request or complaint.
type Ticket struct {
	crm.Ref
	Created   string `json:"created"`
	Updated   string `json:"updated,omitempty"`
	Status    string `json:"status,omitempty"`
	Priority  string `json:"priority,omitempty"`
	Complaint bool   `json:"complaint"`
	Reason    string `json:"reason,omitempty"`
	Score     uint8  `json:"score,omitempty"` // 1 to 5
	ScoredAt  string `json:"scored_at,omitempty"`
}

// Delivery is one parcel.
type Delivery struct {
	Order     crm.Ref `json:"order"`
	Updated   string  `json:"updated,omitempty"`
	Promised  string  `json:"promised,omitempty"`
	Delivered string  `json:"delivered,omitempty"`
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
}

// New says what is known of the customer of a key: the facts of the record, and the older
// orders that stand beside it. Of those, an order of no source is what an erasure left.
func New(key crm.Key, f *crm.Facts, older []crm.Order) Dossier {
	d := Dossier{
		Keys:     append([]crm.Key{key}, f.Aliases...),
		Profile:  map[string]Said{},
		Consents: map[string]Said{},
		Shared:   f.Shared,
	}
	for i, t := range f.Profile {
		if t.Value != "" {
			d.Profile[crm.Field(i).String()] = Said{t.Value, date(t.At)}
		}
	}
	for i, c := range f.Consents {
		if c.State != crm.ConsentUnknown {
			d.Consents[crm.Channel(i).String()] = Said{c.State.String(), date(c.At)}
		}
	}
	named := func(o crm.Order) bool { return o.Source != "" }
	all := slices.Concat(older, f.Orders)
	slices.SortFunc(all, crm.Order.Compare)
	d.Orders = each(keep(all, named), orderOf)
	d.Remains = each(slices.Concat(f.Remains, slices.DeleteFunc(all, named)), orderOf)
	d.Tickets = each(f.Tickets, ticketOf)
	d.Deliveries = each(f.Deliveries, func(p crm.Delivery) Delivery {
		return Delivery{p.Order, date(p.Updated), date(p.Promised), date(p.Delivered)}
	})
	d.Enquiries = each(
		f.Enquiries,
		func(e crm.Enquiry) Enquiry { return Enquiry{e.Ref, date(e.At), date(e.Updated)} },
	)
	d.Reasons = each(f.Lessons, func(l crm.Lesson) Reason {
		return Reason{l.Reason.String(), date(l.At), l.Survey, date(l.Asked), l.Task}
	})
	d.Erased = each(f.Erasures, func(e crm.Erasure) Said { return Said{string(e.Key), date(e.At)} })
	return d
}

func orderOf(o crm.Order) Order {
	out := Order{
		Ref:       o.Ref,
		Number:    o.Number,
		Placed:    date(o.Placed),
		Updated:   date(o.Updated),
		Status:    o.Status.String(),
		Cancelled: o.Cancelled,
		Currency:  o.Currency,
		Total:     o.Total,
		Refunded:  o.Refunded,
		Flagged:   o.Flagged,
		Discount:  o.Discount,
		Reason:    reason(o.Reason),
		Goods:     o.Goods.Names(),
	}
	if o.CostKnown {
		out.Cost = &o.Cost
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
		Complaint: t.Complaint,
		Reason:    reason(t.Reason),
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

// reason is the name of a reason that is known.
func reason(r crm.Reason) string {
	if r == crm.ReasonUnknown {
		return ""
	}
	return r.String()
}

// date is "" for the unknown instant.
func date(i crm.Instant) string {
	if i == 0 {
		return ""
	}
	return i.Time().Format(time.RFC3339Nano)
}

// each is never nil: it is "[]" in JSON.
func each[A, B any](in []A, of func(A) B) []B {
	out := make([]B, len(in))
	for i, a := range in {
		out[i] = of(a)
	}
	return out
}

func keep[T any](in []T, want func(T) bool) []T {
	return slices.DeleteFunc(slices.Clone(in), func(x T) bool { return !want(x) })
}
