package woocommerce

import (
	"cmp"
	"html"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type customer struct {
	failure
	ID        lenient.Scalar          `json:"id"`
	OrderKey  lenient.Scalar          `json:"order_key"` // only an order has one
	Role      lenient.Scalar          `json:"role"`
	Email     lenient.Scalar          `json:"email"`
	FirstName lenient.Scalar          `json:"first_name"`
	LastName  lenient.Scalar          `json:"last_name"`
	Created   lenient.Scalar          `json:"date_created_gmt"`
	Modified  lenient.Scalar          `json:"date_modified_gmt"` // null until the first change
	Billing   lenient.Object[billing] `json:"billing"`
	Meta      lenient.List[meta]      `json:"meta_data"`
}

// staffRoles are the roles of WordPress and WooCommerce for people who work in the shop.
// Other roles, of wholesalers or members, are those of customers.
var staffRoles = map[string]bool{
	"administrator": true,
	"author":        true,
	"contributor":   true,
	"editor":        true,
	"shop_manager":  true,
	"translator":    true,
}

// parseCustomer reads a whole customer. An account of the staff is none.
func parseCustomer(d webhook.Delivery) ([]crm.Event, error) {
	var in customer
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	in.refuseFailure(&r, in.ID)
	if in.OrderKey != "" {
		r.Fail("order_key: this is an order, so the body does not belong to the topic.")
	}

	account := r.NeedRef(d.Source, "id", in.ID)
	if staffRoles[r.Text(in.Role)] && r.Err() == nil {
		return nil, webhook.ErrIgnored
	}
	at := cmp.Or(
		r.Time("date_modified_gmt", in.Modified),
		r.Time("date_created_gmt", in.Created),
		d.Received,
	)
	ev := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/" + account.ID,
		At:   at,
		Who: crm.Who{
			Account: account,
			Email:   webhook.FirstPersonalEmail(r.Text(in.Email), r.Text(in.Billing.Value.Email)),
		},
	}

	p := webhook.ProfileWriter{Profile: &ev.Profile, At: at}
	p.Set(crm.Name, joinName(&r, in.FirstName, in.LastName))
	p.Set(crm.Email, ev.Who.Email)
	in.Billing.Value.fillMissing(&r, p)
	metaPhone(&r, in.Meta, p)
	ev.Consents = accountConsents(metaConsents(&r, in.Meta), at)
	addContact(&ev)

	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// addContact adds to an event that names a company the person of the billing address.
// WooCommerce has no ids of companies: the account, or the address of a guest, is the
// customer, and the person its contact.
func addContact(ev *crm.Event) {
	if ev.Profile[crm.Company].Value == "" {
		return
	}
	profile := ev.Profile // the profile of the event keeps the name
	if person, ok := profile.TakePerson(""); ok {
		ev.ContactPersons = append(ev.ContactPersons, person)
	}
}

type billing struct {
	FirstName lenient.Scalar `json:"first_name"`
	LastName  lenient.Scalar `json:"last_name"`
	Company   lenient.Scalar `json:"company"`
	Country   lenient.Scalar `json:"country"`
	Email     lenient.Scalar `json:"email"`
	Phone     lenient.Scalar `json:"phone"`
}

// fillMissing takes from the billing address what the profile does not have yet.
func (in *billing) fillMissing(r *lenient.Reader, p webhook.ProfileWriter) {
	p.SetMissing(crm.Name, joinName(r, in.FirstName, in.LastName))
	p.SetMissing(crm.Company, html.UnescapeString(r.Text(in.Company)))
	p.SetMissing(crm.Email, r.Text(in.Email))
	p.SetMissing(crm.Phone, r.Text(in.Phone))
	p.SetMissing(crm.Country, strings.ToUpper(r.Text(in.Country)))
}

// joinName joins a name, whose characters WordPress may have encoded for HTML.
func joinName(r *lenient.Reader, first, last lenient.Scalar) string {
	name := strings.TrimSpace(r.Text(first) + " " + r.Text(last))
	return html.UnescapeString(name)
}
