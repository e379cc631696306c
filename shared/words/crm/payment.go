package crm

import "holdfast/shared/words/enum"

// Awaited is the payment that a pending order waits for. It decides how long the order
// counts as a purchase although nobody has paid.
type Awaited uint8

const (
	// AwaitedAnyTime is a payment that may come at any time: the order counts until the
	// shop cancels it. WooCommerce's on-hold is one, and pending in our own format.
	AwaitedAnyTime Awaited = iota

	AwaitedCard       // by card, wallet or another way that answers at once
	AwaitedCapture    // authorised: the shop has to capture it
	AwaitedTransfer   // by bank transfer, cash on delivery, or as a person notes by hand
	AwaitedInvoice    // by a day that was agreed: Order.PayBy
	AwaitedUnknownWay // the body names no way of payment, or one that is not known
)

var awaited = enum.Names[Awaited]{
	AwaitedAnyTime:    "any_time",
	AwaitedCard:       "card",
	AwaitedCapture:    "capture",
	AwaitedTransfer:   "transfer",
	AwaitedInvoice:    "invoice",
	AwaitedUnknownWay: "unknown_way",
}

func (a Awaited) String() string { return awaited.String(a) }

// Known reports whether this version has a name for the code.
func (a Awaited) Known() bool { return awaited.Known(a) }

// ParseAwaited returns the payment with the name.
func ParseAwaited(name string) (Awaited, error) { return awaited.Parse(name) }

// patience is for how many days an order counts while the payment is awaited, from its
// placing or, if a day was agreed, from that day. Where they come from:
//
//   - A card is charged within minutes. PayPal's eCheck takes up to six working days, and
//     vouchers such as boleto and konbini run out within two weeks.
//   - Shopify Payments holds an authorisation for 7 days, and for up to 30 days on request;
//     Klarna holds one for 28.
//   - Transfers and cash on delivery come after weeks, and a person has to mark them as paid.
//     Sixty days leave time for one reminder.
var patience = [...]int{
	AwaitedCard:       14,
	AwaitedCapture:    30,
	AwaitedTransfer:   60,
	AwaitedInvoice:    60,
	AwaitedUnknownWay: 60,
}

// CountsUntil returns the last instant at which a pending order counts if nothing more is
// heard of it; 0 = it counts as long as it stands as it does.
func (o Order) CountsUntil() Instant {
	days := o.Awaits.Patience()
	if o.Status != OrderPending || days == 0 {
		return 0
	}
	return max(o.Placed, o.PayBy).AddDays(days)
}

// Patience returns for how many days an order counts while the payment is awaited; 0 = for
// as long as it stands as it does.
func (a Awaited) Patience() int {
	if int(a) >= len(patience) {
		return 0
	}
	return patience[a]
}

// At returns the order as it stands at an instant: one whose payment was awaited for too
// long is unpaid.
func (o Order) At(now Instant) Order {
	if until := o.CountsUntil(); until != 0 && now > until {
		o.Status = OrderUnpaid
	}
	return o
}

// At returns the facts as they stand at an instant: orders whose payment was awaited for
// too long are unpaid, and what banks took from the shop is refunded. It returns f itself
// if nothing changes. Rules are given what At returns; records keep what came.
func (f *Facts) At(now Instant) *Facts {
	orders := ordersAt(f.Orders, now)
	standing := orders
	if standing == nil {
		standing = f.Orders
	}
	if taken := f.takenBack(standing); taken != nil {
		orders = taken
	}
	remains := ordersAt(f.Remains, now)
	older := f.takenBackFromOlder()
	if orders == nil && remains == nil && older == nil {
		return f
	}
	then := *f
	if older != nil {
		then.Older.Sums = older
	}
	if orders != nil {
		then.Orders = orders
	}
	if remains != nil {
		then.Remains = remains
	}
	return &then
}

// ordersAt returns the orders as they stand at an instant, or nil if none changes.
func ordersAt(orders []Order, now Instant) []Order {
	var then []Order
	for i, o := range orders {
		at := o.At(now)
		if at.Status == o.Status {
			continue
		}
		if then == nil {
			then = append([]Order(nil), orders...)
		}
		then[i] = at
	}
	return then
}

// NextUnpaid returns the first instant after now at which an order counts no more because
// nobody paid it; 0 = there is none.
func (f *Facts) NextUnpaid(now Instant) (next Instant) {
	for _, o := range f.Orders {
		if until := o.CountsUntil(); until >= now && until != 0 {
			next = Earliest(next, until+1)
		}
	}
	return next
}

// spilledAge is how old, in days, a pending order is taken to be once 24 newer ones have
// moved it out of the record, where no instant is at hand.
const spilledAge = 60

// spilled returns the order as Older sums it up.
func (o Order) spilled() Order { return o.At(o.Placed.AddDays(spilledAge)) }
