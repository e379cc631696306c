package clv

import "math"

// History is one customer's history, in the unit of time of the model's parameters.
type History struct {
	X  int     // days with an order after the first
	Tx float64 // from the first order to the last; 0 where X is 0
	T  float64 // from the first order to the day of judgement
}

// Model is a buy-till-you-die model with its parameters. All of them are values and safe
// to share.
type Model interface {
	Family() Family
	// Params lists the parameters in the order of the family's Names.
	Params() []float64
	// LogLikelihood of one customer's history.
	LogLikelihood(History) float64
	// Outlook is what the history says about the customer's future.
	Outlook(History) Outlook
	// Newcomer is the outlook on the day of the first order.
	Newcomer() Outlook
}

// Outlook is what is known of one customer's future: whether they are still a customer,
// and, if so, how often they buy and how long they stay. Times are in the model's unit,
// counted from the day of judgement. It holds no pointers.
type Outlook struct {
	alive float64
	k, a  float64 // the rate of buying, if alive: Gamma(k, a)
	p, q  float64 // what ends it: Beta(p, q) after each order, or a rate Gamma(p, q)
	end   ending
}

type ending uint8

const (
	never ending = iota
	atOrders
	anyTime
)

// PAlive is P(alive): the probability of still being a customer.
func (o Outlook) PAlive() float64 { return o.alive }

// PAliveAfter is the probability of being a customer still when t has passed.
func (o Outlook) PAliveAfter(t float64) float64 {
	switch o.end {
	case atOrders:
		y := t / o.a
		return o.alive * math.Pow(1+y, -o.p) * hyp(o.p, o.p+o.q-o.k, o.p+o.q, y/(1+y))
	case anyTime:
		return o.alive * math.Exp(-o.p*math.Log1p(t/o.q))
	}
	return o.alive
}

// Expected is E[Y(t)]: the orders to expect within t. For a newcomer it is E[X(t)].
func (o Outlook) Expected(t float64) float64 {
	if t <= 0 {
		return 0
	}
	switch o.end {
	case atOrders:
		return o.alive * expectedAtOrders(o.k, o.a, o.p, o.q, t)
	case anyTime:
		return o.alive * o.k / o.a * o.life(t)
	}
	return o.alive * o.k / o.a * t
}

// life is the expected time within t before an end at any time: the integral of
// (q/(q+u))^p.
func (o Outlook) life(t float64) float64 {
	ln := -math.Log1p(t / o.q)
	return o.q * integralOfPower(o.p-1, ln)
}

// integralOfPower is -(e^(d ln) - 1)/d, also where d is 0.
func integralOfPower(d, ln float64) float64 {
	if math.Abs(d) < 1e-12 {
		return -ln
	}
	return -math.Expm1(d*ln) / d
}

// gap is how near to a = 1 and a+b = 1, where the formula has gaps, these are bridged by
// a mean.
const gap = 1e-5

// expectedAtOrders is E[Y(t)] given alive, for an end after orders: the published 2F1
// after Euler's transformation, which does not overflow.
func expectedAtOrders(k, al, a, b, t float64) float64 {
	at := func(a, c float64) float64 {
		d := a - 1
		return c / d * (1 - math.Exp(-d*math.Log1p(t/al))*hyp(c-k, d, c, t/(al+t)))
	}
	across := func(c float64) float64 {
		if math.Abs(a-1) < gap {
			return (at(1-gap, c) + at(1+gap, c)) / 2
		}
		return at(a, c)
	}
	if c := a + b - 1; math.Abs(c) >= gap {
		return across(c)
	}
	return (across(-gap) + across(gap)) / 2
}

// PNone is the probability of no order within t: of having left, or of staying silent. It
// is the best calibrated single "will not come back within t".
func (o Outlook) PNone(t float64) float64 {
	return 1 - o.alive + o.alive*o.silent(t)
}

// silent is the probability of no order within t, given alive.
func (o Outlook) silent(t float64) float64 {
	if t <= 0 {
		return 1
	}
	if o.end == anyTime {
		ln, _ := lifeBracket(o.k, o.a, o.p, o.q, 0, t)
		return min(1, math.Exp(ln+o.k*math.Log(o.a)+o.p*math.Log(o.q)))
	}
	return math.Exp(-o.k * math.Log1p(t/o.a))
}

// PNoneBetween is the probability of no order after `from` and up to `to`.
func (o Outlook) PNoneBetween(from, to float64) float64 {
	t := to - from
	if !(t > 0) {
		return 1
	}
	alive := o.PAliveAfter(from)
	later := o
	switch o.end {
	case atOrders: // both alive at from, and silent for t: as if the rates' scale had grown by t
		later.a += t
		return 1 - alive + math.Exp(-o.k*math.Log1p(t/o.a))*later.PAliveAfter(from)
	case anyTime:
		later.q += from
	}
	return 1 - alive*(1-later.silent(t))
}

