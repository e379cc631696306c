package main

import (
	"context"
	"maps"
	"slices"
	"time"

	"holdfast/infra/embedded"
	"holdfast/infra/local"
	"holdfast/shared/book"
	"holdfast/shared/queue"
)

// place is where a book and its queues are: a folder on this machine, or a stack in AWS. What needs no more than this works
// on either, and says the same.
type place struct {
	Book book.Book
	Now  func() time.Time
	where
}

// where is what the two kinds of places do each in its own way. Queues have the names of local.QueueNames.
type where interface {
	// Queue is one of the queues.
	Queue(name string) queue.Queue
	// Stats counts what a queue holds.
	Stats(ctx context.Context, name string) (held, error)
	// Sources lists the names of a store's sources, sorted.
	Sources(ctx context.Context, store string) ([]string, error)
	// Work has what was queued be worked: here and now in a folder. In a stack the functions do it, and it waits until done
	// says that they have, which it gives up with an error after a while.
	Work(ctx context.Context, done func() (bool, error)) error
}

// held is what a queue holds.
type held = embedded.Stats

// place finds where the command is to work.
func (s *session) place() (*place, error) {
	if s.at != nil {
		return s.at, nil
	}
	if s.stack != "" {
		at, err := openStack(s.ctx, s.stack, s.errw)
		s.at = at
		return at, err
	}
	sys, err := s.open()
	if err != nil {
		return nil, err
	}
	s.at = placeOf(sys)
	return s.at, nil
}

// folder is a place on this machine.
type folder struct{ *local.System }

func placeOf(sys *local.System) *place {
	return &place{Book: sys.Book, Now: sys.Clock.Now, where: folder{sys}}
}

func (f folder) Queue(name string) queue.Queue { return f.System.Queue(name) }

func (f folder) Stats(_ context.Context, name string) (held, error) {
	return f.System.Queue(name).Stats()
}

func (f folder) Sources(_ context.Context, store string) ([]string, error) {
	named, err := f.Secrets.Of(store)
	return slices.Sorted(maps.Keys(named)), err
}

func (f folder) Work(ctx context.Context, _ func() (bool, error)) error { return f.Drain(ctx) }
