package crm

import (
	"cmp"

	"holdfast/shared/words/enum"
)

// OrderStatus is how far an order has come; a later one has the higher rank.
type OrderStatus uint8

const (
	OrderUnknown OrderStatus = iota
	OrderPending
	OrderFailed
	OrderPaid
	OrderPartlyFulfilled
	OrderFulfilled
	OrderCompleted
)

var orderStatuses = enum.Names[OrderStatus]{
	OrderUnknown:         "unknown",
	OrderPending:         "pending",
	OrderFailed:          "failed",
	OrderPaid:            "paid",
	OrderPartlyFulfilled: "partly_fulfilled",
	OrderFulfilled:       "fulfilled",
	OrderCompleted:       "completed",
}

func (s OrderStatus) String() string { return orderStatuses.String(s) }

// Known reports whether this version has a name for the code.
func (s OrderStatus) Known() bool { return orderStatuses.Known(s) }

// ParseOrderStatus returns the status with the name.
func ParseOrderStatus(name string) (OrderStatus, error) { return orderStatuses.Parse(name) }

// Order is one order as a whole, as it stood at Updated. Amounts are minor units of
// Currency.
type Order struct {
	Ref
	Number    string // as people know it, "#1001" without the sign
	Placed    Instant
	Updated   Instant
	Triggered Instant // when the platform says it sent this, 0 = it does not say
	Status    OrderStatus
	Cancelled bool
	Currency  Currency
	Total     int64 // what the customer was asked to pay
	Refunded  int64 // given back so far, never negative
	Discount  int64
	Cost      int64 // what the goods cost the shop, if CostKnown
	CostKnown bool
	Flagged   bool   // a refund in another currency was seen and not subtracted
	Reason    Reason // why it was cancelled or sent back, as far as stated
	Via       SalesChannel
	Goods     Goods
	Home      Key // the key it landed under; set by apply
}

// Net is what the shop kept of the order: nothing of a cancelled one.
func (o Order) Net() Money {
	if o.Cancelled {
		return Money{0, o.Currency}
	}
	return Money{o.Total - o.Refunded, o.Currency}
}

// Counts reports whether the order's money counts: it was neither cancelled nor did it
// fail.
func (o Order) Counts() bool { return !o.Cancelled && o.Status != OrderFailed }

// Credit reports whether this is a credit note: money given back that names no order. Its
// money counts, but nobody bought.
func (o Order) Credit() bool { return o.Total == 0 && o.Refunded > 0 }

// Bought reports whether the order is a purchase: it counts and is no credit note.
func (o Order) Bought() bool { return o.Counts() && !o.Credit() }

func (o Order) rank() int {
	if o.Cancelled {
		return 100
	}
	return int(o.Status)
}

// Supersedes reports whether snapshot o wins over p, a snapshot of the same order: the
// greater by update time, status rank, amount refunded and trigger time; what is left,
// down to the last field, only makes any two parties choose alike. Fields that survive
// erasure come first, so that choosing and then erasing is erasing and then choosing.
func (o Order) Supersedes(p Order) bool {
	return cmp.Or(
		cmp.Compare(o.Updated, p.Updated),
		cmp.Compare(o.rank(), p.rank()),
		cmp.Compare(o.Refunded, p.Refunded),
		cmp.Compare(o.Triggered, p.Triggered),
		cmp.Compare(o.Status, p.Status),
		cmp.Compare(o.Currency, p.Currency),
		cmp.Compare(o.Total, p.Total),
		cmp.Compare(o.Discount, p.Discount),
		cmp.Compare(boolByte(o.CostKnown), boolByte(p.CostKnown)),
		cmp.Compare(o.Cost, p.Cost),
		cmp.Compare(boolByte(o.Flagged), boolByte(p.Flagged)),
		cmp.Compare(o.Reason, p.Reason),
		cmp.Compare(o.Via, p.Via),
		cmp.Compare(o.Placed, p.Placed),
		cmp.Compare(o.Number, p.Number),
		cmp.Compare(o.Goods, p.Goods),
		cmp.Compare(o.Home, p.Home),
	) > 0
}

// Compare puts orders in the order of a history: by (placed, id).
func (o Order) Compare(p Order) int {
	return cmp.Or(cmp.Compare(o.Placed, p.Placed), o.Ref.Compare(p.Ref))
}
