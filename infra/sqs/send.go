package sqs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"holdfast/infra/account"
	"holdfast/shared/records/queue"
)

// sendTries is how often a message is sent that SQS left out of a batch.
const sendTries = 3

// letter says how messages are sent.
type letter struct {
	delay int32   // seconds
	group *string // nil = none
	trace map[string]types.MessageSystemAttributeValue
}

// Send implements queue.Queue: batches of up to ten messages and 1 MiB, each carrying the
// context's trace. A group becomes the message group of a fair queue: while one has many
// messages in flight, SQS hands out those of the others first. Order is promised of none.
func (q *Queue) Send(
	ctx context.Context,
	group string,
	delay time.Duration,
	bodies ...[]byte,
) error {
	if err := queue.CheckSend(delay, bodies); err != nil {
		return err
	}
	how := letter{delay: wholeSeconds(delay, 0), trace: traceOf(ctx)}
	if group != "" {
		how.group = &group
	}
	sent := 0
	for _, batch := range splitBatches(bodies) {
		if err := q.sendWhole(ctx, how, batch); err != nil {
			return fmt.Errorf("sqs: after %d of %d messages: %w", sent, len(bodies), err)
		}
		sent += len(batch)
	}
	return nil
}

// splitBatches splits bodies, in order, into batches that SQS takes.
func splitBatches(bodies [][]byte) [][][]byte {
	var batches [][][]byte
	start := 0
	size := 0
	for i, body := range bodies {
		full := i-start == maxBatchEntries || size+len(body) > maxBatchBytes
		if i > start && full {
			batches = append(batches, bodies[start:i])
			start = i
			size = 0
		}
		size += len(body)
	}
	if start < len(bodies) {
		batches = append(batches, bodies[start:])
	}
	return batches
}

// sendWhole sends one batch, and sends again what SQS left out of it.
func (q *Queue) sendWhole(ctx context.Context, how letter, bodies [][]byte) error {
	left := bodies
	for try := 0; ; try++ {
		failed, err := q.sendBatch(ctx, how, left)
		if err != nil {
			return account.Explain(fmt.Sprintf("send %d messages", len(left)), err)
		}
		if len(failed) == 0 {
			return nil
		}
		if try+1 == sendTries || slices.ContainsFunc(failed, isSenderFault) {
			return batchError("send", failed, len(bodies))
		}

		left, err = failedBodies(left, failed)
		if err != nil {
			return err
		}
		if err := account.Wait(ctx, account.Backoff(try)); err != nil {
			return fmt.Errorf("send, %d of %d messages left: %w", len(left), len(bodies), err)
		}
	}
}

func (q *Queue) sendBatch(
	ctx context.Context,
	how letter,
	bodies [][]byte,
) ([]types.BatchResultErrorEntry, error) {
	in := &sqs.SendMessageBatchInput{QueueUrl: &q.url}
	for i, b := range bodies {
		in.Entries = append(in.Entries, types.SendMessageBatchRequestEntry{
			Id:                      aws.String(strconv.Itoa(i)),
			MessageBody:             aws.String(string(b)),
			DelaySeconds:            how.delay,
			MessageGroupId:          how.group,
			MessageSystemAttributes: how.trace,
		})
	}
	out, err := q.client.SendMessageBatch(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Failed, nil
}

// traceKey is where aws-lambda-go keeps an invocation's X-Ray trace header in its
// context.
const traceKey = "x-amzn-trace-id"

// traceOf returns the attribute by which X-Ray links the function that sends a message with
// the one that handles it. It does not count in the message's size.
func traceOf(ctx context.Context) map[string]types.MessageSystemAttributeValue {
	header, _ := ctx.Value(traceKey).(string)
	if header == "" {
		return nil
	}
	return map[string]types.MessageSystemAttributeValue{
		string(types.MessageSystemAttributeNameForSendsAWSTraceHeader): {
			DataType:    aws.String("String"),
			StringValue: &header,
		},
	}
}

// failedBodies returns the bodies of entries that failed. The id of an entry is its index
// in the batch.
func failedBodies(bodies [][]byte, failed []types.BatchResultErrorEntry) ([][]byte, error) {
	var left [][]byte
	for _, f := range failed {
		id := aws.ToString(f.Id)
		i, err := strconv.Atoi(id)
		if err != nil || i < 0 || i >= len(bodies) {
			return nil, fmt.Errorf(
				"send: SQS refused a message %q that was not in the batch",
				id,
			)
		}
		left = append(left, bodies[i])
	}
	return left, nil
}

// isSenderFault reports whether an entry failed for a reason that no retry can mend.
func isSenderFault(f types.BatchResultErrorEntry) bool {
	return f.SenderFault && !isThrottled(f)
}

func isThrottled(f types.BatchResultErrorEntry) bool {
	_, throttled := retry.DefaultThrottleErrorCodes[aws.ToString(f.Code)]
	return throttled
}

// batchError returns the error of a batch of which some entries failed. A fault of the
// sender is queue.ErrInvalid, which no retry can mend.
func batchError(doing string, failed []types.BatchResultErrorEntry, total int) error {
	worst := failed[0]
	if i := slices.IndexFunc(failed, isSenderFault); i >= 0 {
		worst = failed[i]
	}
	text := fmt.Sprintf(
		"%s: %d of %d messages failed, with %s: %s",
		doing,
		len(failed),
		total,
		aws.ToString(worst.Code),
		aws.ToString(worst.Message),
	)
	switch {
	case isThrottled(worst):
		return fmt.Errorf("%s: %w", text, account.ErrThrottled)
	case worst.SenderFault:
		return fmt.Errorf("%s: %w", text, queue.ErrInvalid)
	}
	return errors.New(text)
}
