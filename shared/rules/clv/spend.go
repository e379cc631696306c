package clv

import (
	"cmp"
	"fmt"
	"math"
	"math/bits"
	"slices"

	"gonum.org/v1/gonum/stat"
)

// Spend is what repeat customers spent, and how many of them: on X days after their
// first, Sum together, in minor units of one currency. The first day is left out.
type Spend struct {
	X     int32 `json:"x"`
	Sum   int64 `json:"sum"`
	Count int64 `json:"count"`
}

// SpendTable is a store's repeat customers in one currency, counted. Like Table, parts
// merge to the table of the whole.
type SpendTable struct {
	// Bits is how many leading binary digits of Sum are kept; 0 = all.
	Bits int `json:"bits,omitempty"`
	// Dropped counts customers left out because what they spent was not positive.
	Dropped int64   `json:"dropped,omitempty"`
	Cells   []Spend `json:"cells"`
}

// CountSpend makes a table of customers, in any order. Days are net of refunds; customers
// whose days come to nothing or less tell nothing about spending and are counted as
// Dropped. Those without a repeat day are passed over.
func CountSpend(customers []Spend) (SpendTable, error) {
	t := SpendTable{Cells: make([]Spend, 0, len(customers))}
	for i, c := range customers {
		switch {
		case c.X < 0 || c.Count < 0:
			err := fmt.Errorf("count spending of customer %d: %+v: %w", i, c, ErrCell)
			return SpendTable{}, err
		case c.X == 0 || c.Count == 0:
		case c.Sum <= 0:
			t.Dropped += c.Count
		default:
			t.Cells = append(t.Cells, c)
		}
	}
	t.sortAndMerge()
	return t, nil
}

// sortAndMerge sorts the cells and puts equal ones together.
func (t *SpendTable) sortAndMerge() {
	slices.SortFunc(t.Cells, compareSpend)
	merged := t.Cells[:0]
	for _, c := range t.Cells {
		last := len(merged) - 1
		if last >= 0 && compareSpend(merged[last], c) == 0 {
			merged[last].Count += c.Count
			continue
		}
		merged = append(merged, c)
	}
	t.Cells = merged
}

func compareSpend(a, b Spend) int {
	return cmp.Or(
		cmp.Compare(a.X, b.X),
		cmp.Compare(a.Sum, b.Sum),
	)
}

// Customers returns how many were counted.
func (t SpendTable) Customers() (n int64) {
	for _, c := range t.Cells {
		n += c.Count
	}
	return n
}

// Merge returns the table of the customers of both. It keeps as many digits as the one
// that keeps fewer.
func (t SpendTable) Merge(o SpendTable) SpendTable {
	digits := t.Bits
	if digits == 0 || o.Bits > 0 && o.Bits < digits {
		digits = o.Bits
	}

	both := SpendTable{
		Bits:    digits,
		Dropped: t.Dropped + o.Dropped,
		Cells:   slices.Concat(t.Cells, o.Cells),
	}
	return both.keepDigits(digits)
}

// Bound drops binary digits of the sums until there are at most limit cells, but keeps
// four. Parts that are bounded before they are merged end in the same table in any order.
func (t SpendTable) Bound(limit int) SpendTable {
	for digits := 16; len(t.Cells) > limit && digits >= 4; digits-- {
		if t.Bits == 0 || digits < t.Bits {
			t = t.keepDigits(digits)
		}
	}
	return t
}

// keepDigits leaves the given number of leading binary digits of each sum; 0 = all.
func (t SpendTable) keepDigits(digits int) SpendTable {
	short := SpendTable{
		Bits:    digits,
		Dropped: t.Dropped,
		Cells:   slices.Clone(t.Cells),
	}
	for i := range short.Cells {
		c := &short.Cells[i]
		c.Sum &^= lostPart(c.Sum, digits)
	}
	short.sortAndMerge()
	return short
}

// lostPart returns the greatest number that the digits after the given leading ones can
// make: 0 if none are lost.
func lostPart(sum int64, digits int) int64 {
	lost := bits.Len64(uint64(sum)) - digits
	if digits == 0 || lost <= 0 {
		return 0
	}
	return 1<<lost - 1
}

// EstimateSum returns what stands for a cell's Sum: the middle of what its kept digits can
// mean, in minor units.
func (t SpendTable) EstimateSum(c Spend) float64 {
	return float64(c.Sum) + float64(lostPart(c.Sum, t.Bits))/2
}

// meanOf returns what a cell's customers spent per repeat day, in minor units.
func (t SpendTable) meanOf(c Spend) float64 { return t.EstimateSum(c) / float64(c.X) }

// Mean returns the mean over customers of their mean spend per repeat day, in minor units;
// 0 if there are none.
func (t SpendTable) Mean() float64 {
	sum := 0.0
	customers := 0.0
	for _, c := range t.Cells {
		sum += t.meanOf(c) * float64(c.Count)
		customers += float64(c.Count)
	}
	return sum / max(customers, 1)
}

// Correlation returns the correlation between the number of repeat days and the mean
// spend on them. The Gamma-Gamma model assumes it to be small. It is 0 if it does not exist.
func (t SpendTable) Correlation() float64 {
	days := make([]float64, len(t.Cells))
	means := make([]float64, len(t.Cells))
	customers := make([]float64, len(t.Cells))
	for i, c := range t.Cells {
		days[i] = float64(c.X)
		means[i] = t.meanOf(c)
		customers[i] = float64(c.Count)
	}

	r := stat.Correlation(days, means, customers)
	if math.IsNaN(r) {
		return 0
	}
	return r
}
