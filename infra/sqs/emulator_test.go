//go:build emulator

package sqs_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"maps"
	"net/http"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"holdfast/infra/account/accounttest"
	"holdfast/infra/sqs"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/queue/queuetest"
)

// clock tells the emulator's queues, with each request, what time it is.
type clock struct {
	aws.HTTPClient
	now atomic.Int64 // Unix seconds
}

func (c *clock) Do(r *http.Request) (*http.Response, error) {
	r.Header.Set("X-Now", strconv.FormatInt(c.now.Load(), 10))
	return c.HTTPClient.Do(r)
}

// longest is what SQS lets pass before it forgets a message, less a day.
const longest = 13 * 24 * time.Hour

// turned is a fresh queue with dead letters in the emulator, whose clock is turned.
func turned(t testing.TB, on accounttest.Target, maxReceives int) queuetest.Bench {
	c := &clock{HTTPClient: on.HTTP}
	c.now.Store(1_900_000_000)
	on.HTTP = c
	orders, dead := pair(t, on, maxReceives)
	return queuetest.Bench{
		Unfair: true,
		Queue:  byHand{Queue: orders, dead: dead},
		Turn:   func(d time.Duration) { c.now.Add(int64(min(d, longest) / time.Second)) },
	}
}

// waited is a fresh queue with dead letters in SQS itself, where time passes as it does. No test needs more than 15 minutes of it.
func waited(t testing.TB, on accounttest.Target, maxReceives int) queuetest.Bench {
	orders, _ := pair(t, on, maxReceives)
	return queuetest.Bench{
		Unfair: true,
		Queue:  unhurried{orders},
		Turn:   func(d time.Duration) { time.Sleep(min(d+time.Second, 16*time.Minute)) },
		Slow:   true,
	}
}

// pair makes a queue and the one of its dead letters, both deleted when the test is over.
func pair(t testing.TB, on accounttest.Target, maxReceives int) (orders, dead *sqs.Queue) {
	t.Helper()
	client, name := sqs.NewClient(on.Account), "holdfast-test-"+rand.Text()
	deadURL := create(t, client, name+"-dead", nil)
	arn := "arn:aws:sqs:" + on.Region + ":" + on.ID + ":" + name + "-dead"
	url := create(t, client, name, map[string]string{
		"RedrivePolicy":                 fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":%d}`, arn, maxReceives),
		"ReceiveMessageWaitTimeSeconds": map[bool]string{true: "2", false: "0"}[on.Real], // all of SQS's servers are asked
	})
	return sqs.New(on.Account, url), sqs.New(on.Account, deadURL)
}

func create(t testing.TB, client *awssqs.Client, name string, attrs map[string]string) string {
	t.Helper()
	all := map[string]string{string(types.QueueAttributeNameMessageRetentionPeriod): "1209600"}
	maps.Copy(all, attrs)
	out, err := client.CreateQueue(t.Context(), &awssqs.CreateQueueInput{QueueName: &name, Attributes: all})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if _, err := client.DeleteQueue(context.Background(), &awssqs.DeleteQueueInput{QueueUrl: out.QueueUrl}); err != nil {
			t.Errorf("queue %s is left behind: %v", name, err)
		}
	})
	return aws.ToString(out.QueueUrl)
}

// unhurried redrives when SQS has had a minute to count its dead letters, and lets it move them.
type unhurried struct{ *sqs.Queue }

func (q unhurried) Redrive(ctx context.Context, perSecond int) (int, error) {
	time.Sleep(time.Minute)
	n, err := q.Queue.Redrive(ctx, perSecond)
	if err == nil && n > 0 {
		time.Sleep(time.Minute)
	}
	return n, err
}

// byHand moves dead letters one by one: MiniStack knows no message move tasks. So the Redrive of Queue itself is proven by
// TestRedrivingStartsAMoveTask, and in a real account.
type byHand struct {
	*sqs.Queue
	dead *sqs.Queue
}

func (q byHand) Redrive(ctx context.Context, perSecond int) (int, error) {
	n := 0
	for {
		ms, err := q.dead.Receive(ctx, queue.MaxReceive, time.Hour)
		if err != nil || len(ms) == 0 {
			return n, err
		}
		for _, m := range ms {
			delay := time.Duration(0)
			if perSecond > 0 {
				delay = time.Duration(n/perSecond) * time.Second
			}
			if err := q.Send(ctx, "", delay, m.Body); err != nil {
				return n, err
			}
			if err := q.dead.Settle(ctx, queue.Result{Message: m}); err != nil {
				return n, err
			}
			n++
		}
	}
}

func TestAQueueOfSQSKeepsTheContract(t *testing.T) {
	t.Parallel()
	accounttest.Each(t, func(t *testing.T, on accounttest.Target) {
		open := turned
		if on.Real {
			open = waited
		}
		queuetest.Run(t, func(t testing.TB, maxReceives int) queuetest.Bench { return open(t, on, maxReceives) })
	})
}
