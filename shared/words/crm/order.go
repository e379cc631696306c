package crm

import (
	"cmp"
	"slices"

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
	OrderDeleted // the shop deleted it: no order any more, unless a later version says so
	OrderUnpaid  // nobody paid it, and the shop does not take it for bought
)

var orderStatuses = enum.Names[OrderStatus]{
	OrderUnknown:         "unknown",
	OrderPending:         "pending",
	OrderFailed:          "failed",
	OrderPaid:            "paid",
	OrderPartlyFulfilled: "partly_fulfilled",
	OrderFulfilled:       "fulfilled",
	OrderCompleted:       "completed",
	OrderDeleted:         "deleted",
	OrderUnpaid:          "unpaid",
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
	Number    string // the number that people know, "#1001" without the sign
	Placed    Instant
	Updated   Instant
	Triggered Instant // when the platform says it sent this, else the receipt; 0 = a file's
	Status    OrderStatus
	Awaits    Awaited // the payment that a pending order waits for
	PayBy     Instant // when that payment is due by agreement; 0 = nothing was agreed
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
	Lines     Lines // what was bought, product by product
	Home      Key   // the key it landed under; set by apply
}

// Net returns what the shop kept of the order: nothing of one that was cancelled or
// deleted, or that nobody paid.
func (o Order) Net() Money {
	if o.Cancelled || o.Deleted() || o.Status == OrderUnpaid {
		return o.Currency.Of(0)
	}
	return o.Currency.Of(o.Total - o.Refunded)
}

// Counts reports whether the order's money counts: it was neither cancelled nor deleted,
// and the payment neither failed nor stayed away. A pending order counts; At says until
// when.
func (o Order) Counts() bool {
	switch o.Status {
	case OrderFailed, OrderDeleted, OrderUnpaid:
		return false
	}
	return !o.Cancelled
}

// Deleted reports whether the shop deleted the order.
func (o Order) Deleted() bool { return o.Status == OrderDeleted }

// Credit reports whether this is a credit note: money given back that names no order. Its
// money counts, but it is no purchase.
func (o Order) Credit() bool { return o.Total == 0 && o.Refunded > 0 }

// Bought reports whether the order is a purchase: it counts and is no credit note.
func (o Order) Bought() bool { return o.Counts() && !o.Credit() }

// Supersedes reports whether snapshot o wins over p, a snapshot of the same order. The
// later update wins; of one time, the later trigger, which is the receipt where the
// platform sends none. WooCommerce leaves the time of an update as it was when items are
// edited or a refund is deleted, so no amount may decide. What follows, down to the last
// field, only makes any two readers choose alike. Fields that survive an erasure come
// first, so that choosing and then erasing is erasing and then choosing.
func (o Order) Supersedes(p Order) bool {
	return cmp.Or(
		cmp.Compare(o.Updated, p.Updated),
		cmp.Compare(o.Triggered, p.Triggered),
		cmp.Compare(o.rank(), p.rank()),
		cmp.Compare(o.Refunded, p.Refunded),
		o.compareRest(p),
	) > 0
}

// compareRest compares the fields that only make the order of snapshots total.
func (o Order) compareRest(p Order) int {
	return cmp.Or(
		cmp.Compare(o.Status, p.Status),
		cmp.Compare(o.Awaits, p.Awaits),
		cmp.Compare(o.PayBy, p.PayBy),
		cmp.Compare(o.Currency, p.Currency),
		cmp.Compare(o.Total, p.Total),
		cmp.Compare(o.Discount, p.Discount),
		CompareBools(o.CostKnown, p.CostKnown),
		cmp.Compare(o.Cost, p.Cost),
		CompareBools(o.Flagged, p.Flagged),
		cmp.Compare(o.Reason, p.Reason),
		cmp.Compare(o.Via, p.Via),
		cmp.Compare(o.Placed, p.Placed),
		cmp.Compare(o.Number, p.Number),
		cmp.Compare(o.Goods, p.Goods),
		cmp.Compare(o.Lines, p.Lines),
		cmp.Compare(o.Home, p.Home),
	)
}

// CompareBools puts false before true.
func CompareBools(a, b bool) int { return cmp.Compare(boolByte(a), boolByte(b)) }

// rank returns how far the order has come: a cancelled one is beyond every status, and one
// that was not paid has come no further than one that is pending.
func (o Order) rank() int {
	switch {
	case o.Cancelled:
		return 100
	case o.Status == OrderUnpaid:
		return int(OrderPending)
	}
	return int(o.Status)
}

// Compare puts orders in the order of a history: by (placed, id).
func (o Order) Compare(p Order) int {
	return cmp.Or(cmp.Compare(o.Placed, p.Placed), o.Ref.Compare(p.Ref))
}

// orders is the kind of the orders. Spill, not the join, takes out the oldest.
var orders = ordersKind{listKind[Order]{
	list:    func(f *Facts) *[]Order { return &f.Orders },
	carried: func(e *Event) *Order { return e.Order },
	home:    func(o *Order) *Key { return &o.Home },
	dated:   func(o Order) Instant { return o.Placed },
	claims:  func(o Order) Instant { return max(o.Placed, o.Updated, o.Triggered) },
	compare: Order.Compare,
	same:    sameOrder,
	choose:  joinOrder,
	shows:   true,
	write:   (*writer).order,
	read:    (*reader).order,
}}

// remains is the kind of what erasures left of orders. They have no home, and stay.
var remains = listKind[Order]{
	list:    func(f *Facts) *[]Order { return &f.Remains },
	compare: Order.Compare,
	same:    sameOrder,
	choose:  joinOrder,
	write:   (*writer).order,
	read:    (*reader).order,
}

func sameOrder(a, b Order) bool { return a.Ref == b.Ref }

func joinOrder(a, b Order) Order {
	if b.Supersedes(a) {
		return b
	}
	return a
}

// ordersKind is a list of orders, of which an erasure leaves days and amounts.
type ordersKind struct{ listKind[Order] }

// erase replaces the orders that the erasure takes by what may remain of them.
func (ordersKind) erase(f *Facts, e erasing) {
	var kept, left []Order
	for _, o := range f.Orders {
		if e.takes(o.Placed) {
			left = append(left, o.Anonymous(e.pepper))
		} else {
			kept = append(kept, o)
		}
	}
	f.Orders = kept
	slices.SortFunc(left, Order.Compare)
	f.Remains = remains.merge(f.Remains, left)
}
