package shopify

import (
	"cmp"
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
	Tags         lenient.Scalar          `json:"tags"`                    // up to API version 2024-10
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

// parseCustomer reads a whole customer. An absent consent, as in every customer body since
// API version 2025-01, says nothing.
func parseCustomer(d webhook.Delivery) ([]crm.Event, error) {
	var in customer
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	checkGID(&r, in.GID, "Customer")
	account := r.NeedRef(d.Source, "id", in.ID)

	ev := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/" + account.ID,
		At:   cmp.Or(r.Time("updated_at", in.UpdatedAt), d.Triggered, d.Received),
		Who: crm.Who{
			Account: account,
			Email:   webhook.FirstPersonalEmail(r.Text(in.Email)),
		},
	}
	profile := webhook.ProfileWriter{Profile: &ev.Profile, At: ev.At}
	in.fill(&r, profile)
	in.Address.Value.fillMissing(&r, profile)
	in.readConsents(&r, &ev.Consents, ev.At)
	ev.Tags = splitTags(r.Text(in.Tags))

	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

func (in *customer) fill(r *lenient.Reader, p webhook.ProfileWriter) {
	home := &in.Address.Value
	p.Set(crm.Name, joinName(r, in.FirstName, in.LastName))
	p.Set(crm.Email, r.Text(in.Email))
	p.Set(crm.Phone, r.Text(in.Phone))
	p.Set(crm.Company, r.Text(home.Company))
	p.Set(crm.Country, strings.ToUpper(r.Text(home.Country)))
}

// fillMissing takes from an address what the customer's own fields do not say.
func (in *address) fillMissing(r *lenient.Reader, p webhook.ProfileWriter) {
	p.SetMissing(crm.Name, joinName(r, in.FirstName, in.LastName))
	p.SetMissing(crm.Company, r.Text(in.Company))
	p.SetMissing(crm.Phone, r.Text(in.Phone))
	p.SetMissing(crm.Country, strings.ToUpper(r.Text(in.Country)))
}

func joinName(r *lenient.Reader, first, last lenient.Scalar) string {
	return strings.TrimSpace(r.Text(first) + " " + r.Text(last))
}
