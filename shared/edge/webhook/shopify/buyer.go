package shopify

import (
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// addBuyer adds to the event what an order says of its buyer: who it is, their profile and
// their consent. An order without an id or an address of its buyer adds nothing.
func (in *order) addBuyer(r *lenient.Reader, source string, ev *crm.Event) {
	ev.Who.Account = r.Ref(source, "customer.id", in.Customer.Value.ID)
	ev.Who.Email = webhook.FirstPersonalEmail(
		r.Text(in.Customer.Value.Email),
		r.Text(in.Email),
		r.Text(in.ContactEmail),
	)
	if ev.Who == (crm.Who{}) {
		return
	}
	in.addProfile(r, ev)
	in.addConsents(r, ev)
	company := r.Ref(source, "company.id", in.Company.Value.ID)
	webhook.ActFor(ev, company, "")
}

// addProfile takes each field from the most specific place that has it: the customer, the
// billing address, then the order.
func (in *order) addProfile(r *lenient.Reader, ev *crm.Event) {
	origin := webhook.Origin(r.Text(in.LandingSite), r.Text(in.ReferringSite))

	p := webhook.ProfileWriter{Profile: &ev.Profile, At: ev.At}
	in.Customer.Value.fill(r, p)
	in.Billing.Value.fillMissing(r, p)
	p.Set(crm.Email, ev.Who.Email)
	p.Set(crm.Locale, r.Text(in.Locale))
	p.SetMissing(crm.Phone, r.Text(in.Phone))
	p.SetMissing(crm.Phone, r.Text(in.Shipping.Value.Phone))

	p.At = ev.Order.Placed
	p.Set(crm.Origin, origin)
}

// addConsents takes the customer's consents, and the box ticked at the checkout unless the
// customer's own word on e-mails stands beside it. A box that was not ticked says nothing:
// it withdraws no earlier consent.
func (in *order) addConsents(r *lenient.Reader, ev *crm.Event) {
	in.Customer.Value.readConsents(r, &ev.Consents, ev.At)

	email := &ev.Consents[crm.ChannelEmail]
	hasSaid := email.State != crm.ConsentUnknown && email.State != crm.ConsentNotAsked
	if !hasSaid && r.Bool(in.AcceptsMarketing) {
		email.Ticked = r.Time("created_at", in.CreatedAt)
	}
}
