package standard

import (
	"cmp"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// message is {type, timestamp, data} with the fields of all types; no name means two
// things.
type message struct {
	Timestamp lenient.Scalar       `json:"timestamp"`
	Data      lenient.Object[data] `json:"data"`
}

type data struct {
	person
	Customer  lenient.Object[person] `json:"customer"`
	Requester lenient.Object[ref]    `json:"requester"`
	Order     lenient.Object[ref]    `json:"order"`
	Kept      lenient.Object[ref]    `json:"kept"`
	Gone      lenient.Object[ref]    `json:"gone"`

	Number    lenient.Scalar `json:"number"`
	Status    lenient.Scalar `json:"status"`
	Cancelled lenient.Scalar `json:"cancelled"`
	Currency  lenient.Scalar `json:"currency"`
	Total     lenient.Scalar `json:"total"`
	Refunded  lenient.Scalar `json:"refunded"`
	Discount  lenient.Scalar `json:"discount"`
	Cost      lenient.Scalar `json:"cost"`
	Amount    lenient.Scalar `json:"amount"`
	Cause     lenient.Scalar `json:"cause"`

	SalesChannel lenient.Scalar     `json:"sales_channel"`
	Items        lenient.List[item] `json:"items"`

	SKU      lenient.Scalar `json:"sku"`
	Parent   lenient.Scalar `json:"parent"`
	Title    lenient.Scalar `json:"title"`
	Category lenient.Scalar `json:"category"`
	Vendor   lenient.Scalar `json:"vendor"`
	Price    lenient.Scalar `json:"price"`
	LifeDays lenient.Scalar `json:"life_days"`

	Subject   lenient.Scalar               `json:"subject"`
	Text      lenient.Scalar               `json:"text"`
	Tags      lenient.List[lenient.Scalar] `json:"tags"`
	Reason    lenient.Scalar               `json:"reason"`
	Priority  lenient.Scalar               `json:"priority"`
	Complaint lenient.Scalar               `json:"complaint"`
	Rating    lenient.Object[rating]       `json:"rating"`

	PlacedAt    lenient.Scalar `json:"placed_at"`
	PayBy       lenient.Scalar `json:"pay_by"`
	Awaits      lenient.Scalar `json:"awaits"`
	CreatedAt   lenient.Scalar `json:"created_at"`
	UpdatedAt   lenient.Scalar `json:"updated_at"`
	PromisedAt  lenient.Scalar `json:"promised_at"`
	DeliveredAt lenient.Scalar `json:"delivered_at"`
	ShippedAt   lenient.Scalar `json:"shipped_at"`

	Contacts lenient.List[person]         `json:"contacts"`
	Consents lenient.Map[consent]         `json:"consents"`
	Orders   lenient.List[lenient.Scalar] `json:"orders"`
	Request  lenient.Scalar               `json:"request"`
	Undated  lenient.Scalar               `json:"undated"`
}

// ref names a thing of this source or, with source, of another source of the same store.
type ref struct {
	Source lenient.Scalar `json:"source"`
	ID     lenient.Scalar `json:"id"`
}

type person struct {
	ref
	Email     lenient.Scalar `json:"email"`
	Name      lenient.Scalar `json:"name"`
	Company   lenient.Scalar `json:"company"`
	CompanyID lenient.Scalar `json:"company_id"`
	Role      lenient.Scalar `json:"role"`
	Phone     lenient.Scalar `json:"phone"`
	Country   lenient.Scalar `json:"country"`
	Locale    lenient.Scalar `json:"locale"`
	Zone      lenient.Scalar `json:"zone"`
	Birthday  lenient.Scalar `json:"birthday"`
	Owner     lenient.Scalar `json:"owner"`
	Origin    lenient.Scalar `json:"origin"`
}

// item is one line of an order: a product, or the category it belongs to.
type item struct {
	ID       lenient.Scalar `json:"id"`
	SKU      lenient.Scalar `json:"sku"`
	Name     lenient.Scalar `json:"name"`
	Category lenient.Scalar `json:"category"`
	Quantity lenient.Scalar `json:"quantity"`
	Returned lenient.Scalar `json:"returned"`
	Amount   lenient.Scalar `json:"amount"` // of all pieces, before the discount
	Discount lenient.Scalar `json:"discount"`
}

type rating struct {
	Score lenient.Scalar `json:"score"`
	At    lenient.Scalar `json:"at"`
}

type consent struct {
	State lenient.Scalar `json:"state"`
	At    lenient.Scalar `json:"at"`
}

// reader reads one message of one source. It remembers the first thing that is wrong.
type reader struct {
	lenient.Reader
	source   string
	received crm.Instant
	sent     crm.Instant // the message's timestamp: part of the body and the same on every attempt
	data     *data
}

// newReader decodes the message of a delivery.
func newReader(d webhook.Delivery) (*reader, error) {
	var in message
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	r := &reader{
		source:   d.Source,
		received: d.Received,
		data:     &in.Data.Value,
	}
	if !in.Data.Present {
		r.Fail("data is missing.")
	}
	r.sent = r.Time("timestamp", in.Timestamp)
	return r, nil
}

// readUpdated reads data.updated_at, else the message's timestamp. One of them must be
// there: without it no version wins.
func (r *reader) readUpdated() crm.Instant {
	at := r.Time("data.updated_at", r.data.UpdatedAt)
	if at == 0 {
		at = r.sent
	}
	if at == 0 {
		r.Fail("data.updated_at is missing, and so is timestamp.")
	}
	return at
}

// readUpdatedOrReceived is readUpdated for what some desks send without any date: then it
// is of its receipt.
func (r *reader) readUpdatedOrReceived() crm.Instant {
	at := r.Time("data.updated_at", r.data.UpdatedAt)
	return cmp.Or(at, r.sent, r.received)
}

// readRef reads a ref. Without a source it is one of this source; without an id it is
// none.
func (r *reader) readRef(what string, in ref) crm.Ref {
	id := r.ID(what+".id", in.ID)
	if id == "" {
		return crm.Ref{}
	}
	source := r.Text(in.Source)
	if source == "" {
		source = r.source
	}
	if !crm.ValidName(source) {
		r.Fail("%s.source: %q is not the name of a source.", what, source)
	}
	return crm.Ref{Source: source, ID: id}
}

// needRef is readRef for a ref that must be there.
func (r *reader) needRef(what string, in ref) crm.Ref {
	found := r.readRef(what, in)
	if found.Zero() {
		r.Fail("%s.id is missing.", what)
	}
	return found
}

// needSubject reads the thing that the message is about: data.id, always of this source.
func (r *reader) needSubject() crm.Ref {
	return r.NeedRef(r.source, "data.id", r.data.ID)
}

// addCustomer adds to the event which customer it is about, and their profile.
func (r *reader) addCustomer(ev *crm.Event) {
	customer := &r.data.Customer.Value
	ev.Who.Account = r.readRef("data.customer", customer.ref)
	ev.Who.Email = webhook.FirstPersonalEmail(r.Text(customer.Email))
	if r.data.Requester.Present {
		ev.Who.Desk = r.readRef("data.requester", r.data.Requester.Value)
	}
	if ev.Who != (crm.Who{}) {
		r.fillProfile(ev, customer)
		r.addCompany(ev, customer)
	}
}

// needCustomer is addCustomer for an event that says nothing without one.
func (r *reader) needCustomer(ev *crm.Event) {
	r.addCustomer(ev)
	if ev.Who == (crm.Who{}) {
		r.Fail("data.customer is missing: neither an id nor an e-mail address says whose this is.")
	}
}

func (r *reader) fillProfile(ev *crm.Event, in *person) {
	p := webhook.ProfileWriter{Profile: &ev.Profile, At: ev.At}
	p.Set(crm.Name, r.Text(in.Name))
	p.Set(crm.Company, r.Text(in.Company))
	p.Set(crm.Email, r.Text(in.Email))
	p.Set(crm.Phone, r.Text(in.Phone))
	p.Set(crm.Country, r.readCountry(in.Country))
	p.Set(crm.Locale, r.Text(in.Locale))
	p.Set(crm.Zone, r.readZone(in.Zone))
	p.Set(crm.Birthday, r.readBirthday(in.Birthday))
	p.Set(crm.Owner, r.Text(in.Owner))
	p.Set(crm.Origin, r.Text(in.Origin))
}

func (r *reader) readTags() []string {
	var tags []string
	for _, t := range r.data.Tags {
		if text := r.Text(t); text != "" {
			tags = append(tags, text)
		}
	}
	return tags
}

func (r *reader) readReason() crm.Reason {
	name := strings.ToLower(r.Text(r.data.Reason))
	if name == "" {
		return crm.ReasonUnknown
	}
	reason, err := crm.ParseReason(name)
	if err != nil {
		r.Fail(
			"data.reason: %q is none of price, product, service, market, technology, political, unknown.",
			name,
		)
	}
	return reason
}
