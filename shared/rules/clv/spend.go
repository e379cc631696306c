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
	Bits    int     `json:"bits,omitempty"`    // leading binary digits of Sum that are kept; 0 = all
	Dropped int64   `json:"dropped,omitempty"` // customers left out because what they spent was not positive
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
			return SpendTable{}, fmt.Errorf("count spending of customer %d: %+v: %w", i, c, ErrCell)
		case c.X == 0 || c.Count == 0:
		case c.Sum <= 0:
			t.Dropped += c.Count
		default:
			t.Cells = append(t.Cells, c)
		}
	}
	t.tidy()
	return t, nil
}

func (t *SpendTable) tidy() {
	slices.SortFunc(
		t.Cells,
		func(a, b Spend) int { return cmp.Or(cmp.Compare(a.X, b.X), cmp.Compare(a.Sum, b.Sum)) },
	)
	out := t.Cells[:0]
	for _, c := range t.Cells {
		if n := len(out); n > 0 && out[n-1].X == c.X && out[n-1].Sum == c.Sum {
			out[n-1].Count += c.Count
		} else {
			out = append(out, c)
		}
	}
	t.Cells = out
}

// Customers is how many were counted.
func (t SpendTable) Customers() (n int64) {
	for _, c := range t.Cells {
		n += c.Count
	}
	return n
}

// Merge is the table of the customers of both.
func (t SpendTable) Merge(o SpendTable) SpendTable {
	digits := t.Bits
	if digits == 0 || o.Bits > 0 && o.Bits < digits {
		digits = o.Bits
	}
	out := SpendTable{
		Bits:    digits,
		Dropped: t.Dropped + o.Dropped,
		Cells:   slices.Concat(t.Cells, o.Cells),
	}
	return out.keep(digits)
}

// Bound drops binary digits of the sums until there are at most limit cells, but keeps
// four. Parts that are bounded before they are merged end in the same table in any order.
func (t SpendTable) Bound(limit int) SpendTable {
	for digits := 16; len(t.Cells) > limit && digits >= 4; digits-- {
		if t.Bits == 0 || digits < t.Bits {
			t = t.keep(digits)
		}
	}
	return t
}

// keep leaves the given number of leading digits of each sum.
func (t SpendTable) keep(digits int) SpendTable {
	out := SpendTable{Bits: digits, Dropped: t.Dropped, Cells: slices.Clone(t.Cells)}
	for i := range out.Cells {
		if n := bits.Len64(uint64(out.Cells[i].Sum)) - digits; digits > 0 && n > 0 {
			out.Cells[i].Sum &^= 1<<n - 1
		}
	}
	out.tidy()
	return out
}

// EstimateSum is what stands for a cell's Sum: the middle of what its kept digits can mean, in
// minor units.
func (t SpendTable) EstimateSum(c Spend) float64 {
	v := float64(c.Sum)
	if n := bits.Len64(uint64(c.Sum)) - t.Bits; t.Bits > 0 && n > 0 {
		v += float64(int64(1)<<n-1) / 2
	}
	return v
}

// Mean is the mean over customers of their mean spend per repeat day, in minor units; 0
// where there are none.
func (t SpendTable) Mean() float64 {
	sum := 0.0
	n := 0.0
	for _, c := range t.Cells {
		sum += t.EstimateSum(c) / float64(c.X) * float64(c.Count)
		n += float64(c.Count)
	}
	return sum / max(n, 1)
}

// Correlation is between the number of repeat days and the mean spend on them. The
// Gamma-Gamma model assumes it to be small. It is 0 where it does not exist.
func (t SpendTable) Correlation() float64 {
	x := make([]float64, len(t.Cells))
	m := make([]float64, len(t.Cells))
	w := make([]float64, len(t.Cells))
	for i, c := range t.Cells {
		x[i], m[i], w[i] = float64(c.X), t.EstimateSum(c)/float64(c.X), float64(c.Count)
	}
	if r := stat.Correlation(x, m, w); !math.IsNaN(r) {
		return r
	}
	return 0
}
