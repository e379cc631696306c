package segment

import (
	"slices"
	"strings"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

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
	Breadth int `json:"breadth"` // different goods bought, as far as in the record
	Period  int `json:"period"`  // days: the customer's cycle

	// Volatility is the coefficient of variation of what is spent on a day with purchases,
	// per mille.
	Volatility int `json:"volatility"`
}

// spendingDays is what a customer spent on each day with purchases, as far as in the
// record.
type spendingDays struct {
	n      int
	amount [crm.Keep]int64
	sum    int64
}

func (s *Subject) spendingDays() (days spendingDays) {
	last := int64(-1)
	for i := range s.Facts.Orders {
		o := &s.Facts.Orders[i]
		if !o.Bought() || o.Placed > s.At || o.Currency != s.Criteria.Currency {
			continue
		}
		day := o.Placed.DayNumber()
		if day != last {
			if days.n == len(days.amount) {
				break
			}
			days.n++
			last = day
		}
		net := o.Net().Minor
		days.amount[days.n-1] += net
		days.sum += net
	}
	return days
}

// mean returns what was spent on a day, on average; 0 if on none.
func (d *spendingDays) mean() int64 {
	if d.n == 0 {
		return 0
	}
	return d.sum / int64(d.n)
}

func (s *Subject) spending(days *spendingDays) Spending {
	little, much := s.Criteria.Spending[0], s.Criteria.Spending[1]
	switch {
	case much <= 0 || days.n == 0:
		return SpendingUnknown
	case days.mean() >= much:
		return SpendingHigh
	case days.mean() >= little:
		return SpendingMid
	}
	return SpendingLow
}

func (s *Subject) demand(days *spendingDays) Demand {
	amount := func(i int) int64 { return max(0, days.amount[i]) }
	return Demand{
		Breadth:    s.breadth(),
		Period:     s.Verdict.Cycle,
		Volatility: variation(days.n, amount),
	}
}

// goodsCounted is how many different goods are counted at most.
const goodsCounted = 64

// breadth returns the number of different goods bought. It touches no heap: the names of
// an order are a few lines of text.
func (s *Subject) breadth() int {
	var names [goodsCounted]string
	seen := names[:0]
	for i := range s.Facts.Orders {
		o := &s.Facts.Orders[i]
		if !o.Bought() || o.Placed > s.At {
			continue
		}
		lines := string(o.Goods)
		for lines != "" {
			name, rest, _ := strings.Cut(lines, "\n")
			lines = rest
			if len(seen) < goodsCounted && !slices.Contains(seen, name) {
				seen = append(seen, name)
			}
		}
	}
	return len(seen)
}
