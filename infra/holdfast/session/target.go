package session

import (
	"context"
	"fmt"
	"time"

	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
)

// Target is what a command works on: the book and the queues of a folder on this machine,
// or of a stack in AWS.
type Target struct {
	Book  book.Book
	Now   func() time.Time
	Hooks string // the address under which webhooks are taken, ending in /hooks
	Backend
}

// Backend holds what a folder and a stack do each in its own way. Queues have the names of
// queue.Names.
type Backend interface {
	// Queue returns the queue of a name. It is nil if there is none: a stack may be of a
	// version before queue.Imports.
	Queue(name string) queue.Queue
	// CountMessages counts what the queue of a name holds.
	CountMessages(ctx context.Context, name string) (queue.Stats, error)
	// ListSources lists all sources of all stores, with their secrets.
	ListSources(ctx context.Context) (sources.ByStore, error)
	// PutSource adds or replaces a source.
	PutSource(ctx context.Context, store, name string, src sources.Source) error
	// NoteHeard keeps what was heard from sources and is not kept yet, as far as this process
	// knows of it.
	NoteHeard(ctx context.Context) error
	// AwaitWork returns when what was queued is worked. In a folder it works it, here and
	// now. In a stack the functions do, and it waits until done reports that they have; its
	// error says that this took too long.
	AwaitWork(ctx context.Context, done func() (bool, error)) error
	// AwaitRoom returns when the queue of a name holds fewer messages than that: at once in
	// a stack, whose queues take any number. In a folder that no system serves it works
	// what the queues hold.
	AwaitRoom(ctx context.Context, name string, most int) error
}

// FindTarget returns what the command works on: its stack, or its folder, which must have
// been set up.
func (s *Session) FindTarget(ctx context.Context) (*Target, error) {
	return s.findTarget(ctx, s.OpenSystem)
}

// CreateTarget returns what the command works on, and makes a folder if need be.
func (s *Session) CreateTarget(ctx context.Context) (*Target, error) {
	return s.findTarget(ctx, s.CreateSystem)
}

func (s *Session) findTarget(
	ctx context.Context,
	open func() (*local.System, error),
) (*Target, error) {
	switch {
	case s.target != nil:
		return s.target, nil
	case s.Stack != "" && s.OpenStack == nil:
		return nil, fmt.Errorf(
			"%w: this build of the command works on folders only; "+
				"go build ./infra/holdfast makes one that works on stacks",
			ErrUsage,
		)
	case s.Stack != "":
		target, err := s.OpenStack(ctx, s.Stack)
		s.target = target
		return target, err
	}

	system, err := open()
	if err != nil {
		return nil, err
	}
	s.target = NewFolderTarget(system)
	return s.target, nil
}
