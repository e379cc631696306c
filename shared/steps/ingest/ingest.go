// Package ingest is the first step: it takes a webhook's raw bytes, makes sure that they
// are genuine, and answers 200 only once they are in a queue. It writes nothing else. To
// people who open a link in a browser it answers with pages.
package ingest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/words/crm"
)

// MaxBody is the largest raw body in bytes. Whoever reads the request may stop one byte
// above it.
const MaxBody = envelope.MaxRaw

// Source is one connection as the store's settings know it.
type Source struct {
	Platform string
	Secrets  [][]byte // all that are accepted now
	Account  string   // the shop's domain, site or desk number; "" = not compared
}

// ErrUnknown says that there is no such store or no such source in it.
var ErrUnknown = errors.New("no such source")

// Sources finds connections. Cache is the one for production.
type Sources interface {
	// Source returns what is known, perhaps some minutes old. The error is ErrUnknown or
	// means that nothing is known.
	Source(ctx context.Context, store, source string) (Source, error)
	// Renewed looks again after a signature did not match, for the secret may just have
	// been changed. It reports false where it has looked a moment ago or found nothing.
	Renewed(ctx context.Context, store, source string) (Source, bool)
}

// Sender is the end of a queue that ingest needs; queue.Queue is one.
type Sender interface {
	Send(ctx context.Context, delay time.Duration, bodies ...[]byte) error
}

// Request is one HTTP request to /hooks/{store}/{source}, its body already freed of any
// encoding that a gateway put on it.
type Request struct {
	Method string
	Store  string
	Source string
	Query  string      // of the address, as it stands there
	Header http.Header // in canonical form, as net/http and webhook.HeaderOf make it
	Body   []byte      // kept by nobody after Take returns
}

// What became of a request, for Ingest.Count.
const (
	Queued       = "queued"       // genuine and durable
	Ignored      = "ignored"      // genuine, tells nothing that is folded
	Ping         = "ping"         // a platform's trial call
	Unauthorized = "unauthorized" // unknown path, bad signature, stale time
	Unusable     = "unusable"     // can never be one
	TooLarge     = "too_large"
	Unavailable  = "unavailable" // secrets or queue out of reach
	Probe        = "probe"       // GET, HEAD and other methods
	Shown        = "shown"       // a page was shown to somebody who opened a link
)

// Ingest is the step. All fields must be set.
type Ingest struct {
	Sources   Sources
	Orders    Sender
	Tickets   Sender
	Platforms func(name string) (webhook.Platform, bool)
	Now       func() time.Time
	Log       *slog.Logger
	Count     func(what, platform string) // called once a request; the platform is "" where no source was found
}

// TakeRequest answers one request. A path that is unknown and a signature that does not
// match get the very same answer, so that nobody learns which stores there are; so do GET
// and HEAD on any path. A link that is not genuine is refused alike wherever it leads;
// only one that is shows a page.
func (in *Ingest) TakeRequest(ctx context.Context, r Request) Answer {
	what, platform, a := in.take(ctx, r)
	in.Count(what, platform)
	return a.readableBy(r)
}

func (in *Ingest) take(ctx context.Context, r Request) (what, platform string, a Answer) {
	switch r.Method {
	case http.MethodPost:
		if len(r.Body) > MaxBody {
			return TooLarge, "", tooLarge
		}
		return in.post(ctx, r)
	case http.MethodGet, http.MethodHead:
		if query := r.link(); query != nil {
			return in.visit(ctx, r, query)
		}
		return Probe, "", probed
	}
	return Probe, "", onlyPost
}

