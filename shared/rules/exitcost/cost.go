package exitcost

import (
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// newRate returns the share of customers lost, with its interval, and the share of their
// revenue.
func newRate(base, lost Loss) Rate {
	r := shareLost(lost.Customers, base.Customers)
	if base.Revenue > 0 && lost.Revenue > 0 {
		r.Revenue = crm.MulDiv(lost.Revenue, 10_000, base.Revenue)
	}
	return r
}

// shareLost returns the share of k in n with the score interval of Wilson 1927 at z = 1.96,
// in whole numbers.
func shareLost(k, n int64) Rate {
	r := Rate{Base: n, Lost: k}
	if n == 0 {
		return r
	}
	r.PerMyriad = crm.MulDiv(10_000, k, n)

	// Wilson's interval has its center at k + z²/2 and half the width
	// z sqrt(k (n-k) / n + z²/4), both over n + z². All three are in thousandths here:
	// z² is 3.8416.
	const (
		zSquared        = 3_842   // thousandths
		halfZSquared    = 1_921   // thousandths
		quarterZSquared = 960_400 // millionths
	)
	center := 1000*k + halfZSquared
	variance := crm.MulDiv(k*1_000_000, n-k, n)
	half := 196 * tally.Sqrt(variance+quarterZSquared) / 100
	over := 1000*n + zSquared

	r.Low = max(0, crm.MulDiv(center-half, 10_000, over))
	r.High = min(10_000, crm.MulDiv(center+half, 10_000, over))
	return r
}

// boundCost returns the profit lost with its interval. Each customer at the start is taken
// to be lost or not by chance, so the sum of the values of those who were has a variance
// of about (1 - rate) x the sum of their squares.
func (r *reduction) boundCost(base, lost Loss) MoneyInterval {
	interval := MoneyInterval{
		Mid:  r.money(0),
		Low:  r.money(0),
		High: r.money(0),
	}
	switch {
	case base.Customers == 0:
		return interval
	case lost.Customers == 0:
		interval.High = r.boundNoLoss(base)
		return interval
	}

	// The square root of 1 - rate, per myriad.
	kept := max(0, base.Customers-lost.Customers)
	rootOfKept := tally.Sqrt(crm.MulDiv(100_000_000, kept, base.Customers))

	// The standard deviation, and 1.96 of them.
	deviation := crm.BasisPoints(lost.Squares.Root(), rootOfKept)
	half := crm.MulDiv(deviation, 196, 100)

	interval.Mid = r.money(lost.Profit)
	interval.Low = r.money(max(0, lost.Profit-half))
	interval.High = r.money(lost.Profit + half)
	return interval
}

// boundNoLoss returns the upper end of what exits cost if no customer was lost: Wilson's
// upper rate at the customers' mean yearly profit, carried to the horizon.
func (r *reduction) boundNoLoss(base Loss) crm.Money {
	yearlyProfit := crm.BasisPoints(base.Revenue, r.settings.MarginBP)
	highestRate := newRate(base, Loss{}).High
	lostAtMost := crm.BasisPoints(max(0, yearlyProfit), highestRate)

	horizon := int64(r.settings.Horizon)
	return r.money(crm.MulDiv(lostAtMost, horizon, 365))
}

// classical returns the textbook's figure: every customer lost at the mean yearly revenue
// of all, carried to the horizon.
func (r *reduction) classical(base, lost Loss) crm.Money {
	if base.Customers == 0 {
		return r.money(0)
	}
	yearlyRevenue := crm.MulDiv(base.Revenue, lost.Customers, base.Customers)

	horizon := int64(r.settings.Horizon)
	revenue := crm.MulDiv(yearlyRevenue, horizon, 365)

	profit := crm.BasisPoints(revenue, r.settings.MarginBP)
	return r.money(profit)
}
