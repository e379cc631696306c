package carrier

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"holdfast/infra/account"
	"holdfast/infra/post"
	"holdfast/infra/secrets"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
)

// shelf is the endpoints of stores, with a clock that is turned by hand.
type shelf struct {
	now   time.Time
	of    map[string]secrets.Endpoint
	err   error
	reads int
}

func (s *shelf) endpoint(_ context.Context, store string) (secrets.Endpoint, error) {
	s.reads++
	if e, ok := s.of[store]; ok || s.err != nil {
		return e, s.err
	}
	return secrets.Endpoint{}, secrets.ErrNoEndpoint
}

func newShelf() (*shelf, *Sender) {
	s := &shelf{now: time.Unix(1_900_000_000, 0), of: map[string]secrets.Endpoint{
		"linden": {URL: "https://127.0.0.1/tasks", Secret: []byte("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")},
		"plain":  {URL: "http://shop.example/tasks", Secret: []byte("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")},
	}}
	return s, New(s.endpoint, account.Account{}, func() time.Time { return s.now }, slog.New(slog.DiscardHandler))
}

func TestAnErrandGoesToItsOwnStoresEndpoint(t *testing.T) {
	t.Parallel()
	_, c := newShelf()
	// The endpoint's address is this machine's, which post refuses to connect to: proof that it was the one tried.
	if err := c.Send(t.Context(), act.Errand{ID: "t", Store: "linden"}); !errors.Is(err, post.ErrTarget) || !errors.Is(err, act.ErrNotSent) {
		t.Errorf("error %v", err)
	}
	if err := c.Send(t.Context(), act.Errand{ID: "t", Store: "plain"}); !errors.Is(err, post.ErrTarget) || !errors.Is(err, act.ErrNotSent) {
		t.Errorf("an endpoint without https: %v", err)
	}
}

func TestWithoutAnEndpointOnlyOwnersTasksAreDone(t *testing.T) {
	t.Parallel()
	_, c := newShelf()
	for _, kind := range []playbook.Kind{playbook.Owed, playbook.ByOwner, playbook.Automatic} {
		err := c.Send(t.Context(), act.Errand{ID: "t", Store: "other", Kind: kind})
		if wantSent := kind != playbook.Automatic; (err == nil) != wantSent || err != nil && !errors.Is(err, act.ErrNotSent) {
			t.Errorf("%v: %v", kind, err)
		}
	}
}

func TestNothingIsSentWhileTheEndpointIsUnknown(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	s.err = errors.New("throttled")
	if err := c.Send(t.Context(), act.Errand{ID: "t", Store: "other", Kind: playbook.Owed}); !errors.Is(err, act.ErrNotSent) || !errors.Is(err, s.err) {
		t.Errorf("error %v", err)
	}
	s.err = nil
	if err := c.Send(t.Context(), act.Errand{ID: "t", Store: "other", Kind: playbook.Owed}); err != nil {
		t.Errorf("the next try: %v", err)
	}
}

func TestAnEndpointIsReadOnceInFiveMinutes(t *testing.T) {
	t.Parallel()
	s, c := newShelf()
	for range 3 {
		if err := c.Send(t.Context(), act.Errand{ID: "t", Store: "other", Kind: playbook.Owed}); err != nil {
			t.Fatal(err)
		}
	}
	if s.reads != 1 {
		t.Errorf("read %d times", s.reads)
	}
	s.now = s.now.Add(fresh)
	if err := c.Send(t.Context(), act.Errand{ID: "t", Store: "other", Kind: playbook.Owed}); err != nil || s.reads != 2 {
		t.Errorf("read %d times, %v", s.reads, err)
	}
}
