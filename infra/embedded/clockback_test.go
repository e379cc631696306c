package embedded

import (
	"fmt"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"holdfast/shared/records/queue"
)

// handClock is a clock that can be turned either way.
type handClock struct{ micro atomic.Int64 }

func (c *handClock) now() time.Time { return time.UnixMicro(c.micro.Load()).UTC() }

func (c *handClock) turn(by time.Duration) { c.micro.Add(by.Microseconds()) }

func openAt(t *testing.T, folder string, c *handClock) (*Queues, *Queue) {
	t.Helper()
	qs, err := OpenQueues(folder, c.now)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := qs.Queue("act", 20); err != nil { // opened before, and empty
		t.Fatal(err)
	}
	q, err := qs.Queue("orders", 20)
	if err != nil {
		t.Fatal(err)
	}
	return qs, q
}

// took receives all that is visible, and returns the bodies.
func took(t *testing.T, q *Queue) string {
	t.Helper()
	var all []string
	for {
		ms, err := q.Receive(t.Context(), 10, 2*time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if len(ms) == 0 {
			return strings.Join(all, " ")
		}
		for _, m := range ms {
			all = append(all, string(m.Body))
			if err := q.Settle(t.Context(), queue.Result{Message: m}); err != nil {
				t.Fatal(err)
			}
		}
	}
}

func TestAClockThatGoesBackHoldsNoMessageUp(t *testing.T) {
	t.Parallel()
	for _, back := range []time.Duration{2 * time.Second, time.Minute, time.Hour, 24 * time.Hour, 400 * 24 * time.Hour} {
		for _, restarts := range []bool{false, true} {
			t.Run(fmt.Sprint(back, restarts), func(t *testing.T) {
				t.Parallel()
				folder := t.TempDir()
				c := &handClock{}
				c.turn(56 * 365 * 24 * time.Hour)
				qs, q := openAt(t, folder, c)
				send := func(body string, delay time.Duration) {
					if err := q.Send(t.Context(), "acme", delay, []byte(body)); err != nil {
						t.Fatal(err)
					}
				}
				send("a", 0)
				send("later", 30*time.Second)
				send("b", 0)
				c.turn(-back)
				if restarts {
					if err := qs.Close(); err != nil {
						t.Fatal(err)
					}
					qs, q = openAt(t, folder, c)
				}
				defer qs.Close()

				if got := took(t, q); got != "a b" {
					t.Errorf("received %q, want what was sent at once", got)
				}
				c.turn(31 * time.Second)
				if got := took(t, q); got != "later" {
					t.Errorf("after half a minute received %q, want what was delayed", got)
				}
				send("c", 0)
				if got := took(t, q); got != "c" {
					t.Errorf("received %q", got)
				}
			})
		}
	}
}

func TestWhatAWorkerHoldsIsSettledAcrossAClockThatGoesBack(t *testing.T) {
	t.Parallel()
	c := &handClock{}
	c.turn(56 * 365 * 24 * time.Hour)
	qs, q := openAt(t, t.TempDir(), c)
	defer qs.Close()
	for i := range 3 {
		if err := q.Send(t.Context(), "acme", 0, fmt.Append(nil, i)); err != nil {
			t.Fatal(err)
		}
	}
	held, err := q.Receive(t.Context(), 2, 2*time.Minute)
	if err != nil || len(held) != 2 {
		t.Fatal(held, err)
	}
	c.turn(-time.Hour)
	if got := took(t, q); got != "2" {
		t.Errorf("received %q, want what nobody holds", got)
	}
	if err := q.Settle(t.Context(), queue.Result{Message: held[0]}, queue.Result{Message: held[1], Again: true}); err != nil {
		t.Fatal(err)
	}
	if got := took(t, q); got != "1" {
		t.Errorf("received %q, want what was given back", got)
	}
	stats, err := q.Stats()
	if err != nil || stats.Visible+stats.Hidden != 0 {
		t.Errorf("%+v, %v", stats, err)
	}
}
