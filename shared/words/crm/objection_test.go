package crm_test

import (
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
