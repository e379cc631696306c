package clv

import "math"

// All these models hold that orders come at random: to them a silence of three weeks says
// as much of a customer who bought every week to the day as of one who bought as often by
// fits and starts. If a customer's own gaps are known, they say more. The share of such
// gaps that last longer than the silence takes the place of the share that chance would
// leave, in Bayes' formula for P(alive).
//
// Measured out of sample, with customers of three gaps or more (tests/compare): AUC of
// "no order for the rest of the data" by P(no order) .712 instead of .708 on CDNOW, .710
// instead of .701 on Online Retail.

// WithRhythm returns the outlook of a customer who has been silent for a time, if the
// given share of their own kind of gaps lasts longer.
func (o Outlook) WithRhythm(silence, shareLonger float64) Outlook {
	if !(shareLonger > 0) || !(silence > 0) || silence >= o.alpha || o.alive >= 1 {
		return o
	}

	// ((alpha-silence)/alpha)^k is the share of random gaps that last longer.
	lnRandom := o.k * math.Log1p(-silence/o.alpha)
	lnTimes := math.Log(shareLonger) - lnRandom

	const most = 50 // nothing is more certain
	lnTimes = min(max(lnTimes, -most), most)

	odds := o.alive / (1 - o.alive) * math.Exp(lnTimes)
	o.alive = odds / (1 + odds)
	return o
}

// Patience is after how many days of silence a customer is taken for lost, in steps of an
// eighth more. 0 = not known.
type Patience uint8

const (
	patienceStep = 0.125 // of the natural logarithm
	maxPatience  = 63    // 2300 days
)

// ShareBeyondPatience is the share of gaps that last longer than Patience and do end in
// an order: the last of package overdue's budgets.
const ShareBeyondPatience = 0.02

// minOwnGaps is how many gaps of their own a customer must have for WithRhythm: package
// overdue's MinGaps.
const minOwnGaps = 3

// PatienceOf returns the step nearest to a number of days.
func PatienceOf(days int) Patience {
	ln := math.Log(float64(max(days, 1)))
	step := 1 + math.Round(ln/patienceStep)
	return Patience(min(step, maxPatience))
}

// Days returns the days that the step stands for.
func (p Patience) Days() float64 {
	if p == 0 {
		return 0
	}
	return math.Exp(patienceStep * float64(p-1))
}

// ShareLonger returns the share of gaps that last longer than so many days of silence: it
// falls by the same share each day, to ShareBeyondPatience. Of longer silences nothing is
// known.
func (p Patience) ShareLonger(days float64) float64 {
	return math.Pow(ShareBeyondPatience, min(max(days, 0)/p.Days(), 1))
}

// Outlook returns the outlook of the cell's customers, with their rhythm if they have one.
// The unit is of the model's time, in days.
func (c Cell) Outlook(m Model, unit float64) Outlook {
	return Table{}.Outlook(m, c, unit)
}

// Outlook returns the outlook of the customers of a cell of the table.
func (t Table) Outlook(m Model, c Cell, unit float64) Outlook {
	h := t.History(c, unit)
	o := m.Outlook(h)
	if !c.hasRhythm() || c.Patience == 0 {
		return o
	}
	silence := h.T - h.Tx
	shareLonger := c.Patience.ShareLonger(silence * unit)
	return o.WithRhythm(silence, shareLonger)
}

// hasRhythm reports whether the cell's customers have enough gaps of their own.
func (c Cell) hasRhythm() bool { return c.X >= minOwnGaps }
