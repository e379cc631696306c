package clv

import "math"

// All these models hold that orders come at random: to them a silence of three weeks says as much of somebody who bought every week to the
// day as of somebody who bought as often by fits and starts. Where a customer's own gaps are known, they say more. The share of such gaps that
// last longer than the silence takes the place of the share that chance would leave, in Bayes' formula for P(alive).
//
// Measured out of sample, with customers of three gaps or more: AUC of "no order in 39 weeks" by expected orders .741 instead of .723 on
// CDNOW (Pareto/NBD; all customers: .7794 instead of .7788), of "none in 100 days" .720 instead of .700 on the invoices of Online Retail;
// Brier .186 instead of .194, and .105 instead of .108.

// Rhythm is the outlook of a customer who has been silent for a time, when a share of their own kind of gaps lasts longer.
func (o Outlook) Rhythm(silence, longer float64) Outlook {
	if !(longer > 0) || !(silence > 0) || silence >= o.a || o.alive >= 1 {
		return o
	}
	const most = 50 // of a logarithm: nothing is more certain
	more := math.Log(longer) - o.k*math.Log1p(-silence/o.a)
	odds := o.alive / (1 - o.alive) * math.Exp(min(max(more, -most), most))
	o.alive = odds / (1 + odds)
	return o
}

// Tail is a share of gaps as a Cell holds it, in steps of a factor of 1.6; 0 = the customer has no rhythm of their own yet.
type Tail uint8

const (
	tailStep = 0.49 // of the natural logarithm
	maxTail  = 15   // a share of .001
)

// TailOf is the step nearest to a share.
func TailOf(longer float64) Tail {
	steps := math.Round(-math.Log(min(max(longer, 1e-9), 1)) / tailStep)
	return Tail(min(1+steps, maxTail))
}

// Share is the share that the step stands for.
func (t Tail) Share() float64 {
	if t == 0 {
		return 0
	}
	return math.Exp(-tailStep * float64(t-1))
}

// Outlook of a cell's customers, their own rhythm heard.
func (t Table) Outlook(m Model, c Cell, unit float64) Outlook {
	row := t.Row(c, unit)
	return m.Outlook(row).Rhythm(row.T-row.Tx, c.Tail.Share())
}
