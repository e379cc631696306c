package segment

import "holdfast/shared/words/crm"

// YearLength is the length of a year between two instants: 365 days.
const YearLength = 365 * crm.DayLength

// ProfitOf returns what an order brought: net revenue less the goods' cost where that is
// known, else net revenue x margin (basis points), rounded half away from zero. A
// cancelled or failed order brought nothing; refunds above the order make a loss.
func ProfitOf(o crm.Order, marginBP int64) crm.Money {
	net := o.Net()
	switch {
	case !o.Counts():
		net.Minor = 0
	case o.CostKnown:
		net.Minor -= o.Cost
	default:
		net.Minor = crm.BasisPoints(net.Minor, marginBP)
	}
	return net
}

// Sums is what orders came to: their number in all currencies, and their money in one.
type Sums struct {
	Orders  int   `json:"orders"`          // that count
	Apart   int   `json:"apart,omitempty"` // of them, in other currencies: not in the money
	Revenue int64 `json:"revenue"`         // net, minor units
	Profit  int64 `json:"profit"`          // minor units

	Costed int `json:"costed,omitempty"` // of the orders, those whose cost is known, spilled ones left out
}

// Add adds what other orders of the same currency came to.
func (s *Sums) Add(o Sums) {
	s.Orders += o.Orders
	s.Apart += o.Apart
	s.Revenue += o.Revenue
	s.Profit += o.Profit
	s.Costed += o.Costed
}

// addOrder adds one order. A credit note is money, but no purchase.
func (s *Sums) addOrder(o *crm.Order, marginBP int64) {
	if !o.Credit() {
		s.Orders++
	}
	if o.Bought() && o.CostKnown {
		s.Costed++
	}
	s.Revenue += o.Net().Minor
	s.Profit += ProfitOf(*o, marginBP).Minor
}

// SumYear returns what a customer's orders of the 365 days up to and including end came
// to, in one currency; orders in others are counted, and their money is left out. Spilled
// orders are taken as evenly spread between the first and the oldest one still in the record.
func SumYear(f *crm.Facts, c crm.Currency, marginBP int64, end crm.Instant) Sums {
	return SumBetween(f, c, marginBP, end-YearLength, end)
}

// SumLastYear returns the sums of the year that ends with the customer's last purchase:
// what they were worth while they bought. Tiers go by it, so that silence alone does not
// make a valued customer an ordinary one before an owner has called. Credit notes since
// then are taken off: they are of what was bought before. Where the last purchase is only
// counted, the year ends where what is known begins.
func SumLastYear(f *crm.Facts, c crm.Currency, marginBP int64, now crm.Instant) Sums {
	if last, ok := f.LastPurchase(now); ok {
		return SumBetween(f, c, marginBP, last.Placed-YearLength, now)
	}
	if len(f.Orders) > 0 {
		now = min(now, f.Orders[0].Placed)
	}
	return SumYear(f, c, marginBP, now)
}

// SumBetween returns what the orders came to that were placed after from, up to and
// including to.
func SumBetween(f *crm.Facts, c crm.Currency, marginBP int64, from, to crm.Instant) Sums {
	sums := SumSpilled(f, c, marginBP, from, to)
	for i := range f.Orders {
		o := &f.Orders[i]
		if o.Placed <= from || o.Placed > to || !o.Counts() {
			continue
		}
		if o.Currency == c {
			sums.addOrder(o, marginBP)
		} else if !o.Credit() {
			sums.Orders++
			sums.Apart++
		}
	}
	return sums
}

// SumSpilled estimates the part of the spilled orders that falls between two instants.
func SumSpilled(f *crm.Facts, c crm.Currency, marginBP int64, from, to crm.Instant) Sums {
	if f.Older.Orders == 0 {
		return Sums{}
	}

	// They are taken as evenly spread from first to end.
	first := f.Older.First
	end := first + 1
	if len(f.Orders) > 0 {
		end = max(end, f.Orders[0].Placed)
	}
	covered := min(to, end) - max(from, first)
	if covered <= 0 {
		return Sums{}
	}

	var whole Sums
	for _, sum := range f.Older.Sums {
		whole.Orders += sum.Orders
		if sum.Currency != c {
			whole.Apart += sum.Orders
			continue
		}
		net := sum.Total - sum.Refunded
		whole.Revenue = net
		whole.Profit = sum.Costed - sum.Cost + crm.BasisPoints(net-sum.Costed, marginBP)
	}
	return whole.share(int64(covered), int64(end-first))
}

// share returns num / den of the sums.
func (s Sums) share(num, den int64) Sums {
	return Sums{
		Orders:  int(crm.MulDiv(int64(s.Orders), num, den)),
		Apart:   int(crm.MulDiv(int64(s.Apart), num, den)),
		Revenue: crm.MulDiv(s.Revenue, num, den),
		Profit:  crm.MulDiv(s.Profit, num, den),
	}
}
