package crm

import (
	"slices"

	"holdfast/shared/words/packed"
)

// factsVersion leads every encoded record; readers accept the one before as well.
const factsVersion = 2

// EncodeFacts packs facts into their one canonical form: equal facts, equal bytes. An
// order takes about 30 bytes.
func EncodeFacts(f *Facts) []byte {
	w := writer{
		Writer: packed.Writer{Bytes: make([]byte, 0, 128+40*len(f.Orders))},
		dict:   dictionary(f),
	}
	w.Byte(factsVersion)
	w.Uint(uint64(len(w.dict)))
	for _, s := range w.dict {
		w.String(s)
	}
	w.profile(&f.Profile)
	w.consents(&f.Consents)
	list(&w, f.Orders, w.order)
	w.older(f.Older)
	list(&w, f.Tickets, w.ticket)
	list(&w, f.Deliveries, w.delivery)
	list(&w, f.Enquiries, w.enquiry)
	list(&w, f.Lessons, w.lesson)
	list(&w, f.Remains, w.order)
	list(&w, f.Aliases, w.key)
	list(&w, f.Shared, w.key)
	list(&w, f.Erasures, w.erasure)
	return w.Bytes
}

// EncodeOrder packs one order on its own.
func EncodeOrder(o Order) []byte {
	w := writer{Writer: packed.Writer{Bytes: make([]byte, 0, 96)}}
	w.dict = sortedWords(append(o.Goods.Names(), o.Source, string(o.Currency), string(o.Home))...)
	w.Byte(factsVersion)
	list(&w, w.dict, w.String)
	w.order(o)
	return w.Bytes
}

// writer writes words that recur (sources, currencies, keys) as places in a sorted
// dictionary.
type writer struct {
	packed.Writer
	dict []string
}

func list[T any](w *writer, items []T, write func(T)) {
	w.Uint(uint64(len(items)))
	for _, it := range items {
		write(it)
	}
}

func sortedWords(words ...string) []string {
	slices.Sort(words)
	return slices.Compact(words)
}

func dictionary(f *Facts) []string {
	words := make([]string, 0, 16)
	for _, orders := range [][]Order{f.Orders, f.Remains} {
		for i := range orders {
			words = append(
				words,
				orders[i].Source,
				string(orders[i].Currency),
				string(orders[i].Home),
			)
			words = append(words, orders[i].Goods.Names()...)
		}
	}
	for _, s := range f.Older.Sums {
		words = append(words, string(s.Currency))
	}
	for _, t := range f.Tickets {
		words = append(words, t.Source, string(t.Home))
	}
	for _, d := range f.Deliveries {
		words = append(words, d.Order.Source, string(d.Home))
	}
	for _, e := range f.Enquiries {
		words = append(words, e.Source, string(e.Home))
	}
	for _, l := range f.Lessons {
		words = append(words, string(l.Home))
	}
	return sortedWords(append(words, keyWords(f)...)...)
}

func keyWords(f *Facts) []string {
	var words []string
	for _, k := range f.Aliases {
		words = append(words, string(k))
	}
	for _, k := range f.Shared {
		words = append(words, string(k))
	}
	for _, e := range f.Erasures {
		words = append(words, string(e.Key))
	}
	return words
}

func (w *writer) word(s string) {
	i, _ := slices.BinarySearch(w.dict, s)
	w.Uint(uint64(i))
}

func (w *writer) key(k Key)         { w.word(string(k)) }
func (w *writer) instant(i Instant) { w.Millis(int64(i)) }
func (w *writer) ref(r Ref)         { w.word(r.Source); w.ID(r.ID) }

// after writes an instant as the distance from another that is known and mostly near.
func (w *writer) after(i, base Instant) { w.Millis(int64(i - base)) }

func (w *writer) profile(p *Profile) {
	var present uint64
	for i, t := range p {
		if t.Value != "" {
			present |= 1 << i
		}
	}
	w.Uint(present)
	for _, t := range p {
		if t.Value != "" {
			w.String(t.Value)
			w.instant(t.At)
		}
	}
}

