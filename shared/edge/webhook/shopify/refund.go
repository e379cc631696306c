package shopify

import (
	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

type orderRefund struct {
	Note         lenient.Scalar               `json:"note"`
	Transactions lenient.List[transaction]    `json:"transactions"`
	Lines        lenient.List[refundLine]     `json:"refund_line_items"`
	Shipping     lenient.List[refundShipping] `json:"refund_shipping_lines"`
	Adjustments  lenient.List[adjustment]     `json:"order_adjustments"`
	Duties       lenient.Object[moneySet]     `json:"total_duties_set"`
}

type transaction struct {
	Kind     lenient.Scalar `json:"kind"`
	Status   lenient.Scalar `json:"status"`
	Amount   lenient.Scalar `json:"amount"`
	Currency lenient.Scalar `json:"currency"`
}

type refundLine struct {
	LineID      lenient.Scalar           `json:"line_item_id"`
	Quantity    lenient.Scalar           `json:"quantity"`
	Subtotal    lenient.Scalar           `json:"subtotal"`
	Tax         lenient.Scalar           `json:"total_tax"`
	SubtotalSet lenient.Object[moneySet] `json:"subtotal_set"`
	TaxSet      lenient.Object[moneySet] `json:"total_tax_set"`
}

type refundShipping struct {
	SubtotalSet lenient.Object[moneySet] `json:"subtotal_amount_set"`
}

type adjustment struct {
	Kind      lenient.Scalar           `json:"kind"`
	Amount    lenient.Scalar           `json:"amount"`
	Tax       lenient.Scalar           `json:"tax_amount"`
	AmountSet lenient.Object[moneySet] `json:"amount_set"`
	TaxSet    lenient.Object[moneySet] `json:"tax_amount_set"`
}

// refundSums is what one refund comes to, in the shop's currency.
type refundSums struct {
	moved   bool  // there is a transaction, of whatever outcome
	money   int64 // of all transactions
	given   int64 // of those that succeeded
	unknown bool  // given back in a currency that nothing converts
	goods   int64 // what was taken back, with tax and shipping
	kept    int64 // what the shop kept of that, by the adjustments
}

// accounted returns by how much a refund that moved money lowered the current total, without
// what was exchanged: the money and what the shop kept, but no more than the goods come to.
func (s *refundSums) accounted() int64 {
	whole := max(s.goods, s.money)
	return min(whole, s.money+max(0, s.kept))
}

// read adds up a refund. Where its transactions are in the buyer's currency, the sum of its
// lines in the shop's money is what was given back, if it is the same sum in the buyer's;
// else the order's own rate converts it.
func (f *orderRefund) read(r *lenient.Reader, c crm.Currency, orderRate rate) refundSums {
	var sums refundSums
	goods, kept := f.add(r, c, shopMoney)
	sums.goods = goods
	sums.kept = kept

	foreign := map[crm.Currency]*foreignMoney{}
	for _, t := range f.Transactions {
		if r.Text(t.Kind) != "refund" {
			continue
		}
		sums.moved = true
		currency := c
		if t.Currency != "" && t.Currency != "null" {
			currency = r.Currency("refunds.transactions.currency", t.Currency)
		}
		amount := max(0, r.Minor("refunds.transactions.amount", t.Amount, currency))
		succeeded := r.Text(t.Status) == "success"
		if currency != c {
			addForeign(foreign, currency, amount, succeeded)
			continue
		}
		sums.money += amount
		if succeeded {
			sums.given += amount
		}
	}
	for currency, money := range foreign {
		money.currency = currency
		f.convert(r, c, orderRate, *money, &sums)
	}
	return sums
}

// foreignMoney is what transactions in a buyer's currency come to.
type foreignMoney struct {
	currency   crm.Currency
	all, given int64
}

func addForeign(to map[crm.Currency]*foreignMoney, c crm.Currency, amount int64, given bool) {
	if to[c] == nil {
		to[c] = &foreignMoney{}
	}
	to[c].all += amount
	if given {
		to[c].given += amount
	}
}

// convert adds what transactions in a buyer's currency come to in the currency of
// the shop.
func (f *orderRefund) convert(
	r *lenient.Reader,
	shop crm.Currency,
	orderRate rate,
	money foreignMoney,
	sums *refundSums,
) {
	inShop := sums.goods - sums.kept
	goods, kept := f.add(r, money.currency, buyerMoney)
	inBuyer := goods - kept
	switch {
	case money.all == 0:
	case inBuyer > 0 && inBuyer == money.all && inShop > 0:
		sums.money += inShop
		sums.given += crm.MulDiv(inShop, money.given, money.all)
	case orderRate.currency == money.currency:
		sums.money += crm.MulDiv(money.all, orderRate.shop, orderRate.buyer)
		sums.given += crm.MulDiv(money.given, orderRate.shop, orderRate.buyer)
	case inShop > 0:
		sums.money += inShop
		sums.given += crm.MulDiv(inShop, money.given, money.all)
	case money.given > 0:
		sums.unknown = true
	}
}

// side chooses one of the two amounts of a set.
type side func(*moneySet) *money

func shopMoney(s *moneySet) *money  { return &s.Shop.Value }
func buyerMoney(s *moneySet) *money { return &s.Buyer.Value }

// add adds up what was taken back, and what the shop kept of it, in one currency.
func (f *orderRefund) add(r *lenient.Reader, c crm.Currency, of side) (goods, kept int64) {
	one := func(what string, set *moneySet, plain lenient.Scalar) int64 {
		if amount, ok := of(set).amount(r, what, c); ok {
			return amount
		}
		if of(set) == &set.Buyer.Value {
			return 0
		}
		return r.Minor(what, plain, c) // the plain fields are in the shop's currency
	}

	for i := range f.Lines {
		l := &f.Lines[i]
		goods += one("refund_line_items.subtotal", &l.SubtotalSet.Value, l.Subtotal)
		goods += one("refund_line_items.total_tax", &l.TaxSet.Value, l.Tax)
	}
	goods += one("refunds.total_duties_set", &f.Duties.Value, "")

	hasShipping := false
	for i := range f.Adjustments {
		a := &f.Adjustments[i]
		amount := one("order_adjustments.amount", &a.AmountSet.Value, a.Amount)
		amount += one("order_adjustments.tax_amount", &a.TaxSet.Value, a.Tax)
		if r.Text(a.Kind) == "shipping_refund" {
			hasShipping = true
			goods -= amount // it is negative
			continue
		}
		kept += amount
	}

	// Up to API version 2024-07 the adjustments say the same once more.
	for i := range f.Shipping {
		if !hasShipping {
			set := &f.Shipping[i].SubtotalSet.Value
			goods += one("refund_shipping_lines.subtotal_amount_set", set, "")
		}
	}
	return goods, kept
}
