package awslambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"holdfast/shared/records/queue"
)

// rig is a function with its output and its queue.
type rig struct {
	*Function
	t       *testing.T
	out     bytes.Buffer
	settled []queue.Result
	broken  bool // the queue
}

func newRig(t *testing.T) *rig {
	r := &rig{t: t}
	now := func() time.Time { return time.UnixMilli(1_900_000_000_123) }
	r.Function = &Function{Queue: r, Log: NewLog(&r.out, ""), Metrics: NewMetrics(&r.out, "prod", "orders", now), Now: now}
	return r
}

func (r *rig) Settle(_ context.Context, rs ...queue.Result) error {
	r.settled = append(r.settled, rs...)
	if r.broken {
		return errors.New("no answer")
	}
	return nil
}

// sqs is an event of messages m0, m1, ... with these bodies, each received once.
func sqs(bodies ...string) string {
	var records []string
	for i, b := range bodies {
		records = append(records, fmt.Sprintf(
			`{"messageId":"m%d","receiptHandle":"r%d","body":%q,"attributes":{"ApproximateReceiveCount":"1"},"eventSource":"aws:sqs"}`, i, i, b))
	}
	return `{"Records":[` + strings.Join(records, ",") + `]}`
}

// left invokes the function and returns the ids of the messages that it names as failed.
func (r *rig) left(ctx context.Context, event string) []string {
	r.t.Helper()
	b, err := r.Invoke(ctx, []byte(event))
	if err != nil {
		r.t.Fatal(err)
	}
	var answer struct {
		BatchItemFailures []struct{ ItemIdentifier string }
	}
	dec := json.NewDecoder(bytes.NewReader(b))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&answer); err != nil || answer.BatchItemFailures == nil {
		r.t.Fatalf("answer %s, %v", b, err)
	}
	ids := []string{}
	for _, f := range answer.BatchItemFailures {
		ids = append(ids, f.ItemIdentifier)
	}
	return ids
}

// fails invokes the function, which must answer with an error that says nothing of what was in the way.
func (r *rig) fails(ctx context.Context, event string) {
	r.t.Helper()
	if b, err := r.Invoke(ctx, []byte(event)); !errors.Is(err, errBatch) || b != nil || strings.Contains(err.Error(), "table") {
		r.t.Errorf("answer %s, %v, want %v", b, err, errBatch)
	}
}

// lines are the JSON lines of the output that have a field.
func (r *rig) lines(field string) (found []map[string]any) {
	r.t.Helper()
	for line := range strings.Lines(r.out.String()) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			r.t.Fatalf("%q: %v", line, err)
		}
		if v[field] != nil {
			found = append(found, v)
		}
	}
	return found
}

// counts are the counts of the one line about the invocation that was written.
func (r *rig) counts() map[string]any {
	r.t.Helper()
	found := r.lines("Function")
	if len(found) != 1 {
		r.t.Fatalf("%d metric lines, want one, in\n%s", len(found), r.out.String())
	}
	delete(found[0], "_aws")
	return found[0]
}
