package crm

import "holdfast/shared/words/enum"

// Kind is what an event is about.
type Kind uint8

const (
	KindOrder Kind = iota + 1
	KindTicket
	KindDelivery
	KindEnquiry
	KindCustomer // profile fields and consents
	KindMerge    // the platform says two accounts are one
	KindRedact   // the platform says a person is to be erased
	KindDataRequest
	KindShopRedact
	KindAnswer  // a customer answered a survey
	KindProduct // what the shop sells: of no customer
	KindObjection
	KindSubscription
)

var kinds = enum.Names[Kind]{
	KindOrder:        "order",
	KindTicket:       "ticket",
	KindDelivery:     "delivery",
	KindEnquiry:      "enquiry",
	KindCustomer:     "customer",
	KindMerge:        "merge",
	KindRedact:       "redact",
	KindDataRequest:  "data_request",
	KindShopRedact:   "shop_redact",
	KindAnswer:       "answer",
	KindProduct:      "product",
	KindObjection:    "objection",
	KindSubscription: "subscription",
}

func (k Kind) String() string { return kinds.String(k) }

// ParseKind returns the kind with the name.
func ParseKind(name string) (Kind, error) { return kinds.Parse(name) }

// Event is one fact in our own words, parsed from a delivery. What the delivery does not
// speak of is zero.
type Event struct {
	Kind Kind
	ID   string // for logs: kind and platform id, "order/5678"; never personal

	// At is when it was so, as the platform says; 0 = it does not say. Events dated in the
	// future are refused by it.
	At Instant

	Who Who

	// Address is the key of the e-mail address that the event is about, where we gave it
	// out ourselves (EmailKey); "" = none.
	Address Key

	Order        *Order
	Ticket       *Ticket
	Delivery     *Delivery
	Parcels      []Delivery // what an order says of its parcels, if the platform tells several
	Objection    *Objection
	Subscription *Subscription
	Enquiry      *Enquiry
	Lesson       *Lesson
	Profile      Profile
	Consents     Consents
	Merge        *Merge
	Redact       *Redact // also for KindDataRequest and KindShopRedact

	// ContactPersons are the people of a company, or the relations of a private customer,
	// that the event names.
	ContactPersons []ContactPerson

	// Products are what the event says of products, for the register of the store. The lines
	// of an order say some.
	Products []Product

	// Anonymised says that the shop took the customer's name out of the order: at the
	// request of the customer, or by the shop's rule of how long it keeps names.
	Anonymised bool

	// ShopRate is what one unit of the order's currency comes to in the shop's own, where
	// the body states the rate but not that currency. The zero Rate is none.
	ShopRate Rate

	// Unread names a field of the delivery whose words stand in no table of ours, with the
	// words: it is counted by source, so that nothing is lost unseen. "" = none.
	Unread string

	// Tags and Text are words of the delivery from which a reason can be told: ticket
	// text, cancel and refund notes. They are read once and never kept.
	Tags []string
	Text string

	// Message is what the customer wrote in a ticket after Text. It is read once and never
	// kept.
	Message string
}

// Dated returns when what the event is about began: an order was placed, a ticket opened,
// a question asked. An erasure up to then covers all that the event says, however late it
// says so.
func (e Event) Dated() Instant {
	for _, kind := range factKinds {
		if at, ok := kind.findDate(&e); ok {
			return at
		}
	}
	return e.At
}

// AboutOrder returns the order that the event is, or is news of, and false if there is none.
func (e Event) AboutOrder() (Ref, bool) {
	switch {
	case e.Order != nil:
		return e.Order.Ref, true
	case e.Delivery != nil:
		return e.Delivery.Order, true
	case e.Objection != nil:
		return e.Objection.Order, true
	}
	return Ref{}, false
}

// Latest returns the latest instant that the event claims anything to be of. A claim from
// the far future would win over all that comes after it.
func (e Event) Latest() Instant {
	latest := e.At
	for _, kind := range factKinds {
		latest = max(latest, kind.latestClaim(&e))
	}
	for i := range e.Products {
		latest = max(latest, e.Products[i].Updated(), e.Products[i].Gone)
	}
	return latest
}

// OfOrder returns an event that says no more than the order of this one and the news of it.
func (e Event) OfOrder() Event {
	return Event{
		Order:     e.Order,
		Delivery:  e.Delivery,
		Parcels:   e.Parcels,
		Objection: e.Objection,
	}
}

// DropOrder takes the order of the event and the news of it out of the event.
func (e *Event) DropOrder() {
	e.Order = nil
	e.Delivery = nil
	e.Parcels = nil
	e.Objection = nil
}

// Facts returns the facts of the event, as they would stand if nothing else were known of
// the customer. Home is the key the event landed under.
func (e Event) Facts(home Key) *Facts {
	f := &Facts{}
	for _, kind := range factKinds {
		kind.addEvent(f, &e, home)
	}
	return f
}

// Merge is the platform's word that it merged Gone into Kept, with success.
type Merge struct{ Kept, Gone Ref }

// Redact names what a privacy request is about.
type Redact struct {
	Key     Key // the very key, where an operator names it; then nothing else is said
	Account Ref
	Email   string // normalised, may be empty
	Desk    Ref    // a help-desk requester whom neither names
	Orders  []Ref
	Request string // the platform's id of the request, if any

	// Deleted says that the shop deleted the account. If it was merged into another, as
	// Shopify deletes it, the person stays.
	Deleted bool
}
