package local

import (
	"context"
	"errors"
	"log/slog"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/errgroup"

	"holdfast/infra/embedded"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/outcome"
)

const (
	hiddenFor   = 2 * time.Minute       // how long a batch may take before it is received again
	maxReceives = 20                    // then a message is a dead letter
	longestWait = time.Minute           // a worker looks again after this long in any case
	shortWait   = 10 * time.Millisecond // while another worker receives what has come

	backoffFirst = 500 * time.Millisecond
	backoffMost  = time.Minute
)

// step handles a batch and returns an error or nil for each message, in their order.
type step func(ctx context.Context, messages []queue.Message) []error

// lane is a queue, the step that works it, and the workers that run the step.
type lane struct {
	name    string
	queue   *embedded.Queue
	step    step
	workers int
	atOnce  int     // messages that are received at once
	behind  []*lane // that go first: a worker waits while these hold something to receive
	clock   *Clock
	log     *slog.Logger
	busy    atomic.Int64 // batches under way
	settled func()       // called after each batch
}

// run works the queue with several workers until the context ends. A batch under way is
// finished first.
func (l *lane) run(ctx context.Context, wait *sync.WaitGroup) {
	for range l.workers {
		wait.Go(func() {
			for ctx.Err() == nil {
				l.giveWay(ctx)
				n, err := l.work(ctx, 1)
				switch {
				case err != nil:
					l.pause(ctx, err)
				case n == 0:
					l.wait(ctx)
				}
			}
		})
	}
}

// pauseAfterError is how long a worker leaves its queue alone that could not be read or
// written.
const pauseAfterError = time.Second

// pause waits after an error of the queue itself.
func (l *lane) pause(ctx context.Context, err error) {
	if ctx.Err() != nil {
		return
	}
	l.log.Error("queue cannot be worked", "queue", l.name, "error", err)
	select {
	case <-ctx.Done():
	case <-time.After(pauseAfterError):
	}
}

// mostWay is how long a worker gives way before each of its batches.
const (
	mostWay = 200 * time.Millisecond
	wayStep = 5 * time.Millisecond
)

// giveWay waits while the lanes that go first have something to receive, but not for ever:
// a flood of webhooks must not stop an import.
func (l *lane) giveWay(ctx context.Context) {
	for waited := time.Duration(0); waited < mostWay; waited += wayStep {
		if !slices.ContainsFunc(l.behind, (*lane).hasVisible) {
			return
		}
		select {
		case <-ctx.Done():
			return
		case <-time.After(wayStep):
		}
	}
}

// hasVisible reports whether the queue holds something that can be received now.
func (l *lane) hasVisible() bool {
	next, isWaiting, err := l.queue.Next()
	if err != nil || !isWaiting {
		return false
	}
	return !next.After(l.clock.Now())
}

// work receives up to so many batches, handles them as one and settles them. It returns how
// many messages there were.
func (l *lane) work(ctx context.Context, batches int) (int, error) {
	l.busy.Add(1)
	defer func() {
		l.busy.Add(-1)
		l.settled()
	}()
	messages, err := l.receive(ctx, batches)
	if err != nil || len(messages) == 0 {
		return 0, err
	}

	// What was received is finished even when the system stops: otherwise it would stay
	// hidden for minutes.
	errs := l.step(context.WithoutCancel(ctx), messages)
	// A crash here leaves the messages to be handled once more, which changes nothing.
	return len(messages), l.settle(ctx, l.results(messages, errs))
}

// settle ends deliveries. While writes fail it tries again, until the context ends or the
// messages are visible by themselves: otherwise they would stay hidden for minutes after a
// disk was full for a moment.
func (l *lane) settle(ctx context.Context, results []queue.Result) error {
	begun := l.clock.Now()
	for {
		err := l.queue.Settle(context.WithoutCancel(ctx), results...)
		isFailing := errors.Is(err, embedded.ErrFailing)
		if !isFailing || ctx.Err() != nil || l.clock.Now().Sub(begun) > hiddenFor {
			return err
		}
		l.pause(ctx, err)
	}
}

// receive receives up to so many batches. Beyond the first they are received side by
// side, so that they share commits, and put in the order in which they were sent.
func (l *lane) receive(ctx context.Context, batches int) ([]queue.Message, error) {
	first, err := l.queue.Receive(ctx, l.atOnce, hiddenFor)
	if err != nil || batches == 1 || len(first) < queue.MaxReceive {
		return first, err
	}
	stats, err := l.queue.Stats()
	if err != nil {
		return nil, err
	}

	left := (stats.Visible + queue.MaxReceive - 1) / queue.MaxReceive // batches
	more := make([][]queue.Message, min(batches-1, left))
	var all errgroup.Group
	for i := range more {
		all.Go(func() (err error) {
			more[i], err = l.queue.Receive(ctx, queue.MaxReceive, hiddenFor)
			return err
		})
	}
	if err := all.Wait(); err != nil {
		return nil, err
	}
	messages := append(first, slices.Concat(more...)...)
	slices.SortFunc(messages, func(a, b queue.Message) int { return strings.Compare(a.ID, b.ID) })
	return messages, nil
}

// results turns a step's answers into what becomes of its messages.
func (l *lane) results(messages []queue.Message, errs []error) []queue.Result {
	results := make([]queue.Result, len(messages))
	for i, m := range messages {
		results[i] = l.result(m, errs[i])
	}
	return results
}

// result returns what becomes of one message: it is done, also if the step has put it into
// quarantine, or it comes again after a while.
func (l *lane) result(m queue.Message, err error) queue.Result {
	done := queue.Result{Message: m}
	if err == nil {
		return done
	}
	if _, isRejected := outcome.AsRejected(err); isRejected {
		return done
	}
	if later, isLater := outcome.AsLater(err); isLater {
		return queue.Result{Message: m, Again: true, Delay: later.Delay}
	}
	l.log.Error(
		"message failed",
		"queue", l.name,
		"message", m.ID,
		"receives", m.Receives,
		"error", err,
	)
	return queue.Result{Message: m, Again: true, Delay: backoff(m.Receives)}
}

// backoff returns how long a message waits that has failed: twice as long each time.
func backoff(receives int) time.Duration {
	doublings := min(receives-1, 10) // more would overflow, and is above backoffMost
	return min(backoffFirst<<doublings, backoffMost)
}

// wait returns when there may be something to receive.
func (l *lane) wait(ctx context.Context) {
	now := l.clock.Now()
	at := now.Add(longestWait)
	if next, ok, err := l.queue.Next(); err == nil && ok && next.Before(at) {
		at = next
	}
	if at.Before(now) { // another worker is receiving it at this moment
		at = now.Add(shortWait)
	}

	reached, turned, stop := l.clock.after(at)
	defer stop()
	select {
	case <-ctx.Done():
	case <-l.queue.Ready():
	case <-reached:
	case <-turned:
	}
}
