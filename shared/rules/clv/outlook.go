package clv

import "math"

// History is what a model knows of one customer, in the unit of time of its parameters.
type History struct {
	X  int     // days with an order after the first
	Tx float64 // from the first order to the last; 0 if X is 0
	T  float64 // from the first order to the day of judgement
}

// Model is a buy-till-you-die model with its parameters. All of them are values and safe
// to share.
type Model interface {
	// Family returns the kind of model.
	Family() Family
	// Params returns the parameters in the order of the family's Names.
	Params() []float64
	// LogLikelihood returns the log-likelihood of one customer's history.
	LogLikelihood(History) float64
	// Outlook returns what the history says about the customer's future.
	Outlook(History) Outlook
	// Newcomer returns the outlook on the day of the first order.
	Newcomer() Outlook
}

// Outlook is what is known of one customer's future: whether they are still a customer,
// and, if so, how often they buy and how long they stay. Times are in the model's unit,
// counted from the day of judgement. It holds no pointers.
type Outlook struct {
	alive    float64 // P(alive)
	k, alpha float64 // the rate of buying, if alive: Gamma(k, alpha)

	// How they leave, if alive: by a probability Beta(leaveP, leaveQ) after each order, or
	// at a rate Gamma(leaveP, leaveQ).
	leaveP, leaveQ float64
	leaves         leaving
}

// leaving says when customers leave.
type leaving uint8

const (
	never leaving = iota
	afterOrders
	atAnyTime
)

// PAlive returns P(alive): the probability of still being a customer.
func (o Outlook) PAlive() float64 { return o.alive }

// PAliveAfter returns the probability of still being a customer when t has passed.
func (o Outlook) PAliveAfter(t float64) float64 {
	switch o.leaves {
	case afterOrders:
		// Of a customer who buys at a rate, and leaves with a probability p after an order,
		// e^(-rate p t) stay. Its mean over Gamma(k, alpha) and Beta(a, b) is
		// 2F1(k, a; a+b; -y), here after Pfaff's transformation.
		a, b := o.leaveP, o.leaveQ
		y := t / o.alpha
		z := y / (1 + y)
		stay := math.Pow(1+y, -a)
		series := hypergeometric(a, a+b-o.k, a+b, z)
		return o.alive * stay * series
	case atAnyTime:
		s, beta := o.leaveP, o.leaveQ
		return o.alive * math.Exp(-s*math.Log1p(t/beta))
	}
	return o.alive
}

// Expected returns E[Y(t)]: the orders to expect within t. For a newcomer it is E[X(t)].
func (o Outlook) Expected(t float64) float64 {
	if t <= 0 {
		return 0
	}
	switch o.leaves {
	case afterOrders:
		return o.alive * o.expectedAfterOrders(t)
	case atAnyTime:
		return o.alive * o.k / o.alpha * o.expectedLife(t)
	}
	return o.alive * o.k / o.alpha * t
}

// expectedLife returns the expected time within t before an end at any time: the integral
// of (beta/(beta+u))^s.
func (o Outlook) expectedLife(t float64) float64 {
	s, beta := o.leaveP, o.leaveQ
	ln := -math.Log1p(t / beta)
	return beta * integralOfPower(s-1, ln)
}

// integralOfPower returns -(e^(d ln) - 1)/d, also if d is 0.
func integralOfPower(d, ln float64) float64 {
	const zero = 1e-12
	if math.Abs(d) < zero {
		return -ln
	}
	return -math.Expm1(d*ln) / d
}

// gap is how near to a = 1 and a+b = 1, at which expectedIfAlive is 0/0, it is bridged by
// the mean of both sides.
const gap = 1e-5

// expectedAfterOrders returns E[Y(t)] given alive, if customers leave after orders.
func (o Outlook) expectedAfterOrders(t float64) float64 {
	c := o.leaveP + o.leaveQ - 1
	if math.Abs(c) >= gap {
		return o.expectedAcrossGap(c, t)
	}
	below := o.expectedAcrossGap(-gap, t)
	above := o.expectedAcrossGap(gap, t)
	return (below + above) / 2
}

// expectedAcrossGap bridges the gap at a = 1.
func (o Outlook) expectedAcrossGap(c, t float64) float64 {
	a := o.leaveP
	if math.Abs(a-1) >= gap {
		return o.expectedIfAlive(a, c, t)
	}
	below := o.expectedIfAlive(1-gap, c, t)
	above := o.expectedIfAlive(1+gap, c, t)
	return (below + above) / 2
}

// expectedIfAlive returns E[Y(t)] given alive, with c = a+b-1, d = a-1 and
// z = t/(alpha+t):
//
//	c/d [1 - (1-z)^d 2F1(c-k, d; c; z)]
//
// It is the published 2F1 after Euler's transformation, which does not overflow.
func (o Outlook) expectedIfAlive(a, c, t float64) float64 {
	d := a - 1
	z := t / (o.alpha + t)

	ln := math.Log1p(t / o.alpha) // -ln(1-z)
	power := math.Exp(-d * ln)
	series := hypergeometric(c-o.k, d, c, z)

	return c / d * (1 - power*series)
}

// Rate returns the orders to expect per unit of time when t has passed: the derivative of
// Expected.
func (o Outlook) Rate(t float64) float64 {
	rate := o.alive * o.k / o.alpha
	switch o.leaves {
	case afterOrders:
		// As PAliveAfter, weighted by the rate, which raises k by 1.
		a, b := o.leaveP, o.leaveQ
		y := t / o.alpha
		z := y / (1 + y)
		stay := math.Pow(1+y, -a)
		series := hypergeometric(a, a+b-o.k-1, a+b, z)
		return rate * stay * series
	case atAnyTime:
		s, beta := o.leaveP, o.leaveQ
		return rate * math.Exp(-s*math.Log1p(t/beta))
	}
	return rate
}
