package clv

import "math"

// Sample is a Table made ready for fitting, in a unit of time: what depends on x or on a
// day only is computed once for all customers who share it.
type Sample struct {
	unit    float64   // in days
	xs      []int     // the distinct x, rising
	days    []float64 // the distinct times, in units; days[0] is 0
	rows    []sampleRow
	weight  []float64 // customers of each row
	total   float64   // customers
	orders  float64   // sum of x
	meanAge float64   // mean T
}

type sampleRow struct{ x, tx, t int32 } // indexes of xs and days

// NewSample prepares a table. The unit is in days: Week for parameters in weeks.
func NewSample(t Table, unit float64) *Sample {
	if t.Ahead > 0 {
		t = t.DropNext()
	}
	s := &Sample{
		unit:   unit,
		days:   []float64{0},
		rows:   make([]sampleRow, len(t.Cells)),
		weight: make([]float64, len(t.Cells)),
	}

	index := s.indexDays(t)
	ages := 0.0
	for i, c := range t.Cells {
		// Cells are sorted by x.
		if n := len(s.xs); n == 0 || s.xs[n-1] != int(c.X) {
			s.xs = append(s.xs, int(c.X))
		}
		row := sampleRow{
			x: int32(len(s.xs) - 1),
			t: index[c.T],
		}
		if c.X > 0 {
			row.tx = index[c.Tx]
		}

		customers := float64(c.Count)
		s.rows[i] = row
		s.weight[i] = customers
		s.total += customers
		s.orders += customers * float64(c.X)
		ages += customers * s.days[row.t]
	}

	// At least one day, so that it has a logarithm.
	s.meanAge = max(ages/max(s.total, 1), 1/unit)
	return s
}

// indexDays fills days, and returns the index in it of each day that occurs.
func (s *Sample) indexDays(t Table) []int32 {
	last := int32(0)
	for _, c := range t.Cells {
		last = max(last, c.T)
	}

	// First only whether a day occurs ...
	index := make([]int32, last+1)
	for _, c := range t.Cells {
		index[c.T] = 1
		index[c.Tx] = 1
	}

	// ... then its index.
	for day, used := range index {
		if used > 0 {
			index[day] = int32(len(s.days))
			middle := t.binMiddle(int32(day))
			s.days = append(s.days, middle/s.unit)
		}
	}
	return index
}

// Customers returns how many customers the sample stands for.
func (s *Sample) Customers() int64 { return int64(math.Round(s.total)) }

// LogLikelihood returns the log-likelihood of the whole sample under a model, and its
// gradient by the model's Params.
func (s *Sample) LogLikelihood(m Model) (ll float64, gradient []float64) {
	return evaluate(s.kernel(m.Family()), s.weight, m.Params())
}

// thinOut returns the sample with every n-th row only.
func (s *Sample) thinOut(every int) *Sample {
	if every == 1 {
		return s
	}
	thin := *s
	thin.rows = nil
	thin.weight = nil
	thin.total = 0
	thin.orders = 0

	for i := 0; i < len(s.rows); i += every {
		row := s.rows[i]
		customers := s.weight[i]
		thin.rows = append(thin.rows, row)
		thin.weight = append(thin.weight, customers)
		thin.total += customers
		thin.orders += customers * float64(s.xs[row.x])
	}
	return &thin
}

// kernel returns the family's log-likelihood on the sample.
func (s *Sample) kernel(f Family) kernel {
	switch f {
	case BGFamily, MBGFamily:
		return newBGKernel(s, f == MBGFamily)
	case ParetoFamily:
		return newParetoKernel(s)
	}
	return newNBDKernel(s)
}

// objective returns what a fit of the family maximizes.
func (s *Sample) objective(f Family, prior *Prior) *objective {
	o := &objective{
		kernel:      s.kernel(f),
		weight:      s.weight,
		total:       s.total,
		lnMagnitude: make([]float64, len(f.Names())),
		prior:       prior.onLogScale(),
	}
	for i, inTime := range f.carriesTime() {
		if inTime {
			o.lnMagnitude[i] = math.Log(s.meanAge)
		}
	}
	return o
}

// logLik returns the log-likelihood alone, at ln parameters.
func (s *Sample) logLik(f Family, theta []float64) float64 {
	ll, _ := evaluate(s.kernel(f), s.weight, exps(theta))
	return ll
}

// starts returns the ln parameters at which searches begin.
func (s *Sample) starts(f Family, prior *Prior) [][]float64 {
	// In multiples of the customers' mean age.
	var starts [][]float64
	switch f {
	case BGFamily, MBGFamily:
		starts = [][]float64{
			{0.5, 0.2, 0.8, 2},
			{1, 0.5, 0.5, 0.5},
			{0.3, 0.1, 0.3, 1},
		}
	case ParetoFamily:
		starts = [][]float64{
			{0.5, 0.3, 0.6, 0.3},
			{1, 1, 1, 1},
			{0.3, 0.1, 0.3, 1},
		}
	default:
		starts = [][]float64{
			{0.5, 0.3},
			{1, 1},
		}
	}

	for _, start := range starts {
		for i, inTime := range f.carriesTime() {
			if inTime {
				start[i] *= s.meanAge
			}
			start[i] = math.Log(start[i])
		}
	}
	if prior != nil {
		starts = append(starts, prior.onLogScale().center)
	}
	return starts
}
