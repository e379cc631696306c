package awslambda

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"runtime/debug"
	"strconv"
	"time"

	"github.com/aws/aws-lambda-go/events"

	"holdfast/shared/records/queue"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
)

const (
	// reserve is kept back from an invocation's time, to answer for what was not
	// finished: a function that is killed fails its whole batch.
	reserve = 1500 * time.Millisecond
	// Waits of messages that failed double from the first to the longest: with 20
	// receives they outlast hours of trouble.
	firstWait   = time.Second
	longestWait = 15 * time.Minute
)

var (
	errPanic   = errors.New("the step panicked")
	errAnswers = errors.New("the step did not answer for each message")
	// errBatch fails an invocation of which every message failed. For the queue that is
	// the same as naming them all; Lambda counts it as an error, which alarms and the
	// watch over a deployment go by, and polls more slowly.
	errBatch = errors.New("every message failed: see the log")
	// errLate is wrapped by the errors of messages that this very batch had no time for.
	// A request that got no answer in its own time is another matter: that is a failure.
	errLate = errors.New("no time was left")
)

// batch handles the records of one SQS event. Those it names in its answer stay in the
// queue.
func (f *Function) batch(
	ctx context.Context,
	records []events.SQSMessage,
) (events.SQSEventResponse, error) {
	ms := messages(records)
	errs := f.run(ctx, ms)
	answer := events.SQSEventResponse{BatchItemFailures: []events.SQSBatchItemFailure{}}
	var again []queue.Result
	failed := 0
	for i, m := range ms {
		wait, stays := f.judge(ctx, m, errs[i])
		if stays && broken(errs[i]) {
			failed++
		}
		if stays {
			answer.BatchItemFailures = append(
				answer.BatchItemFailures,
				events.SQSBatchItemFailure{ItemIdentifier: m.ID},
			)
			again = append(again, queue.Result{Message: m, Again: true, Delay: wait})
		}
	}
	f.Metrics.Tell("Messages", float64(len(ms)))
	if len(again) == 0 {
		return answer, nil
	}
	// A crash here, or an error, only means that messages come back after the queue's own
	// timeout.
	if err := f.Queue.Settle(ctx, again...); err != nil {
		f.Log.WarnContext(
			ctx,
			"messages come back later than they should",
			"messages",
			len(again),
			"error",
			err,
		)
	}
	if failed == len(ms) {
		return answer, errBatch
	}
	return answer, nil
}

// broken tells a failure from giving way to another worker, and from having run out of
// time.
func broken(err error) bool {
	_, later := outcome.AsLater(err)
	return !later && !outOfTime(err)
}

func outOfTime(err error) bool { return errors.Is(err, errLate) }

// late marks what the batch had no time for.
func late(ctx context.Context, errs []error) []error {
	if ctx.Err() == nil {
		return errs
	}
	for i, err := range errs {
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			errs[i] = fmt.Errorf("%w: %w", errLate, err)
		}
	}
	return errs
}

func messages(records []events.SQSMessage) []queue.Message {
	ms := make([]queue.Message, len(records))
	for i, r := range records {
		receives, err := strconv.Atoi(r.Attributes["ApproximateReceiveCount"])
		if err != nil {
			receives = 1 // SQS always says; an event made by hand may not
		}
		ms[i] = queue.Message{
			ID:       r.MessageId,
			Receipt:  r.ReceiptHandle,
			Body:     []byte(r.Body),
			Receives: receives,
		}
	}
	return ms
}

// run calls the step within what time is left, less the reserve. A step that panics on a
// batch is given each message alone, so that one bad message does not take the others
// with it.
func (f *Function) run(ctx context.Context, ms []queue.Message) []error {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-reserve))
		defer cancel()
	}
	errs, ok := f.try(ctx, ms)
	if ok || len(ms) == 1 {
		return late(ctx, errs)
	}
	for i := range ms {
		alone, _ := f.try(ctx, ms[i:i+1])
		errs[i] = alone[0]
	}
	return late(ctx, errs)
}

// try calls the step once. It reports false after a panic. Without time left it does not
// call it at all.
func (f *Function) try(ctx context.Context, ms []queue.Message) (errs []error, ok bool) {
	if err := ctx.Err(); err != nil {
		return repeat(err, len(ms)), true
	}
	defer func() {
		if p := recover(); p != nil {
			f.Log.ErrorContext(
				ctx,
				"step panicked",
				"messages",
				len(ms),
				"panic",
				fmt.Sprintf("%T", p),
				"stack",
				string(debug.Stack()),
			)
			f.Metrics.Add("Panics", 1)
			errs = repeat(errPanic, len(ms))
			ok = false
		}
	}()
	errs = f.Batch(ctx, ms)
	if len(errs) != len(ms) {
		return repeat(errAnswers, len(ms)), true
	}
	return errs, true
}

func repeat(err error, n int) []error {
	errs := make([]error, n)
	for i := range errs {
		errs[i] = err
	}
	return errs
}

// judge says whether a message stays in its queue, and for how long it is hidden.
func (f *Function) judge(
	ctx context.Context,
	m queue.Message,
	err error,
) (wait time.Duration, stays bool) {
	if err == nil {
		return 0, false
	}
	if _, rejected := outcome.AsRejected(err); rejected {
		f.Metrics.Add("Rejected", 1)
		return 0, false
	}
	if later, ok := outcome.AsLater(err); ok {
		f.Metrics.Tell("Postponed", 1)
		if errors.Is(err, packed.ErrNewer) {
			f.Metrics.Tell("Newer", 1)
		}
		return later.Delay, true
	}
	if outOfTime(err) {
		f.Metrics.Tell("OutOfTime", 1)
		return firstWait, true
	}
	f.Metrics.Add("Failed", 1)
	f.Log.ErrorContext(ctx, "message failed", "message", m.ID, "receives", m.Receives, "error", err)
	return backoff(m.Receives), true
}

// backoff doubles with each receive, with jitter of a quarter less.
func backoff(receives int) time.Duration {
	d := min(firstWait<<min(max(receives-1, 0), 20), longestWait)
	return d - rand.N(d/4)
}
