//go:build emulator

package sqs_test

import (
	"context"
	"crypto/rand"
	"fmt"
	"math/big"
	"net/http"
	"os"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/aws/aws-sdk-go-v2/aws"
	awssqs "github.com/aws/aws-sdk-go-v2/service/sqs"
	"github.com/aws/aws-sdk-go-v2/service/sqs/types"

	"holdfast/infra/account"
	"holdfast/infra/sqs"
	"holdfast/shared/queue"
	"holdfast/shared/queue/queuetest"
)

// emulated is an account of its own in the emulator. Without an emulator the test fails: it must neither be skipped unseen
// nor reach AWS.
func emulated(t testing.TB) (in account.Account, id string) {
	t.Helper()
	n, err := rand.Int(rand.Reader, big.NewInt(1e12))
	if err != nil {
		t.Fatal(err)
	}
	id = fmt.Sprintf("%012d", n)
	env := map[string]string{
		"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": id, "AWS_SECRET_ACCESS_KEY": "secret",
		"AWS_ENDPOINT_URL": os.Getenv("HOLDFAST_AWS_ENDPOINT"),
	}
	if env["AWS_ENDPOINT_URL"] == "" {
		t.Fatal("HOLDFAST_AWS_ENDPOINT is not set: run this by tests/emulator/run")
	}
	in, err = account.FromEnv(func(k string) string { return env[k] })
	if err != nil {
		t.Fatal(err)
	}
	return in, id
}

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

// bench is a fresh queue with dead letters, in an account of its own.
func bench(t testing.TB, maxReceives int) queuetest.Bench {
	in, id := emulated(t)
	c := &clock{HTTPClient: in.HTTP}
	c.now.Store(1_900_000_000)
	in.HTTP = c
	client := sqs.NewClient(in)
	dead := create(t, client, "orders-dead", nil)
	arn := "arn:aws:sqs:us-east-1:" + id + ":orders-dead"
	url := create(t, client, "orders", map[string]string{
		"RedrivePolicy": fmt.Sprintf(`{"deadLetterTargetArn":%q,"maxReceiveCount":%d}`, arn, maxReceives),
	})
	return queuetest.Bench{
		Queue: byHand{Queue: sqs.New(in, url), dead: sqs.New(in, dead)},
		Turn:  func(d time.Duration) { c.now.Add(int64(min(d, longest) / time.Second)) },
	}
}

func create(t testing.TB, client *awssqs.Client, name string, attrs map[string]string) string {
	t.Helper()
	all := map[string]string{string(types.QueueAttributeNameMessageRetentionPeriod): "1209600"}
	for k, v := range attrs {
		all[k] = v
	}
	out, err := client.CreateQueue(context.Background(), &awssqs.CreateQueueInput{QueueName: &name, Attributes: all})
	if err != nil {
		t.Fatal(err)
	}
	return aws.ToString(out.QueueUrl)
}

// byHand moves dead letters one by one: MiniStack knows no message move tasks. So the Redrive of Queue itself is proven by
// TestRedrivingStartsAMoveTask and a real account only.
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
			if err := q.Send(ctx, delay, m.Body); err != nil {
				return n, err
			}
			if err := q.dead.Settle(ctx, queue.Result{Message: m}); err != nil {
				return n, err
			}
			n++
		}
	}
}

func TestTheEmulatorsQueueKeepsTheContract(t *testing.T) {
	t.Logf("against %s", os.Getenv("HOLDFAST_AWS_ENDPOINT"))
	queuetest.Run(t, bench)
}
