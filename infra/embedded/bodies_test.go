package embedded

import (
	"fmt"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/queue"
)

// countBodies returns how many bodies a queue's file holds.
func countBodies(t *testing.T, q *Queue) (n int64) {
	t.Helper()
	err := q.in.db.View(func(tx *bolt.Tx) error {
		n = countKeys(tx.Bucket(q.bodies))
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
	return n
}

func TestABodyIsKeptAsLongAsItsMessage(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	qs, err := OpenQueues(t.TempDir(), func() time.Time { return now })
	if err != nil {
		t.Fatal(err)
	}
	defer qs.Close()
	q, err := qs.Queue("orders", 1)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 5 {
		if err := q.Send(t.Context(), "", 0, fmt.Append(nil, i)); err != nil {
			t.Fatal(err)
		}
	}
	holds := func(want int64, when string) {
		t.Helper()
		if got := countBodies(t, q); got != want {
			t.Errorf("%s: %d bodies, want %d", when, got, want)
		}
	}
	holds(5, "sent")
	ms, err := q.Receive(t.Context(), 5, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	holds(5, "received")
	if err := q.Settle(t.Context(), queue.Result{Message: ms[0]}, queue.Result{Message: ms[1]}); err != nil {
		t.Fatal(err)
	}
	holds(3, "two settled")
	now = now.Add(time.Hour)
	if ms, err := q.Receive(t.Context(), 5, time.Minute); err != nil || len(ms) > 0 {
		t.Fatalf("Receive: %d messages, %v", len(ms), err)
	}
	holds(3, "the others dead")
	if _, err := qs.Expire(t.Context(), now.Add(DeadLife+time.Second)); err != nil {
		t.Fatal(err)
	}
	holds(0, "the dead expired")
}
