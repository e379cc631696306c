package segment

import (
	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
	"holdfast/shared/words/tally"
)

// Pattern is how a customer buys.
type Pattern uint8

// The patterns of buying.
const (
	PatternUnknown   Pattern = iota // on fewer than three days so far
	PatternRegular                  // at even gaps: their coefficient of variation is at most a half
	PatternBulk                     // much at a time, in gaps longer than the store's typical one
	PatternScattered                // little at a time, and often
	PatternRandom                   // none of these: as chance would have it
	Patterns         = iota
)

var patterns = enum.Names[Pattern]{
	PatternUnknown:   "unknown",
	PatternRegular:   "regular",
	PatternBulk:      "bulk",
	PatternScattered: "scattered",
	PatternRandom:    "random",
}

func (p Pattern) String() string { return patterns.String(p) }

// ParsePattern returns the pattern with the name.
func ParsePattern(name string) (Pattern, error) { return patterns.Parse(name) }

// MarshalText writes the name.
func (p Pattern) MarshalText() ([]byte, error) { return patterns.MarshalText(p) }

// UnmarshalText reads the name.
func (p *Pattern) UnmarshalText(name []byte) error { return patterns.UnmarshalText(p, name) }

// patternDays is on how many days a customer must have bought to have a pattern.
const patternDays = 3

// evenGaps is the coefficient of variation up to which gaps are even, per mille. Chance
// alone gives 1000; gamma gaps of shape 4 give 500 (Wheat & Morrison 1990 test for such
// regularity).
const evenGaps = 500

// pattern places a customer by how even their gaps are, and by size and rhythm beside the
// store's others.
func (s *Subject) pattern(spent *spendingDays) Pattern {
	days := s.History.Days
	if len(days) < patternDays {
		return PatternUnknown
	}

	n := len(days) - 1 // gaps
	gap := func(i int) int64 { return int64(days[i+1].Days(days[i])) }
	if variation(n, gap) <= evenGaps {
		return PatternRegular
	}

	meanGap := int64(days[n].Days(days[0])) / int64(n)
	typicalGap := int64(max(1, s.Criteria.Policy.Typical))
	little, much := s.Criteria.Spending[0], s.Criteria.Spending[1]
	switch {
	case much > 0 && spent.mean() >= much && meanGap > typicalGap:
		return PatternBulk
	case little > 0 && spent.mean() < little && meanGap < typicalGap:
		return PatternScattered
	}
	return PatternRandom
}

// variation returns the coefficient of variation of n whole numbers, per mille; 0 where
// there is none. It divides the standard deviation by the mean.
func variation(n int, value func(i int) int64) int {
	var sum int64
	for i := range n {
		sum += value(i)
	}
	if n < 2 || sum <= 0 {
		return 0
	}

	// Deviations are in thousandths of the mean, so that nothing overflows: the mean is
	// sum / n, hence (value - mean) / mean is (n x value - sum) / sum.
	var squares tally.Wide
	for i := range n {
		deviation := crm.MulDiv(int64(n)*value(i)-sum, 1000, sum)
		squares.Square(deviation)
	}
	root := squares.Root()
	rootOfDegrees := tally.Sqrt(int64(n-1) * 1_000_000) // in thousandths
	return int(root * 1000 / rootOfDegrees)
}
