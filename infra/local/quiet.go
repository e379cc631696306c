package local

import (
	"context"
	"time"
)

// pumpBatches is how many batches of a queue pump handles as one: each of its commits then
// carries many customers.
const pumpBatches = 50

// Quiet returns when no queue holds anything that could be worked now. What is delayed to
// a later time stays.
func (s *System) Quiet(ctx context.Context) error {
	if !s.running.Load() {
		return s.pump(ctx)
	}
	for {
		rang := s.batches.listen()
		quiet, err := s.isQuiet()
		if err != nil || quiet {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-rang:
		case <-time.After(longestWait):
		}
	}
}

// AwaitRoom returns when the queue of a name holds fewer messages than that. If the system
// does not run, it works what the queues hold.
func (s *System) AwaitRoom(ctx context.Context, name string, most int) error {
	for {
		rang := s.batches.listen()
		stats, err := s.Queue(name).Stats()
		if err != nil || stats.Visible+stats.Hidden < most {
			return err
		}
		if !s.running.Load() {
			if err := s.makeRoom(ctx, name, most); err != nil {
				return err
			}
			continue
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-rang:
		case <-time.After(longestWait):
		}
	}
}

// makeRoom works what the queues hold now, and if that leaves too much in the queue of a
// name, also what is delayed.
func (s *System) makeRoom(ctx context.Context, name string, most int) error {
	if err := s.Quiet(ctx); err != nil {
		return err
	}
	stats, err := s.Queue(name).Stats()
	if err != nil || stats.Visible+stats.Hidden < most {
		return err
	}
	return s.Drain(ctx)
}

// isQuiet reports whether the queues hold nothing that could be worked now. It compares the
// number of finished batches before and after: one that ended in between may have filled a
// queue that was already looked at.
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

// pump works the queues one after the other, always in the same order, until none holds
// anything visible.
func (s *System) pump(ctx context.Context) error {
	for {
		worked := 0
		for _, l := range s.lanes {
			n, err := l.empty(ctx)
			if err != nil {
				return err
			}
			worked += n
		}
		if worked == 0 {
			return nil
		}
	}
}

// empty works the queue until it holds nothing visible, and returns how many messages it
// worked.
func (l *lane) empty(ctx context.Context) (worked int, err error) {
	for {
		if err := ctx.Err(); err != nil {
			return worked, err
		}
		n, err := l.work(ctx, pumpBatches)
		if err != nil || n == 0 {
			return worked, err
		}
		worked += n
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
