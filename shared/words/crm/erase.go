package crm

import (
	"cmp"
	"crypto/hmac"
	"crypto/sha256"
	"encoding/hex"
	"slices"
)

// Erasure says whose data was erased, by the key of the account, and the earliest receipt
// of the request. All facts dated up to then stay erased.
type Erasure struct {
	Key Key
	At  Instant
}

// erasures is the kind of the erasures. The earliest receipt of a request counts.
var erasures = listKind[Erasure]{
	list:    func(f *Facts) *[]Erasure { return &f.Erasures },
	compare: func(a, b Erasure) int { return cmp.Compare(a.Key, b.Key) },
	same:    func(a, b Erasure) bool { return a.Key == b.Key },
	choose:  earlierErasure,
	write:   (*writer).erasure,
	read:    (*reader).erasure,
}

func earlierErasure(a, b Erasure) Erasure {
	if b.At < a.At {
		return b
	}
	return a
}

func (w *writer) erasure(e Erasure) {
	w.key(e.Key)
	w.instant(e.At)
}

func (r *reader) erasure() (e Erasure) {
	e.Key = r.key()
	e.At = r.instant()
	return e
}

// Erased reports whether the person behind this very key was erased: then nothing may be
// learned of them again.
func (f *Facts) Erased(own Key) bool {
	return slices.ContainsFunc(f.Erasures, func(e Erasure) bool { return e.Key == own })
}

// Gone reports whether there is no customer here: the person's own key was erased, or
// nothing was heard since under the address, or all that named the customer departed. A
// profile alone, which came with what departed, shows nobody.
func (f *Facts) Gone(own Key) bool {
	if f.Erased(own) {
		return true
	}
	departed := len(f.Departed) > 0
	for _, kind := range factKinds {
		if _, isProfile := kind.(profileKind); isProfile && departed {
			continue
		}
		if kind.showsCustomer(f) {
			return false
		}
	}
	return departed || len(f.Erasures) > 0
}

// ErasedUpTo returns the instant up to which all that lands here belongs to a person who
// was erased; 0 = no one was.
func (f *Facts) ErasedUpTo() (cut Instant) {
	for _, e := range f.Erasures {
		cut = max(cut, e.At)
	}
	return cut
}

// Erases reports whether an erasure here covers what is of a date. What has no date may be
// older than any erasure.
func (f *Facts) Erases(at Instant) bool {
	return len(f.Erasures) > 0 && at <= f.ErasedUpTo()
}

// erasing is what Settle takes out of a record.
type erasing struct {
	all    bool    // the record's own person was erased: nothing may stay
	upTo   Instant // else what is dated up to then
	pepper []byte
}

// takes reports whether a fact of a date is taken out.
func (e erasing) takes(at Instant) bool { return e.all || at <= e.upTo }

// Settle removes what erasure forbids to keep, and must follow every Join. Of the
// person's own key nothing stays. Under an address or a desk requester, facts dated up to
// the erasure go, and later ones are a new customer's. Of every order that goes, an
// anonymous day and amount remains.
func (f *Facts) Settle(own Key, pepper []byte) {
	if len(f.Erasures) == 0 {
		return
	}
	e := erasing{
		all:    f.Erased(own),
		upTo:   f.ErasedUpTo(),
		pepper: pepper,
	}
	for _, kind := range factKinds {
		kind.erase(f, e)
	}
}

// Anonymous returns the order without its id, number, goods, lines and hour of purchase: a
// keyed hash stands for the id, so that news of the same order still finds its place.
func (o Order) Anonymous(pepper []byte) Order {
	mac := hmac.New(sha256.New, pepper)
	mac.Write([]byte("order " + o.Ref.String()))
	hash := mac.Sum(nil)[:8]

	o.Ref = Ref{ID: hex.EncodeToString(hash)}
	o.Number = ""
	o.Goods = ""
	o.Lines = ""
	o.Home = ""
	o.Placed -= o.Placed % DayLength
	return o
}

// SplitOff takes what landed under alias out of the record and returns it, to stand on
// its own again: what erasing one of two, or undoing a merge, needs. Profile and consents
// stay: they are not kept by key.
func (f *Facts) SplitOff(alias Key) *Facts {
	off := &Facts{}
	for _, kind := range factKinds {
		kind.splitOff(f, off, alias)
	}
	return off
}
