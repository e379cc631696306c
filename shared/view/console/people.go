package console

import (
	"cmp"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// fillPeople fills the contact persons, and a warning if a company is reached through one
// of them only.
func (v *visit) fillPeople(p *customerPage, f *crm.Facts) {
	for _, person := range playbook.ListPeople(f) {
		p.People = append(p.People, person.String())
	}
	if only, ok := f.FindOnlyContact(); ok {
		name := cmp.Or(only.Get(crm.ContactName), only.Get(crm.ContactEmail))
		p.OnlyContact = v.Say("console.people.only", name)
	}
}
