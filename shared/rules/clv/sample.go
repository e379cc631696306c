package clv

import "math"

// Sample is a Table made ready for fitting, in a unit of time: what depends on x or on a
// day only is computed once for all customers who share it.
type Sample struct {
	unit   float64
	xs     []int     // the distinct x, rising
	days   []float64 // the distinct times, in units; days[0] is 0
	rows   []sampleRow
	weight []float64
	total  float64 // customers
	orders float64 // sum of x
	span   float64 // mean T
}

type sampleRow struct{ x, tx, t int32 } // indexes of xs and days

// NewSample prepares a table. The unit is in days: Week for parameters in weeks.
func NewSample(t Table, unit float64) *Sample {
	if t.Ahead > 0 {
		t = t.DropNext()
	}
	s := &Sample{unit: unit, days: []float64{0}}
	s.rows = make([]sampleRow, len(t.Cells))
	s.weight = make([]float64, len(t.Cells))
	index := s.number(t)
	for i, c := range t.Cells {
		if n := len(s.xs); n == 0 || s.xs[n-1] != int(c.X) {
			s.xs = append(s.xs, int(c.X))
		}
		row := sampleRow{x: int32(len(s.xs) - 1), t: index[c.T]}
		if c.X > 0 {
			row.tx = index[c.Tx]
		}
		w := float64(c.Count)
		s.rows[i], s.weight[i] = row, w
		s.total += w
		s.orders += w * float64(c.X)
		s.span += w * s.days[row.t]
	}
	s.span = max(s.span/max(s.total, 1), 1/unit)
	return s
}

// number gives each day that occurs its index in days.
func (s *Sample) number(t Table) []int32 {
	last := int32(0)
	for _, c := range t.Cells {
		last = max(last, c.T)
	}
	index := make([]int32, last+1)
	for _, c := range t.Cells {
		index[c.T], index[c.Tx] = 1, 1
	}
	for day, used := range index {
		if used > 0 {
			index[day] = int32(len(s.days))
			s.days = append(s.days, t.days(int32(day))/s.unit)
		}
	}
	return index
}

// Customers is how many the sample stands for.
func (s *Sample) Customers() int64 { return int64(math.Round(s.total)) }

// LogLikelihood of the whole sample under a model, and its gradient by the model's
// Params.
func (s *Sample) LogLikelihood(m Model) (ll float64, gradient []float64) {
	return evaluate(s.kernel(m.Family()), s.weight, m.Params())
}

func evaluate(k kernel, weight, params []float64) (ll float64, gradient []float64) {
	theta := make([]float64, len(params))
	for i, p := range params {
		theta[i] = math.Log(p)
	}
	k.set(theta)
	d := total(k, weight, false, false)
	gradient = make([]float64, len(params))
	for i, p := range params {
		gradient[i] = d.g[i] / p
	}
	return d.f, gradient
}

// part is every n-th row, for a first look at a large sample.
func (s *Sample) part(every int) *Sample {
	if every == 1 {
		return s
	}
	out := *s
	out.rows = nil
	out.weight = nil
	out.total = 0
	out.orders = 0
	for i := 0; i < len(s.rows); i += every {
		out.rows = append(out.rows, s.rows[i])
		out.weight = append(out.weight, s.weight[i])
		out.total += s.weight[i]
		out.orders += s.weight[i] * float64(s.xs[s.rows[i].x])
	}
	return &out
}
