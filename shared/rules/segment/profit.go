package segment

import "holdfast/shared/words/crm"

// YearLength is what we call a year between two instants.
const YearLength = 365 * crm.DayLength

// ProfitOf is what an order brought: net revenue less the goods' cost where that is
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

// Sums is what orders of one currency came to.
type Sums struct {
	Orders  int   `json:"orders"`  // that count
	Revenue int64 `json:"revenue"` // net, minor units
	Profit  int64 `json:"profit"`  // minor units
}

// Add adds what other orders of the same currency came to.
func (s *Sums) Add(o Sums) {
	s.Orders += o.Orders
	s.Revenue += o.Revenue
	s.Profit += o.Profit
}

// SumYear is what a customer's orders of the 365 days up to and including end came to, in
// one currency; orders in others are left out, never converted. Spilled orders are taken
// as evenly spread between the first and the oldest one still in the record.
func SumYear(f *crm.Facts, c crm.Currency, marginBP int64, end crm.Instant) Sums {
	return SumBetween(f, c, marginBP, end-YearLength, end)
}

// SumLastYear is the Year that ends with the customer's last purchase: what they were worth
// while they bought. Tiers go by it, so that silence alone does not make a valued
// customer an ordinary one before anybody has called. Credit notes since then are taken
// off: they are of what was bought before. Where the last purchase is only counted, the
// year ends where what is known begins.
func SumLastYear(f *crm.Facts, c crm.Currency, marginBP int64, now crm.Instant) Sums {
	if last, ok := f.LastPurchase(now); ok {
		return SumBetween(f, c, marginBP, last.Placed-YearLength, now)
	}
	if len(f.Orders) > 0 {
		now = min(now, f.Orders[0].Placed)
	}
	return SumYear(f, c, marginBP, now)
}

// SumBetween is what the orders placed after from, up to and including to, came to.
func SumBetween(f *crm.Facts, c crm.Currency, marginBP int64, from, to crm.Instant) Sums {
	var s Sums
	for i := range f.Orders {
		if o := &f.Orders[i]; o.Placed > from && o.Placed <= to && o.Currency == c && o.Counts() {
			n := 1
			if o.Credit() {
				n = 0
			}
			s.Add(Sums{n, o.Net().Minor, ProfitOf(*o, marginBP).Minor})
		}
	}
	s.Add(SumSpilled(f, c, marginBP, from, to))
	return s
}

// SumSpilled estimates the part of the spilled orders that falls between two instants.
func SumSpilled(f *crm.Facts, c crm.Currency, marginBP int64, from, to crm.Instant) Sums {
	if f.Older.Orders == 0 {
		return Sums{}
	}
	first := f.Older.First
	end := f.Older.First + 1
	if len(f.Orders) > 0 {
		end = max(end, f.Orders[0].Placed)
	}
	part := min(to, end) - max(from, first)
	if part <= 0 {
		return Sums{}
	}
	for _, sum := range f.Older.Sums {
		if sum.Currency == c {
			net := sum.Total - sum.Refunded
			profit := sum.Costed - sum.Cost + crm.BasisPoints(net-sum.Costed, marginBP)
			share := func(n int64) int64 { return crm.MulDiv(n, int64(part), int64(end-first)) }
			return Sums{int(share(int64(sum.Orders))), share(net), share(profit)}
		}
	}
	return Sums{}
}