func (in *Ingest) post(ctx context.Context, r Request) (what, platform string, a Answer) {
	now := in.Now()
	src, p, err := in.genuine(
		ctx,
		r,
		func(p webhook.Platform, a webhook.Source) error { return p.Verify(a, r.Header, r.Body, now) },
	)
	if err != nil {
		what, a = in.refuse(ctx, r, err)
		return what, src.Platform, a
	}
	label, err := p.ReadLabel(r.Header, r.Body)
	if err == nil {
		err = check(p, r, label, now)
	}
	switch u, unusable := webhook.AsUnusable(err); {
	case unusable:
		return Unusable, src.Platform, Answer{Status: http.StatusBadRequest, Text: u.Sentence}
	case err != nil || label.Lane == webhook.Nowhere: // ErrIgnored is the only other error
		return Ignored, src.Platform, passedOver
	}
	what, a = in.queue(ctx, r, src, label, now)
	if v, ok := p.(webhook.PagePlatform); ok && a.Status == http.StatusOK {
		a.Page = v.ThanksPage(src.account(r), r.Body)
	}
	return what, src.Platform, a
}

// refuse answers what was not found genuine.
func (in *Ingest) refuse(ctx context.Context, r Request, err error) (what string, a Answer) {
	switch {
	case errors.Is(err, webhook.ErrPing):
		return Ping, accepted
	case errors.Is(err, ErrUnknown),
		errors.Is(err, webhook.ErrSignature),
		errors.Is(err, webhook.ErrStale):
		return Unauthorized, unauthorized
	}
	in.Log.ErrorContext(
		ctx,
		"webhook refused for now: its secrets cannot be read",
		"store",
		r.Store,
		"source",
		r.Source,
		"error",
		err,
	)
	return Unavailable, unavailable
}

// genuine finds the source and asks its platform, looking at the settings once more if
// the first answer is no.
func (in *Ingest) genuine(
	ctx context.Context,
	r Request,
	ask func(webhook.Platform, webhook.Source) error,
) (Source, webhook.Platform, error) {
	src, err := in.Sources.Source(ctx, r.Store, r.Source)
	if err != nil {
		return Source{}, nil, err
	}
	p, err := in.askAs(src, r, ask)
	if !errors.Is(err, webhook.ErrSignature) {
		return src, p, err
	}
	renewed, ok := in.Sources.Renewed(ctx, r.Store, r.Source)
	if !ok {
		return src, nil, err
	}
	p, err = in.askAs(renewed, r, ask)
	return renewed, p, err
}

func (in *Ingest) askAs(
	src Source,
	r Request,
	ask func(webhook.Platform, webhook.Source) error,
) (webhook.Platform, error) {
	p, ok := in.Platforms(src.Platform)
	if !ok {
		return nil, ErrUnknown
	}
	return p, ask(p, src.account(r))
}

// account is the source as platforms know it.
func (s Source) account(r Request) webhook.Source {
	return webhook.Source{
		Store:   r.Store,
		Name:    r.Source,
		Secrets: s.Secrets,
		Account: s.Account,
	}
}

// check parses the body as apply will, so that its sender hears now what is wrong with
// it.
func check(p webhook.Platform, r Request, l webhook.Label, now time.Time) error {
	if l.Lane == webhook.Nowhere {
		return nil
	}
	_, err := p.Parse(webhook.Delivery{
		Source:    r.Source,
		Topic:     l.Topic,
		Triggered: l.Triggered,
		Received:  crm.InstantOf(now),
		Body:      r.Body,
	})
	return err
}

func (in *Ingest) queue(
	ctx context.Context,
	r Request,
	src Source,
	l webhook.Label,
	now time.Time,
) (string, Answer) {
	message, err := envelope.Encode(envelope.Message{
		Store:     r.Store,
		Source:    r.Source,
		Platform:  src.Platform,
		Topic:     l.Topic,
		Triggered: l.Triggered,
		Received:  crm.InstantOf(now),
		Body:      r.Body,
	})
	if err != nil {
		return TooLarge, tooLarge
	}
	q := in.Orders
	if l.Lane == webhook.ToTickets {
		q = in.Tickets
	}
	// A crash before Send returns leaves nothing or a message that nobody was told of:
	// the platform sends again, and the second one folds to the same facts. After it the
	// message is durable.
	if err := q.Send(ctx, 0, message); err != nil {
		in.Log.ErrorContext(
			ctx,
			"webhook not queued",
			"store",
			r.Store,
			"source",
			r.Source,
			"topic",
			l.Topic,
			"error",
			err,
		)
		return Unavailable, unavailable
	}
	return Queued, accepted
}
