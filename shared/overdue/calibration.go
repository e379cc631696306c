package overdue

import "holdfast/shared/tally"

// Calibration gathers a store's completed gaps, so that the alarm's factors can be set to a false-alarm budget. It is
// bounded, holds whole numbers only, is stored as JSON, and merges to the same in any order.
//
// Each gap is compared with what was known when it began: the gaps of the same customer before it. Customers with none,
// one or two are measured against a cycle that is shrunk toward the store's, which is known only at the end; for them the sum of
// the earlier gaps is kept beside the gap.
type Calibration struct {
	Days   tally.Counts          `json:"days"`   // all gaps: dayScale
	Few    [MinGaps]tally.Counts `json:"few"`    // after 0, 1, 2 gaps: sum of them (sumScale) x fewWidth + gap (dayScale)
	Ratios [2]tally.Counts       `json:"ratios"` // after 3 to 5, and 6 or more: per mille of their 90th percentile (dayScale)
}

const (
	dayScale = tally.Scale(5) // off by at most 1/64
	sumScale = tally.Scale(3) // off by at most 1/16
	fewWidth = 1 << 10        // more bins than dayScale needs for any number of days
	maxDays  = 1 << 20
)

// pseudoGaps is the weight of the default factors beside the store's own, in completed gaps: a shop with ten customers
// gets a number, and one with a thousand its own.
const pseudoGaps = 50

// NewCalibration is an empty one.
func NewCalibration() *Calibration {
	c := &Calibration{}
	c.fill()
	return c
}

// fill makes the maps that JSON may have left out.
func (c *Calibration) fill() {
	for _, m := range []*tally.Counts{&c.Days, &c.Few[0], &c.Few[1], &c.Few[2], &c.Ratios[0], &c.Ratios[1]} {
		if *m == nil {
			*m = tally.Counts{}
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
		if g.n < len(c.Few) {
			c.Few[g.n][sumScale.Bin(int64(min(g.sum, maxDays)))*fewWidth+dayScale.Bin(int64(days))]++
		} else {
			c.Ratios[classOf(g.n)-MinGaps][dayScale.Bin(int64(days)*1000/int64(g.tall()))]++
		}
		g.add(days)
	}
}

// Merge adds what another part of the census has gathered.
func (c *Calibration) Merge(o *Calibration) {
	c.fill()
	c.Days.Merge(o.Days)
	for i := range c.Few {
		c.Few[i].Merge(o.Few[i])
	}
	for i := range c.Ratios {
		c.Ratios[i].Merge(o.Ratios[i])
	}
}

// Policy sets the rule from the gaps gathered: budgets, floor and MinGaps are taken over from base, the median and the
// factors are the store's own, mixed with those of base by pseudoGaps so that few gaps change little.
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
			// The smallest threshold that at most the budget reaches lies just above the quantile.
			q := tally.Quantile(ratios, int64(budget)) + 1
			class.Factors[i] = int(mix(q, class.Gaps, int64(base.Classes[n].Factors[i])))
		}
	}
	return p
}

func mix(own, n, prior int64) int64 { return (own*n + prior*pseudoGaps) / (n + pseudoGaps) }

// ratios lists the gaps of a class per mille of their base.
func (c *Calibration) ratios(class int, p *Policy) []tally.Weighted {
	if class >= len(c.Few) {
		return c.Ratios[class-MinGaps].Values(dayScale)
	}
	out := make([]tally.Weighted, 0, len(c.Few[class]))
	for cell, count := range c.Few[class] {
		sum := int(sumScale.Mid(cell / fewWidth))
		days := dayScale.Mid(cell % fewWidth)
		cycle := p.cycle(&gaps{n: class, sum: sum})
		out = append(out, tally.Weighted{Value: days * 1000 / int64(cycle), Count: count})
	}
	return out
}
