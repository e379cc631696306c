package dossier

import "holdfast/shared/words/crm"

// ContactPerson is a person of a company, or a relation of a private customer.
type ContactPerson struct {
	ID     string          `json:"id"`
	Fields map[string]Said `json:"fields"`
	Left   string          `json:"left,omitempty"` // when the shop said: a contact no more
}

func contactPersonOf(p crm.ContactPerson) ContactPerson {
	person := ContactPerson{
		ID:     p.ID,
		Fields: map[string]Said{},
		Left:   date(p.Left),
	}
	for _, field := range crm.ContactFields() {
		text := p.Fields[field]
		if text.Value != "" {
			person.Fields[field.String()] = Said{text.Value, date(text.At)}
		}
	}
	return person
}
