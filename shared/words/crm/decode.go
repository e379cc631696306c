package crm

import (
	"strings"

	"holdfast/shared/words/packed"
)

// DecodeFacts reads what EncodeFacts wrote. Its errors wrap packed.ErrNewer where a newer
// version may have written the bytes, else packed.ErrCorrupt.
func DecodeFacts(b []byte) (*Facts, error) {
	r := reader{Reader: packed.NewReader(b)}
	r.version()
	r.dict = take(&r, r.String)
	f := &Facts{Profile: r.profile(), Consents: r.consents()}
	f.Orders = take(&r, r.order)
	f.Older = r.older()
	f.Tickets = take(&r, r.ticket)
	f.Deliveries = take(&r, r.delivery)
	f.Enquiries = take(&r, r.enquiry)
	f.Lessons = take(&r, r.lesson)
	f.Remains = take(&r, r.order)
	f.Aliases = take(&r, r.key)
	f.Shared = take(&r, r.key)
	f.Erasures = take(&r, r.erasure)
	return f, r.Done()
}

// DecodeOrder reads what EncodeOrder wrote. Its errors are those of DecodeFacts.
func DecodeOrder(b []byte) (Order, error) {
	r := reader{Reader: packed.NewReader(b)}
	r.version()
	r.dict = take(&r, r.String)
	o := r.order()
	return o, r.Done()
}

type reader struct {
	*packed.Reader
	dict []string
}

func take[T any](r *reader, read func() T) []T {
	n := r.Count()
	if n == 0 {
		return nil
	}
	items := make([]T, 0, n)
	for range n {
		items = append(items, read())
		if r.Err() != nil {
			return nil
		}
	}
	return items
}

func (r *reader) version() {
	switch v := r.Byte(); {
	case v > factsVersion:
		r.FailNewer("version %d, newest known is %d", v, factsVersion)
	case v < factsVersion-1:
		r.Fail("version %d, want %d", v, factsVersion)
	}
}

func (r *reader) word() string {
	i := r.Uint()
	if i >= uint64(len(r.dict)) {
		r.Fail("word %d of %d", i, len(r.dict))
		return ""
	}
	return r.dict[i]
}

func (r *reader) key() Key                   { return Key(r.word()) }
func (r *reader) instant() Instant           { return Instant(r.Millis()) }
func (r *reader) after(base Instant) Instant { return base + Instant(r.Millis()) }
func (r *reader) ref() Ref {
	source := r.word()
	return Ref{source, r.ID()}
}

// flag reads a byte that is 0 or 1; a newer version may give a greater one a meaning.
func (r *reader) flag() bool {
	b := r.Byte()
	if b > 1 {
		r.FailNewer("flag %d", b)
	}
	return b == 1
}

func (r *reader) profile() (p Profile) {
	present := r.Uint()
	if present >= 1<<fieldCount {
		r.FailNewer("profile fields %b", present)
	}
	for i := range p {
		if present&(1<<i) != 0 {
			value := r.String()
			if value == "" {
				r.Fail("%s says nothing", Field(i))
			}
			p[i] = Text{value, r.instant()}
		}
	}
	return p
}

func (r *reader) consents() (c Consents) {
	for i := range c {
		c[i].State = packed.Code[ConsentState](r.Reader)
		if c[i].State != ConsentUnknown {
			c[i].At = r.instant()
		}
	}
	return c
}

func (r *reader) order() (o Order) {
	flags := r.Byte()
	o.Ref = r.ref()
	o.Number = r.ID()
	o.Placed = r.instant()
	o.Updated = r.after(o.Placed)
	if flags&orderTriggered != 0 {
		o.Triggered = r.after(o.Updated)
	}
	o.Status = packed.Code[OrderStatus](r.Reader)
	o.Currency = Currency(r.word())
	o.Total = r.Int()
	if flags&orderRefunded != 0 {
		o.Refunded = r.Int()
	}
	if flags&orderDiscounted != 0 {
		o.Discount = r.Int()
	}
	if flags&orderCosted != 0 {
		o.Cost = r.Int()
	}
	if flags&orderReasoned != 0 {
		o.Reason = packed.Code[Reason](r.Reader)
	}
	if flags&orderDetailed != 0 {
		o.Via = packed.Code[SalesChannel](r.Reader)
		o.Goods = Goods(strings.Join(take(r, r.word), "\n"))
	}
	o.Cancelled = flags&orderCancelled != 0
	o.CostKnown = flags&orderCosted != 0
	o.Flagged = flags&orderFlagged != 0
	o.Home = r.key()
	return o
}

func (r *reader) older() (o Older) {
	o.Orders = int(r.Uint())
	if o.Orders == 0 {
		return o
	}
	o.First = r.instant()
	o.Sums = take(r, func() (s Sum) {
		s.Currency, s.Orders = Currency(r.word()), int(r.Uint())
		for _, n := range [...]*int64{&s.Total, &s.Refunded, &s.Discount, &s.Cost, &s.Costed} {
			*n = r.Int()
		}
		return s
	})
	return o
}

func (r *reader) ticket() (t Ticket) {
	t.Ref = r.ref()
	t.Created = r.instant()
	t.Updated = r.after(t.Created)
	t.Status = packed.Code[TicketStatus](r.Reader)
	t.Priority = packed.Code[Priority](r.Reader)
	t.Complaint = r.flag()
	t.Reason = packed.Code[Reason](r.Reader)
	t.Score = r.Byte()
	if t.Score > 0 {
		t.ScoredAt = r.after(t.Created)
	}
	t.Home = r.key()
	return t
}

func (r *reader) delivery() Delivery {
	return Delivery{
		Order:     r.ref(),
		Updated:   r.instant(),
		Promised:  r.instant(),
		Delivered: r.instant(),
		Home:      r.key(),
	}
}

func (r *reader) enquiry() (e Enquiry) {
	e.Ref = r.ref()
	e.At = r.instant()
	e.Updated = r.after(e.At)
	e.Home = r.key()
	return e
}

func (r *reader) lesson() (l Lesson) {
	code := r.Byte()
	l.Survey = code>>lessonSurvey == 1
	l.Reason = Reason(code &^ (1 << lessonSurvey))
	if !l.Reason.Known() {
		r.FailNewer("reason %d of a lesson", uint8(l.Reason))
	}
	l.At = r.instant()
	if l.Survey {
		l.Asked = r.after(l.At)
	}
	l.Task = r.String()
	l.Home = r.key()
	return l
}

func (r *reader) erasure() Erasure { return Erasure{Key: r.key(), At: r.instant()} }
