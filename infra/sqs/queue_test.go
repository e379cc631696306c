package sqs_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/infra/account"
	"holdfast/infra/sqs"
	"holdfast/shared/records/queue"
)

func TestMessagesGoInBatchesOfTen(t *testing.T) {
	t.Parallel()
	s, q := scripted(t)
	var bodies [][]byte
	for i := range 23 {
		bodies = append(bodies, fmt.Appendf(nil, "m%d", i))
	}
	if err := q.Send(t.Context(), "", 90*time.Second+time.Millisecond, bodies...); err != nil {
		t.Fatal(err)
	}
	var sizes []int
	for _, b := range s.bodies() {
		sizes = append(sizes, len(b))
	}
	if d := cmp.Diff([]int{10, 10, 3}, sizes); d != "" {
		t.Errorf("batches (-want +got):\n%s", d)
	}
	want := map[string]any{"Id": "2", "MessageBody": "m22", "DelaySeconds": 91.0}
	if d := cmp.Diff(want, s.asked[2].Body["Entries"].([]any)[2]); d != "" {
		t.Errorf("last entry (-want +got):\n%s", d)
	}
	if s.asked[0].Body["QueueUrl"] != url {
		t.Errorf("queue %v", s.asked[0].Body["QueueUrl"])
	}
}

func TestEachMessageNamesItsStoreAsItsGroup(t *testing.T) {
	t.Parallel()
	s, q := scripted(t, failed("InternalError", false, "0"))
	if err := q.Send(t.Context(), "linden", 0, []byte("a"), []byte("b")); err != nil {
		t.Fatal(err)
	}
	if err := q.Send(t.Context(), "", 0, []byte("c")); err != nil {
		t.Fatal(err)
	}
	var groups [][]any
	for _, q := range s.asked {
		var batch []any
		for _, e := range q.Body["Entries"].([]any) {
			batch = append(batch, e.(map[string]any)["MessageGroupId"])
		}
		groups = append(groups, batch)
	}
	if d := cmp.Diff([][]any{{"linden", "linden"}, {"linden"}, {nil}}, groups); d != "" {
		t.Errorf("groups, one of them sent again (-want +got):\n%s", d)
	}
}

func TestNoBatchIsOverAMebibyteAndNothingIsLost(t *testing.T) {
	t.Parallel()
	sizes := [...]int{1, 1, 1, 1, 1, 1, 1, 1, 100, 100, 400 << 10, 700 << 10, 1 << 20}
	rapid.Check(t, func(r *rapid.T) {
		s, q := scripted(t)
		var bodies [][]byte
		var want []string
		for i, size := range rapid.SliceOfN(rapid.SampledFrom(sizes[:]), 0, 25).Draw(r, "sizes") {
			b := strings.Repeat(string(rune('a'+i)), size)
			bodies, want = append(bodies, []byte(b)), append(want, b)
		}
		if err := q.Send(t.Context(), "", 0, bodies...); err != nil {
			r.Fatal(err)
		}
		var got []string
		for _, batch := range s.bodies() {
			total := 0
			for _, b := range batch {
				total += len(b)
			}
			if total > 1<<20 || len(batch) > 10 || len(batch) == 0 {
				r.Errorf("a batch of %d messages has %d bytes", len(batch), total)
			}
			got = append(got, batch...)
		}
		if !cmp.Equal(want, got) {
			r.Errorf("sent %d messages of %d, or in another order", len(got), len(want))
		}
	})
}

func TestWhatABatchLeavesOutIsSentAgain(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		s, q := scripted(t, failed("InternalError", false, "1", "2"), failed("ThrottlingException", true, "1"))
		if err := q.Send(t.Context(), "", 0, []byte("a"), []byte("b"), []byte("c")); err != nil {
			t.Fatal(err)
		}
		if d := cmp.Diff([][]string{{"a", "b", "c"}, {"b", "c"}, {"c"}}, s.bodies()); d != "" {
			t.Errorf("sent (-want +got):\n%s", d)
		}
	})
}

