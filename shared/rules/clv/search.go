package clv

import (
	"errors"
	"fmt"
)

// findOptimum returns the optimum of a family on the sample.
func (s *Sample) findOptimum(f Family, prior *Prior) (optimum, error) {
	starts := s.starts(f, prior)
	return searchThinnedFirst(len(s.rows), starts, func(every int) *objective {
		return s.thinOut(every).objective(f, prior)
	})
}

// searchThinnedFirst finds an optimum: roughly from several starts, on a part of the rows,
// and from where that ends on all of them. The function returns the objective of every
// n-th row.
func searchThinnedFirst(
	rows int,
	starts [][]float64,
	objectiveOf func(every int) *objective,
) (optimum, error) {
	if every := thinning(rows); every > 1 {
		thin := objectiveOf(every)
		thin.roughness = gainToStart

		first, err := thin.maximizeFromAny(starts)
		if err == nil && !first.ridge {
			all, err := objectiveOf(1).maximize(first.afterNewtonStep())
			if err == nil && !all.ridge {
				return all, nil
			}
		}
	}
	return objectiveOf(1).maximizeFromAny(starts)
}

// thinning returns how to thin out a sample for the search from several starts: to a
// sixth, and at most 10,000 rows, but not to less than 160.
func thinning(rows int) (every int) {
	return max(min(6, rows/160), rows/10_000)
}

// maximizeFromAny climbs from several starts and returns the highest optimum of those
// they reach.
func (o *objective) maximizeFromAny(starts [][]float64) (optimum, error) {
	var failed error
	o.known = nil
	for _, start := range starts {
		found, err := o.maximize(start)
		if err != nil {
			failed = errors.Join(failed, err)
			continue
		}
		if o.known == nil || found.d.value > o.known.d.value {
			o.known = &found
		}
	}
	if o.known == nil {
		return optimum{}, fmt.Errorf("from %d starts: %w", len(starts), failed)
	}
	return *o.known, nil
}
