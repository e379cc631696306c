package clv

import (
	"math"
	"runtime"
	"sync"
	"sync/atomic"
)

// Score answers the usual questions about one customer.
type Score struct {
	PAlive   float64 // of still being a customer
	PNone    float64 // of no order within the horizon
	Expected float64 // orders within the horizon

	// Discounted is the orders over the plan, discounted. Times the profit per order it is
	// the residual value.
	Discounted float64
}

// Score answers the usual questions about one customer. The horizon is in the model's
// unit of time.
func (o Outlook) Score(horizon float64, p Plan) Score {
	discounted, undiscounted := o.ordersOver(p)
	s := Score{
		PAlive:     o.PAlive(),
		PNone:      o.PNone(horizon),
		Discounted: discounted,
	}
	planIsHorizon := math.Abs(horizon-float64(p.Periods)*p.Length) < 1e-9*horizon
	if planIsHorizon {
		s.Expected = undiscounted
	} else {
		s.Expected = o.Expected(horizon)
	}
	return s
}

// Scores answers them for each cell of a table, in its order.
func (t Table) Scores(m Model, unit, horizon float64, p Plan) []Score {
	scores := make([]Score, len(t.Cells))
	forEach(len(scores), func(i int) {
		outlook := t.Outlook(m, t.Cells[i], unit)
		scores[i] = outlook.Score(horizon, p)
	})
	return scores
}

// forEach calls f with 0 to n-1, on all processors.
func forEach(n int, f func(int)) {
	chunks := (n + chunkSize - 1) / chunkSize
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(chunks, runtime.GOMAXPROCS(0)) {
		group.Go(func() {
			for c := int(next.Add(1)) - 1; c < chunks; c = int(next.Add(1)) - 1 {
				first := c * chunkSize
				for i := range min(chunkSize, n-first) {
					f(first + i)
				}
			}
		})
	}
	group.Wait()
}
