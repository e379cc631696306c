package awslambda

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"holdfast/shared/records/queue"
	"holdfast/shared/steps/ingest"
)

// Function says what one Lambda does with each kind of event that may reach it. It handles
// one invocation at a time, as Lambda does.
type Function struct {
	// Batch handles messages of Queue and answers for each, in order: nil (done),
	// outcome.Reject (done: the step has kept it where a person sees it), outcome.Later
	// (back after a while), any other error (back after a growing while).
	Batch func(ctx context.Context, messages []queue.Message) []error
	Queue Settler
	// Schedule handles a tick of a schedule, which may come twice with the same time.
	Schedule func(ctx context.Context, at time.Time) error
	// Hooks answers POST /hooks/{store}/{source}.
	Hooks func(ctx context.Context, r ingest.Request) ingest.Answer
	// Rehearse answers a request as Hooks does, and nothing comes of it. It is called for
	// events that say so in a field of their own, which no sender of webhooks can set.
	Rehearse func(ctx context.Context, r ingest.Request) ingest.Answer
	// Deployment is called before a new version of a function takes traffic. After an error
	// the deployment is called off, if the caller of the function says so to AWS.
	Deployment func(ctx context.Context, d Deployment) error

	Log     *slog.Logger
	Metrics *Metrics
	Now     func() time.Time

	refusals refusals
}

// Deployment names what is asked of a function that is called before a deployment.
type Deployment struct{ DeploymentID, ExecutionID string }

// Settler is the end of a queue that hides messages; queue.Queue is one.
type Settler interface {
	Settle(ctx context.Context, rs ...queue.Result) error
}

// ErrEvent is the error of an event of a kind that the function does not handle.
var ErrEvent = errors.New("awslambda: the function does not handle this kind of event")

// errSchedule is all that AWS is told of a schedule that failed.
var errSchedule = errors.New("schedule failed: see the log")

// Invoke implements lambda.Handler. The kind of an event is told by its shape.
func (f *Function) Invoke(ctx context.Context, payload []byte) ([]byte, error) {
	defer f.Metrics.Flush()
	if f.Hooks != nil {
		return f.answerRequest(ctx, payload)
	}

	var e struct {
		Records []events.SQSMessage // in SQS's
		At      string              // in ours, the input of a schedule
		Time    string              // in EventBridge's

		DeploymentID string `json:"DeploymentId"` // in CodeDeploy's
		ExecutionID  string `json:"LifecycleEventHookExecutionId"`
	}
	if err := json.Unmarshal(payload, &e); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrEvent, err)
	}
	switch {
	case e.ExecutionID != "" && f.Deployment != nil:
		return nil, f.Deployment(ctx, Deployment{e.DeploymentID, e.ExecutionID})
	case e.Records != nil && f.Batch != nil:
		answer, err := f.handleBatch(ctx, e.Records)
		if err != nil {
			return nil, err
		}
		return json.Marshal(answer)
	case e.Records == nil && f.Schedule != nil:
		return nil, f.handleTick(ctx, e.At, e.Time)
	}
	return nil, ErrEvent
}

// handleTick starts what a schedule asks for, at the first of the times that can be read.
// That is the scheduled one, so that a repeated tick asks for the same thing; a tick
// without a time is one of now.
func (f *Function) handleTick(ctx context.Context, times ...string) error {
	at := f.Now()
	for _, text := range times {
		if t, err := time.Parse(time.RFC3339, text); err == nil {
			at = t
			break
		}
	}
	if err := f.Schedule(ctx, at); err != nil {
		f.Log.ErrorContext(ctx, "schedule failed", "at", at, "error", err)
		return errSchedule
	}
	return nil
}
