package crm

import (
	"cmp"
	"slices"
	"strings"

	"holdfast/shared/words/enum"
)

// ContactField names one fact of a contact person.
type ContactField uint8

const (
	ContactName ContactField = iota
	ContactRole              // what the person does in the company, or is to a private customer: buyer, spouse
	ContactEmail
	ContactPhone
	ContactBirthday // YYYY-MM-DD, or --MM-DD
	contactFieldCount
)

var contactFields = enum.Names[ContactField]{
	ContactName:     "name",
	ContactRole:     "role",
	ContactEmail:    "email",
	ContactPhone:    "phone",
	ContactBirthday: "birthday",
}

func (f ContactField) String() string { return contactFields.String(f) }

// Known reports whether this version has a name for the code.
func (f ContactField) Known() bool { return contactFields.Known(f) }

// ParseContactField returns the field with the name.
func ParseContactField(name string) (ContactField, error) { return contactFields.Parse(name) }

// ContactFields returns every field of a contact person.
func ContactFields() []ContactField { return contactFields.Codes() }

// ContactPerson is a person through whom a company is reached, or a relation of a private
// customer, such as a spouse.
type ContactPerson struct {
	ID     string // the platform's: the person's account, else an address, else the name
	Fields [contactFieldCount]Text
	Left   Instant // when the shop said that this is a contact no more; 0 = never
}

// Get returns the newest value of a field, or "".
func (p ContactPerson) Get(f ContactField) string { return p.Fields[f].Value }

// Gone reports whether the shop said that the person is a contact no more, and has not
// named them since.
func (p ContactPerson) Gone() bool { return p.Left > 0 && p.Left >= p.Heard() }

// Heard returns when the newest of the person's fields was said.
func (p ContactPerson) Heard() (at Instant) {
	for _, text := range p.Fields {
		at = max(at, text.At)
	}
	return at
}

// keptPersons is how many contact persons a record keeps.
const keptPersons = 60

// contactPersonsKind keeps the contact persons, each field with its own time.
type contactPersonsKind struct{ listKind[ContactPerson] }

var contactPersons = contactPersonsKind{listKind[ContactPerson]{
	list:    func(f *Facts) *[]ContactPerson { return &f.ContactPersons },
	compare: func(a, b ContactPerson) int { return cmp.Compare(a.ID, b.ID) },
	same:    func(a, b ContactPerson) bool { return a.ID == b.ID },
	choose:  joinPersons,
	keep:    keptPersons,
	write:   (*writer).contactPerson,
	read:    (*reader).contactPerson,
	version: rivalsVersion,
}}

func joinPersons(a, b ContactPerson) ContactPerson {
	for i := range a.Fields {
		a.Fields[i] = newerText(a.Fields[i], b.Fields[i])
	}
	a.Left = max(a.Left, b.Left)
	return a
}

// join runs after the profile: a company is not reached by the address of a person who
// left it.
func (k contactPersonsKind) join(f, a, b *Facts) {
	k.listKind.join(f, a, b)
	isGone := func(p ContactPerson) bool { return p.Gone() }
	if slices.ContainsFunc(f.ContactPersons, isGone) {
		f.reachByContact(Email, ContactEmail)
		f.reachByContact(Phone, ContactPhone)
	}
}

// reachByContact puts into the profile the newest value of those who are contacts, unless
// one of them has the value that is there.
func (f *Facts) reachByContact(field Field, from ContactField) {
	var newest Text
	for _, p := range f.ContactPersons {
		text := p.Fields[from]
		switch {
		case p.Gone():
		case text.Value == f.Profile[field].Value:
			return
		default:
			newest = newerText(newest, text)
		}
	}
	if newest.Value != "" {
		f.Profile[field] = newest
	}
}

func (contactPersonsKind) addEvent(f *Facts, e *Event, _ Key) {
	for _, p := range e.ContactPersons {
		one := &Facts{ContactPersons: []ContactPerson{p}}
		f.ContactPersons = contactPersons.merge(f.ContactPersons, one.ContactPersons)
	}
}

func (contactPersonsKind) latestClaim(e *Event) (latest Instant) {
	for _, p := range e.ContactPersons {
		latest = max(latest, p.Heard(), p.Left)
	}
	return latest
}

