package embedded_test

import (
	"testing"
	"time"

	"holdfast/shared/records/queue"
)

func TestWhatADeadProcessHeldComesBackAtOnceAndWhatIsDelayedDoesNot(t *testing.T) {
	t.Parallel()
	q, _ := openQueue(t, 3)
	ctx := t.Context()
	for delay, body := range map[time.Duration]string{0: "held", time.Minute: "delayed"} {
		if err := q.Send(ctx, "", delay, []byte(body)); err != nil {
			t.Fatal(err)
		}
	}
	held, err := q.Receive(ctx, 10, time.Hour)
	if err != nil || len(held) != 1 {
		t.Fatalf("received %d messages, %v", len(held), err)
	}
	if n, err := q.Release(ctx); n != 1 || err != nil {
		t.Fatalf("released %d, %v, want the one that was held", n, err)
	}
	again, err := q.Receive(ctx, 10, time.Hour)
	if err != nil || len(again) != 1 || string(again[0].Body) != "held" || again[0].Receives != 2 {
		t.Fatalf("received %v, %v, want the held one for the second time", again, err)
	}
	if err := q.Settle(ctx, queue.Result{Message: held[0]}); err != nil {
		t.Fatal(err)
	}
	if n, err := q.Release(ctx); n != 1 || err != nil {
		t.Fatalf("released %d, %v: the dead process's receipt must settle nothing", n, err)
	}
}
