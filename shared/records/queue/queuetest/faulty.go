package queuetest

import (
	"context"
	"errors"
	"iter"
	"sync/atomic"
	"time"

	"holdfast/shared/records/queue"
)

// ErrFault is the error of a call that a plan made fail: it says nothing about what was
// applied.
var ErrFault = errors.New("queuetest: planned fault")

// Fault says how a call fails.
type Fault uint8

const (
	None       Fault = iota // it does not
	NotApplied              // it is not applied, and an error returned
	Applied                 // it is applied, and an error returned; what Receive took stays hidden
	Partly                  // of a Send or Settle the first half is applied, and an error returned
)

// Plan says what happens to the n-th call of one method of a queue, from 1. It is called
// from many goroutines.
type Plan func(n int) Fault

// Once is the plan in which only the n-th call fails.
func Once(n int, f Fault) Plan {
	return func(i int) Fault {
		if i == n {
			return f
		}
		return None
	}
}

// Crash is the plan in which the n-th call fails and none after it is applied, as if the
// process had died there.
func Crash(n int, f Fault) Plan {
	return func(i int) Fault {
		switch {
		case i < n:
			return None
		case i == n:
			return f
		}
		return NotApplied
	}
}

// Pairs gives each of the first `calls` calls with each way it may fail: what a fault
// test goes through.
func Pairs(calls int) iter.Seq2[int, Fault] {
	return func(yield func(int, Fault) bool) {
		for n := 1; n <= calls; n++ {
			for _, f := range []Fault{NotApplied, Applied, Partly} {
				if !yield(n, f) {
					return
				}
			}
		}
	}
}

// Plans are the plans of each method; a nil plan only counts.
type Plans struct{ Send, Receive, Settle Plan }

// Faulty is a queue whose calls fail by plans. Redrive does not.
type Faulty struct {
	queue.Queue
	plans                    Plans
	sends, receives, settles atomic.Int64
}

var _ queue.Queue = (*Faulty)(nil)

// NewFaulty wraps a queue.
func NewFaulty(inner queue.Queue, plans Plans) *Faulty {
	return &Faulty{Queue: inner, plans: plans}
}

// Calls is how often each method was called: how far Pairs must go after a run without
// faults.
func (f *Faulty) Calls() (sends, receives, settles int) {
	return int(f.sends.Load()), int(f.receives.Load()), int(f.settles.Load())
}

// Send implements queue.Queue.
func (f *Faulty) Send(
	ctx context.Context,
	group string,
	delay time.Duration,
	bodies ...[]byte,
) error {
	fault := nextFault(&f.sends, f.plans.Send)
	return applyFault(fault, bodies, func(some [][]byte) error {
		return f.Queue.Send(ctx, group, delay, some...)
	})
}

// Settle implements queue.Queue.
func (f *Faulty) Settle(ctx context.Context, rs ...queue.Result) error {
	fault := nextFault(&f.settles, f.plans.Settle)
	return applyFault(fault, rs, func(some []queue.Result) error {
		return f.Queue.Settle(ctx, some...)
	})
}

// Receive implements queue.Queue.
func (f *Faulty) Receive(
	ctx context.Context,
	max int,
	visible time.Duration,
) ([]queue.Message, error) {
	switch nextFault(&f.receives, f.plans.Receive) {
	case None:
		return f.Queue.Receive(ctx, max, visible)
	case NotApplied:
		return nil, ErrFault
	}
	_, err := f.Queue.Receive(ctx, max, visible)
	return nil, errors.Join(ErrFault, err)
}

// nextFault counts a call and asks its plan.
func nextFault(calls *atomic.Int64, p Plan) Fault {
	n := int(calls.Add(1))
	if p == nil {
		return None
	}
	return p(n)
}

// applyFault lets a fault decide how much of a call reaches the queue.
func applyFault[T any](fault Fault, all []T, call func([]T) error) error {
	switch fault {
	case None:
		return call(all)
	case Applied:
		return errors.Join(ErrFault, call(all))
	case Partly:
		return errors.Join(ErrFault, call(all[:len(all)/2]))
	}
	return ErrFault
}
