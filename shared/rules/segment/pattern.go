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

// Spending is how much a customer spends on a day with purchases, beside the store's
// others.
type Spending uint8

// The levels of spending: thirds of the store's customers.
const (
	SpendingUnknown Spending = iota
	SpendingLow
	SpendingMid
	SpendingHigh
	Spendings = iota
)

var spendings = enum.Names[Spending]{
	SpendingUnknown: "unknown",
	SpendingLow:     "low",
	SpendingMid:     "mid",
	SpendingHigh:    "high",
}

func (s Spending) String() string { return spendings.String(s) }

// ParseSpending returns the spending with the name.
func ParseSpending(name string) (Spending, error) { return spendings.Parse(name) }

// MarshalText writes the name.
func (s Spending) MarshalText() ([]byte, error) { return spendings.MarshalText(s) }

// UnmarshalText reads the name.
func (s *Spending) UnmarshalText(name []byte) error { return spendings.UnmarshalText(s, name) }

// Demand is what a customer's need looks like.
type Demand struct {
	Breadth    int `json:"breadth"`    // different goods bought, as far as in the record
	Period     int `json:"period"`     // days: the customer's cycle
	Volatility int `json:"volatility"` // per mille: coefficient of variation of what is spent on a day with purchases
}

// spent is what a customer spent on each day with purchases, as far as in the record.
type spent struct {
	days   int
	amount [crm.Keep]int64
	sum    int64
}

func (s *Subject) spent() (out spent) {
	last := int64(-1)
	for i := range s.Facts.Orders {
		o := &s.Facts.Orders[i]
		if !o.Bought() || o.Placed > s.At || o.Currency != s.Criteria.Currency {
			continue
		}
		day := int64(o.Placed / crm.DayLength)
		if day != last {
			if out.days == len(out.amount) {
				break
			}
			last = day
			out.days++
		}
		net := o.Net().Minor
		out.amount[out.days-1] += net
		out.sum += net
	}
	return out
}

// mean is what was spent on a day, on average; 0 if on none.
func (s *spent) mean() int64 {
	if s.days == 0 {
		return 0
	}
	return s.sum / int64(s.days)
}

// spread is the coefficient of variation of whole numbers, per mille; 0 where there is
// none.
func spread(n int, at func(i int) int64) int {
	var sum int64
	for i := range n {
		sum += at(i)
	}
	if n < 2 || sum <= 0 {
		return 0
	}
	// With deviations in thousandths of the mean nothing overflows: sqrt(sum((n a -
	// sum)^2) / (n - 1)) / (sum / n) / n
	var squares tally.Wide
	for i := range n {
		squares.Square(crm.MulDiv(int64(n)*at(i)-sum, 1000, sum))
	}
	return int(squares.Root() * 1000 / tally.Sqrt(int64(n-1)*1_000_000))
}

// regularGaps is the coefficient of variation up to which gaps are even, per mille.
// Chance alone gives 1000; gamma gaps of shape 4 give 500 (Wheat & Morrison 1990 test for
// such regularity).
const regularGaps = 500

func (s *Subject) pattern(of *spent) Pattern {
	days := s.History.Days
	if len(days) < overdueMin {
		return PatternUnknown
	}
	gap := func(i int) int64 { return int64(days[i+1].Days(days[i])) }
	mean := int64(days[len(days)-1].Days(days[0])) / int64(len(days)-1)
	switch typical := int64(max(1, s.Criteria.Policy.Typical)); {
	case spread(len(days)-1, gap) <= regularGaps:
		return PatternRegular
	case s.Criteria.Spending[1] > 0 && of.mean() >= s.Criteria.Spending[1] && mean > typical:
		return PatternBulk
	case s.Criteria.Spending[0] > 0 && of.mean() < s.Criteria.Spending[0] && mean < typical:
		return PatternScattered
	}
	return PatternRandom
}

// overdueMin is on how many days one must have bought to have a pattern.
const overdueMin = 3

func (s *Subject) spending(of *spent) Spending {
	switch limits := s.Criteria.Spending; {
	case limits[1] <= 0 || of.days == 0:
		return SpendingUnknown
	case of.mean() >= limits[1]:
		return SpendingHigh
	case of.mean() >= limits[0]:
		return SpendingMid
	}
	return SpendingLow
}

func (s *Subject) demand(of *spent) Demand {
	return Demand{
		Breadth: s.breadth(), Period: s.Verdict.Cycle,
		Volatility: spread(of.days, func(i int) int64 { return max(0, of.amount[i]) }),
	}
}

// most is how many different goods are counted.
const most = 64

// breadth counts different goods without touching the heap: the names of an order are a
// few lines of text.
func (s *Subject) breadth() int {
	var seen [most]string
	n := 0
	for i := range s.Facts.Orders {
		o := &s.Facts.Orders[i]
		if !o.Bought() || o.Placed > s.At {
			continue
		}
		for rest := string(o.Goods); rest != ""; {
			name := rest
			if end := indexLine(rest); end >= 0 {
				name = rest[:end]
				rest = rest[end+1:]
			} else {
				rest = ""
			}
			known := false
			for k := range n {
				known = known || seen[k] == name
			}
			if !known && n < most {
				seen[n] = name
				n++
			}
		}
	}
	return n
}
