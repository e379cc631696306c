package queuetest_test

import (
	"context"
	"errors"
	"fmt"
	"sync/atomic"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/queue"
	"holdfast/shared/records/queue/queuetest"
)

// open gives an empty queue in memory and what turns its clock.
func open(maxReceives int) (*queuetest.Memory, func(time.Duration)) {
	var since atomic.Int64
	now := func() time.Time { return time.Unix(1767225600, since.Load()) }
	return queuetest.NewMemory(now, maxReceives), func(d time.Duration) { since.Add(int64(d)) }
}

func TestMemory(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, func(_ testing.TB, maxReceives int) queuetest.Bench {
		q, turn := open(maxReceives)
		return queuetest.Bench{Queue: q, Turn: turn}
	})
}

// account is a queue in which everything takes its time, as in SQS: a receive that finds nothing has waited for two seconds, and a
// redrive has let it count its dead letters for a minute, and move them for another.
type account struct {
	*queuetest.Memory
	turn func(time.Duration)
}

func (a account) Send(ctx context.Context, group string, delay time.Duration, bodies ...[]byte) error {
	a.turn(50 * time.Millisecond)
	return a.Memory.Send(ctx, group, delay, bodies...)
}

func (a account) Receive(ctx context.Context, max int, visible time.Duration) ([]queue.Message, error) {
	a.turn(50 * time.Millisecond)
	ms, err := a.Memory.Receive(ctx, max, visible)
	if err == nil && len(ms) == 0 {
		a.turn(2 * time.Second)
	}
	return ms, err
}

func (a account) Settle(ctx context.Context, rs ...queue.Result) error {
	a.turn(50 * time.Millisecond)
	return a.Memory.Settle(ctx, rs...)
}

func (a account) Redrive(ctx context.Context, perSecond int) (int, error) {
	a.turn(time.Minute)
	n, err := a.Memory.Redrive(ctx, perSecond)
	if n > 0 {
		a.turn(time.Minute)
	}
	return n, err
}

// The suite must pass in an account of AWS, where no clock is turned and each test waits as long as it takes.
func TestTheSuiteLeavesTimeForWhatTakesTime(t *testing.T) {
	t.Parallel()
	queuetest.Run(t, func(_ testing.TB, maxReceives int) queuetest.Bench {
		q, turn := open(maxReceives)
		return queuetest.Bench{
			Queue: account{q, turn},
			Turn:  func(d time.Duration) { turn(min(d+time.Second, 16*time.Minute)) },
			Slow:  true, Unfair: true,
		}
	})
}

// left receives all that a queue shows.
func left(t *testing.T, q queue.Queue) []queue.Message {
	t.Helper()
	ms, err := q.Receive(t.Context(), queue.MaxReceive, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return ms
}

func bodies(ms []queue.Message) string {
	text := ""
	for _, m := range ms {
		text += string(m.Body)
	}
	return text
}

func TestFaultySendsFailByPlan(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		plan   queuetest.Plan
		failed []bool
		left   string
	}{
		{nil, []bool{false, false, false}, "a1a2b1b2c1c2"},
		{queuetest.Once(2, queuetest.NotApplied), []bool{false, true, false}, "a1a2c1c2"},
		{queuetest.Once(2, queuetest.Applied), []bool{false, true, false}, "a1a2b1b2c1c2"},
		{queuetest.Once(2, queuetest.Partly), []bool{false, true, false}, "a1a2b1c1c2"},
		{queuetest.Crash(2, queuetest.Applied), []bool{false, true, true}, "a1a2b1b2"},
	} {
		inner, _ := open(3)
		q := queuetest.NewFaulty(inner, queuetest.Plans{Send: c.plan})
		var failed []bool
		for _, name := range []string{"a", "b", "c"} {
			err := q.Send(t.Context(), "", 0, []byte(name+"1"), []byte(name+"2"))
			failed = append(failed, errors.Is(err, queuetest.ErrFault))
		}
		if d := cmp.Diff(c.failed, failed) + cmp.Diff(c.left, bodies(left(t, inner))); d != "" {
			t.Errorf("failed sends and what was sent (-want +got):\n%s", d)
		}
	}
}

func TestFaultySettlesFailByPlan(t *testing.T) {
	t.Parallel()
	for fault, want := range map[queuetest.Fault]string{
		queuetest.None: "", queuetest.NotApplied: "ab", queuetest.Applied: "", queuetest.Partly: "b",
	} {
		inner, turn := open(3)
		q := queuetest.NewFaulty(inner, queuetest.Plans{Settle: queuetest.Once(1, fault)})
		if err := q.Send(t.Context(), "", 0, []byte("a"), []byte("b")); err != nil {
			t.Fatal(err)
		}
		ms := left(t, q)
		err := q.Settle(t.Context(), queue.Result{Message: ms[0]}, queue.Result{Message: ms[1]})
		if errors.Is(err, queuetest.ErrFault) != (fault != queuetest.None) {
			t.Errorf("fault %d: Settle gave %v", fault, err)
		}
		turn(2 * time.Minute)
		if d := cmp.Diff(want, bodies(left(t, inner))); d != "" {
			t.Errorf("fault %d, what is left (-want +got):\n%s", fault, d)
		}
	}
}

func TestALostReceiveMayHideWhatItTook(t *testing.T) {
	t.Parallel()
	for fault, want := range map[queuetest.Fault]string{queuetest.NotApplied: "a", queuetest.Applied: ""} {
		inner, turn := open(3)
		q := queuetest.NewFaulty(inner, queuetest.Plans{Receive: queuetest.Once(1, fault)})
		if err := q.Send(t.Context(), "", 0, []byte("a")); err != nil {
			t.Fatal(err)
		}
		if ms, err := q.Receive(t.Context(), 1, time.Minute); !errors.Is(err, queuetest.ErrFault) || len(ms) > 0 {
			t.Errorf("fault %d: Receive gave %d messages, %v", fault, len(ms), err)
		}
		if d := cmp.Diff(want, bodies(left(t, inner))); d != "" {
			t.Errorf("fault %d, what is visible (-want +got):\n%s", fault, d)
		}
		turn(2 * time.Minute)
		if d := cmp.Diff("a", bodies(left(t, q))); d != "" {
			t.Errorf("fault %d, later (-want +got):\n%s", fault, d)
		}
	}
}

func TestPairsAreEveryCallEachWay(t *testing.T) {
	t.Parallel()
	var got []string
	for n, f := range queuetest.Pairs(2) {
		got = append(got, fmt.Sprint(n, f))
	}
	if d := cmp.Diff([]string{"1 1", "1 2", "1 3", "2 1", "2 2", "2 3"}, got); d != "" {
		t.Errorf("calls and faults (-want +got):\n%s", d)
	}
}
