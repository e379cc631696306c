package standard

import (
	"cmp"
	"strings"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// addCompany makes the event one of the company that its customer acts for, if the message
// names it by an id.
func (r *reader) addCompany(ev *crm.Event, in *person) {
	company := r.Ref(r.source, "company_id", in.CompanyID)
	webhook.ActFor(ev, company, r.Text(in.Role))
}

// addContacts adds the people that the message lists: contacts of a company, or relations
// of a private customer.
func (r *reader) addContacts(ev *crm.Event) {
	for i := range r.data.Contacts {
		in := &r.data.Contacts[i]
		contact := crm.ContactPerson{ID: r.readContactID(in)}
		if contact.ID == "" {
			r.Fail("data.contacts: want an id, an email or a name of each.")
			continue
		}
		set := func(field crm.ContactField, value string) {
			if value != "" {
				contact.Fields[field] = crm.Text{
					Value: value,
					At:    ev.At,
				}
			}
		}
		set(crm.ContactName, r.Text(in.Name))
		set(crm.ContactRole, r.Text(in.Role))
		set(crm.ContactEmail, webhook.FirstPersonalEmail(r.Text(in.Email)))
		set(crm.ContactPhone, webhook.PlainPhone(r.Text(in.Phone)))
		set(crm.ContactBirthday, r.readBirthday(in.Birthday))
		ev.ContactPersons = append(ev.ContactPersons, contact)
	}
}

// readContactID returns what a contact is known by: the account, the address or the name.
func (r *reader) readContactID(in *person) string {
	if account := r.readRef("data.contacts", in.ref); !account.Zero() {
		return account.String()
	}
	email := webhook.FirstPersonalEmail(r.Text(in.Email))
	return cmp.Or(email, strings.ToLower(r.Text(in.Name)))
}
