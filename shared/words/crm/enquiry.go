package crm

import "cmp"

// Enquiry is a question of a person who has not (yet) bought, such as a quotation asked
// for.
type Enquiry struct {
	Ref
	At      Instant
	Updated Instant
	Home    Key
}

// MaxSurveyDays is the longest that a link to a survey may be good for.
const MaxSurveyDays = 365

// enquiries is the kind of the enquiries.
var enquiries = listKind[Enquiry]{
	list:    func(f *Facts) *[]Enquiry { return &f.Enquiries },
	carried: func(e *Event) *Enquiry { return e.Enquiry },
	home:    func(e *Enquiry) *Key { return &e.Home },
	dated:   func(e Enquiry) Instant { return e.At },
	claims:  func(e Enquiry) Instant { return max(e.At, e.Updated) },
	compare: func(a, b Enquiry) int {
		return cmp.Or(cmp.Compare(a.At, b.At), a.Ref.Compare(b.Ref))
	},
	same:   func(a, b Enquiry) bool { return a.Ref == b.Ref },
	choose: joinEnquiry,
	keep:   KeepService,
	shows:  true,
	write:  (*writer).enquiry,
	read:   (*reader).enquiry,
}

// joinEnquiry returns the later of two versions of an enquiry.
func joinEnquiry(a, b Enquiry) Enquiry {
	later := cmp.Or(
		cmp.Compare(b.Updated, a.Updated),
		cmp.Compare(b.At, a.At),
		cmp.Compare(b.Home, a.Home),
	)
	if later > 0 {
		return b
	}
	return a
}

func (w *writer) enquiry(e Enquiry) {
	w.ref(e.Ref)
	w.instant(e.At)
	w.after(e.Updated, e.At)
	w.key(e.Home)
}

func (r *reader) enquiry() (e Enquiry) {
	e.Ref = r.ref()
	e.At = r.instant()
	e.Updated = r.after(e.At)
	e.Home = r.key()
	return e
}
