package clv

import "math"

// spendSample is a SpendTable made ready for fitting, in units of money.
type spendSample struct {
	xs     []int // the distinct x, rising
	rows   []spendRow
	weight []float64 // customers of each row
	total  float64   // customers
	mean   float64   // over customers, of their mean spend
}

type spendRow struct {
	x     int32   // index of xs
	sum   float64 // what was spent
	lnSum float64
}

// newSpendSample prepares a table. The scale is the minor units of one unit of money.
func newSpendSample(t SpendTable, scale float64) *spendSample {
	s := &spendSample{
		rows:   make([]spendRow, len(t.Cells)),
		weight: make([]float64, len(t.Cells)),
		mean:   t.Mean() / scale,
	}

	for i, c := range t.Cells {
		// Cells are sorted by x.
		if n := len(s.xs); n == 0 || s.xs[n-1] != int(c.X) {
			s.xs = append(s.xs, int(c.X))
		}

		sum := t.EstimateSum(c) / scale
		s.rows[i] = spendRow{
			x:     int32(len(s.xs) - 1),
			sum:   sum,
			lnSum: math.Log(sum),
		}

		customers := float64(c.Count)
		s.weight[i] = customers
		s.total += customers
	}
	return s
}

// thinOut returns the sample with every n-th row only.
func (s *spendSample) thinOut(every int) *spendSample {
	if every == 1 {
		return s
	}
	thin := &spendSample{xs: s.xs, mean: s.mean}
	for i := 0; i < len(s.rows); i += every {
		customers := s.weight[i]
		thin.rows = append(thin.rows, s.rows[i])
		thin.weight = append(thin.weight, customers)
		thin.total += customers
	}
	return thin
}
