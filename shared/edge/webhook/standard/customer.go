package standard

import (
	"cmp"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// parseCustomer reads a customer, whose fields stand in data itself.
func parseCustomer(r *reader) crm.Event {
	in := &r.data.person
	ev := crm.Event{
		Kind: crm.KindCustomer,
		At:   r.readAge(),
		Who: crm.Who{
			Account: r.readRef("data", in.ref),
			Email:   webhook.FirstPersonalEmail(r.Text(in.Email)),
		},
	}
	if ev.Who == (crm.Who{}) && in.CompanyID == "" {
		r.Fail("data.id is missing, and so is data.email.")
	}

	r.fillProfile(&ev, in)
	r.addCompany(&ev, in)
	ev.ID = "customer/" + cmp.Or(ev.Who.Account.ID, ev.Who.Company.ID)
	r.addContacts(&ev)
	for _, c := range r.data.Consents {
		r.addConsent(&ev, c.Name, c.Value)
	}
	return ev
}

// readAge returns as of when a customer's data are so. Data out of a list that does not say
// how old it is yield to all that has a date.
func (r *reader) readAge() crm.Instant {
	if r.Bool(r.data.Undated) {
		return crm.UndatedAt(r.received)
	}
	return r.readUpdated()
}

var consentStates = map[string]crm.ConsentState{
	"given":     crm.ConsentGiven,
	"pending":   crm.ConsentPending,
	"refused":   crm.ConsentRefused,
	"not_asked": crm.ConsentNotAsked,
}

// addConsent adds the consent for one channel. A channel that is not named says nothing. A
// no without a date stands as of the event. A yes without one may be older than any no.
func (r *reader) addConsent(ev *crm.Event, name string, in consent) {
	channel, err := crm.ParseChannel(name)
	state := consentStates[strings.ToLower(r.Text(in.State))]
	if err != nil || state == crm.ConsentUnknown {
		r.Fail(
			"data.consents: want email, sms, call or chat, each with a state of " +
				"given, pending, refused or not_asked.",
		)
		return
	}

	at := r.Time("data.consents.at", in.At)
	if at == 0 && state.No() {
		at = max(0, ev.At)
	}
	ev.Consents[channel] = crm.Consent{State: state, At: at}
}

// parseMerge reads which customer was merged into which.
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
		At:    r.readUpdated(),
		Who:   crm.Who{Account: m.Kept},
		Merge: &m,
	}
}

// parseRedact reads a person's wish to be erased, or to have orders erased.
func parseRedact(r *reader) crm.Event {
	what := r.readErasure()
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

func (r *reader) readErasure() crm.Redact {
	customer := &r.data.Customer.Value
	what := crm.Redact{
		Account: r.readRef("data.customer", customer.ref),
		Email:   webhook.FirstPersonalEmail(r.Text(customer.Email)),
		Request: r.ID("data.request", r.data.Request),
	}
	if r.data.Requester.Present {
		what.Desk = r.readRef("data.requester", r.data.Requester.Value)
	}
	for _, id := range r.data.Orders {
		order := r.Ref(r.source, "data.orders", id)
		if !order.Zero() {
			what.Orders = append(what.Orders, order)
		}
	}
	return what
}
