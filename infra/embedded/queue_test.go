package embedded_test

import (
	"sync/atomic"
	"testing"
	"time"

	"holdfast/infra/embedded"
	"holdfast/shared/records/queue/queuetest"
)

// clock is a clock that a test turns.
type clock struct{ since atomic.Int64 }

var began = time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)

func (c *clock) now() time.Time       { return began.Add(time.Duration(c.since.Load())) }
func (c *clock) turn(d time.Duration) { c.since.Add(int64(d)) }

// openQueues opens queues in a folder of their own that are closed with the test.
func openQueues(t testing.TB, now func() time.Time) *embedded.Queues {
	t.Helper()
	qs, err := embedded.OpenQueues(t.TempDir(), now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := qs.Close(); err != nil {
			t.Error(err)
		}
	})
	return qs
}

// openQueue opens one such queue and its clock.
func openQueue(t testing.TB, maxReceives int) (*embedded.Queue, *clock) {
	t.Helper()
	c := &clock{}
	q, err := openQueues(t, c.now).Queue("orders", maxReceives)
	if err != nil {
		t.Fatal(err)
	}
	return q, c
}

func TestQueue(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, func(t testing.TB, maxReceives int) queuetest.Bench {
		q, c := openQueue(t, maxReceives)
		return queuetest.Bench{Queue: q, Turn: c.turn}
	})
}
