package crm

import (
	"cmp"

	"holdfast/shared/words/enum"
)

// Field names one fact of a customer's profile.
type Field uint8

const (
	Name Field = iota
	Company
	Email
	Phone
	Country  // ISO 3166 alpha-2
	Locale   // BCP 47
	Zone     // IANA time zone
	Birthday // YYYY-MM-DD, or --MM-DD
	Owner    // the relationship manager's id in the store's settings
	Origin   // where the customer came from (acquisition source): the earliest word counts
	fieldCount
)

var fields = enum.Names[Field]{
	Name:     "name",
	Company:  "company",
	Email:    "email",
	Phone:    "phone",
	Country:  "country",
	Locale:   "locale",
	Zone:     "zone",
	Birthday: "birthday",
	Owner:    "owner",
	Origin:   "origin",
}

func (f Field) String() string { return fields.String(f) }

// ParseField returns the field with the name.
func ParseField(name string) (Field, error) { return fields.Parse(name) }

// Fields returns every field.
func Fields() []Field { return fields.Codes() }

// Text is a last-writer-wins register. An empty value says nothing and is never kept.
type Text struct {
	Value string
	At    Instant
}

// Profile holds the newest value of each field, each with its own time.
type Profile [fieldCount]Text

// profileKind keeps the profile. A record holds the fields that have a value.
type profileKind struct{ passiveKind }

func (profileKind) addEvent(f *Facts, e *Event, _ Key) { f.Profile = e.Profile }

func (profileKind) latestClaim(e *Event) (latest Instant) {
	for _, text := range e.Profile {
		latest = max(latest, text.At)
	}
	return latest
}

func (profileKind) join(f, a, b *Facts) {
	for i := range f.Profile {
		if Field(i) == Origin {
			f.Profile[i] = olderText(a.Profile[i], b.Profile[i])
		} else {
			f.Profile[i] = newerText(a.Profile[i], b.Profile[i])
		}
	}
}

// erase clears the fields that the erasure takes, and Origin in any case: its earliest
// word counts, and where an erasure may have taken that, a later one says nothing.
func (profileKind) erase(f *Facts, e erasing) {
	for i, t := range f.Profile {
		if e.takes(t.At) || Field(i) == Origin {
			f.Profile[i] = Text{}
		}
	}
}

func (profileKind) showsCustomer(f *Facts) bool { return f.Profile != Profile{} }

// encode writes which fields have a value, a bit each, then their values.
func (profileKind) encode(w *writer, f *Facts) {
	var present uint64
	for i, t := range f.Profile {
		if t.Value != "" {
			present |= 1 << i
		}
	}
	w.Uint(present)

	for _, t := range f.Profile {
		if t.Value != "" {
			w.String(t.Value)
			w.instant(t.At)
		}
	}
}

func (profileKind) decode(r *reader, f *Facts) {
	present := r.Uint()
	if present >= 1<<fieldCount {
		r.FailNewer("profile fields %b", present)
		return
	}
	for i := range f.Profile {
		if present&(1<<i) == 0 {
			continue
		}
		value := r.String()
		if value == "" {
			r.Fail("%s says nothing", Field(i))
		}
		f.Profile[i] = Text{value, r.instant()}
	}
}

// PublicName returns the name by which others know a customer: the customer's, else the
// company's; "" = neither is known. An address is no name: it is not shown to everybody.
func (p *Profile) PublicName() string { return cmp.Or(p[Name].Value, p[Company].Value) }

// CallName returns what people call a customer: by the name, else by the e-mail address.
func (p *Profile) CallName() string { return cmp.Or(p.PublicName(), p[Email].Value) }
