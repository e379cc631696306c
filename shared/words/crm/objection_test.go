package crm_test

import (
	"strconv"
	"testing"

	"holdfast/shared/words/crm"
)

func TestWhatABankTookFromTheShopIsRefunded(t *testing.T) {
	t.Parallel()
	order := crm.Ref{Source: "shop", ID: "7"}
	for name, c := range map[string]struct {
		objection crm.Objection
		want      int64
	}{
		"lost":                    {crm.Objection{Kind: crm.Dispute, Order: order, State: crm.ObjectionLost, Currency: "EUR", Amount: 6000}, 7000},
		"lost, more than is left": {crm.Objection{Kind: crm.Dispute, Order: order, State: crm.ObjectionLost, Currency: "EUR", Amount: 9500}, 10000},
		"in another currency":     {crm.Objection{Kind: crm.Dispute, Order: order, State: crm.ObjectionLost, Currency: "USD", Amount: 6000}, 1000},
		"not decided":             {crm.Objection{Kind: crm.Dispute, Order: order, State: crm.ObjectionOpen, Currency: "EUR", Amount: 6000}, 1000},
		"won":                     {crm.Objection{Kind: crm.Dispute, Order: order, State: crm.ObjectionRefused, Currency: "EUR", Amount: 6000}, 1000},
		"refunded by the shop":    {crm.Objection{Kind: crm.Dispute, Order: order, State: crm.ObjectionDone, Currency: "EUR", Amount: 6000}, 1000},
		"a return":                {crm.Objection{Kind: crm.Return, Order: order, State: crm.ObjectionLost, Currency: "EUR", Amount: 6000}, 1000},
		"of another order":        {crm.Objection{Kind: crm.Dispute, Order: crm.Ref{Source: "web", ID: "7"}, State: crm.ObjectionLost, Currency: "EUR", Amount: 6000}, 1000},
	} {
		f := &crm.Facts{
			Orders:     []crm.Order{{Ref: order, Placed: day, Status: crm.OrderPaid, Currency: "EUR", Total: 10000, Refunded: 1000}},
			Objections: []crm.Objection{c.objection},
		}
		if got := f.At(9 * day).Orders[0].Refunded; got != c.want {
			t.Errorf("%s: %d refunded, want %d", name, got, c.want)
		}
		if f.Orders[0].Refunded != 1000 {
			t.Errorf("%s: the record itself changed", name)
		}
	}
}

// An order that no longer stands in the record is in the sums of the older ones.
func TestWhatABankTookOfAnOlderOrderIsRefundedInTheSums(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{Orders: []crm.Order{{Ref: crm.Ref{Source: "shop", ID: "9"}, Placed: 9 * day, Status: crm.OrderPaid, Currency: "EUR", Total: 5000}}}
	for i := range crm.Keep {
		ref := crm.Ref{Source: "shop", ID: strconv.Itoa(100 + i)}
		f.Orders = append(f.Orders, crm.Order{Ref: ref, Placed: 10*day + crm.Instant(i), Status: crm.OrderPaid, Currency: "EUR", Total: 1000})
	}
	f.Spill()
	lost := func(id string, c crm.Currency, amount int64) crm.Objection {
		return crm.Objection{Kind: crm.Dispute, Order: crm.Ref{Source: "shop", ID: id}, State: crm.ObjectionLost, Currency: c, Amount: amount}
	}
	for name, c := range map[string]struct {
		objections []crm.Objection
		want       int64
	}{
		"lost":                  {[]crm.Objection{lost("9", "EUR", 3000)}, 3000},
		"more than is left":     {[]crm.Objection{lost("9", "EUR", 9000)}, 5000},
		"in another currency":   {[]crm.Objection{lost("9", "USD", 3000)}, 0},
		"of one in the record":  {[]crm.Objection{lost("100", "EUR", 300)}, 0},
		"of both, each for one": {[]crm.Objection{lost("9", "EUR", 3000), lost("100", "EUR", 300)}, 3000},
	} {
		f.Objections = c.objections
		if got := f.At(99 * day).Older.Sums[0].Refunded; got != c.want {
			t.Errorf("%s: %d refunded, want %d", name, got, c.want)
		}
		if f.Older.Sums[0].Refunded != 0 {
			t.Errorf("%s: the record itself changed", name)
		}
	}
}

func TestOfTwoCausesTheOneThatBlamesTheShopIsTold(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ a, b, want crm.Cause }{
		{crm.CauseTooSmall, crm.CauseDefective, crm.CauseDefective},
		{crm.CauseUnknown, crm.CauseOther, crm.CauseOther},
		{crm.CauseWrongItem, crm.CauseUnwanted, crm.CauseWrongItem},
	} {
		if c.a.AndCause(c.b) != c.want || c.b.AndCause(c.a) != c.want {
			t.Errorf("%s and %s: %s", c.a, c.b, c.a.AndCause(c.b))
		}
	}
	if crm.CauseUnknown.BlamesShop() || crm.CauseTooLarge.BlamesShop() || !crm.CauseChargedTwice.BlamesShop() {
		t.Error("which causes blame the shop")
	}
}
