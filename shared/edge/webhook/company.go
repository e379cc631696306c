package webhook

import (
	"holdfast/shared/words/crm"
)

// ActFor makes an event of a person one of the company that the person acts for. The role
// is what the person does there; it may be empty.
func ActFor(ev *crm.Event, company crm.Ref, role string) {
	if company.Zero() {
		return
	}
	ev.Who.Company = company
	id := ""
	if !ev.Who.Account.Zero() {
		id = ev.Who.Account.String()
	}
	person, ok := ev.Profile.TakePerson(id)
	if !ok && id == "" {
		return
	}
	if role != "" {
		person.Fields[crm.ContactRole] = crm.Text{
			Value: role,
			At:    ev.At,
		}
	}
	if person.Heard() > 0 {
		ev.ContactPersons = append(ev.ContactPersons, person)
	}
}
