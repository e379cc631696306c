package segment

import (
	"slices"
	"strings"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Apart is what orders in another currency than the store's come to. No rate is known for
// them, so their money is in no figure.
type Apart struct {
	crm.Money
	Orders int64 `json:"orders"` // purchases
}

// ListApart returns what a customer's orders in other currencies come to that were placed
// after from, up to and including to; sorted by currency. Spilled orders are taken as
// SumBetween takes them.
func ListApart(f *crm.Facts, c crm.Currency, from, to crm.Instant) []Apart {
	var all []Apart
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Currency == c || o.Placed <= from || o.Placed > to || !o.Counts() {
			continue
		}
		one := Apart{Money: o.Net()}
		if o.Bought() {
			one.Orders = 1
		}
		all = AddApart(all, one)
	}
	for _, sum := range f.Older.Sums {
		if sum.Currency == c {
			continue
		}
		spilled := SumSpilled(f, sum.Currency, 0, from, to)
		all = AddApart(all, Apart{
			Money:  sum.Currency.Of(spilled.Revenue),
			Orders: int64(spilled.Orders - spilled.Apart),
		})
	}
	return all
}

// AddApart adds what is kept apart to a list that is sorted by currency, and returns the
// list.
func AddApart(all []Apart, more ...Apart) []Apart {
	for _, one := range more {
		if one.Orders == 0 && one.Minor == 0 {
			continue
		}
		i, found := slices.BinarySearchFunc(all, one, func(a, b Apart) int {
			return strings.Compare(string(a.Currency), string(b.Currency))
		})
		if !found {
			all = slices.Insert(all, i, one)
			continue
		}
		all[i].Orders += one.Orders
		all[i].Minor += one.Minor
	}
	return all
}

// SayApart says in a sentence what is kept apart; "" if nothing is.
func SayApart(lang string, all []Apart) string {
	if len(all) == 0 {
		return ""
	}
	var parts []string
	for _, one := range all {
		parts = append(parts, phrase.Say(lang, "money.apart.orders", one.Orders, one.String()))
	}
	return phrase.Say(lang, "money.apart", phrase.List(lang, parts))
}
