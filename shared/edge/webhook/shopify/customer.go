package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type customer struct {
	ID           lenient.Scalar          `json:"id"`
	GID          lenient.Scalar          `json:"admin_graphql_api_id"`
	Email        lenient.Scalar          `json:"email"`
	Phone        lenient.Scalar          `json:"phone"`
	FirstName    lenient.Scalar          `json:"first_name"`
	LastName     lenient.Scalar          `json:"last_name"`
	UpdatedAt    lenient.Scalar          `json:"updated_at"`
	Address      lenient.Object[address] `json:"default_address"`
	EmailConsent lenient.Object[consent] `json:"email_marketing_consent"` // up to API version 2024-10
	SMSConsent   lenient.Object[consent] `json:"sms_marketing_consent"`   // up to API version 2024-10
}

type address struct {
	FirstName lenient.Scalar `json:"first_name"`
	LastName  lenient.Scalar `json:"last_name"`
	Company   lenient.Scalar `json:"company"`
	Phone     lenient.Scalar `json:"phone"`
	Country   lenient.Scalar `json:"country_code"`
}

type consent struct {
	State     lenient.Scalar `json:"state"`
	UpdatedAt lenient.Scalar `json:"consent_updated_at"`
}

// An absent consent, as in every customer body since API version 2025-01, says nothing.
func parseCustomer(d webhook.Delivery) ([]crm.Event, error) {
	var in customer
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	needKind(&r, in.GID, "Customer")
	id := r.NeedID("id", in.ID)
	ev := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/" + id,
		At:   r.NeedTime("updated_at", in.UpdatedAt),
	}
	ev.Who = crm.Who{
		Account: crm.Ref{Source: d.Source, ID: id},
		Email:   webhook.FirstPersonalEmail(r.Text(in.Email)),
	}
	in.fill(&r, &ev.Profile, ev.At)
	in.Address.Value.fillMissing(&r, &ev.Profile, ev.At)
	in.consents(&r, &ev.Consents)
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

func (in *customer) fill(r *lenient.Reader, p *crm.Profile, at crm.Instant) {
	webhook.SetField(p, crm.Name, fullName(r, in.FirstName, in.LastName), at)
	webhook.SetField(p, crm.Email, r.Text(in.Email), at)
	webhook.SetField(p, crm.Phone, r.Text(in.Phone), at)
	webhook.SetField(p, crm.Company, r.Text(in.Address.Value.Company), at)
	webhook.SetField(p, crm.Country, strings.ToUpper(r.Text(in.Address.Value.Country)), at)
}

// fillMissing takes from an address what the account itself does not say.
func (in *address) fillMissing(r *lenient.Reader, p *crm.Profile, at crm.Instant) {
	webhook.SetMissingField(p, crm.Name, fullName(r, in.FirstName, in.LastName), at)
	webhook.SetMissingField(p, crm.Company, r.Text(in.Company), at)
	webhook.SetMissingField(p, crm.Phone, r.Text(in.Phone), at)
	webhook.SetMissingField(p, crm.Country, strings.ToUpper(r.Text(in.Country)), at)
}

func fullName(r *lenient.Reader, first, last lenient.Scalar) string {
	return strings.TrimSpace(r.Text(first) + " " + r.Text(last))
}

func (in *customer) consents(r *lenient.Reader, c *crm.Consents) {
	if in.EmailConsent.Present {
		c[crm.ChannelEmail] = in.EmailConsent.Value.read(r, 0)
	}
	if in.SMSConsent.Present {
		c[crm.ChannelSMS] = in.SMSConsent.Value.read(r, 0)
	}
}

// states maps Shopify's words. not_subscribed means that the person was never asked or
// never agreed; redacted and invalid addresses must not be written to either.
var states = map[string]crm.ConsentState{
	"subscribed":     crm.ConsentGiven,
	"pending":        crm.ConsentPending,
	"not_subscribed": crm.ConsentRefused,
	"unsubscribed":   crm.ConsentRefused,
	"redacted":       crm.ConsentRefused,
	"invalid":        crm.ConsentRefused,
}

// read gives the consent at its own time or, where Shopify does not say one, at the time
// given. A state it does not know says nothing.
func (in *consent) read(r *lenient.Reader, otherwise crm.Instant) crm.Consent {
	state := states[strings.ToLower(r.Text(in.State))]
	if state == crm.ConsentUnknown {
		return crm.Consent{}
	}
	at := r.Time("consent_updated_at", in.UpdatedAt)
	if at == 0 {
		at = otherwise
	}
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
	who := crm.Who{Email: webhook.FirstPersonalEmail(r.Text(in.Email))}
	id := r.NeedID("customer_id", in.CustomerID)
	return consentEvent(&r, d, crm.ChannelEmail, id, who, in.Consent)
}

func parseSMSConsent(d webhook.Delivery) ([]crm.Event, error) {
	var in struct {
		ID      lenient.Scalar          `json:"id"`
		Consent lenient.Object[consent] `json:"sms_marketing_consent"`
	}
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	return consentEvent(&r, d, crm.ChannelSMS, r.NeedID("id", in.ID), crm.Who{}, in.Consent)
}

// consentEvent is one consent. Without a time of its own it is dated by the trigger
// header, which is not signed, and without that it yields to every timed statement.
func consentEvent(
	r *lenient.Reader,
	d webhook.Delivery,
	ch crm.Channel,
	id string,
	who crm.Who,
	in lenient.Object[consent],
) ([]crm.Event, error) {
	if !in.Present {
		r.Fail("%s_marketing_consent is missing.", ch)
	}
	c := in.Value.read(r, d.Triggered)
	if err := r.Err(); err != nil {
		return nil, err
	}
	if c.State == crm.ConsentUnknown {
		return nil, webhook.ErrIgnored
	}
	who.Account = crm.Ref{Source: d.Source, ID: id}
	ev := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/" + id,
		At:   c.At,
		Who:  who,
	}
	ev.Consents[ch] = c
	return []crm.Event{ev}, nil
}
