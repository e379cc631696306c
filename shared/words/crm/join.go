package crm

import (
	"cmp"
	"slices"
	"strings"
)

// Facts of one event, as they would stand if nothing else were known of the customer.
// Home is the key the event landed under.
func (e Event) Facts(home Key) *Facts {
	f := &Facts{Profile: e.Profile, Consents: e.Consents}
	if e.Order != nil {
		o := *e.Order
		o.Home = home
		f.Orders = []Order{o}
	}
	if e.Ticket != nil {
		t := *e.Ticket
		t.Home = home
		f.Tickets = []Ticket{t}
	}
	if e.Delivery != nil {
		d := *e.Delivery
		d.Home = home
		f.Deliveries = []Delivery{d}
	}
	if e.Enquiry != nil {
		q := *e.Enquiry
		q.Home = home
		f.Enquiries = []Enquiry{q}
	}
	if e.Lesson != nil {
		l := *e.Lesson
		l.Home = home
		f.Lessons = []Lesson{l}
	}
	return f
}

// Join puts together what two records know of one customer. It is commutative,
// associative and idempotent, so facts may come in any order and any number of times.
// Neither argument is changed; the result may share memory with both.
//
// Older is no part of the join: spilled orders are joined one by one (see Unspill), so at
// most one side may have any.
func Join(a, b *Facts) *Facts {
	j := &Facts{
		Orders:  merge(a.Orders, b.Orders, Order.Compare, Order.sameAs, joinOrder),
		Older:   a.Older,
		Tickets: newest(merge(a.Tickets, b.Tickets, compareTickets, Ticket.sameAs, joinTicket)),
		Deliveries: newest(
			merge(a.Deliveries, b.Deliveries, compareDeliveries, Delivery.sameAs, joinDelivery),
		),
		Enquiries: newest(
			merge(a.Enquiries, b.Enquiries, compareEnquiries, Enquiry.sameAs, joinEnquiry),
		),
		Lessons:  newest(merge(a.Lessons, b.Lessons, compareLessons, Lesson.sameAs, joinLesson)),
		Remains:  merge(a.Remains, b.Remains, Order.Compare, Order.sameAs, joinOrder),
		Aliases:  union(a.Aliases, b.Aliases),
		Shared:   union(a.Shared, b.Shared),
		Erasures: merge(a.Erasures, b.Erasures, compareErasures, Erasure.sameAs, joinErasure),
	}
	if b.Older.Orders > 0 {
		j.Older = b.Older
	}
	for i := range j.Profile {
		join := joinText
		if Field(i) == Origin {
			join = firstText
		}
		j.Profile[i] = join(a.Profile[i], b.Profile[i])
	}
	for i := range j.Consents {
		j.Consents[i] = joinConsent(a.Consents[i], b.Consents[i])
	}
	return j
}

// merge unites two sorted lists; things of one name are joined to one. A list is sorted
// by order, but one name may stand at different places in the two lists, so names are
// looked for in the whole.
func merge[T any](a, b []T, order func(T, T) int, same func(T, T) bool, join func(T, T) T) []T {
	if len(a) == 0 {
		return b
	}
	if len(b) == 0 {
		return a
	}
	m := make([]T, len(a), len(a)+len(b))
	copy(m, a)
	for _, x := range b {
		if i := slices.IndexFunc(m, func(y T) bool { return same(x, y) }); i >= 0 {
			m[i] = join(m[i], x)
		} else {
			m = append(m, x)
		}
	}
	slices.SortFunc(m, order)
	return m
}

// newest keeps the last KeepService of a sorted list. As no name changes its place in
// time, dropping early or late comes to the same.
func newest[T any](sorted []T) []T {
	return sorted[max(0, len(sorted)-KeepService):]
}

func union(a, b []Key) []Key {
	if len(b) == 0 {
		return a
	}
	all := slices.Concat(a, b)
	slices.Sort(all)
	return slices.Compact(all)
}

func (o Order) sameAs(p Order) bool { return o.Ref == p.Ref }

func joinOrder(a, b Order) Order {
	if b.Supersedes(a) {
		return b
	}
	return a
}

