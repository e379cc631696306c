package awslambda

import (
	"context"
	"errors"
	"math/rand/v2"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"holdfast/shared/records/queue"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
)

// Waits of messages that failed double from the first to the longest: with 20 receives
// they outlast hours of trouble.
const (
	firstWait   = time.Second
	longestWait = 15 * time.Minute
)

// errBatch fails an invocation of which every message failed. For the queue that is the
// same as naming them all; Lambda counts it as an error, which alarms and the watch over a
// deployment go by, and polls more slowly.
var errBatch = errors.New("every message failed: see the log")

// handleBatch handles the records of one SQS event. The messages that it names in its
// answer stay in the queue.
func (f *Function) handleBatch(
	ctx context.Context,
	records []events.SQSMessage,
) (events.SQSEventResponse, error) {
	messages := messagesOf(records)
	errs := f.runStep(ctx, messages)

	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	var again []queue.Result
	failed := 0
	for i, m := range messages {
		result := f.resultOf(ctx, m, errs[i])
		if !result.Again {
			continue
		}
		again = append(again, result)
		answer.BatchItemFailures = append(
			answer.BatchItemFailures,
			events.SQSBatchItemFailure{ItemIdentifier: m.ID},
		)
		if isFailure(errs[i]) {
			failed++
		}
	}

	f.Metrics.Tell("Messages", float64(len(messages)))
	f.hide(ctx, again)
	if failed > 0 && failed == len(messages) {
		return answer, errBatch
	}
	return answer, nil
}

// hide keeps messages out of sight for as long as their results say.
func (f *Function) hide(ctx context.Context, again []queue.Result) {
	if len(again) == 0 {
		return
	}
	// A crash here, or an error, only means that messages come back after the queue's own
	// timeout.
	if err := f.Queue.Settle(ctx, again...); err != nil {
		f.Log.WarnContext(
			ctx, "messages come back later than they should",
			"messages", len(again),
			"error", err,
		)
	}
}

// isFailure reports whether an error is neither giving way to another worker nor a lack of
// time.
func isFailure(err error) bool {
	_, later := outcome.AsLater(err)
	return !later && !isOutOfTime(err)
}

func messagesOf(records []events.SQSMessage) []queue.Message {
	messages := make([]queue.Message, len(records))
	for i, r := range records {
		receives, err := strconv.Atoi(r.Attributes["ApproximateReceiveCount"])
		if err != nil {
			receives = 1 // SQS always says; an event made by hand may not
		}
		messages[i] = queue.Message{
			ID:       r.MessageId,
			Receipt:  r.ReceiptHandle,
			Body:     []byte(r.Body),
			Receives: receives,
		}
	}
	return messages
}

// resultOf returns whether a message stays in its queue and for how long it is hidden, by
// the error that the step answered for it. It counts the outcome, and logs a failure.
func (f *Function) resultOf(ctx context.Context, m queue.Message, err error) queue.Result {
	if err == nil {
		return queue.Result{Message: m}
	}
	if _, rejected := outcome.AsRejected(err); rejected {
		f.Metrics.Add("Rejected", 1)
		return queue.Result{Message: m}
	}
	if later, ok := outcome.AsLater(err); ok {
		f.Metrics.Tell("Postponed", 1)
		if errors.Is(err, packed.ErrNewer) {
			f.Metrics.Tell("Newer", 1)
		}
		return queue.Result{Message: m, Again: true, Delay: later.Delay}
	}
	if isOutOfTime(err) {
		f.Metrics.Tell("OutOfTime", 1)
		return queue.Result{Message: m, Again: true, Delay: firstWait}
	}
	f.Metrics.Add("Failed", 1)
	f.Log.ErrorContext(
		ctx, "message failed",
		"message", m.ID,
		"receives", m.Receives,
		"error", err,
	)
	return queue.Result{Message: m, Again: true, Delay: backoff(m.Receives)}
}

// backoff returns the wait after that many receives: it doubles with each, with up to a
// quarter taken off at random.
func backoff(receives int) time.Duration {
	doublings := min(max(receives-1, 0), 20)
	wait := min(firstWait<<doublings, longestWait)
	return wait - rand.N(wait/4)
}
