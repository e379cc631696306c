// Package ingest is the first step: it takes a webhook's raw bytes, makes sure that they are genuine, and answers 200 only
// once they are in a queue. It writes nothing else.
package ingest

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"time"

	"holdfast/shared/crm"
	"holdfast/shared/envelope"
	"holdfast/shared/webhook"
)

// MaxBody is the largest raw body in bytes. Whoever reads the request may stop one byte above it.
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
	// Source returns what is known, perhaps some minutes old. The error is ErrUnknown or means that nothing is known.
	Source(ctx context.Context, store, source string) (Source, error)
	// Renewed looks again after a signature did not match, for the secret may just have been changed. It reports false
	// where it has looked a moment ago or found nothing.
	Renewed(ctx context.Context, store, source string) (Source, bool)
}

// Sender is the end of a queue that ingest needs; queue.Queue is one.
type Sender interface {
	Send(ctx context.Context, delay time.Duration, bodies ...[]byte) error
}

// Request is one HTTP request to /hooks/{store}/{source}, its body already freed of any encoding that a gateway put on it.
type Request struct {
	Method string
	Store  string
	Source string
	Header http.Header // in canonical form, as net/http and webhook.HeaderOf make it
	Body   []byte      // kept by nobody after Take returns
}

// Answer is the HTTP answer: a status and a sentence.
type Answer struct {
	Status int
	Text   string
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

var (
	accepted     = Answer{http.StatusOK, "Accepted."}
	probed       = Answer{http.StatusOK, "Webhooks are taken here by POST."}
	onlyPost     = Answer{http.StatusMethodNotAllowed, "Webhooks are taken by POST only."}
	unauthorized = Answer{http.StatusUnauthorized, "There is no such address, or the signature does not match."}
	tooLarge     = Answer{http.StatusRequestEntityTooLarge, "The body is too large."}
	unavailable  = Answer{http.StatusServiceUnavailable, "This cannot be taken right now; please send it again."}
)

// Take answers one request. A path that is unknown and a signature that does not match get the very same answer, so that
// nobody learns which stores there are; so do GET and HEAD on any path.
func (in *Ingest) Take(ctx context.Context, r Request) Answer {
	switch r.Method {
	case http.MethodPost:
	case http.MethodGet, http.MethodHead:
		in.Count(Probe, "")
		return probed
	default:
		in.Count(Probe, "")
		return onlyPost
	}
	if len(r.Body) > MaxBody {
		in.Count(TooLarge, "")
		return tooLarge
	}
	what, platform, answer := in.post(ctx, r)
	in.Count(what, platform)
	return answer
}

func (in *Ingest) post(ctx context.Context, r Request) (what, platform string, a Answer) {
	now := in.Now()
	src, p, err := in.verify(ctx, r, now)
	switch {
	case err == nil:
	case errors.Is(err, webhook.ErrPing):
		return Ping, src.Platform, accepted
	case errors.Is(err, ErrUnknown), errors.Is(err, webhook.ErrSignature), errors.Is(err, webhook.ErrStale):
		return Unauthorized, src.Platform, unauthorized
	default:
		in.Log.ErrorContext(ctx, "webhook refused for now: its secrets cannot be read", "store", r.Store, "source", r.Source, "error", err)
		return Unavailable, src.Platform, unavailable
	}
	label, err := p.Label(r.Header, r.Body)
	if err == nil {
		err = check(p, r, label)
	}
	switch u, unusable := webhook.AsUnusable(err); {
	case unusable:
		return Unusable, src.Platform, Answer{http.StatusBadRequest, u.Sentence}
	case err != nil || label.Lane == webhook.Nowhere: // ErrIgnored is the only other error
		return Ignored, src.Platform, accepted
	}
	what, a = in.queue(ctx, r, src, label, now)
	return what, src.Platform, a
}

// verify finds the source and checks the signature, looking at the settings once more if the first answer is no.
func (in *Ingest) verify(ctx context.Context, r Request, now time.Time) (Source, webhook.Platform, error) {
	src, err := in.Sources.Source(ctx, r.Store, r.Source)
	if err != nil {
		return Source{}, nil, err
	}
	p, err := in.verifyAs(src, r, now)
	if !errors.Is(err, webhook.ErrSignature) {
		return src, p, err
	}
	renewed, ok := in.Sources.Renewed(ctx, r.Store, r.Source)
	if !ok {
		return src, nil, err
	}
	p, err = in.verifyAs(renewed, r, now)
	return renewed, p, err
}

func (in *Ingest) verifyAs(src Source, r Request, now time.Time) (webhook.Platform, error) {
	p, ok := in.Platforms(src.Platform)
	if !ok {
		return nil, ErrUnknown
	}
	return p, p.Verify(webhook.Account{Secrets: src.Secrets, Name: src.Account}, r.Header, r.Body, now)
}

// check parses the body as apply will, so that its sender hears now what is wrong with it.
func check(p webhook.Platform, r Request, l webhook.Label) error {
	if l.Lane == webhook.Nowhere {
		return nil
	}
	_, err := p.Parse(webhook.Delivery{Source: r.Source, Topic: l.Topic, Triggered: l.Triggered, Body: r.Body})
	return err
}

func (in *Ingest) queue(ctx context.Context, r Request, src Source, l webhook.Label, now time.Time) (string, Answer) {
	message, err := envelope.Encode(envelope.Message{
		Store: r.Store, Source: r.Source, Platform: src.Platform, Topic: l.Topic,
		Triggered: l.Triggered, Received: crm.InstantOf(now), Body: r.Body,
	})
	if err != nil {
		return TooLarge, tooLarge
	}
	q := in.Orders
	if l.Lane == webhook.ToTickets {
		q = in.Tickets
	}
	// A crash before Send returns leaves nothing or a message that nobody was told of: the platform sends again, and the
	// second one folds to the same facts. After it the message is durable.
	if err := q.Send(ctx, 0, message); err != nil {
		in.Log.ErrorContext(ctx, "webhook not queued", "store", r.Store, "source", r.Source, "topic", l.Topic, "error", err)
		return Unavailable, unavailable
	}
	return Queued, accepted
}
