package overdue

import "holdfast/shared/words/tally"

// Calibration gathers a store's completed gaps, so that the alarm's factors can be set to
// a false-alarm budget. It is bounded, holds whole numbers only, is stored as JSON, and
// merges to the same in any order.
//
// Each gap is compared with what was known when it began: the gaps of the same customer
// before it. Their cycle is shrunk toward the store's, which is known only at the end; so
// number and sum of the earlier gaps are kept beside the gap.
type Calibration struct {
	Days tally.Counts          `json:"days"` // all gaps: dayScale
	Gaps [classes]tally.Counts `json:"gaps"` // by class: cellOf
}

const (
	dayScale    = tally.Bins(5) // off by at most 1/64
	sumScale    = tally.Bins(3) // off by at most 1/16
	numberScale = tally.Bins(1) // numbers up to three are exact
	dayWidth    = 1 << 10       // more bins than dayScale needs for any number of days
	sumWidth    = 1 << 8        // more bins than sumScale needs for maxDays
	maxDays     = 1 << 20
)

// cellOf returns the cell of a gap of so many days that came after other gaps. It holds
// the bins of their number, of their sum and of the gap.
func cellOf(before *gaps, days int) int {
	number := numberScale.Bin(int64(before.n))
	sum := sumScale.Bin(int64(min(before.sum, maxDays)))
	gap := dayScale.Bin(int64(days))
	return (number*sumWidth+sum)*dayWidth + gap
}

// ratio returns the gap of a cell, per mille of the cycle that the policy gives to the
// gaps before it.
func (p *Policy) ratio(cell int) int64 {
	gap := cell % dayWidth
	sum := cell / dayWidth % sumWidth
	number := cell / dayWidth / sumWidth
	before := gaps{
		n:   int(numberScale.Mid(number)),
		sum: int(sumScale.Mid(sum)),
	}
	return dayScale.Mid(gap) * 1000 / int64(p.cycle(&before))
}

// pseudoGaps is the weight of the default factors beside the store's own, in completed
// gaps: a shop with ten customers gets a number, and one with a thousand its own.
const pseudoGaps = 50

// NewCalibration returns a calibration without gaps.
func NewCalibration() *Calibration {
	c := &Calibration{}
	c.fill()
	return c
}

// fill makes the maps that JSON may have left out.
func (c *Calibration) fill() {
	if c.Days == nil {
		c.Days = tally.Counts{}
	}
	for i := range c.Gaps {
		if c.Gaps[i] == nil {
			c.Gaps[i] = tally.Counts{}
		}
	}
}

// Add counts the completed gaps of one customer, as far as the record holds them.
func (c *Calibration) Add(h History) {
	c.fill()
	var known gaps
	for i := 1; i < len(h.Days); i++ {
		days := between(h.Days[i-1], h.Days[i])
		days = min(days, maxDays)

		bin := dayScale.Bin(int64(days))
		c.Days[bin]++

		class := c.Gaps[classOf(known.n)]
		class[cellOf(&known, days)]++

		known.add(days)
	}
}

// Merge adds what another part of the census has gathered.
func (c *Calibration) Merge(o *Calibration) {
	c.fill()
	c.Days.Merge(o.Days)
	for i := range c.Gaps {
		c.Gaps[i].Merge(o.Gaps[i])
	}
}

// Policy returns the rule as the gathered gaps set it. Budgets and floor are those of
// base. The median and the factors are the store's own, mixed with those of base by
// pseudoGaps so that few gaps change little.
func (c *Calibration) Policy(base Policy) Policy {
	p := base
	p.Gaps = c.Days.Total()

	median := tally.Quantile(c.Days.Values(dayScale), 500)
	p.Typical = int(mix(median, p.Gaps, int64(base.Typical)))

	// The cycles that the gaps are compared with rest on the median found above.
	for n := range p.Classes {
		ratios := c.ratios(n, &p)
		p.Classes[n] = classFrom(ratios, p.Budgets, base.Classes[n])
	}
	return p
}

// classFrom returns a class whose thresholds the budgets' shares of the gaps reach.
func classFrom(ratios []tally.Weighted, budgets [rungs]int, base Class) (class Class) {
	for _, r := range ratios {
		class.Gaps += r.Count
	}
	for i, budget := range budgets {
		// The smallest threshold that at most the budget reaches lies just above the
		// quantile.
		factor := tally.Quantile(ratios, int64(budget)) + 1
		class.Factors[i] = int(mix(factor, class.Gaps, int64(base.Factors[i])))
	}
	return class
}

// mix returns the mean of the store's own number, which rests on n gaps, and a prior,
// which weighs as much as pseudoGaps.
func mix(own, n, prior int64) int64 {
	return (own*n + prior*pseudoGaps) / (n + pseudoGaps)
}

// ratios lists the gaps of a class per mille of the cycle before them.
func (c *Calibration) ratios(class int, p *Policy) []tally.Weighted {
	ratios := make([]tally.Weighted, 0, len(c.Gaps[class]))
	for cell, count := range c.Gaps[class] {
		ratio := tally.Weighted{
			Value: p.ratio(cell),
			Count: count,
		}
		ratios = append(ratios, ratio)
	}
	return ratios
}
