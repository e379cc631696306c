package crm

import (
	"strings"

	"holdfast/shared/words/packed"
)

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
	set(o.Reason != ReasonUnknown, orderReasoned)
	set(o.Discount != 0, orderDiscounted)
	set(o.Refunded != 0, orderRefunded)
	set(o.Via != SalesUnknown || o.Goods != "", orderDetailed)
	return flags
}

// order writes the flags, then the fields. A field that most orders lack follows only if
// its flag is set.
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
	w.intIf(flags&orderRefunded != 0, o.Refunded)
	w.intIf(flags&orderDiscounted != 0, o.Discount)
	w.intIf(flags&orderCosted != 0, o.Cost)
	if flags&orderReasoned != 0 {
		EncodeReason(&w.Writer, o.Reason)
	}
	if flags&orderDetailed != 0 {
		w.Byte(byte(o.Via))
		writeList(w, o.Goods.Names(), (*writer).word)
	}
	w.key(o.Home)
	if w.version >= awaitedVersion {
		w.Byte(byte(o.Awaits))
		w.instant(o.PayBy)
	}
	if w.version >= linesVersion {
		w.lines(o.Lines)
	}
}

// version returns the oldest format version that can hold the order.
func (o *Order) version() byte {
	if o.Lines != "" {
		return linesVersion
	}
	if o.Awaits != AwaitedAnyTime || o.PayBy != 0 {
		return awaitedVersion
	}
	return plainVersion
}

func (r *reader) order() (o Order) {
	flags := r.Byte()
	o.Cancelled = flags&orderCancelled != 0
	o.CostKnown = flags&orderCosted != 0
	o.Flagged = flags&orderFlagged != 0

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
	o.Refunded = r.intIf(flags&orderRefunded != 0)
	o.Discount = r.intIf(flags&orderDiscounted != 0)
	o.Cost = r.intIf(flags&orderCosted != 0)
	if flags&orderReasoned != 0 {
		o.Reason = DecodeReason(r.Reader)
	}
	if flags&orderDetailed != 0 {
		o.Via = packed.Code[SalesChannel](r.Reader)
		names := readList(r, (*reader).word)
		o.Goods = Goods(strings.Join(names, "\n"))
	}
	o.Home = r.key()
	if r.version >= awaitedVersion {
		o.Awaits = packed.Code[Awaited](r.Reader)
		o.PayBy = r.instant()
	}
	if r.version >= linesVersion {
		o.Lines = r.lines()
	}
	return o
}

// intIf writes a number if it is there.
func (w *writer) intIf(there bool, n int64) {
	if there {
		w.Int(n)
	}
}

// intIf reads a number if it is there; else it returns 0.
func (r *reader) intIf(there bool) int64 {
	if !there {
		return 0
	}
	return r.Int()
}

// EncodeOrder packs one order on its own.
func EncodeOrder(o Order) []byte {
	w := newWriter(96)
	w.write(o.version(), func() { w.order(o) })
	return w.Bytes
}

// DecodeOrder reads what EncodeOrder wrote. Its errors are those of DecodeFacts.
func DecodeOrder(b []byte) (Order, error) {
	r := newReader(b)
	o := r.order()
	return o, r.Done()
}
