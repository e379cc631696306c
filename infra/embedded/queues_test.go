package embedded_test

import (
	"errors"
	"fmt"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/embedded"
	"holdfast/shared/records/queue"
)

func mustSend(t testing.TB, q queue.Queue, delay time.Duration, bodies ...string) {
	t.Helper()
	for _, b := range bodies {
		if err := q.Send(t.Context(), "", delay, []byte(b)); err != nil {
			t.Fatal(err)
		}
	}
}

// receive takes up to ten messages and hides them for a minute.
func receive(t testing.TB, q queue.Queue) []queue.Message {
	t.Helper()
	ms, err := q.Receive(t.Context(), queue.MaxReceive, time.Minute)
	if err != nil {
		t.Fatal(err)
	}
	return ms
}

func settle(t testing.TB, q queue.Queue, rs ...queue.Result) {
	t.Helper()
	if err := q.Settle(t.Context(), rs...); err != nil {
		t.Fatal(err)
	}
}

// ready takes the value of Ready, if there is one.
func ready(q *embedded.Queue) bool {
	select {
	case <-q.Ready():
		return true
	default:
		return false
	}
}

func TestReadySpeaksWhenSomethingMayBeReceived(t *testing.T) {
	t.Parallel()
	q, c := openQueue(t, 3)
	says := func(want bool, when string) {
		t.Helper()
		if ready(q) != want {
			t.Errorf("%s: ready is not %v", when, want)
		}
	}
	says(false, "empty")
	mustSend(t, q, 0, "m")
	says(true, "sent")
	says(false, "value taken")
	ms := receive(t, q)
	says(false, "fewer than asked for")
	settle(t, q, queue.Result{Message: ms[0], Again: true, Delay: time.Second})
	says(false, "back later")
	c.turn(time.Second)
	settle(t, q, queue.Result{Message: receive(t, q)[0], Again: true})
	says(true, "back at once")
	mustSend(t, q, time.Minute, "late")
	says(false, "delayed")
	for i := range queue.MaxReceive {
		mustSend(t, q, 0, fmt.Sprint(i))
	}
	says(true, "sent many")
	receive(t, q)
	says(true, "as many as asked for: others may find more")
}

func TestReadySpeaksAfterARedrive(t *testing.T) {
	t.Parallel()
	q, _ := openQueue(t, 1)
	mustSend(t, q, 0, "m")
	settle(t, q, queue.Result{Message: receive(t, q)[0], Again: true})
	receive(t, q)
	for ready(q) {
	}
	if n, err := q.Redrive(t.Context(), 0); n != 1 || err != nil {
		t.Fatalf("Redrive: %d, %v", n, err)
	}
	if !ready(q) {
		t.Error("not ready after a redrive")
	}
}

func TestNextIsWhenTheFirstMessageBecomesVisible(t *testing.T) {
	t.Parallel()
	q, c := openQueue(t, 3)
	next := func() string {
		at, ok, err := q.Next()
		if err != nil {
			t.Fatal(err)
		}
		if !ok {
			return "never"
		}
		return at.Sub(began).String()
	}
	var got []string
	got = append(got, next())
	mustSend(t, q, 10*time.Minute, "late")
	got = append(got, next())
	mustSend(t, q, 0, "now")
	got = append(got, next())
	c.turn(time.Second)
	ms := receive(t, q)
	got = append(got, next())
	settle(t, q, queue.Result{Message: ms[0]})
	got = append(got, next())
	if d := cmp.Diff([]string{"never", "10m0s", "0s", "1m1s", "10m0s"}, got); d != "" {
		t.Errorf("next (-want +got):\n%s", d)
	}
}