func joinText(a, b Text) Text {
	if cmp.Or(cmp.Compare(a.At, b.At), strings.Compare(a.Value, b.Value)) < 0 && b.Value != "" ||
		a.Value == "" {
		return b
	}
	return a
}

// firstText is joinText for what does not change: the earliest word counts.
func firstText(a, b Text) Text {
	if cmp.Or(cmp.Compare(b.At, a.At), strings.Compare(b.Value, a.Value)) < 0 && b.Value != "" ||
		a.Value == "" {
		return b
	}
	return a
}

func joinConsent(a, b Consent) Consent {
	if a.State == ConsentUnknown || b.State != ConsentUnknown &&
		cmp.Or(cmp.Compare(a.At, b.At), cmp.Compare(a.State, b.State)) < 0 {
		return b
	}
	return a
}

func (t Ticket) sameAs(u Ticket) bool { return t.Ref == u.Ref }

func compareTickets(a, b Ticket) int {
	return cmp.Or(cmp.Compare(a.Created, b.Created), a.Ref.Compare(b.Ref))
}

// joinTicket joins the ticket's state and its rating apart, since they come apart.
func joinTicket(a, b Ticket) Ticket {
	t := a
	o := b
	if b.supersedes(a) {
		t = b
		o = a
	}
	if t.Created == 0 {
		t.Created = o.Created
	}
	if cmp.Or(cmp.Compare(o.ScoredAt, t.ScoredAt), cmp.Compare(t.Score, o.Score)) > 0 &&
		o.Score > 0 ||
		t.Score == 0 {
		t.Score = o.Score
		t.ScoredAt = o.ScoredAt
	}
	return t
}

// supersedes is a total order on ticket states, their ratings left out.
func (t Ticket) supersedes(u Ticket) bool {
	return cmp.Or(
		cmp.Compare(t.Updated, u.Updated),
		cmp.Compare(t.Status, u.Status),
		cmp.Compare(t.Priority, u.Priority),
		cmp.Compare(boolByte(t.Complaint), boolByte(u.Complaint)),
		cmp.Compare(t.Reason, u.Reason),
		cmp.Compare(t.Created, u.Created),
		cmp.Compare(t.Home, u.Home),
	) > 0
}

func (d Delivery) sameAs(e Delivery) bool { return d.Order == e.Order }

func compareDeliveries(a, b Delivery) int { return a.Order.Compare(b.Order) }

func joinDelivery(a, b Delivery) Delivery {
	if cmp.Or(cmp.Compare(a.Updated, b.Updated), cmp.Compare(a.Delivered, b.Delivered),
		cmp.Compare(a.Promised, b.Promised), cmp.Compare(a.Home, b.Home)) < 0 {
		return b
	}
	return a
}

func (e Enquiry) sameAs(f Enquiry) bool { return e.Ref == f.Ref }

func compareEnquiries(a, b Enquiry) int {
	return cmp.Or(cmp.Compare(a.At, b.At), a.Ref.Compare(b.Ref))
}

func joinEnquiry(a, b Enquiry) Enquiry {
	if cmp.Or(
		cmp.Compare(a.Updated, b.Updated),
		cmp.Compare(a.At, b.At),
		cmp.Compare(a.Home, b.Home),
	) < 0 {
		return b
	}
	return a
}

func (l Lesson) sameAs(m Lesson) bool { return compareLessons(l, m) == 0 }

func compareLessons(a, b Lesson) int {
	return cmp.Or(
		cmp.Compare(a.Dated(), b.Dated()),
		cmp.Compare(a.Task, b.Task),
		cmp.Compare(boolByte(a.Survey), boolByte(b.Survey)),
	)
}

// joinLesson takes the later of two answers to one question.
func joinLesson(a, b Lesson) Lesson {
	if cmp.Or(
		cmp.Compare(a.At, b.At),
		cmp.Compare(a.Reason, b.Reason),
		cmp.Compare(a.Home, b.Home),
	) < 0 {
		return b
	}
	return a
}

func (e Erasure) sameAs(f Erasure) bool { return e.Key == f.Key }

func compareErasures(a, b Erasure) int { return cmp.Compare(a.Key, b.Key) }

func joinErasure(a, b Erasure) Erasure {
	if b.At < a.At {
		return b
	}
	return a
}
