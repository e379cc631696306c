// Package sqs is a queue.Queue on Amazon SQS standard queues. Times are rounded up to the
// whole seconds that SQS knows.
//
// queue.go receives, send.go sends in batches and sends again what SQS left out of one,
// settle.go deletes and hides, redrive.go counts and moves dead letters.
package sqs

import (
	"context"
	"fmt"
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
	maxBatchEntries = 10
	maxBatchBytes   = 1 << 20
	maxHidden       = 12 * time.Hour
	maxRedriveRate  = 500 // messages a second
)

// Queue is a queue.Queue on one SQS queue. Its errors wrap account.ErrThrottled,
// account.ErrUnreachable or account.ErrDenied if those are the cause. On AWS Lambda its
// poller receives, and Receive is not called.
type Queue struct {
	client *sqs.Client
	url    string
}

var _ queue.Queue = (*Queue)(nil)

// New returns the queue at a queue URL; it sends nothing.
func New(in account.Account, url string) *Queue {
	return &Queue{client: NewClient(in), url: url}
}

// NewClient returns a client with the account's credentials, address and retries.
func NewClient(in account.Account) *sqs.Client {
	return sqs.New(sqs.Options{
		Region:       in.Region,
		Credentials:  in.Credentials,
		BaseEndpoint: in.BaseEndpoint(account.SQS),
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
	// The client leaves 0 out, and the queue's own timeout would hold.
	timeout := wholeSeconds(min(visible, maxHidden), 1)
	out, err := q.client.ReceiveMessage(ctx, &sqs.ReceiveMessageInput{
		QueueUrl:                    &q.url,
		MaxNumberOfMessages:         int32(max),
		VisibilityTimeout:           timeout,
		MessageSystemAttributeNames: []types.MessageSystemAttributeName{receiveCount},
	})
	if err != nil {
		return nil, account.Explain("sqs: receive", err)
	}

	messages := make([]queue.Message, len(out.Messages))
	for i := range out.Messages {
		messages[i], err = messageOf(&out.Messages[i])
		if err != nil {
			return nil, err
		}
	}
	return messages, nil
}

const receiveCount = types.MessageSystemAttributeNameApproximateReceiveCount

func messageOf(m *types.Message) (queue.Message, error) {
	receives, err := strconv.Atoi(m.Attributes[string(receiveCount)])
	if err != nil {
		return queue.Message{}, fmt.Errorf("sqs: receive: count of receives: %w", err)
	}
	return queue.Message{
		ID:       aws.ToString(m.MessageId),
		Receipt:  aws.ToString(m.ReceiptHandle),
		Body:     []byte(aws.ToString(m.Body)),
		Receives: receives,
	}, nil
}

// wholeSeconds rounds a duration up to whole seconds, at least so many.
func wholeSeconds(d time.Duration, least int32) int32 {
	seconds := (d + time.Second - 1) / time.Second
	return max(least, int32(seconds))
}