func TestAPartialFailureSaysHowMany(t *testing.T) {
	t.Parallel()
	again := failed("InternalError", false, "0")
	for name, c := range map[string]struct {
		answers []answer
		want    error
		text    string
	}{
		"service's fault": {[]answer{failed("InternalError", false, "0", "2"), failed("InternalError", false, "0", "1"), again}, nil, "1 of 3 messages failed, with InternalError"},
		"throttled":       {[]answer{failed("ThrottlingException", true, "0"), again, failed("RequestThrottled", true, "0")}, account.ErrThrottled, "1 of 3 messages failed"},
		"our fault":       {[]answer{failed("InvalidMessageContents", true, "0", "1")}, queue.ErrInvalid, "2 of 3 messages failed, with InvalidMessageContents"},
		"queue gone":      {[]answer{refusal("QueueDoesNotExist")}, nil, "send 3 messages: "},
		"not allowed":     {[]answer{refusal("AccessDenied")}, account.ErrDenied, "after 0 of 3 messages"},
		"no answer":       {[]answer{{}, {}, {}, {}}, account.ErrUnreachable, "after 0 of 3 messages"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				s, q := scripted(t, c.answers...)
				err := q.Send(t.Context(), "", 0, []byte("a"), []byte("b"), []byte("c"))
				if err == nil || c.want != nil && !errors.Is(err, c.want) || !strings.Contains(err.Error(), c.text) {
					t.Errorf("error %v, want %v with %q", err, c.want, c.text)
				}
				if len(s.answers) > 0 {
					t.Errorf("%d scripted answers were not asked for", len(s.answers))
				}
			})
		})
	}
}

func TestTheTraceTravelsWithEachMessage(t *testing.T) {
	t.Parallel()
	s, q := scripted(t)
	const header = "Root=1-67891233-abcdef012345678912345678;Parent=53995c3f42cd8ad8;Sampled=1"
	//lint:ignore SA1029 the key that aws-lambda-go itself uses
	ctx := context.WithValue(t.Context(), "x-amzn-trace-id", header)
	if err := q.Send(ctx, "", 0, []byte("a")); err != nil {
		t.Fatal(err)
	}
	want := map[string]any{"AWSTraceHeader": map[string]any{"DataType": "String", "StringValue": header}}
	if d := cmp.Diff(want, s.asked[0].Body["Entries"].([]any)[0].(map[string]any)["MessageSystemAttributes"]); d != "" {
		t.Errorf("attributes (-want +got):\n%s", d)
	}
}

func TestReceivingHidesAndCounts(t *testing.T) {
	t.Parallel()
	s, q := scripted(t, ok(map[string]any{"Messages": []any{map[string]any{
		"MessageId": "id", "ReceiptHandle": "r", "Body": "客", "MD5OfBody": "9d0e9f5d27f8a4bf05a9c1c53ac3c0f7",
		"Attributes": map[string]any{"ApproximateReceiveCount": "3"},
	}}}))
	got, err := q.Receive(t.Context(), 7, 30*time.Second)
	if err == nil { // the checksum above is wrong: the client must see it
		t.Fatalf("received %v in spite of its checksum", got)
	}
	s.answers = []answer{ok(map[string]any{"Messages": []any{map[string]any{
		"MessageId": "id", "ReceiptHandle": "r", "Body": "text", "MD5OfBody": "1cb251ec0d568de6a929b520c4aed8d1",
		"Attributes": map[string]any{"ApproximateReceiveCount": "3"},
	}}}), ok(map[string]any{})}
	got, err = q.Receive(t.Context(), 7, 0)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]queue.Message{{ID: "id", Receipt: "r", Body: []byte("text"), Receives: 3}}, got); d != "" {
		t.Errorf("messages (-want +got):\n%s", d)
	}
	if got, err = q.Receive(t.Context(), 10, 24*time.Hour); err != nil || len(got) > 0 {
		t.Errorf("an empty queue gave %v, %v", got, err)
	}
	var hidden []any
	for _, r := range s.asked {
		hidden = append(hidden, r.Body["VisibilityTimeout"])
	}
	if d := cmp.Diff([]any{30.0, 1.0, 43200.0}, hidden); d != "" {
		t.Errorf("hidden for seconds (-want +got):\n%s", d)
	}
}

func results(n int, again bool, delay time.Duration) []queue.Result {
	rs := make([]queue.Result, n)
	for i := range rs {
		rs[i] = queue.Result{Message: queue.Message{Receipt: fmt.Sprint("r", i)}, Again: again, Delay: delay}
	}
	return rs
}

func TestSettlingDeletesOrHides(t *testing.T) {
	t.Parallel()
	s, q := scripted(t)
	rs := append(results(12, false, 0), results(2, true, 1500*time.Millisecond)...)
	rs = append(rs, queue.Result{Message: queue.Message{Receipt: "now"}, Again: true})
	if err := q.Settle(t.Context(), rs...); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff([]string{"DeleteMessageBatch", "DeleteMessageBatch", "ChangeMessageVisibilityBatch"}, s.operations()); d != "" {
		t.Errorf("asked (-want +got):\n%s", d)
	}
	want := []any{
		map[string]any{"Id": "0", "ReceiptHandle": "r0", "VisibilityTimeout": 2.0},
		map[string]any{"Id": "1", "ReceiptHandle": "r1", "VisibilityTimeout": 2.0},
		map[string]any{"Id": "2", "ReceiptHandle": "now", "VisibilityTimeout": 0.0},
	}
	if d := cmp.Diff(want, s.asked[2].Body["Entries"]); d != "" {
		t.Errorf("hidden (-want +got):\n%s", d)
	}
}

