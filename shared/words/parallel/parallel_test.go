package parallel_test

import (
	"errors"
	"sync/atomic"
	"testing"
	"testing/synctest"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/shared/words/parallel"
)

func TestEachItemHasItsOwnErrorAndNoneStopsTheOthers(t *testing.T) {
	t.Parallel()
	odd := errors.New("odd")
	var done atomic.Int32
	errs := parallel.Each(2, []int{1, 2, 3, 4}, func(n int) error {
		done.Add(1)
		if n%2 == 1 {
			return odd
		}
		return nil
	})
	if d := cmp.Diff([]error{odd, nil, odd, nil}, errs, cmpopts.EquateErrors()); d != "" {
		t.Errorf("errors (-want +got):\n%s", d)
	}
	if done.Load() != 4 {
		t.Errorf("%d of 4 were done", done.Load())
	}
}

func TestNoMoreThanTheLimitRunAtATime(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ limit, want int32 }{
		"a limit":  {3, 3},
		"no limit": {0, 10},
	} {
		synctest.Test(t, func(t *testing.T) {
			var running, most atomic.Int32
			gate := make(chan struct{})
			finished := make(chan struct{})
			go func() {
				defer close(finished)
				parallel.Each(int(c.limit), make([]int, 10), func(int) error {
					most.Store(max(most.Load(), running.Add(1)))
					<-gate
					running.Add(-1)
					return nil
				})
			}()
			synctest.Wait() // as many as may run stand at the gate
			if running.Load() != c.want {
				t.Errorf("%s: %d run at a time, want %d", name, running.Load(), c.want)
			}
			close(gate)
			<-finished
			if most.Load() > c.want || running.Load() != 0 {
				t.Errorf("%s: up to %d ran, %d run still", name, most.Load(), running.Load())
			}
		})
	}
}
