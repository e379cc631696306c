package shopify

import (
	"strconv"

	"holdfast/shared/edge/webhook/lenient"
	"holdfast/shared/words/crm"
)

// The money of an order is what the shop kept of it, in the shop's currency. Shopify has
// no field that says so. What its fields mean (Admin API, REST 2026-01):
//
//   - total_price is what was asked before returns; lines taken off by an edit or an
//     exchange stay in it. current_total_price is without them, and without what was sent
//     back and refunded.
//   - A refund's transactions are the money that moved, in the buyer's currency. Its lines,
//     shipping lines and adjustments say the same sum in both currencies. An adjustment
//     ("refund_discrepancy") is positive where less was given back than the lines come to.
//   - A refund without a transaction moved no money. Its lines were taken off the order.
//   - If the lines of a refund come to more than its money and its adjustments, the rest paid
//     for what the buyer took instead: an exchange for something cheaper. It was taken off.
//
// So the total is total_price less what was taken off, and refunded is what the successful
// transactions gave back. A gift card that is sold is no revenue until it is redeemed, as
// in Shopify's own sales reports: an order that is paid with one counts whole, and the line
// that sold it does not.

// moneySet is an amount in the shop's currency and in the buyer's.
type moneySet struct {
	Shop  lenient.Object[money] `json:"shop_money"`
	Buyer lenient.Object[money] `json:"presentment_money"`
}

type money struct {
	Amount   lenient.Scalar `json:"amount"`
	Currency lenient.Scalar `json:"currency_code"`
}

// amount returns the amount if it is in the currency, else false.
func (m *money) amount(r *lenient.Reader, what string, c crm.Currency) (int64, bool) {
	if r.Text(m.Currency) == "" || r.Currency(what, m.Currency) != c {
		return 0, false
	}
	return r.Minor(what, m.Amount, c), true
}

// readMoney sets the order's amounts.
func (in *order) readMoney(r *lenient.Reader, o *crm.Order, financial string) {
	o.Discount = r.Minor("total_discounts", in.TotalDiscounts, o.Currency)
	o.Total = in.readAsked(r, o.Currency)

	takenOff := in.readRefunds(r, o)
	o.Total -= takenOff
	if o.Total == 0 && takenOff > 0 && o.Refunded == 0 {
		o.Status = crm.OrderUnpaid // every line was taken off before anybody paid
	}

	// Of an order that is paid in part, the shop has the part.
	if financial == "partially_paid" {
		outstanding := r.Minor("total_outstanding", in.Outstanding, o.Currency)
		o.Total -= min(max(0, outstanding), o.Total)
	}
	o.Total -= min(in.readGiftCards(r, o.Currency), max(0, o.Total))
}

// readAsked returns what the buyer was asked for. Where an edit added lines, the current
// total may be the greater one.
func (in *order) readAsked(r *lenient.Reader, c crm.Currency) int64 {
	inSet, found := in.TotalSet.Value.Shop.Value.amount(r, "total_price_set", c)
	if in.TotalPrice == "" && found {
		return inSet
	}
	asked := r.NeedMinor("total_price", in.TotalPrice, c)
	if current, ok := in.readCurrent(r, c); ok {
		return max(asked, current)
	}
	return asked
}

// readCurrent returns current_total_price, and false if the body does not have it.
func (in *order) readCurrent(r *lenient.Reader, c crm.Currency) (int64, bool) {
	if in.CurrentTotal == "" || in.CurrentTotal == "null" {
		return in.CurrentTotalSet.Value.Shop.Value.amount(r, "current_total_price_set", c)
	}
	return r.Minor("current_total_price", in.CurrentTotal, c), true
}

// readRefunds sets what was given back, and returns what was taken off the order without
// money. Current_total_price has fallen by both; without it, the refunds that moved no
// money say what was taken off.
func (in *order) readRefunds(r *lenient.Reader, o *crm.Order) (takenOff int64) {
	var fallen, lines int64 // by refunds that moved money; by those that did not
	for i := range in.Refunds {
		f := in.Refunds[i].read(r, o.Currency, in.rate(r, o.Currency))
		o.Refunded += f.given
		o.Flagged = o.Flagged || f.unknown
		if f.moved {
			fallen += f.accounted()
			continue
		}
		lines += max(0, f.goods-f.kept)
		fallen += max(0, f.kept)
	}
	if o.Cancelled {
		return 0 // nothing is kept of it, and the total says what was asked
	}
	current, ok := in.readCurrent(r, o.Currency)
	if !ok {
		return min(lines, o.Total)
	}
	return min(max(0, o.Total-current-fallen), o.Total)
}

// readGiftCards returns what the order's gift cards were sold for, without those that were
// given back.
func (in *order) readGiftCards(r *lenient.Reader, c crm.Currency) (sold int64) {
	for _, line := range in.Lines {
		if !r.Bool(line.GiftCard) {
			continue
		}
		price := r.Minor("line_items.price", line.Price, c)
		discount := r.Minor("line_items.total_discount", line.Discount, c)
		quantity := max(1, count(r, line.Quantity))
		left := quantity
		if r.Text(line.CurrentQuantity) != "" {
			left = count(r, line.CurrentQuantity)
		} else {
			left -= in.sentBack(r, r.Text(line.ID))
		}
		whole := price*quantity - discount
		sold += crm.MulDiv(max(0, whole), min(max(0, left), quantity), quantity)
	}
	return sold
}

// sentBack returns how many of a line the refunds took back.
func (in *order) sentBack(r *lenient.Reader, line string) (n int64) {
	for _, refund := range in.Refunds {
		for _, l := range refund.Lines {
			if line != "" && r.Text(l.LineID) == line {
				n += count(r, l.Quantity)
			}
		}
	}
	return n
}

// mostOfALine keeps the product of a price and a quantity far from int64's end.
const mostOfALine = 1000

// count returns a number of pieces; what is none counts nothing.
func count(r *lenient.Reader, s lenient.Scalar) int64 {
	n, err := strconv.ParseInt(r.Text(s), 10, 64)
	if err != nil {
		return 0
	}
	return min(max(0, n), mostOfALine)
}

// rate is the order's own rate between its currencies: that of its total.
type rate struct {
	currency    crm.Currency // the buyer's; "" = the order has no rate
	shop, buyer int64        // the total in both
}

func (in *order) rate(r *lenient.Reader, c crm.Currency) (found rate) {
	set := &in.TotalSet.Value
	buyer := &set.Buyer.Value
	if r.Text(buyer.Currency) == "" {
		return rate{}
	}
	found.currency = r.Currency("total_price_set.presentment_money", buyer.Currency)
	found.buyer = r.Minor("total_price_set.presentment_money", buyer.Amount, found.currency)
	shop, ok := set.Shop.Value.amount(r, "total_price_set.shop_money", c)
	if !ok || shop <= 0 || found.buyer <= 0 {
		return rate{}
	}
	found.shop = shop
	return found
}