func TestStatsCountVisibleHiddenAndDead(t *testing.T) {
	t.Parallel()
	q, c := openQueue(t, 1)
	is := func(want queue.Stats) {
		t.Helper()
		got, err := q.Stats()
		if d := cmp.Diff(want, got); d != "" || err != nil {
			t.Errorf("%v, stats (-want +got):\n%s", err, d)
		}
	}
	is(queue.Stats{})
	mustSend(t, q, 0, "a", "b")
	mustSend(t, q, time.Hour/4, "late")
	is(queue.Stats{Visible: 2, Hidden: 1})
	ms := receive(t, q)
	is(queue.Stats{Hidden: 3})
	settle(t, q, queue.Result{Message: ms[0]})
	c.turn(time.Minute)
	is(queue.Stats{Visible: 1, Hidden: 1})
	receive(t, q)
	is(queue.Stats{Hidden: 1, Dead: 1})
	if _, err := q.Redrive(t.Context(), 0); err != nil {
		t.Fatal(err)
	}
	is(queue.Stats{Visible: 1, Hidden: 1})
}

// kill lets messages die, one after another, a day apart.
func kill(t *testing.T, q *embedded.Queue, c *clock, bodies ...string) {
	t.Helper()
	for _, b := range bodies {
		mustSend(t, q, 0, b)
		for len(receive(t, q)) > 0 {
			c.turn(time.Minute)
		}
		c.turn(24 * time.Hour)
	}
}

func TestDeadLettersAreListedOldestFirstAndExpire(t *testing.T) {
	t.Parallel()
	c := &clock{}
	qs := openQueues(t, c.now)
	q, err := qs.Queue("orders", 2)
	if err != nil {
		t.Fatal(err)
	}
	kill(t, q, c, "a", "b", "c")
	list := func(limit int) (text string) {
		dead, err := q.DeadLetters(t.Context(), limit)
		if err != nil {
			t.Fatal(err)
		}
		for _, d := range dead {
			text += fmt.Sprintf("%s received %d, died %s; ", d.Body, d.Receives, d.Died.Sub(began))
		}
		return text
	}
	if d := cmp.Diff("a received 2, died 2m0s; b received 2, died 24h4m0s; ", list(2)); d != "" {
		t.Errorf("the first two dead letters (-want +got):\n%s", d)
	}
	n, err := qs.Expire(t.Context(), began.Add(embedded.DeadLife+24*time.Hour+5*time.Minute))
	if n != 2 || err != nil {
		t.Errorf("Expire: %d, %v, want 2", n, err)
	}
	if d := cmp.Diff("c received 2, died 48h6m0s; ", list(10)); d != "" {
		t.Errorf("what is left (-want +got):\n%s", d)
	}
	if s, err := q.Stats(); s.Dead != 1 || err != nil {
		t.Errorf("stats %+v, %v, want one dead", s, err)
	}
}

func TestExpireLeavesLivingMessagesAlone(t *testing.T) {
	t.Parallel()
	c := &clock{}
	qs := openQueues(t, c.now)
	q, err := qs.Queue("orders", 2)
	if err != nil {
		t.Fatal(err)
	}
	mustSend(t, q, 0, "m")
	c.turn(5 * 365 * 24 * time.Hour)
	if n, err := qs.Expire(t.Context(), c.now()); n != 0 || err != nil {
		t.Errorf("Expire: %d, %v, want 0", n, err)
	}
	if ms := receive(t, q); len(ms) != 1 {
		t.Errorf("%d messages left, want 1", len(ms))
	}
}

func TestQueuesOfOneFolderAreApart(t *testing.T) {
	t.Parallel()
	qs := openQueues(t, (&clock{}).now)
	open := func(name string) *embedded.Queue {
		q, err := qs.Queue(name, 3)
		if err != nil {
			t.Fatal(err)
		}
		return q
	}
	orders, tickets := open("orders"), open("tickets")
	mustSend(t, orders, 0, "order")
	mustSend(t, tickets, 0, "ticket")
	if got := receive(t, tickets); len(got) != 1 || string(got[0].Body) != "ticket" {
		t.Errorf("tickets gave %+v", got)
	}
	if open("orders") != orders {
		t.Error("a name opened twice gave two queues")
	}
	for _, c := range []struct {
		name        string
		maxReceives int
	}{{"orders", 4}, {"", 3}, {"new", 0}} {
		if _, err := qs.Queue(c.name, c.maxReceives); !errors.Is(err, queue.ErrInvalid) {
			t.Errorf("Queue(%q, %d): %v, want ErrInvalid", c.name, c.maxReceives, err)
		}
	}
}
