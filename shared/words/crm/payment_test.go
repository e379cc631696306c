package crm_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/words/crm"
)

func awaiting(way crm.Awaited, placed, payBy crm.Instant) crm.Order {
	return crm.Order{
		Ref:      crm.Ref{Source: "shop", ID: way.String()},
		Placed:   placed,
		Status:   crm.OrderPending,
		Awaits:   way,
		PayBy:    payBy,
		Currency: "EUR",
		Total:    1000,
	}
}

func TestAPendingOrderCountsForAsLongAsItsPaymentMayCome(t *testing.T) {
	t.Parallel()
	const placed = 100 * day
	for _, c := range []struct {
		order crm.Order
		last  crm.Instant // 0 = for ever
	}{
		{awaiting(crm.AwaitedAnyTime, placed, 0), 0},
		{awaiting(crm.AwaitedCard, placed, 0), placed + 14*day},
		{awaiting(crm.AwaitedCapture, placed, 0), placed + 30*day},
		{awaiting(crm.AwaitedTransfer, placed, 0), placed + 60*day},
		{awaiting(crm.AwaitedUnknownWay, placed, 0), placed + 60*day},
		{awaiting(crm.AwaitedInvoice, placed, placed+30*day), placed + 90*day},
		{awaiting(crm.AwaitedInvoice, placed, 0), placed + 60*day},
	} {
		f := &crm.Facts{Orders: []crm.Order{c.order}}
		if c.last == 0 {
			if !f.At(placed + 10000*day).Orders[0].Bought() {
				t.Errorf("%s: counts no more", c.order.Awaits)
			}
			continue
		}
		if f.At(c.last) != f || !f.Orders[0].Bought() {
			t.Errorf("%s: does not count up to its last instant", c.order.Awaits)
		}
		after := f.At(c.last + 1).Orders[0]
		if after.Bought() || after.Net().Minor != 0 || f.Orders[0].Status != crm.OrderPending {
			t.Errorf("%s: counts after its last instant, or the record was changed", c.order.Awaits)
		}
		if got := f.NextUnpaid(placed); got != c.last+1 {
			t.Errorf("%s: to be judged again %d, want %d", c.order.Awaits, got, c.last+1)
		}
		if got := f.NextUnpaid(c.last + 1); got != 0 {
			t.Errorf("%s: is to be judged again for ever", c.order.Awaits)
		}
	}
}

func TestAnUnpaidOrderIsNoFirstOrder(t *testing.T) {
	t.Parallel()
	paid := awaiting(crm.AwaitedAnyTime, 9*day, 0)
	paid.Status = crm.OrderPaid
	f := (&crm.Facts{Orders: []crm.Order{awaiting(crm.AwaitedCard, day, 0), paid}}).At(50 * day)
	if got := f.FirstOrder(); got != 9*day {
		t.Errorf("the first order is of %d", got)
	}
	if diff := cmp.Diff([]crm.Instant{9 * day}, f.Purchases()); diff != "" {
		t.Error(diff)
	}
}

// Where an order leaves the record no instant is at hand: it is taken to be sixty days old.
func TestSpilledOrdersCountByTheWayOfPayment(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{Orders: []crm.Order{
		awaiting(crm.AwaitedCard, day, 0),
		awaiting(crm.AwaitedTransfer, 2*day, 0),
	}}
	for i := range crm.Keep {
		o := awaiting(crm.AwaitedAnyTime, crm.Instant(i+10)*day, 0)
		o.ID = string(rune('a' + i))
		f.Orders = append(f.Orders, o)
	}
	before := crm.EncodeFacts(f)
	spilled := f.Spill()
	if n := f.Older.Bought(); n != 1 || f.Older.Orders != 2 {
		t.Errorf("of two spilled orders %d count", n)
	}
	f.Unspill(spilled...)
	if diff := cmp.Diff(before, crm.EncodeFacts(f)); diff != "" {
		t.Error("put back, they differ", diff)
	}
}
