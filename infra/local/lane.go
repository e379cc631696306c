package local

import (
	"context"
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
	hidden      = 2 * time.Minute // how long a batch may take before it is received again
	maxReceives = 20
	longestWait = time.Minute // a worker looks again after this long, whatever it was told
	backoffBase = 500 * time.Millisecond
	backoffMost = time.Minute
)

// step handles a batch and answers for each message.
type step func(ctx context.Context, messages []queue.Message) []error

// lane is a queue with the step that works it.
type lane struct {
	name    string
	queue   *embedded.Queue
	step    step
	workers int
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
				n, err := l.work(ctx, 1)
				if err != nil && ctx.Err() == nil {
					l.log.Error("queue cannot be worked", "queue", l.name, "error", err)
				}
				if n == 0 || err != nil {
					l.wait(ctx)
				}
			}
		})
	}
}

// work receives up to so many batches, handles them as one and settles them. It says how
// many messages it had.
func (l *lane) work(ctx context.Context, batches int) (int, error) {
	l.busy.Add(1)
	defer func() {
		l.busy.Add(-1)
		l.settled()
	}()
	ms, err := l.receive(ctx, batches)
	if err != nil || len(ms) == 0 {
		return 0, err
	}
	// What was received is finished even when the system stops: otherwise it would stay
	// hidden for minutes.
	ctx = context.WithoutCancel(ctx)
	errs := l.step(ctx, ms)
	// A crash here leaves the messages to be handled once more, which changes nothing.
	return len(ms), l.queue.Settle(ctx, l.results(ms, errs)...)
}

// receive receives up to so many batches. Beyond the first they are received side by
// side, so that they share commits, and put in the order in which they were sent.
func (l *lane) receive(ctx context.Context, batches int) ([]queue.Message, error) {
	ms, err := l.queue.Receive(ctx, queue.MaxReceive, hidden)
	if err != nil || batches == 1 || len(ms) < queue.MaxReceive {
		return ms, err
	}
	stats, err := l.queue.Stats()
	if err != nil {
		return nil, err
	}
	more := make(
		[][]queue.Message,
		min(batches-1, (stats.Visible+queue.MaxReceive-1)/queue.MaxReceive),
	)
	var all errgroup.Group
	for i := range more {
		all.Go(func() (err error) {
			more[i], err = l.queue.Receive(ctx, queue.MaxReceive, hidden)
			return err
		})
	}
	if err := all.Wait(); err != nil {
		return nil, err
	}
	ms = append(ms, slices.Concat(more...)...)
	slices.SortFunc(ms, func(a, b queue.Message) int { return strings.Compare(a.ID, b.ID) })
	return ms, nil
}

// results turns a step's answers into what becomes of its messages.
func (l *lane) results(ms []queue.Message, errs []error) []queue.Result {
	rs := make([]queue.Result, len(ms))
	for i, m := range ms {
		rs[i] = queue.Result{Message: m}
		err := errs[i]
		if err == nil {
			continue
		}
		if _, rejected := outcome.AsRejected(err); rejected {
			continue // the step has put it into quarantine
		}
		rs[i].Again = true
		if later, ok := outcome.AsLater(err); ok {
			rs[i].Delay = later.Delay
			continue
		}
		rs[i].Delay = backoff(m.Receives)
		l.log.Error(
			"message failed",
			"queue",
			l.name,
			"message",
			m.ID,
			"receives",
			m.Receives,
			"err",
			err,
		)
	}
	return rs
}

// backoff doubles with each receive.
func backoff(receives int) time.Duration {
	return min(backoffBase<<min(receives-1, 10), backoffMost)
}

// wait returns when there may be something to receive.
func (l *lane) wait(ctx context.Context) {
	at := l.clock.Now().Add(longestWait)
	if next, ok, err := l.queue.Next(); err == nil && ok && next.Before(at) {
		at = next
	}
	if at.Before(l.clock.Now()) {
		at = l.clock.Now().
			Add(10 * time.Millisecond)
		// somebody else is receiving it at this moment
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
