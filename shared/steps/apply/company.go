package apply

import (
	"strings"

	"holdfast/shared/words/crm"
)

// nameContact makes of what an event says of a person what it says of a contact, if the
// person's keys lead to a company: the company keeps its own name.
func (w *workingSet) nameContact(e *crm.Event, home crm.Key) {
	if !w.root.Key.Company() || home.Company() {
		return
	}
	id := accountOf(home)
	if person, ok := e.Profile.TakePerson(id); ok {
		e.ContactPersons = append(e.ContactPersons, person)
	}
}

// withContact returns the facts of a customer who turns out to act for a company, with
// the customer as a contact of it.
func withContact(facts *crm.Facts, key crm.Key) *crm.Facts {
	changed := *facts
	person, ok := changed.Profile.TakePerson(accountOf(key))
	if !ok {
		return facts
	}
	return crm.Join(&changed, &crm.Facts{ContactPersons: []crm.ContactPerson{person}})
}

// accountOf returns what follows the letter of the key of an account, or "" of any other.
func accountOf(key crm.Key) string {
	id, ok := strings.CutPrefix(string(key), "p:")
	if !ok {
		return ""
	}
	return id
}
