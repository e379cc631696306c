package shopify

import (
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// companyRef names a company in a B2B order.
type companyRef struct {
	ID lenient.Scalar `json:"id"`
}

// company is the body of companies/create, companies/update and companies/delete.
type company struct {
	ID        lenient.Scalar `json:"id"`
	GID       lenient.Scalar `json:"admin_graphql_api_id"`
	Name      lenient.Scalar `json:"name"`
	UpdatedAt lenient.Scalar `json:"updated_at"`
}

// companyContact is the body of company_contacts/create, update and delete. The person is
// an account of the shop.
type companyContact struct {
	Customer  lenient.Scalar          `json:"customer_admin_graphql_api_id"`
	Title     lenient.Scalar          `json:"title"`
	UpdatedAt lenient.Scalar          `json:"updated_at"`
	Company   lenient.Object[company] `json:"company"`
}

// readRef returns the company's name in the store. Bodies state the id, the GraphQL id
// that ends in it, or both.
func (in *company) readRef(r *lenient.Reader, source string) crm.Ref {
	if in.ID != "" {
		return r.NeedRef(source, "company.id", in.ID)
	}
	return crm.Ref{Source: source, ID: readGID(r, "Company", in.GID)}
}

// readGID returns the number at the end of a GraphQL id of a kind.
func readGID(r *lenient.Reader, kind string, gid lenient.Scalar) string {
	text := r.Text(gid)
	id, ok := strings.CutPrefix(text, "gid://shopify/"+kind+"/")
	if !ok || id == "" {
		r.Fail("%q is no id of a %s.", text, kind)
	}
	return id
}

// parseCompany reads a company's name.
func parseCompany(d webhook.Delivery) ([]crm.Event, error) {
	var in company
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	ref := in.readRef(&r, d.Source)
	ev := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/company-" + ref.ID,
		At:   r.NeedTime("updated_at", in.UpdatedAt),
		Who:  crm.Who{Company: ref},
	}
	profile := webhook.ProfileWriter{Profile: &ev.Profile, At: ev.At}
	profile.Set(crm.Company, r.Text(in.Name))

	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}

// parseCompanyContact reads that a person acts for a company, or no longer does.
func parseCompanyContact(d webhook.Delivery) ([]crm.Event, error) {
	var in companyContact
	if err := lenient.Decode(d.Body, &in); err != nil {
		return nil, err
	}
	var r lenient.Reader
	ref := in.Company.Value.readRef(&r, d.Source)
	account := crm.Ref{Source: d.Source, ID: readGID(&r, "Customer", in.Customer)}
	at := r.Time("updated_at", in.UpdatedAt)
	if at == 0 {
		at = d.Received
	}

	person := crm.ContactPerson{ID: account.String()}
	isDeleted := strings.HasSuffix(d.Topic, "/delete")
	if isDeleted {
		person.Left = at
	}
	if title := r.Text(in.Title); title != "" && !isDeleted {
		person.Fields[crm.ContactRole] = crm.Text{
			Value: title,
			At:    at,
		}
	}
	ev := crm.Event{
		Kind: crm.KindCustomer,
		ID:   "customer/contact-" + account.ID,
		At:   at,
		Who:  crm.Who{Company: ref},
	}
	saysAnything := person.Heard() > 0 || person.Left > 0
	if saysAnything {
		ev.ContactPersons = []crm.ContactPerson{person}
	}
	if !isDeleted {
		ev.Who.Account = account
	}
	if err := r.Err(); err != nil {
		return nil, err
	}
	return []crm.Event{ev}, nil
}
