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
	sumWidth    = 1 << 8
	maxDays     = 1 << 20
)

// cellOf is the cell of a gap of so many days, after other gaps.
func cellOf(g *gaps, days int) int {
	return (numberScale.Bin(int64(g.n))*sumWidth+sumScale.Bin(int64(min(g.sum, maxDays))))*dayWidth + dayScale.Bin(
		int64(days),
	)
}

// ratio is what a cell's gap was, per mille of the cycle before it.
func (p *Policy) ratio(cell int) int64 {
	g := gaps{
		n:   int(numberScale.Mid(cell / dayWidth / sumWidth)),
		sum: int(sumScale.Mid(cell / dayWidth % sumWidth)),
	}
	return dayScale.Mid(cell%dayWidth) * 1000 / int64(p.cycle(&g))
}

// pseudoGaps is the weight of the default factors beside the store's own, in completed
// gaps: a shop with ten customers gets a number, and one with a thousand its own.
const pseudoGaps = 50

// NewCalibration is an empty one.
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
	var g gaps
	for i := 1; i < len(h.Days); i++ {
		days := min(between(h.Days[i-1], h.Days[i]), maxDays)
		c.Days[dayScale.Bin(int64(days))]++
		c.Gaps[classOf(g.n)][cellOf(&g, days)]++
		g.add(days)
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

// Policy sets the rule from the gaps gathered: budgets and floor are taken over from
// base, the median and the factors are the store's own, mixed with those of base by
// pseudoGaps so that few gaps change little.
func (c *Calibration) Policy(base Policy) Policy {
	p := base
	p.Gaps = c.Days.Total()
	p.Typical = int(mix(tally.Quantile(c.Days.Values(dayScale), 500), p.Gaps, int64(base.Typical)))
	for n := range p.Classes {
		ratios := c.ratios(n, &p)
		class := &p.Classes[n]
		class.Gaps = 0
		for _, r := range ratios {
			class.Gaps += r.Count
		}
		for i, budget := range p.Budgets {
			// The smallest threshold that at most the budget reaches lies just above the
			// quantile.
			q := tally.Quantile(ratios, int64(budget)) + 1
			class.Factors[i] = int(mix(q, class.Gaps, int64(base.Classes[n].Factors[i])))
		}
	}
	return p
}

func mix(own, n, prior int64) int64 {
	return (own*n + prior*pseudoGaps) / (n + pseudoGaps)
}

// ratios lists the gaps of a class per mille of the cycle before them.
func (c *Calibration) ratios(class int, p *Policy) []tally.Weighted {
	out := make([]tally.Weighted, 0, len(c.Gaps[class]))
	for cell, count := range c.Gaps[class] {
		out = append(out, tally.Weighted{Value: p.ratio(cell), Count: count})
	}
	return out
}
