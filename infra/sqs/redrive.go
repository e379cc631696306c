package sqs

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"holdfast/infra/account"
	"holdfast/shared/records/queue"
)

// ErrNoDeadLetters is the error of redriving a queue that keeps no dead letters.
var ErrNoDeadLetters = errors.New("sqs: the queue has no redrive policy")

// Redrive implements queue.Queue by a message move task, which runs on after it returns:
// the number is how many dead letters SQS counted, approximately, as it began. SQS moves at
// most 500 a second.
func (q *Queue) Redrive(ctx context.Context, perSecond int) (int, error) {
	deadLetters, err := q.findDeadLetters(ctx)
	if err != nil {
		return 0, err
	}
	n, err := q.countByARN(ctx, deadLetters)
	if err != nil || n == 0 {
		return 0, err
	}

	in := &sqs.StartMessageMoveTaskInput{SourceArn: &deadLetters}
	if perSecond > 0 {
		rate := int32(min(perSecond, maxRedriveRate))
		in.MaxNumberOfMessagesPerSecond = &rate
	}
	if _, err := q.client.StartMessageMoveTask(ctx, in); err != nil {
		return 0, account.Explain("sqs: start redrive", err)
	}
	return n, nil
}

// findDeadLetters returns the ARN of the queue that the redrive policy names, or
// ErrNoDeadLetters.
func (q *Queue) findDeadLetters(ctx context.Context) (string, error) {
	attrs, err := q.readAttributes(ctx, q.url, types.QueueAttributeNameRedrivePolicy)
	if err != nil {
		return "", err
	}
	text, ok := attrs[string(types.QueueAttributeNameRedrivePolicy)]
	if !ok {
		return "", ErrNoDeadLetters
	}
	var policy struct {
		DeadLetterTargetArn string `json:"deadLetterTargetArn"`
	}
	if err := json.Unmarshal([]byte(text), &policy); err != nil {
		return "", fmt.Errorf("sqs: redrive policy: %w", err)
	}
	return policy.DeadLetterTargetArn, nil
}

const (
	visibleCount  = types.QueueAttributeNameApproximateNumberOfMessages
	delayedCount  = types.QueueAttributeNameApproximateNumberOfMessagesDelayed
	inFlightCount = types.QueueAttributeNameApproximateNumberOfMessagesNotVisible
)

// countByARN returns about how many messages a queue holds that can be moved.
func (q *Queue) countByARN(ctx context.Context, arn string) (int, error) {
	name := arn[strings.LastIndexByte(arn, ':')+1:]
	out, err := q.client.GetQueueUrl(ctx, &sqs.GetQueueUrlInput{QueueName: &name})
	if err != nil {
		return 0, account.Explain("sqs: find dead letters", err)
	}
	return q.sumAttributes(ctx, aws.ToString(out.QueueUrl), visibleCount)
}

// Stats counts what the queue holds now.
func (q *Queue) Stats(ctx context.Context) (queue.Stats, error) {
	var s queue.Stats
	var err error
	s.Visible, err = q.sumAttributes(ctx, q.url, visibleCount)
	if err != nil {
		return s, err
	}
	s.Hidden, err = q.sumAttributes(ctx, q.url, delayedCount, inFlightCount)
	if err != nil {
		return s, err
	}

	deadLetters, err := q.findDeadLetters(ctx)
	if errors.Is(err, ErrNoDeadLetters) {
		return s, nil
	}
	if err != nil {
		return s, err
	}
	s.Dead, err = q.countByARN(ctx, deadLetters)
	return s, err
}

// sumAttributes adds up counts that are attributes of a queue.
func (q *Queue) sumAttributes(
	ctx context.Context,
	url string,
	names ...types.QueueAttributeName,
) (sum int, err error) {
	attrs, err := q.readAttributes(ctx, url, names...)
	if err != nil {
		return 0, err
	}
	for _, name := range names {
		n, err := strconv.Atoi(attrs[string(name)])
		if err != nil {
			return 0, fmt.Errorf("sqs: %s: %w", name, err)
		}
		sum += n
	}
	return sum, nil
}

func (q *Queue) readAttributes(
	ctx context.Context,
	url string,
	names ...types.QueueAttributeName,
) (map[string]string, error) {
	out, err := q.client.GetQueueAttributes(ctx, &sqs.GetQueueAttributesInput{
		QueueUrl:       &url,
		AttributeNames: names,
	})
	if err != nil {
		return nil, account.Explain("sqs: read queue", err)
	}
	return out.Attributes, nil
}
