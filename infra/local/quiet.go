package local

import (
	"context"
	"time"
)

// pumpBatches is how many batches of a queue are handled as one when nobody else works
// the queues: each of its commits then carries many customers.
const pumpBatches = 50

// Quiet returns when no queue holds anything that could be worked now. What is delayed to
// a later time stays.
func (s *System) Quiet(ctx context.Context) error {
	if !s.running.Load() {
		return s.pump(ctx)
	}
	for {
		heard := s.batches.hear()
		quiet, err := s.isQuiet()
		if err != nil || quiet {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-heard:
		case <-time.After(longestWait):
		}
	}
}

// isQuiet looks twice at the number of finished batches: one that ended in between may
// have filled a queue that was already looked at.
func (s *System) isQuiet() (bool, error) {
	before := s.finished.Load()
	now := s.Clock.Now()
	next, ok, err := s.nextBack()
	if err != nil || ok && !next.After(now) {
		return false, err
	}
	for _, l := range s.lanes {
		if l.busy.Load() > 0 {
			return false, nil
		}
	}
	return s.finished.Load() == before, nil
}

// pump works the queues one after the other until none holds anything visible: always in
// the same order.
func (s *System) pump(ctx context.Context) error {
	for {
		did := 0
		for _, l := range s.lanes {
			for {
				if err := ctx.Err(); err != nil {
					return err
				}
				n, err := l.work(ctx, pumpBatches)
				if err != nil {
					return err
				}
				if n == 0 {
					break
				}
				did += n
			}
		}
		if did == 0 {
			return nil
		}
	}
}

// Drain returns when the queues are empty, what is delayed included. On a clock that
// stands it turns the clock to each delayed message in turn; on one that runs it waits.
func (s *System) Drain(ctx context.Context) error {
	for {
		if err := s.Quiet(ctx); err != nil {
			return err
		}
		next, ok, err := s.nextBack()
		if err != nil || !ok {
			return err
		}
		if s.Clock.Stands() {
			s.Clock.Turn(next)
			continue
		}
		reached, turned, stop := s.Clock.after(next)
		select {
		case <-ctx.Done():
			stop()
			return ctx.Err()
		case <-reached:
		case <-turned:
		}
		stop()
	}
}
