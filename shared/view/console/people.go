package console

import (
	"cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// fillPeople fills the contact persons, and a warning if a company is reached through one
// of them only, or by one of ours only.
func (v *visit) fillPeople(p *customerPage, f *crm.Facts, tasks []book.Task) {
	for _, person := range playbook.ListPeople(f) {
		p.People = append(p.People, person.String())
	}
	if only, ok := f.FindOnlyContact(); ok {
		name := cmp.Or(only.Get(crm.ContactName), only.Get(crm.ContactEmail))
		p.OnlyContact = v.Say("console.people.only", name)
	}
	if owner, ok := playbook.FindOnlyOwner(f, book.Plain(tasks)); ok {
		p.OnlyOwner = v.Say("console.people.only_owner", owner)
	}
}
