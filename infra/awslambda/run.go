package awslambda

import (
	"context"
	"errors"
	"fmt"
	"runtime/debug"
	"time"

	"holdfast/shared/records/queue"
)

// reserve is kept back from an invocation's time, to answer for what was not finished: a
// function that is killed fails its whole batch.
const reserve = 1500 * time.Millisecond

var (
	errPanic   = errors.New("the step panicked")
	errAnswers = errors.New("the step did not answer for each message")
	// errOutOfTime is wrapped by the errors of messages for which this very batch had no
	// time. A request that got no answer in its own time is a failure instead.
	errOutOfTime = errors.New("no time was left")
)

func isOutOfTime(err error) bool { return errors.Is(err, errOutOfTime) }

// runStep calls the step within the time that is left, less the reserve, and returns its
// error for each message. A step that panics on a batch is given each message alone, so
// that one bad message does not take the others with it.
func (f *Function) runStep(ctx context.Context, messages []queue.Message) []error {
	if deadline, ok := ctx.Deadline(); ok {
		var cancel context.CancelFunc
		ctx, cancel = context.WithDeadline(ctx, deadline.Add(-reserve))
		defer cancel()
	}

	errs, ok := f.tryStep(ctx, messages)
	if ok || len(messages) == 1 {
		return nameOutOfTime(ctx, errs)
	}
	for i := range messages {
		alone, _ := f.tryStep(ctx, messages[i:i+1])
		errs[i] = alone[0]
	}
	return nameOutOfTime(ctx, errs)
}

// tryStep calls the step once. It reports false after a panic. Without time left it does
// not call it at all.
func (f *Function) tryStep(
	ctx context.Context,
	messages []queue.Message,
) (errs []error, ok bool) {
	if err := ctx.Err(); err != nil {
		return repeatError(err, len(messages)), true
	}
	defer func() {
		p := recover()
		if p == nil {
			return
		}
		f.Log.ErrorContext(
			ctx, "step panicked",
			"messages", len(messages),
			"panic", fmt.Sprintf("%T", p),
			"stack", string(debug.Stack()),
		)
		f.Metrics.Add("Panics", 1)
		errs = repeatError(errPanic, len(messages))
		ok = false
	}()

	errs = f.Batch(ctx, messages)
	if len(errs) != len(messages) {
		return repeatError(errAnswers, len(messages)), true
	}
	return errs, true
}

// nameOutOfTime wraps the errors of messages for which the batch had no time.
func nameOutOfTime(ctx context.Context, errs []error) []error {
	if ctx.Err() == nil {
		return errs
	}
	for i, err := range errs {
		if errors.Is(err, context.DeadlineExceeded) || errors.Is(err, context.Canceled) {
			errs[i] = fmt.Errorf("%w: %w", errOutOfTime, err)
		}
	}
	return errs
}

func repeatError(err error, n int) []error {
	errs := make([]error, n)
	for i := range errs {
		errs[i] = err
	}
	return errs
}