func (w *writer) consents(c *Consents) {
	for _, s := range c {
		w.Byte(byte(s.State))
		if s.State != ConsentUnknown {
			w.instant(s.At)
		}
	}
}

// The flags of an order.
const (
	orderCancelled = 1 << iota
	orderCosted
	orderFlagged
	orderTriggered
	orderReasoned
	orderDiscounted
	orderRefunded
	orderDetailed // from version 2: where it was placed and what was bought
)

func orderFlags(o Order) (flags byte) {
	set := func(on bool, bit byte) {
		if on {
			flags |= bit
		}
	}
	set(o.Cancelled, orderCancelled)
	set(o.CostKnown, orderCosted)
	set(o.Flagged, orderFlagged)
	set(o.Triggered != 0, orderTriggered)
	set(o.Reason != 0, orderReasoned)
	set(o.Discount != 0, orderDiscounted)
	set(o.Refunded != 0, orderRefunded)
	set(o.Via != 0 || o.Goods != "", orderDetailed)
	return flags
}

func (w *writer) order(o Order) {
	flags := orderFlags(o)
	w.Byte(flags)
	w.ref(o.Ref)
	w.ID(o.Number)
	w.instant(o.Placed)
	w.after(o.Updated, o.Placed)
	if flags&orderTriggered != 0 {
		w.after(o.Triggered, o.Updated)
	}
	w.Byte(byte(o.Status))
	w.word(string(o.Currency))
	w.Int(o.Total)
	if flags&orderRefunded != 0 {
		w.Int(o.Refunded)
	}
	if flags&orderDiscounted != 0 {
		w.Int(o.Discount)
	}
	if flags&orderCosted != 0 {
		w.Int(o.Cost)
	}
	if flags&orderReasoned != 0 {
		w.Byte(byte(o.Reason))
	}
	if flags&orderDetailed != 0 {
		w.Byte(byte(o.Via))
		list(w, o.Goods.Names(), w.word)
	}
	w.key(o.Home)
}

func (w *writer) older(o Older) {
	w.Uint(uint64(o.Orders))
	if o.Orders == 0 {
		return
	}
	w.instant(o.First)
	list(w, o.Sums, func(s Sum) {
		w.word(string(s.Currency))
		w.Uint(uint64(s.Orders))
		for _, n := range [...]int64{s.Total, s.Refunded, s.Discount, s.Cost, s.Costed} {
			w.Int(n)
		}
	})
}

func (w *writer) ticket(t Ticket) {
	w.ref(t.Ref)
	w.instant(t.Created)
	w.after(t.Updated, t.Created)
	w.Byte(byte(t.Status))
	w.Byte(byte(t.Priority))
	w.Byte(boolByte(t.Complaint))
	w.Byte(byte(t.Reason))
	w.Byte(t.Score)
	if t.Score > 0 {
		w.after(t.ScoredAt, t.Created)
	}
	w.key(t.Home)
}

func (w *writer) delivery(d Delivery) {
	w.ref(d.Order)
	w.instant(d.Updated)
	w.instant(d.Promised)
	w.instant(d.Delivered)
	w.key(d.Home)
}

func (w *writer) enquiry(e Enquiry) {
	w.ref(e.Ref)
	w.instant(e.At)
	w.after(e.Updated, e.At)
	w.key(e.Home)
}

func (w *writer) lesson(l Lesson) {
	w.Byte(byte(l.Reason) | boolByte(l.Survey)<<lessonSurvey)
	w.instant(l.At)
	if l.Survey {
		w.after(l.Asked, l.At)
	}
	w.String(l.Task)
	w.key(l.Home)
}

// lessonSurvey is the bit of a lesson's reason that says it was answered in a survey, and
// that when it was asked follows; from version 2.
const lessonSurvey = 7

func (w *writer) erasure(e Erasure) {
	w.key(e.Key)
	w.instant(e.At)
}

func boolByte(b bool) byte {
	if b {
		return 1
	}
	return 0
}
