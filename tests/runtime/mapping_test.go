//go:build emulator

package runtime

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"holdfast/infra/sqs"
	"holdfast/shared/records/queue"
	"holdfast/tests/runtime/sandbox"
)

// mapping is an event source mapping with ReportBatchItemFailures: it gives a function the messages of a queue in batches, and
// deletes those that were dealt with.
type mapping struct {
	name   string
	queue  *sqs.Queue
	fleet  *sandbox.Fleet
	batch  int
	hidden time.Duration // how long a message stays so that was given to the function
}

// poll gives the function one batch, and says how many messages there were. Fate is how the invocation ended, if badly: all of
// its messages come back.
func (m *mapping) poll(ctx context.Context) (n int, fate, err error) {
	ms, err := m.queue.Receive(ctx, m.batch, m.hidden)
	if err != nil || len(ms) == 0 {
		return 0, nil, err
	}
	event, err := json.Marshal(eventOf(m.name, ms))
	if err != nil {
		return 0, nil, err
	}
	answer, fate := m.fleet.Invoke(ctx, event)
	if fate != nil {
		return len(ms), fate, nil
	}
	left, err := failed(answer.Body, ms)
	if err != nil {
		return len(ms), err, nil
	}
	var done []queue.Result
	for _, one := range ms {
		if !slices.Contains(left, one.ID) {
			done = append(done, queue.Result{Message: one})
		}
	}
	return len(ms), nil, m.queue.Settle(ctx, done...)
}

func eventOf(name string, ms []queue.Message) events.SQSEvent {
	var e events.SQSEvent
	for _, one := range ms {
		e.Records = append(e.Records, events.SQSMessage{
			MessageId: one.ID, ReceiptHandle: one.Receipt, Body: string(one.Body), EventSource: "aws:sqs", AWSRegion: "us-east-1",
			EventSourceARN: "arn:aws:sqs:us-east-1:000000000000:" + name,
			Attributes:     map[string]string{"ApproximateReceiveCount": strconv.Itoa(one.Receives)},
		})
	}
	return e
}

// failed reads an answer as Lambda does: an empty one says that all is done; one that names what was not in the batch, that
// nothing is.
func failed(answer []byte, ms []queue.Message) ([]string, error) {
	var r events.SQSEventResponse
	if err := json.Unmarshal(answer, &r); err != nil {
		return nil, fmt.Errorf("answer %.100q: %w", answer, err)
	}
	var ids []string
	for _, f := range r.BatchItemFailures {
		if !slices.ContainsFunc(ms, func(m queue.Message) bool { return m.ID == f.ItemIdentifier }) {
			return nil, fmt.Errorf("answer names %q, which was not in the batch", f.ItemIdentifier)
		}
		ids = append(ids, f.ItemIdentifier)
	}
	return ids, nil
}