func TestAnOldReceiptIsNoError(t *testing.T) {
	t.Parallel()
	_, q := scripted(t, failed("ReceiptHandleIsInvalid", true, "0"), failed("InvalidParameterValue", true, "0"))
	if err := q.Settle(t.Context(), append(results(1, false, 0), results(1, true, 0)...)...); err != nil {
		t.Error(err)
	}
}

func TestOneFailedBatchDoesNotStopTheOthers(t *testing.T) {
	t.Parallel()
	s, q := scripted(t, refusal("AccessDenied"), failed("InternalError", false, "1"), ok(map[string]any{}))
	err := q.Settle(t.Context(), append(results(12, false, 0), results(1, true, 0)...)...)
	if !errors.Is(err, account.ErrDenied) || !strings.Contains(err.Error(), "1 of 12 messages failed") {
		t.Errorf("error %v", err)
	}
	if len(s.asked) != 3 {
		t.Errorf("asked %v", s.operations())
	}
}

func TestRedrivingStartsAMoveTask(t *testing.T) {
	t.Parallel()
	policy := ok(map[string]any{"Attributes": map[string]any{
		"RedrivePolicy": `{"deadLetterTargetArn":"arn:aws:sqs:eu-central-1:111122223333:orders-dead","maxReceiveCount":20}`,
	}})
	found := ok(map[string]any{"QueueUrl": url + "-dead"})
	count := func(n string) answer {
		return ok(map[string]any{"Attributes": map[string]any{"ApproximateNumberOfMessages": n}})
	}
	for name, c := range map[string]struct {
		answers []answer
		rate    int
		want    int
		err     error
		task    map[string]any
	}{
		"at a rate":     {[]answer{policy, found, count("42"), ok(map[string]any{})}, 9, 42, nil, map[string]any{"MaxNumberOfMessagesPerSecond": 9.0}},
		"too fast":      {[]answer{policy, found, count("42"), ok(map[string]any{})}, 900, 42, nil, map[string]any{"MaxNumberOfMessagesPerSecond": 500.0}},
		"without limit": {[]answer{policy, found, count("42"), ok(map[string]any{})}, 0, 42, nil, map[string]any{}},
		"nothing dead":  {[]answer{policy, found, count("0")}, 9, 0, nil, nil},
		"no policy":     {[]answer{ok(map[string]any{})}, 9, 0, sqs.ErrNoDeadLetters, nil},
		"not allowed":   {[]answer{policy, found, count("42"), refusal("AccessDenied")}, 9, 0, account.ErrDenied, map[string]any{"MaxNumberOfMessagesPerSecond": 9.0}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, q := scripted(t, c.answers...)
			n, err := q.Redrive(t.Context(), c.rate)
			if n != c.want || !errors.Is(err, c.err) {
				t.Errorf("%d, %v, want %d, %v", n, err, c.want, c.err)
			}
			var task map[string]any
			if last := s.asked[len(s.asked)-1]; last.Operation == "StartMessageMoveTask" {
				task = last.Body
				c.task["SourceArn"] = "arn:aws:sqs:eu-central-1:111122223333:orders-dead"
			}
			if d := cmp.Diff(c.task, task); d != "" {
				t.Errorf("task (-want +got):\n%s", d)
			}
		})
	}
}

func TestNothingInvalidIsSent(t *testing.T) {
	t.Parallel()
	s, q := scripted(t)
	errs := map[string]error{
		"empty body":       q.Send(t.Context(), "", 0, []byte("a"), nil),
		"large body":       q.Send(t.Context(), "", 0, make([]byte, 1<<20+1)),
		"long delay":       q.Send(t.Context(), "", 16*time.Minute, []byte("a")),
		"back before now":  q.Settle(t.Context(), results(1, true, -1)...),
		"control code":     q.Send(t.Context(), "", 0, []byte("a\x00")),
		"nothing received": func() error { _, err := q.Receive(t.Context(), 11, 0); return err }(),
	}
	for name, err := range errs {
		if !errors.Is(err, queue.ErrInvalid) {
			t.Errorf("%s: %v, want ErrInvalid", name, err)
		}
	}
	if len(s.asked) > 0 {
		t.Errorf("asked %v", s.operations())
	}
}
