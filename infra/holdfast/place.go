package main

import (
	"context"
	"time"

	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
)

// place is where a book and its queues are: a folder on this machine, or a stack in AWS.
// What needs no more than this works on either, and says the same.
type place struct {
	Book  book.Book
	Now   func() time.Time
	Hooks string // the address under which webhooks are taken, ending in /hooks
	where
}

// where is what the two kinds of places do each in its own way. Queues have the names of
// queue.Names.
type where interface {
	// Queue is one of the queues.
	Queue(name string) queue.Queue
	// Stats counts what a queue holds.
	Stats(ctx context.Context, name string) (queue.Stats, error)
	// Sources lists all sources, with their secrets.
	Sources(ctx context.Context) (sources.ByStore, error)
	// Connect adds or replaces a source.
	Connect(ctx context.Context, store, name string, src sources.Source) error
	// Work has what was queued be worked: here and now in a folder. In a stack the
	// functions do it, and it waits until done says that they have, which it gives up
	// with an error after a while.
	Work(ctx context.Context, done func() (bool, error)) error
}

// place finds where the command is to work.
func (s *session) place() (*place, error) {
	if s.at != nil {
		return s.at, nil
	}
	if s.stack != "" {
		at, err := openStack(s.ctx, s.stack)
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

// newPlace finds where the command is to work. A folder is made if need be.
func (s *session) newPlace() (*place, error) {
	if s.stack == "" {
		if _, err := s.create(); err != nil {
			return nil, err
		}
	}
	return s.place()
}

// folder is a place on this machine.
type folder struct{ *local.System }

func placeOf(sys *local.System) *place {
	return &place{
		Book:  sys.Book,
		Now:   sys.Clock.Now,
		Hooks: sys.Address,
		where: folder{sys},
	}
}

func (f folder) Queue(name string) queue.Queue { return f.System.Queue(name) }

func (f folder) Stats(_ context.Context, name string) (queue.Stats, error) {
	return f.System.Queue(name).Stats()
}

func (f folder) Sources(context.Context) (sources.ByStore, error) { return f.Secrets.All() }

func (f folder) Connect(_ context.Context, store, name string, src sources.Source) error {
	return f.PutSource(store, name, src)
}

func (f folder) Work(ctx context.Context, _ func() (bool, error)) error {
	return f.Drain(ctx)
}