// PMF is the probability of exactly n orders within t.
func (o Outlook) PMF(n int, t float64) float64 {
	if n < 0 || t < 0 {
		return 0
	}
	if n == 0 {
		return o.PNone(t)
	}
	if t == 0 {
		return 0
	}
	switch o.end {
	case atOrders:
		return o.alive * pmfAtOrders(o.k, o.a, o.p, o.q, n, t)
	case anyTime:
		return o.alive * pmfAnyTime(o.k, o.a, o.p, o.q, n, t)
	}
	return o.alive * nbd(o.k, o.a, n, t)
}

// Variance is that of the number of orders within t: the customer's own chance, without
// that of the parameters.
func (o Outlook) Variance(t float64) float64 {
	if t <= 0 {
		return 0
	}
	mean := o.Expected(t)
	pairs := o.k * (o.k + 1) / (o.a * o.a) // E[rate^2], given alive
	switch o.end {
	case atOrders:
		w := o.q / (o.p + o.q)
		pairs *= 2 * rules()[5].integrate(0, math.Log1p(t/o.a), func(v float64) float64 {
			y := math.Expm1(v)
			f := math.Exp(-o.p*v) * hyp(o.p, o.p+o.q-o.k-1, o.p+o.q+1, y/(1+y))
			return o.a * o.a * y * w * f * (1 + y)
		})
	case anyTime:
		ln := -math.Log1p(t / o.q)
		pairs *= 2 * o.q * o.q * (integralOfPower(o.p-2, ln) - integralOfPower(o.p-1, ln))
	default:
		pairs *= t * t
	}
	return max(0, o.alive*pairs+mean-mean*mean)
}

// Rate is the orders to expect per unit of time when t has passed: the derivative of
// Expected.
func (o Outlook) Rate(t float64) float64 {
	rate := o.alive * o.k / o.a
	switch o.end {
	case atOrders:
		y := t / o.a
		return rate * math.Pow(1+y, -o.p) * hyp(o.p, o.p+o.q-o.k-1, o.p+o.q, y/(1+y))
	case anyTime:
		return rate * math.Exp(-o.p*math.Log1p(t/o.q))
	}
	return rate
}

// DERT is the number of discounted expected residual transactions: all future orders,
// each discounted by e^(-delta u). The continuous discount rate delta is per unit of time
// and positive; otherwise the sum need not exist, and DERT is NaN.
func (o Outlook) DERT(delta float64) float64 {
	if !(delta > 0) {
		return math.NaN()
	}
	switch o.end {
	case atOrders:
		return laplace(delta, o.a/(o.k+1), o.Rate)
	case anyTime:
		return laplace(delta, o.q/(o.p+1), o.Rate)
	}
	return o.alive * o.k / o.a / delta
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

// Discounted is the sum of the orders to expect in each period, those of period i divided
// by (1+Discount)^i. Multiplied by the profit to expect per order it is the residual
// value over the plan.
func (o Outlook) Discounted(p Plan) float64 {
	sum, _ := o.discounted(p)
	return sum
}

// together is how many times are asked for together: the months of a year.
const together = 12

// discounted also gives the orders to expect in the whole plan, not discounted.
func (o Outlook) discounted(p Plan) (sum, whole float64) {
	factor := 1.0
	for from := 0; from < p.Periods; from += together {
		var at [together]float64
		n := min(together, p.Periods-from)
		for i := range n {
			at[i] = float64(from+i+1) * p.Length
		}
		expected := o.expectedAt(at, n)
		for _, e := range expected[:n] {
			factor /= 1 + p.Discount
			sum += (e - whole) * factor
			whole = e
		}
	}
	return sum, whole
}

// expectedAt is Expected at the first n times, which rise.
func (o Outlook) expectedAt(at [together]float64, n int) (out [together]float64) {
	d := o.p - 1
	c := o.p + o.q - 1
	if o.end != atOrders || math.Abs(d) < gap || math.Abs(c) < gap || at[n-1]/(o.a+at[n-1]) > 0.9 {
		for i, t := range at[:n] {
			out[i] = o.Expected(t)
		}
		return out
	}
	var z [together]float64
	for i, t := range at[:n] {
		z[i] = t / (o.a + t)
	}
	f := seriesAt(c-o.k, d, c, z, n)
	for i, t := range at[:n] {
		out[i] = o.alive * c / d * (1 - math.Exp(-d*math.Log1p(t/o.a))*f[i])
	}
	return out
}
