package session

import (
	"context"

	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/shared/records/queue"
)

// folder is the backend of a folder on this machine.
type folder struct{ system *local.System }

// NewFolderTarget returns the system of a folder as a target.
func NewFolderTarget(system *local.System) *Target {
	return &Target{
		Book:    system.Book,
		Now:     system.Clock.Now,
		Hooks:   system.Address,
		Backend: folder{system},
	}
}

// Queue implements Backend.
func (f folder) Queue(name string) queue.Queue { return f.system.Queue(name) }

// CountMessages implements Backend.
func (f folder) CountMessages(_ context.Context, name string) (queue.Stats, error) {
	return f.system.Queue(name).Stats()
}

// ListSources implements Backend.
func (f folder) ListSources(context.Context) (sources.ByStore, error) {
	return f.system.Secrets.ListAll()
}

// PutSource implements Backend.
func (f folder) PutSource(_ context.Context, store, name string, src sources.Source) error {
	return f.system.PutSource(store, name, src)
}

// NoteHeard implements Backend.
func (f folder) NoteHeard(ctx context.Context) error { return f.system.NoteHeard(ctx) }

// AwaitRoom implements Backend.
func (f folder) AwaitRoom(ctx context.Context, name string, most int) error {
	return f.system.AwaitRoom(ctx, name, most)
}

// AwaitWork implements Backend. It drains the queues.
func (f folder) AwaitWork(ctx context.Context, _ func() (bool, error)) error {
	return f.system.Drain(ctx)
}
