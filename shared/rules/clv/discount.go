package clv

import "math"

// DERT returns the number of discounted expected residual transactions: all future
// orders, each discounted by e^(-delta u). The continuous discount rate delta is per unit
// of time and positive; otherwise the sum need not exist, and DERT is NaN.
func (o Outlook) DERT(delta float64) float64 {
	if !(delta > 0) {
		return math.NaN()
	}
	switch o.leaves {
	case afterOrders:
		return laplace(delta, o.alpha/(o.k+1), o.Rate)
	case atAnyTime:
		return laplace(delta, o.leaveQ/(o.leaveP+1), o.Rate)
	}
	return o.alive * o.k / o.alpha / delta
}

// Plan says over which periods orders are discounted, and how.
type Plan struct {
	Periods  int     // 12 for a year of months
	Length   float64 // of a period, in the model's unit of time: 4.345 weeks for a month
	Discount float64 // per period: .01 = 1 %
}

// Year is twelve months of 4.345 weeks at 1 % a month, for models in weeks: what the
// package lifetimes calls a 12-month CLV.
var Year = Plan{Periods: 12, Length: 4.345, Discount: 0.01}

// Discounted returns the sum of the orders to expect in each period, those of period i
// divided by (1+Discount)^i. Multiplied by the profit to expect per order it is the
// residual value over the plan.
func (o Outlook) Discounted(p Plan) float64 {
	discounted, _ := o.ordersOver(p)
	return discounted
}

// periodBatch is for how many periods orders are computed together: the months of a year.
const periodBatch = 12

// ordersOver returns the orders to expect over the plan, with and without the discount.
func (o Outlook) ordersOver(p Plan) (discounted, undiscounted float64) {
	factor := 1.0
	for from := 0; from < p.Periods; from += periodBatch {
		var ends [periodBatch]float64
		n := min(periodBatch, p.Periods-from)
		for i := range n {
			ends[i] = float64(from+i+1) * p.Length
		}

		expected := o.expectedAt(ends, n)
		for _, untilEnd := range expected[:n] {
			factor /= 1 + p.Discount
			inPeriod := untilEnd - undiscounted
			discounted += inPeriod * factor
			undiscounted = untilEnd
		}
	}
	return discounted, undiscounted
}

// expectedAt returns Expected at the first n times, which rise. Far from gaps and from
// z = 1, the power series of all times are summed together (see expectedIfAlive).
func (o Outlook) expectedAt(
	times [periodBatch]float64,
	n int,
) (expected [periodBatch]float64) {
	const nearOne = 0.9
	c := o.leaveP + o.leaveQ - 1
	d := o.leaveP - 1
	inGap := math.Abs(d) < gap || math.Abs(c) < gap

	last := times[n-1]
	if o.leaves != afterOrders || inGap || last/(o.alpha+last) > nearOne {
		for i, t := range times[:n] {
			expected[i] = o.Expected(t)
		}
		return expected
	}

	var z [periodBatch]float64
	for i, t := range times[:n] {
		z[i] = t / (o.alpha + t)
	}
	series := powerSeriesAt(c-o.k, d, c, z, n)

	for i, t := range times[:n] {
		ln := math.Log1p(t / o.alpha) // -ln(1-z)
		power := math.Exp(-d * ln)
		expected[i] = o.alive * c / d * (1 - power*series[i])
	}
	return expected
}
