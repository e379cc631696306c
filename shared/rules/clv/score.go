package clv

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Score is what is asked of every customer.
type Score struct {
	PAlive     float64 // of still being a customer
	PNone      float64 // of no order within the horizon
	Expected   float64 // orders within the horizon
	Discounted float64 // orders over the plan, discounted; times the profit per order it is the residual value
}

// Score answers the usual questions about one customer. The horizon is in the model's
// unit of time.
func (o Outlook) Score(horizon float64, p Plan) Score {
	s := Score{PAlive: o.PAlive(), PNone: o.PNone(horizon)}
	var whole float64
	s.Discounted, whole = o.discounted(p)
	if math.Abs(horizon-float64(p.Periods)*p.Length) < 1e-9*horizon {
		s.Expected = whole
	} else {
		s.Expected = o.Expected(horizon)
	}
	return s
}

// Scores answers them for each cell of a table, in its order.
func (t Table) Scores(m Model, unit, horizon float64, p Plan) []Score {
	out := make([]Score, len(t.Cells))
	each(len(out), func(i int) { out[i] = t.Outlook(m, t.Cells[i], unit).Score(horizon, p) })
	return out
}

// each calls f with 0 to n-1, on all processors.
func each(n int, f func(int)) {
	var next atomic.Int64
	var group sync.WaitGroup
	for range min((n+chunk-1)/chunk, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for from := int(next.Add(chunk)) - chunk; from < n; from = int(next.Add(chunk)) - chunk {
				for i := from; i < min(n, from+chunk); i++ {
					f(i)
				}
			}
		})
	}
	group.Wait()
}
