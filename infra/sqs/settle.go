package sqs

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strconv"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"holdfast/infra/account"
	"holdfast/shared/records/queue"
)

// Settle implements queue.Queue. Each message is settled or counted in the error; one that
// fails does not stop the others.
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
		inBatches(ctx, "delete", done, q.deleteBatch),
		inBatches(ctx, "hide", again, q.hideBatch),
	)
}

// settleBatch settles at most maxBatchEntries messages, and returns those for which it
// failed.
type settleBatch func(
	ctx context.Context,
	rs []queue.Result,
) (failed []types.BatchResultErrorEntry, err error)

// inBatches settles messages in batches. Its error counts those that failed.
func inBatches(
	ctx context.Context,
	doing string,
	rs []queue.Result,
	settle settleBatch,
) error {
	var failed []types.BatchResultErrorEntry
	var errs []error
	for batch := range slices.Chunk(rs, maxBatchEntries) {
		entries, err := settle(ctx, batch)
		if err != nil {
			what := fmt.Sprintf("sqs: %s %d of %d messages", doing, len(batch), len(rs))
			errs = append(errs, account.Explain(what, err))
		}
		for _, e := range entries {
			if !isOutdated(&e) {
				failed = append(failed, e)
			}
		}
	}
	if len(failed) > 0 {
		errs = append(errs, batchError(doing, failed, len(rs)))
	}
	return errors.Join(errs...)
}

// isOutdated reports whether an entry failed because its receipt is no longer the newest of
// its message, or because the message is gone or not in flight.
func isOutdated(e *types.BatchResultErrorEntry) bool {
	switch aws.ToString(e.Code) {
	case "ReceiptHandleIsInvalid",
		"MessageNotInflight",
		"InvalidParameterValue",
		"AWS.SimpleQueueService.MessageNotInflight",
		"AWS.SimpleQueueService.ReceiptHandleIsInvalid":
		return true
	}
	return false
}

func (q *Queue) deleteBatch(
	ctx context.Context,
	rs []queue.Result,
) ([]types.BatchResultErrorEntry, error) {
	in := &sqs.DeleteMessageBatchInput{QueueUrl: &q.url}
	for i, r := range rs {
		in.Entries = append(in.Entries, types.DeleteMessageBatchRequestEntry{
			Id:            aws.String(strconv.Itoa(i)),
			ReceiptHandle: aws.String(r.Message.Receipt),
		})
	}
	out, err := q.client.DeleteMessageBatch(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Failed, nil
}

func (q *Queue) hideBatch(
	ctx context.Context,
	rs []queue.Result,
) ([]types.BatchResultErrorEntry, error) {
	in := &sqs.ChangeMessageVisibilityBatchInput{QueueUrl: &q.url}
	for i, r := range rs {
		in.Entries = append(in.Entries, types.ChangeMessageVisibilityBatchRequestEntry{
			Id:                aws.String(strconv.Itoa(i)),
			ReceiptHandle:     aws.String(r.Message.Receipt),
			VisibilityTimeout: wholeSeconds(min(r.Delay, maxHidden), 0),
		})
	}
	out, err := q.client.ChangeMessageVisibilityBatch(ctx, in)
	if err != nil {
		return nil, err
	}
	return out.Failed, nil
}
