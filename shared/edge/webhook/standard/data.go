package standard

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// message is {type, timestamp, data} with the fields of all our events; no name means two
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

	SalesChannel lenient.Scalar     `json:"sales_channel"`
	Items        lenient.List[item] `json:"items"`

	Subject   lenient.Scalar               `json:"subject"`
	Text      lenient.Scalar               `json:"text"`
	Tags      lenient.List[lenient.Scalar] `json:"tags"`
	Reason    lenient.Scalar               `json:"reason"`
	Priority  lenient.Scalar               `json:"priority"`
	Complaint lenient.Scalar               `json:"complaint"`
	Rating    lenient.Object[rating]       `json:"rating"`

	PlacedAt    lenient.Scalar `json:"placed_at"`
	CreatedAt   lenient.Scalar `json:"created_at"`
	UpdatedAt   lenient.Scalar `json:"updated_at"`
	PromisedAt  lenient.Scalar `json:"promised_at"`
	DeliveredAt lenient.Scalar `json:"delivered_at"`

	Consents lenient.Map[consent]         `json:"consents"`
	Orders   lenient.List[lenient.Scalar] `json:"orders"`
	Request  lenient.Scalar               `json:"request"`
}

// ref names a thing of this source or, with source, of another connection of the same
// store.
type ref struct {
	Source lenient.Scalar `json:"source"`
	ID     lenient.Scalar `json:"id"`
}

type person struct {
	ref
	Email    lenient.Scalar `json:"email"`
	Name     lenient.Scalar `json:"name"`
	Company  lenient.Scalar `json:"company"`
	Phone    lenient.Scalar `json:"phone"`
	Country  lenient.Scalar `json:"country"`
	Locale   lenient.Scalar `json:"locale"`
	Zone     lenient.Scalar `json:"zone"`
	Birthday lenient.Scalar `json:"birthday"`
	Owner    lenient.Scalar `json:"owner"`
	Origin   lenient.Scalar `json:"origin"`
}

// item is one line of an order: a product, or the category it belongs to.
type item struct {
	Name     lenient.Scalar `json:"name"`
	Category lenient.Scalar `json:"category"`
}

type rating struct {
	Score lenient.Scalar `json:"score"`
	At    lenient.Scalar `json:"at"`
}

type consent struct {
	State lenient.Scalar `json:"state"`
	At    lenient.Scalar `json:"at"`
}

// reader reads one message of one source.
type reader struct {
	lenient.Reader
	source string
	sent   crm.Instant // the message's timestamp: part of the body and the same on every attempt
	data   *data
}

func open(d webhook.Delivery) (*reader, error) {
	var in message
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	r := &reader{source: d.Source, data: &in.Data.Value}
	if !in.Data.Present {
		r.Fail("data is missing.")
	}
	r.sent = r.Time("timestamp", in.Timestamp)
	return r, nil
}

// updated is data.updated_at, else the message's timestamp. One of them must be there:
// without it no version wins.
func (r *reader) updated() crm.Instant {
	at := r.Time("data.updated_at", r.data.UpdatedAt)
	if at == 0 {
		at = r.sent
	}
	if at == 0 {
		r.Fail("data.updated_at is missing, and so is timestamp.")
	}
	return at
}

// ref reads a name; "" stands for this source.
func (r *reader) ref(what string, in ref) crm.Ref {
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

func (r *reader) needRef(what string, in ref) crm.Ref {
	named := r.ref(what, in)
	if named.Zero() {
		r.Fail("%s.id is missing.", what)
	}
	return named
}

// own is the thing the message is about: data.id, always of this source.
func (r *reader) own() crm.Ref {
	return crm.Ref{Source: r.source, ID: r.NeedID("data.id", r.data.ID)}
}

// customer puts who the event is about, and what is said of them, into the event.
func (r *reader) customer(ev *crm.Event) {
	p := &r.data.Customer.Value
	ev.Who.Account = r.ref("data.customer", p.ref)
	ev.Who.Email = webhook.FirstPersonalEmail(r.Text(p.Email))
	if r.data.Requester.Present {
		ev.Who.Desk = r.ref("data.requester", r.data.Requester.Value)
	}
	if ev.Who != (crm.Who{}) {
		r.profile(&ev.Profile, p, ev.At)
	}
}

// needCustomer is customer for an event that has no place without one.
func (r *reader) needCustomer(ev *crm.Event) {
	r.customer(ev)
	if ev.Who == (crm.Who{}) {
		r.Fail("data.customer is missing: neither an id nor an e-mail address says whose this is.")
	}
}

func (r *reader) profile(p *crm.Profile, in *person, at crm.Instant) {
	for f, value := range [...]string{
		crm.Name:     r.Text(in.Name),
		crm.Company:  r.Text(in.Company),
		crm.Email:    r.Text(in.Email),
		crm.Phone:    r.Text(in.Phone),
		crm.Country:  r.country(in.Country),
		crm.Locale:   r.Text(in.Locale),
		crm.Zone:     r.zone(in.Zone),
		crm.Birthday: r.birthday(in.Birthday),
		crm.Owner:    r.Text(in.Owner),
		crm.Origin:   r.Text(in.Origin),
	} {
		webhook.SetField(p, crm.Field(f), value, at)
	}
}

func (r *reader) tags() []string {
	var tags []string
	for _, t := range r.data.Tags {
		if text := r.Text(t); text != "" {
			tags = append(tags, text)
		}
	}
	return tags
}

func (r *reader) reason() crm.Reason {
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
