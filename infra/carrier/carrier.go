// Package carrier carries the errands of all stores of a stack, each to the endpoint that
// its own store has set up. It posts errands if the store has an address for that;
// otherwise messages to customers go out as e-mails from the store's own address.
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

// fresh is how long an endpoint is trusted after it was read.
const fresh = 5 * time.Minute

// Sender is an act.Sender. It is safe for use by several goroutines.
type Sender struct {
	endpoint func(ctx context.Context, store string) (secrets.Endpoint, error)
	in       account.Account
	now      func() time.Time
	log      *slog.Logger

	// MailEvents is the name of the SES configuration set that tells what became of
	// e-mails; "" = nothing tells it. It is set before the first errand.
	MailEvents string

	stores cache.Cache[storeSenders]
}

var _ act.Sender = (*Sender)(nil)

// storeSenders are the senders that a store has set up; nil = none of that kind.
type storeSenders struct{ post, mail act.Sender }

// New returns a sender that finds endpoints by a function such as secrets.Reader's
// Endpoint, and sends e-mails by an account.
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

// Idempotent reports true for errands that are posted, and for an owner's task, which then
// needs no sending. A message to a customer that is not posted goes out at most once. While
// the endpoint cannot be read, it is unknown how a task went out: false.
func (s *Sender) Idempotent(ctx context.Context, t playbook.Task) bool {
	senders, err := s.stores.Find(ctx, t.Store)
	if err != nil {
		return false
	}
	return senders.post != nil || t.Kind != playbook.Automatic
}

// Send posts an errand if the store has an address for that. Without one, an owner's task
// needs no sending, since it stands in the owner's list, and a message to a customer goes
// out as an e-mail if the store sends those. Any other errand is act.ErrNotSent, and so is
// every errand while the endpoint cannot be read.
func (s *Sender) Send(ctx context.Context, e act.Errand) error {
	senders, err := s.stores.Find(ctx, e.Store)
	switch {
	case err != nil:
		return fmt.Errorf("find where task %s goes: %w: %w", e.ID, act.ErrNotSent, err)
	case senders.post != nil:
		return senders.post.Send(ctx, e)
	case e.Kind != playbook.Automatic:
		return nil
	case senders.mail != nil:
		return senders.mail.Send(ctx, e)
	}
	return fmt.Errorf("task %s: %w: %w", e.ID, act.ErrNotSent, secrets.ErrNoEndpoint)
}

// load reads the endpoint of a store and makes its senders.
func (s *Sender) load(ctx context.Context, store string) (storeSenders, error) {
	endpoint, err := s.endpoint(ctx, store)
	if errors.Is(err, secrets.ErrNoEndpoint) {
		s.log.WarnContext(
			ctx, "no endpoint for tasks: they wait in the owners' lists",
			"store", store,
		)
		return storeSenders{}, nil
	}
	if err != nil {
		return storeSenders{}, err
	}
	return s.newSenders(endpoint)
}

// newSenders makes the senders of an endpoint.
func (s *Sender) newSenders(endpoint secrets.Endpoint) (storeSenders, error) {
	var senders storeSenders
	if endpoint.URL != "" {
		byPost, err := post.To(post.Options{
			URL:    endpoint.URL,
			Secret: endpoint.Secret,
			Now:    s.now,
		})
		if err != nil {
			return storeSenders{}, err
		}
		senders.post = byPost
	}
	if endpoint.From != "" {
		byMail, err := ses.From(s.in, endpoint.From)
		if err != nil {
			return storeSenders{}, err
		}
		byMail.ConfigurationSet = s.MailEvents
		senders.mail = byMail
	}
	return senders, nil
}