// erase clears what was said up to the erasure, and persons of whom nothing is left.
func (contactPersonsKind) erase(f *Facts, e erasing) {
	persons := slices.Clone(f.ContactPersons)
	for i := range persons {
		for field, text := range persons[i].Fields {
			if e.takes(text.At) {
				persons[i].Fields[field] = Text{}
			}
		}
	}
	f.ContactPersons = slices.DeleteFunc(persons, func(p ContactPerson) bool {
		return p.Heard() == 0
	})
}

// ListContactPersons returns those who are contacts now, in the order of their ids. A
// person who is also known by an address alone is listed once.
func (f *Facts) ListContactPersons() []ContactPerson {
	var persons []ContactPerson
	for _, p := range f.ContactPersons {
		isSame := func(other ContactPerson) bool {
			return other.ID != p.ID && strings.EqualFold(other.Get(ContactEmail), p.ID)
		}
		if !p.Gone() && !slices.ContainsFunc(f.ContactPersons, isSame) {
			persons = append(persons, p)
		}
	}
	return persons
}

// FindOnlyContact returns the one person on whom all contact with a company hangs, and
// false if there are several, or none, or the customer is no company.
func (f *Facts) FindOnlyContact() (ContactPerson, bool) {
	persons := f.ListContactPersons()
	isCompany := f.Profile[Company].Value != ""
	if !isCompany || len(persons) != 1 {
		return ContactPerson{}, false
	}
	return persons[0], true
}

// ForgetPersons takes contact persons out of the record for good, and what the profile has
// of them.
func (f *Facts) ForgetPersons(isMeant func(ContactPerson) bool) {
	var stay []ContactPerson
	for _, p := range f.ContactPersons {
		if !isMeant(p) {
			stay = append(stay, p)
			continue
		}
		f.forgetInProfile(Name, p.Get(ContactName))
		f.forgetInProfile(Email, p.Get(ContactEmail))
		f.forgetInProfile(Phone, p.Get(ContactPhone))
		f.forgetInProfile(Birthday, p.Get(ContactBirthday))
	}
	f.ContactPersons = stay
	f.reachByContact(Email, ContactEmail)
	f.reachByContact(Phone, ContactPhone)
}

func (f *Facts) forgetInProfile(field Field, value string) {
	if f.Profile[field].Value == value {
		f.Profile[field] = Text{}
	}
}

// contactPerson writes the id, when the person left, which fields have a value, a bit
// each, then their values.
func (w *writer) contactPerson(p ContactPerson) {
	var present uint64
	for i, text := range p.Fields {
		if text.Value != "" {
			present |= 1 << i
		}
	}
	w.String(p.ID)
	w.instant(p.Left)
	w.Uint(present)
	for _, text := range p.Fields {
		if text.Value != "" {
			w.word(text.Value)
			w.instant(text.At)
		}
	}
}

func (r *reader) contactPerson() (p ContactPerson) {
	p.ID = r.String()
	p.Left = r.instant()
	present := r.Uint()
	if present >= 1<<contactFieldCount {
		r.FailNewer("fields %b of a contact person", present)
		return p
	}
	for i := range p.Fields {
		if present&(1<<i) == 0 {
			continue
		}
		value := r.word()
		if value == "" {
			r.Fail("%s of a contact person says nothing", ContactField(i))
		}
		p.Fields[i] = Text{value, r.instant()}
	}
	return p
}

// TakePerson takes out of a profile what is of a person and not of the company that the
// person acts for, and returns it as a contact person. The address and the phone stay in
// the profile too: by them the company is reached. An empty id stands for the address,
// else the name. It returns false if the profile names no person.
func (p *Profile) TakePerson(id string) (ContactPerson, bool) {
	person := ContactPerson{ID: id}
	person.Fields[ContactName] = p[Name]
	person.Fields[ContactEmail] = p[Email]
	person.Fields[ContactPhone] = p[Phone]
	person.Fields[ContactBirthday] = p[Birthday]
	p[Name] = Text{}
	p[Birthday] = Text{}

	if person.ID == "" {
		email := strings.ToLower(person.Get(ContactEmail))
		name := strings.ToLower(person.Get(ContactName))
		person.ID = cmp.Or(email, name)
	}
	return person, person.ID != "" && person.Heard() > 0
}
