package awslambda

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/shared/records/queue"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
)

func TestAStepSeesTheMessagesAsTheQueueHasThem(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	var got []queue.Message
	r.Batch = func(_ context.Context, ms []queue.Message) []error {
		got = ms
		return make([]error, len(ms))
	}
	event := `{"Records":[{"messageId":"a","receiptHandle":"ra","body":"{\"v\":1}","attributes":{"ApproximateReceiveCount":"3"}},{"messageId":"b","receiptHandle":"rb","body":"客"}]}`
	if left := r.left(t.Context(), event); len(left) > 0 {
		t.Errorf("left %v", left)
	}
	want := []queue.Message{{ID: "a", Receipt: "ra", Body: []byte(`{"v":1}`), Receives: 3}, {ID: "b", Receipt: "rb", Body: []byte("客"), Receives: 1}}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
	if len(r.settled) > 0 {
		t.Errorf("settled %v: Lambda deletes what succeeded", r.settled)
	}
}

func TestEachAnswerDecidesItsMessage(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Batch = func(context.Context, []queue.Message) []error {
		return []error{nil, outcome.Reject("no order"), outcome.Later(7*time.Second, "busy"), errors.New("broken"), nil}
	}
	left := r.left(t.Context(), sqs("a", "b", "c", "d", "e"))
	if d := cmp.Diff([]string{"m2", "m3"}, left); d != "" {
		t.Errorf("left (-want +got):\n%s", d)
	}
	if len(r.settled) != 2 || r.settled[0].Message.Receipt != "r2" || !r.settled[0].Again || r.settled[0].Delay != 7*time.Second {
		t.Fatalf("settled %+v", r.settled)
	}
	if d := r.settled[1].Delay; d < firstWait*3/4 || d > firstWait {
		t.Errorf("a failed message waits %s, want about %s", d, firstWait)
	}
	want := map[string]any{"Stack": "prod", "Function": "orders", "Messages": 5.0, "Rejected": 1.0, "Postponed": 1.0, "Failed": 1.0}
	if d := cmp.Diff(want, r.counts()); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
	if failed := r.lines("receives"); len(failed) != 1 || failed[0]["messageId"] != "m3" || failed[0]["error"] != "broken" {
		t.Errorf("logged %v", failed)
	}
}

func TestAMessageThatOnlyANewerVersionCanUseWaitsForIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Batch = func(context.Context, []queue.Message) []error {
		return []error{fmt.Errorf("read task message: %w", packed.ErrNewer), nil}
	}
	if d := cmp.Diff([]string{"m0"}, r.left(t.Context(), sqs("a", "b"))); d != "" {
		t.Errorf("left (-want +got):\n%s", d)
	}
	if d := cmp.Diff([]time.Duration{outcome.NewerDelay}, delays(r.settled)); d != "" {
		t.Errorf("waits (-want +got):\n%s", d)
	}
	want := map[string]any{"Stack": "prod", "Function": "orders", "Messages": 2.0, "Postponed": 1.0, "Newer": 1.0}
	if d := cmp.Diff(want, r.counts()); d != "" {
		t.Errorf("counts (-want +got):\n%s", d)
	}
}

func TestAFailedMessageWaitsLongerEachTime(t *testing.T) {
	t.Parallel()
	for receives, want := range map[int]time.Duration{0: time.Second, 1: time.Second, 2: 2 * time.Second, 5: 16 * time.Second, 11: longestWait, 1000: longestWait} {
		for range 50 {
			if d := backoff(receives); d > want || d < want*3/4 {
				t.Fatalf("after %d receives %s, want about %s", receives, d, want)
			}
		}
	}
}

func TestAQueueThatCannotBeReachedLosesNothing(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.broken = true
	r.Batch = func(context.Context, []queue.Message) []error { return []error{outcome.Later(0, "busy")} }
	if d := cmp.Diff([]string{"m0"}, r.left(t.Context(), sqs("a"))); d != "" {
		t.Errorf("left (-want +got):\n%s", d)
	}
}

func TestOneMessageThatPanicsDoesNotTakeTheOthersWithIt(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Batch = func(_ context.Context, ms []queue.Message) []error {
		for _, m := range ms {
			if string(m.Body) == "poison" {
				panic("name of a customer")
			}
		}
		return make([]error, len(ms))
	}
	if d := cmp.Diff([]string{"m1"}, r.left(t.Context(), sqs("a", "poison", "c"))); d != "" {
		t.Errorf("left (-want +got):\n%s", d)
	}
	if strings.Contains(r.out.String(), "name of a customer") {
		t.Error("what was panicked about is in the log")
	}
	if len(r.lines("stack")) != 2 {
		t.Errorf("logged %s", r.out.String())
	}
}

func TestAStepThatDoesNotAnswerForEachMessageFailsThemAll(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Batch = func(context.Context, []queue.Message) []error { return nil }
	r.fails(t.Context(), sqs("a", "b"))
}

