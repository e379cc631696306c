package shopify

import (
	"cmp"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type consent struct {
	State     lenient.Scalar `json:"state"`
	UpdatedAt lenient.Scalar `json:"consent_updated_at"`
}

// consentStates maps Shopify's words. not_subscribed means that the person was never asked
// or never agreed, which is no refusal. Redacted and invalid addresses must not be written
// to either.
var consentStates = map[string]crm.ConsentState{
	"subscribed":     crm.ConsentGiven,
	"pending":        crm.ConsentPending,
	"not_subscribed": crm.ConsentNotAsked,
	"unsubscribed":   crm.ConsentRefused,
	"redacted":       crm.ConsentRefused,
	"invalid":        crm.ConsentRefused,
}

// readConsents sets the consents that a customer body states. A no without a date stands
// as of the body's. A yes without one may be older than any no.
func (in *customer) readConsents(r *lenient.Reader, c *crm.Consents, bodyAt crm.Instant) {
	if in.EmailConsent.Present {
		c[crm.ChannelEmail] = in.EmailConsent.Value.readAsOf(r, bodyAt)
	}
	if in.SMSConsent.Present {
		c[crm.ChannelSMS] = in.SMSConsent.Value.readAsOf(r, bodyAt)
	}
}

func (in *consent) readAsOf(r *lenient.Reader, bodyAt crm.Instant) crm.Consent {
	c := in.read(r)
	if c.At == 0 && c.State.No() {
		c.At = bodyAt
	}
	return c
}

// read returns the consent at its own time, 0 if Shopify does not say one. A state that is
// not in consentStates says nothing.
func (in *consent) read(r *lenient.Reader) crm.Consent {
	state := consentStates[strings.ToLower(r.Text(in.State))]
	if state == crm.ConsentUnknown {
		return crm.Consent{}
	}
	at := r.Time("consent_updated_at", in.UpdatedAt)
	return crm.Consent{State: state, At: at}
}

func parseEmailConsent(d webhook.Delivery) ([]crm.Event, error) {
	var in struct {
		CustomerID lenient.Scalar          `json:"customer_id"` // not id, unlike the topic for text messages
		Email      lenient.Scalar          `json:"email_address"`
		Consent    lenient.Object[consent] `json:"email_marketing_consent"`
	}
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	who := crm.Who{
		Account: r.NeedRef(d.Source, "customer_id", in.CustomerID),
		Email:   webhook.FirstPersonalEmail(r.Text(in.Email)),
	}
	return consentEvent(&r, d, crm.ChannelEmail, who, in.Consent)
}

func parseSMSConsent(d webhook.Delivery) ([]crm.Event, error) {
	var in struct {
		ID      lenient.Scalar          `json:"id"`
		Phone   lenient.Scalar          `json:"phone"`
		Consent lenient.Object[consent] `json:"sms_marketing_consent"`
	}
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	who := crm.Who{Account: r.NeedRef(d.Source, "id", in.ID)}
	events, err := consentEvent(&r, d, crm.ChannelSMS, who, in.Consent)
	for i := range events {
		p := webhook.ProfileWriter{Profile: &events[i].Profile, At: events[i].At}
		p.Set(crm.Phone, r.Text(in.Phone))
	}
	return events, err
}

// consentEvent returns one consent as an event. A no without a time of its own, and a
// question that waits for its answer, are dated by the trigger header. A yes is not: the
// header is not signed, and says when Shopify was told, which may be by the import of an
// old list. Nor is it since the trigger that nobody asked. Both yield to what has a date.
func consentEvent(
	r *lenient.Reader,
	d webhook.Delivery,
	channel crm.Channel,
	who crm.Who,
	in lenient.Object[consent],
) ([]crm.Event, error) {
	if !in.Present {
		r.Fail("%s_marketing_consent is missing.", channel)
	}
	c := in.Value.read(r)
	closes := c.State.No() || c.State == crm.ConsentPending
	if c.At == 0 && closes {
		c.At = d.Triggered
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	if c.State == crm.ConsentUnknown {
		return nil, webhook.ErrIgnored
	}

	ev := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/" + who.Account.ID,
		At:   cmp.Or(c.At, d.Triggered),
		Who:  who,
	}
	ev.Consents[channel] = c
	return []crm.Event{ev}, nil
}
