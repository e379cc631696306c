// Package carrier carries the errands of all stores of a stack, each to the endpoint that its own store has set up.
package carrier

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"holdfast/infra/post"
	"holdfast/infra/secrets"
	"holdfast/shared/act"
	"holdfast/shared/playbook"
)

// fresh is how long an endpoint is trusted once it was read.
const fresh = 5 * time.Minute

// Sender is an act.Sender. It is safe for use by several goroutines.
type Sender struct {
	endpoint func(ctx context.Context, store string) (secrets.Endpoint, error)
	now      func() time.Time
	log      *slog.Logger

	mu    sync.Mutex
	known map[string]known
}

var _ act.Sender = (*Sender)(nil)

// known is what was read of a store's endpoint; a nil sender says that it has none.
type known struct {
	sender act.Sender
	until  time.Time
}

// New finds endpoints by a function such as secrets.Reader's Endpoint.
func New(endpoint func(ctx context.Context, store string) (secrets.Endpoint, error), now func() time.Time, log *slog.Logger) *Sender {
	return &Sender{endpoint: endpoint, now: now, log: log, known: map[string]known{}}
}

// Idempotent reports true, as post.Sender does.
func (*Sender) Idempotent() bool { return true }

// Send posts an errand. Where a store has no endpoint, an owner's task needs none, since it stands in the owner's list; a
// message to a customer is act.ErrNotSent, and so is everything while the endpoint cannot be read.
func (s *Sender) Send(ctx context.Context, e act.Errand) error {
	to, err := s.of(ctx, e.Store)
	switch {
	case err != nil:
		return fmt.Errorf("find where task %s goes: %w: %w", e.ID, act.ErrNotSent, err)
	case to != nil:
		return to.Send(ctx, e)
	case e.Kind != playbook.Automatic:
		return nil
	}
	return fmt.Errorf("task %s: %w: %w", e.ID, act.ErrNotSent, secrets.ErrNoEndpoint)
}

func (s *Sender) of(ctx context.Context, store string) (act.Sender, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if k, ok := s.known[store]; ok && s.now().Before(k.until) {
		return k.sender, nil
	}
	to, err := s.endpoint(ctx, store)
	if err != nil && !errors.Is(err, secrets.ErrNoEndpoint) {
		return nil, err
	}
	k := known{until: s.now().Add(fresh)}
	if err == nil {
		sender, err := post.To(post.Options{URL: to.URL, Secret: to.Secret, Now: s.now})
		if err != nil {
			return nil, err
		}
		k.sender = sender
	} else {
		s.log.WarnContext(ctx, "no endpoint for tasks: they wait in the owners' lists", "store", store)
	}
	s.known[store] = k
	return k.sender, nil
}