func TestABatchOfWhichEveryMessageFailedIsAnErrorOfTheFunction(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		errs  []error
		fails bool
	}{
		"all broken":             {[]error{errors.New("name of a table"), errPanic}, true},
		"one of two":             {[]error{nil, errPanic}, false},
		"one gives way":          {[]error{outcome.Later(0, "busy"), errPanic}, false},
		"all give way":           {[]error{outcome.Later(0, "busy"), outcome.Later(0, "busy")}, false},
		"no answer in time":      {[]error{context.DeadlineExceeded, context.DeadlineExceeded}, true},
		"all kept in quarantine": {[]error{outcome.Reject("no order"), outcome.Reject("no order")}, false},
	} {
		r := newRig(t)
		r.Batch = func(context.Context, []queue.Message) []error { return c.errs }
		if !c.fails {
			r.left(t.Context(), sqs("a", "b"))
			continue
		}
		r.fails(t.Context(), sqs("a", "b"))
		if len(r.settled) != 2 {
			t.Errorf("%s: %d messages were put off, want 2", name, len(r.settled))
		}
	}
}

func TestWhatIsNotReachedInTimeStays(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		r := newRig(t)
		r.Batch = func(ctx context.Context, ms []queue.Message) []error {
			errs := make([]error, len(ms))
			for i := range ms {
				select { // each takes a second
				case <-ctx.Done():
					errs[i] = ctx.Err()
				case <-time.After(time.Second):
				}
			}
			return errs
		}
		ctx, cancel := context.WithTimeout(t.Context(), 4*time.Second)
		defer cancel()
		if d := cmp.Diff([]string{"m2", "m3"}, r.left(ctx, sqs("a", "b", "c", "d"))); d != "" {
			t.Errorf("left (-want +got):\n%s", d)
		}
		if ctx.Err() != nil {
			t.Error("no time was left to answer")
		}
		if d := cmp.Diff([]time.Duration{firstWait, firstWait}, delays(r.settled)); d != "" {
			t.Errorf("waits (-want +got):\n%s", d)
		}
		if n := r.counts()["OutOfTime"]; n != 2.0 {
			t.Errorf("%v counted as out of time", n)
		}
	})
}

// A store's endpoint or a table that does not answer within the time of one request is a failure, waited for longer each time: not a
// batch that ran out of its own.
func TestARequestWithoutAnAnswerIsAFailureAndWaitsLonger(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Batch = func(context.Context, []queue.Message) []error {
		return []error{nil, fmt.Errorf("post the task: %w", context.DeadlineExceeded)}
	}
	event := `{"Records":[{"messageId":"a","receiptHandle":"ra","body":"{}"},{"messageId":"b","receiptHandle":"rb","body":"{}","attributes":{"ApproximateReceiveCount":"6"}}]}`
	if d := cmp.Diff([]string{"b"}, r.left(t.Context(), event)); d != "" {
		t.Errorf("left (-want +got):\n%s", d)
	}
	if n := r.counts(); n["Failed"] != 1.0 || n["OutOfTime"] != nil || len(r.lines("receives")) != 1 {
		t.Errorf("counted %v", n)
	}
	if d := r.settled[0].Delay; d < 24*firstWait {
		t.Errorf("after six receives it waits %s", d)
	}
}

func TestWithoutTimeNothingIsBegun(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Batch = func(context.Context, []queue.Message) []error {
		t.Error("the step was called")
		return nil
	}
	ctx, cancel := context.WithTimeout(t.Context(), reserve/2)
	defer cancel()
	if d := cmp.Diff([]string{"m0", "m1"}, r.left(ctx, sqs("a", "b"))); d != "" {
		t.Errorf("left (-want +got):\n%s", d)
	}
}

func TestAnEmptyBatchIsNoFailure(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Batch = func(_ context.Context, ms []queue.Message) []error { return make([]error, len(ms)) }
	if left := r.left(t.Context(), `{"Records":[]}`); len(left) > 0 {
		t.Errorf("left %v", left)
	}
}

func delays(rs []queue.Result) (ds []time.Duration) {
	for _, r := range rs {
		ds = append(ds, r.Delay)
	}
	return ds
}

func TestEventsOfAnotherKindAreErrors(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Batch = func(context.Context, []queue.Message) []error { return nil }
	for _, event := range []string{`{}`, `[]`, `nothing`, `{"at":"2031-01-01T00:00:00Z"}`} {
		if b, err := r.Invoke(t.Context(), []byte(event)); !errors.Is(err, ErrEvent) {
			t.Errorf("%s gave %s, %v", event, b, err)
		}
	}
}

func TestAScheduleTicksAtItsOwnTime(t *testing.T) {
	t.Parallel()
	now := time.UnixMilli(1_900_000_000_123)
	var got []time.Time
	r := newRig(t)
	r.Schedule = func(_ context.Context, at time.Time) error {
		got = append(got, at)
		return nil
	}
	for _, event := range []string{`{"at":"2031-05-06T07:00:00Z"}`, `{"at":"<aws.scheduler.scheduled-time>"}`, `{"source":"aws.events","time":"2031-05-06T08:00:00Z"}`, `{}`} {
		if b, err := r.Invoke(t.Context(), []byte(event)); err != nil || len(b) > 0 {
			t.Errorf("%s gave %s, %v", event, b, err)
		}
	}
	want := []time.Time{time.Date(2031, 5, 6, 7, 0, 0, 0, time.UTC), now, time.Date(2031, 5, 6, 8, 0, 0, 0, time.UTC), now}
	if d := cmp.Diff(want, got, cmpopts.EquateApproxTime(0)); d != "" {
		t.Errorf("ticks (-want +got):\n%s", d)
	}
	r.Schedule = func(context.Context, time.Time) error { return errors.New("name of a table") }
	if _, err := r.Invoke(t.Context(), []byte(`{}`)); err == nil || strings.Contains(err.Error(), "table") {
		t.Errorf("error %v", err)
	}
}
