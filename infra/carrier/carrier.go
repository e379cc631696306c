// Package carrier carries the errands of all stores of a stack, each to the endpoint that
// its own store has set up: posted where there is an address to post to; else e-mails go
// out from the store's own address.
package carrier

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"holdfast/infra/account"
	"holdfast/infra/post"
	"holdfast/infra/secrets"
	"holdfast/infra/ses"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/cache"
)

// fresh is how long an endpoint is trusted once it was read.
const fresh = 5 * time.Minute

// Sender is an act.Sender. It is safe for use by several goroutines.
type Sender struct {
	endpoint func(ctx context.Context, store string) (secrets.Endpoint, error)
	in       account.Account
	now      func() time.Time
	log      *slog.Logger

	stores cache.Cache[ways]
}

var _ act.Sender = (*Sender)(nil)

// ways are the senders that a store has set up; nil says that it has none of that kind.
type ways struct{ post, mail act.Sender }

// New finds endpoints by a function such as secrets.Reader's Endpoint, and sends e-mails
// by an account.
func New(
	endpoint func(ctx context.Context, store string) (secrets.Endpoint, error),
	in account.Account,
	now func() time.Time,
	log *slog.Logger,
) *Sender {
	s := &Sender{
		endpoint: endpoint,
		in:       in,
		now:      now,
		log:      log,
	}
	s.stores.Load = s.load
	s.stores.Now = now
	s.stores.Fresh = fresh
	return s
}

// Idempotent reports true for what is posted, and for an owner's task that needs no
// sending. A message to a customer that is not posted goes out at most once. While the
// endpoint cannot be read, nobody knows how a task went out: false.
func (s *Sender) Idempotent(ctx context.Context, t playbook.Task) bool {
	to, err := s.stores.Find(ctx, t.Store)
	return err == nil && (to.post != nil || t.Kind != playbook.Automatic)
}

// Send posts an errand where the store has an address for it. Elsewhere an owner's task
// needs none, since it stands in the owner's list, and a message to a customer goes out
// as an e-mail if the store sends those. What remains is act.ErrNotSent, and so is
// everything while the endpoint cannot be read.
func (s *Sender) Send(ctx context.Context, e act.Errand) error {
	to, err := s.stores.Find(ctx, e.Store)
	switch {
	case err != nil:
		return fmt.Errorf("find where task %s goes: %w: %w", e.ID, act.ErrNotSent, err)
	case to.post != nil:
		return to.post.Send(ctx, e)
	case e.Kind != playbook.Automatic:
		return nil
	case to.mail != nil:
		return to.mail.Send(ctx, e)
	}
	return fmt.Errorf("task %s: %w: %w", e.ID, act.ErrNotSent, secrets.ErrNoEndpoint)
}

// load finds the endpoint of a store and makes its senders.
func (s *Sender) load(ctx context.Context, store string) (ways, error) {
	at, err := s.endpoint(ctx, store)
	switch {
	case errors.Is(err, secrets.ErrNoEndpoint):
		s.log.WarnContext(
			ctx,
			"no endpoint for tasks: they wait in the owners' lists",
			"store",
			store,
		)
	case err != nil:
		return ways{}, err
	}
	return s.build(at)
}

// build makes the senders of an endpoint, none of one that is empty.
func (s *Sender) build(at secrets.Endpoint) (to ways, err error) {
	if at.URL != "" {
		if to.post, err = post.To(post.Options{URL: at.URL, Secret: at.Secret, Now: s.now}); err != nil {
			return ways{}, err
		}
	}
	if at.From != "" {
		if to.mail, err = ses.From(s.in, at.From); err != nil {
			return ways{}, err
		}
	}
	return to, nil
}
