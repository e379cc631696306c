// Package sqs is the queue on Amazon SQS standard queues. Times are rounded up to the
// whole seconds that SQS knows.
package sqs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"holdfast/infra/account"
	"holdfast/shared/records/queue"
)

// What SQS takes at most.
const (
	batchEntries = 10
	batchBytes   = 1 << 20
	longestHide  = 12 * time.Hour
	redriveRate  = 500 // messages a second
)

// Queue is a queue.Queue on one SQS queue. Its errors wrap account.ErrThrottled,
// account.ErrUnreachable or account.ErrDenied where those are the cause. On AWS Lambda
// nobody calls Receive: its poller does.
type Queue struct {
	client *sqs.Client
	url    string
}

var _ queue.Queue = (*Queue)(nil)

// New uses the queue at a queue URL; it sends nothing.
func New(in account.Account, url string) *Queue {
	return &Queue{client: NewClient(in), url: url}
}

// NewClient is a client with the account's credentials, address and retries.
func NewClient(in account.Account) *sqs.Client {
	return sqs.New(sqs.Options{
		Region:       in.Region,
		Credentials:  in.Credentials,
		BaseEndpoint: in.BaseEndpoint(),
		HTTPClient:   in.HTTP,
		Retryer:      account.NewRetryer(),
	})
}

// Receive implements queue.Queue.
func (q *Queue) Receive(
	ctx context.Context,
	max int,
	visible time.Duration,
) ([]queue.Message, error) {
	if err := queue.CheckReceive(max, visible); err != nil {
		return nil, err
	}
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl:            &q.url,
		MaxNumberOfMessages: int32(max),
		// The client leaves 0 out, and the queue's own timeout would hold.
		VisibilityTimeout: seconds(min(visible, longestHide), 1),
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{
			types.MessageSystemAttributeNameApproximateReceiveCount,
		},
	})
	if err != nil {
		return nil, account.Explain("sqs: receive", err)
	}
	ms := make([]queue.Message, len(out.Messages))
	for i := range out.Messages {
		m := &out.Messages[i]
		receives, err := strconv.Atoi(
			m.Attributes[string(types.MessageSystemAttributeNameApproximateReceiveCount)],
		)
		if err != nil {
			return nil, fmt.Errorf("sqs: receive: count of receives: %w", err)
		}
		ms[i] = queue.Message{
			ID:       aws.ToString(m.MessageId),
			Receipt:  aws.ToString(m.ReceiptHandle),
			Body:     []byte(aws.ToString(m.Body)),
			Receives: receives,
		}
	}
	return ms, nil
}

// seconds rounds a duration up to whole seconds, at least so many.
func seconds(d time.Duration, least int32) int32 {
	return max(least, int32((d+time.Second-1)/time.Second))
}

// Settle implements queue.Queue. Each message is settled or counted in the error,
// whatever becomes of the others.
func (q *Queue) Settle(ctx context.Context, rs ...queue.Result) error {
	if err := queue.CheckSettle(rs); err != nil {
		return err
	}
	var done, again []queue.Result
	for _, r := range rs {
		if r.Again {
			again = append(again, r)
		} else {
			done = append(done, r)
		}
	}
	return errors.Join(
		inBatches(
			"delete",
			done,
			func(rs []queue.Result) ([]types.BatchResultErrorEntry, error) { return q.remove(ctx, rs) },
		),
		inBatches(
			"hide",
			again,
			func(rs []queue.Result) ([]types.BatchResultErrorEntry, error) { return q.hide(ctx, rs) },
		),
	)
}

// inBatches runs one kind of settling on ten results at a time and counts those that
// failed.
func inBatches(
	doing string,
	rs []queue.Result,
	run func([]queue.Result) ([]types.BatchResultErrorEntry, error),
) error {
	var failed []types.BatchResultErrorEntry
	var errs []error
	for batch := range slices.Chunk(rs, batchEntries) {
		entries, err := run(batch)
		if err != nil {
			what := fmt.Sprintf("sqs: %s %d of %d messages", doing, len(batch), len(rs))
			errs = append(errs, account.Explain(what, err))
		}
		for _, e := range entries {
			if !outdated(&e) {
				failed = append(failed, e)
			}
		}
	}
	if len(failed) > 0 {
		errs = append(errs, refused(doing, failed, len(rs)))
	}
	return errors.Join(errs...)
}

// outdated reports a receipt that is no longer the newest of its message, or whose
// message is gone or not in flight.
func outdated(e *types.BatchResultErrorEntry) bool {
	switch aws.ToString(e.Code) {
	case "ReceiptHandleIsInvalid", "MessageNotInflight", "InvalidParameterValue",
		"AWS.SimpleQueueService.MessageNotInflight", "AWS.SimpleQueueService.ReceiptHandleIsInvalid":
		return true
	}
	return false
}

func (q *Queue) remove(
	ctx context.Context,
	rs []queue.Result,
) ([]types.BatchResultErrorEntry, error) {
	in := &sqs.DeleteMessageBatchInput{QueueUrl: &q.url}
	for i, r := range rs {
		in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{
			Id: aws.String(strconv.Itoa(i)), ReceiptHandle: aws.String(r.Message.Receipt),
		})
	}
	out, err := q.client.DeleteMessageBatch(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Failed, nil
}

func (q *Queue) hide(
	ctx context.Context,
	rs []queue.Result,
) ([]types.BatchResultErrorEntry, error) {
	in := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &q.url}
	for i, r := range rs {
		in.Entries = append(in.Entries, types.ChangeMessageVisibilityBatchRequestEntry{
			Id: aws.String(
				strconv.Itoa(i),
			), ReceiptHandle: aws.String(r.Message.Receipt), VisibilityTimeout: seconds(min(r.Delay, longestHide), 0),
		})
	}
	out, err := q.client.ChangeMessageVisibilityBatch(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Failed, nil
}
