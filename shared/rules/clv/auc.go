package clv

import (
	"cmp"
	"math"
	"slices"
)

// AUC returns the probability that of two customers of the table, one with orders ahead
// and one without, the latter was expected to order less; ties count half. Expected goes
// with the cells. It is 0 if all or none had orders.
func (t Table) AUC(expected []float64) float64 {
	rising := make([]int, len(t.Cells)) // indexes of cells
	for i := range rising {
		rising[i] = i
	}
	slices.SortFunc(rising, func(a, b int) int { return cmp.Compare(expected[a], expected[b]) })

	// Each customer with orders wins against those without of whom less was expected.
	won := 0.0
	var below byOrders
	for from, to := 0, 0; from < len(rising); from = to {
		to = from + 1
		for to < len(rising) && expected[rising[to]] == expected[rising[from]] {
			to++
		}
		var tied byOrders
		for _, cell := range rising[from:to] {
			tied.add(t.Cells[cell])
		}

		losers := below.none + tied.none/2
		won += tied.some * losers
		below.none += tied.none
		below.some += tied.some
	}
	if below.none == 0 || below.some == 0 {
		return 0
	}
	return won / below.none / below.some
}

// byOrders counts customers without and with orders ahead.
type byOrders struct{ none, some float64 }

func (b *byOrders) add(c Cell) {
	if c.Next == 0 {
		b.none += float64(c.Count)
	} else {
		b.some += float64(c.Count)
	}
}

// errorOfAUC returns the standard error of an AUC (Hanley & McNeil 1982).
func (t Table) errorOfAUC(auc float64) float64 {
	var customers byOrders
	for _, c := range t.Cells {
		customers.add(c)
	}

	// q1 is the probability that of two customers without orders both were expected to
	// order less than one with; q2, that one without was expected to order less than both
	// of two with.
	q1 := auc / (2 - auc)
	q2 := 2 * auc * auc / (1 + auc)
	square := auc * auc
	varianceNone := (customers.none - 1) * (q1 - square)
	varianceSome := (customers.some - 1) * (q2 - square)
	variance := auc*(1-auc) + varianceNone + varianceSome

	pairs := customers.none * customers.some
	return math.Sqrt(variance / max(pairs, 1))
}
