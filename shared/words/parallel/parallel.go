// Package parallel runs work side by side: writes to a table that mostly wait, segments
// of a census, customers of a batch. All steps do it through Each, so that no goroutine
// outlives its call and no error is lost.
package parallel

import "golang.org/x/sync/errgroup"

// Each calls do for every item, at most limit at a time (0 = all at once), and returns
// once all are done: errs[i] is the error for items[i]. An error does not stop the others.
func Each[T any](limit int, items []T, do func(T) error) (errs []error) {
	errs = make([]error, len(items))
	var group errgroup.Group
	if limit > 0 {
		group.SetLimit(limit)
	}
	for i, item := range items {
		group.Go(func() error {
			errs[i] = do(item)
			return nil
		})
	}
	_ = group.Wait() // each item has an error of its own
	return errs
}
