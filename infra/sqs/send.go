package sqs

import (
	"context"
	"fmt"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/aws/retry"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"holdfast/infra/account"
	"holdfast/shared/records/queue"
)

// sendTries is how often a message that SQS left out of a batch is sent.
const sendTries = 3

// Send implements queue.Queue: batches of up to ten messages and 1 MiB, each carrying the
// context's trace.
func (q *Queue) Send(ctx context.Context, delay time.Duration, bodies ...[]byte) error {
	if err := queue.CheckSend(delay, bodies); err != nil {
		return err
	}
	sent := 0
	for _, batch := range batches(bodies) {
		if err := q.sendAll(ctx, seconds(delay, 0), batch); err != nil {
			return fmt.Errorf("sqs: after %d of %d messages: %w", sent, len(bodies), err)
		}
		sent += len(batch)
	}
	return nil
}

// batches splits bodies, in order, as SQS takes them.
func batches(bodies [][]byte) [][][]byte {
	var all [][][]byte
	from := 0
	size := 0
	for i, b := range bodies {
		if i > from && (i-from == batchEntries || size+len(b) > batchBytes) {
			all = append(all, bodies[from:i])
			from = i
			size = 0
		}
		size += len(b)
	}
	if from < len(bodies) {
		all = append(all, bodies[from:])
	}
	return all
}

// sendAll sends one batch, and again what SQS left out of it.
func (q *Queue) sendAll(ctx context.Context, delay int32, bodies [][]byte) error {
	left := bodies
	for try := 0; ; try++ {
		failed, err := q.sendBatch(ctx, delay, left)
		switch {
		case err != nil:
			return account.Explain(fmt.Sprintf("send %d messages", len(left)), err)
		case len(failed) == 0:
			return nil
		case try+1 == sendTries || anySenderFault(failed):
			return refused("send", failed, len(bodies))
		}
		if left, err = these(left, failed); err != nil {
			return err
		}
		if err := account.Wait(ctx, account.Backoff(try)); err != nil {
			return fmt.Errorf("send, %d of %d messages left: %w", len(left), len(bodies), err)
		}
	}
}

func (q *Queue) sendBatch(
	ctx context.Context,
	delay int32,
	bodies [][]byte,
) ([]types.BatchResultErrorEntry, error) {
	in := &sqs.SendMessageBatchInput{QueueUrl: &q.url}
	trace := traceOf(ctx)
	for i, b := range bodies {
		in.Entries = append(in.Entries, types.SendMessageBatchRequestEntry{
			Id:                      aws.String(strconv.Itoa(i)),
			MessageBody:             aws.String(string(b)),
			DelaySeconds:            delay,
			MessageSystemAttributes: trace,
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

// traceOf is the attribute that lets X-Ray link who sends a message with who handles it.
// It does not count in its size.
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

// these are the bodies that failed entries, whose ids are places in the batch, stand for.
func these(bodies [][]byte, failed []types.BatchResultErrorEntry) ([][]byte, error) {
	var left [][]byte
	for _, f := range failed {
		i, err := strconv.Atoi(aws.ToString(f.Id))
		if err != nil || i < 0 || i >= len(bodies) {
			return nil, fmt.Errorf(
				"send: SQS refused a message %q that was not in the batch",
				aws.ToString(f.Id),
			)
		}
		left = append(left, bodies[i])
	}
	return left, nil
}

func anySenderFault(failed []types.BatchResultErrorEntry) bool {
	for _, f := range failed {
		if f.SenderFault && !throttled(f) {
			return true
		}
	}
	return false
}

func throttled(f types.BatchResultErrorEntry) bool {
	_, yes := retry.DefaultThrottleErrorCodes[aws.ToString(f.Code)]
	return yes
}

// refused is the error of a batch of which some failed: the sender's fault is
// queue.ErrInvalid, which no retry can mend.
func refused(doing string, failed []types.BatchResultErrorEntry, of int) error {
	first := failed[0]
	for _, f := range failed {
		if f.SenderFault && !throttled(f) {
			first = f
			break
		}
	}
	text := fmt.Sprintf(
		"%s: %d of %d messages failed, with %s: %s",
		doing,
		len(failed),
		of,
		aws.ToString(first.Code),
		aws.ToString(first.Message),
	)
	switch {
	case throttled(first):
		return fmt.Errorf("%s: %w", text, account.ErrThrottled)
	case first.SenderFault:
		return fmt.Errorf("%s: %w", text, queue.ErrInvalid)
	}
	return fmt.Errorf("%s", text)
}
