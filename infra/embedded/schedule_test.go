package embedded

import (
	"slices"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/queue"
)

// wroteBeforeGroups makes of what a queue holds what a version without groups left in the
// file.
func wroteBeforeGroups(tx *bolt.Tx) error {
	old, err := tx.CreateBucket([]byte("orders/order"))
	if err != nil {
		return err
	}
	c := tx.Bucket([]byte("orders/schedule")).Cursor()
	for k, v := c.First(); k != nil; k, v = c.Next() {
		e, err := parseScheduled(k, v)
		if err != nil {
			return err
		}
		if err := old.Put(e.key(), v); err != nil {
			return err
		}
	}
	return tx.DeleteBucket([]byte("orders/schedule"))
}

func TestWhatWaitedBeforeThereWereGroupsIsReceived(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 3, 1, 9, 0, 0, 0, time.UTC)
	folder := t.TempDir()
	open := func() (*Queues, *Queue) {
		qs, err := OpenQueues(folder, func() time.Time { return now })
		if err != nil {
			t.Fatal(err)
		}
		q, err := qs.Queue("orders", 3)
		if err != nil {
			t.Fatal(err)
		}
		return qs, q
	}
	qs, q := open()
	for delay, body := range map[time.Duration]string{0: "a", time.Minute: "b"} {
		if err := q.Send(t.Context(), "elm", delay, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	if err := qs.db.Update(wroteBeforeGroups); err != nil {
		t.Fatal(err)
	}
	if err := qs.Close(); err != nil {
		t.Fatal(err)
	}

	qs, q = open()
	defer qs.Close()
	var got []string
	for range 2 {
		ms, err := q.Receive(t.Context(), queue.MaxReceive, time.Hour)
		if err != nil {
			t.Fatal(err)
		}
		for _, m := range ms {
			got = append(got, string(m.Body))
			if err := q.Settle(t.Context(), queue.Result{Message: m}); err != nil {
				t.Fatal(err)
			}
		}
		now = now.Add(time.Minute)
	}
	stats, err := q.Stats()
	if !slices.Equal(got, []string{"a", "b"}) || stats != (queue.Stats{}) || err != nil {
		t.Errorf("received %v, left %+v, %v", got, stats, err)
	}
}
