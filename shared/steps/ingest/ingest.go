// Package ingest is the first step: it takes a webhook's raw bytes, makes sure that they
// are genuine, and answers 200 only once they are in a queue. It writes nothing else. To
// people who open a link in a browser it answers with pages.
//
// The life of a request: its source is found by the path, in a cache of the store's
// sources (cache.go). The source's platform verifies the raw bytes; if no secret matches,
// the sources are read again, at most once a minute, since a secret may just have been
// changed. The body is parsed once, so that a sender who writes it for us hears at once
// what is wrong with it. Then it is put into an envelope and sent to the queue of orders or
// of tickets. A shop's or a desk's delivery that cannot be read goes there too: apply puts
// it into quarantine.
//
// What it promises: accepted means durable; an unknown path and a bad signature get the
// very same answer, so that no answer tells which stores there are; requests that are not
// signed cost no reading of secrets; each request is counted once, by what became of it.
//
// An answer is a value in answer.go. What may become of a request is a constant below, and
// its name is that of a metric.
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
	"holdfast/shared/words/heard"
)

// MaxBody is the largest raw body in bytes. Code that reads a request may stop one byte
// above it.
const MaxBody = envelope.MaxRaw

// Source is one connection as the store's settings know it.
type Source struct {
	Platform string
	Secrets  [][]byte // all that are accepted now
	Account  string   // the shop's domain, site or desk number; "" = not compared
}

// ErrUnknown says that there is no such store, or no such source in it.
var ErrUnknown = errors.New("no such source")

// Sources finds connections. Cache is the one for production.
type Sources interface {
	// FindSource returns a source, perhaps some minutes old. The error is ErrUnknown if there
	// is none; any other error means that nothing is known.
	FindSource(ctx context.Context, store, source string) (Source, error)
	// ReloadSource reads the source again after a signature did not match, since its secret
	// may just have been changed. It reports false if it has read a moment ago or found
	// nothing.
	ReloadSource(ctx context.Context, store, source string) (Source, bool)
}

// Queue takes messages; queue.Queue is one.
type Queue interface {
	// Send returns nil once all bodies are durable. After an error any of them may have been
	// sent. The group is the store that they are about.
	Send(ctx context.Context, group string, delay time.Duration, bodies ...[]byte) error
}

// Request is one HTTP request to /hooks/{store}/{source}, its body already freed of any
// encoding that a gateway put on it.
type Request struct {
	Method string
	Store  string
	Source string
	Query  string      // of the address, as it stands there
	Header http.Header // in canonical form, as net/http and webhook.HeaderOf make it
	Body   []byte      // not kept after TakeRequest returns
}

// What became of a request, for Ingest.Count.
const (
	Queued       = "queued"       // genuine and durable
	Ignored      = "ignored"      // genuine, tells nothing that is folded
	Ping         = "ping"         // a platform's trial call
	Unauthorized = "unauthorized" // unknown path, bad signature, stale time
	Unusable     = "unusable"     // genuine, with a body that cannot be parsed; most are queued
	TooLarge     = "too_large"
	Unavailable  = "unavailable" // secrets or queue out of reach
	Probe        = "probe"       // GET, HEAD and other methods
	Shown        = "shown"       // a page was shown behind a link
)

// Ingest is the step. All fields must be set.
type Ingest struct {
	Sources   Sources
	Orders    Queue
	Tickets   Queue
	Platforms func(name string) (webhook.Platform, bool)
	Now       func() time.Time
	Log       *slog.Logger
	// Count is called once a request. The platform is "" if no source was found.
	Count func(what, platform string)
	// Hear is told of each delivery to a source, and of those to addresses that do not exist;
	// nil = nobody is told. Pages for people are left out.
	Hear func(heard.Delivery)
	// IsOnlyStore reports whether there is one store at most. Its messages are then of no
	// group, since there is nobody to be fair to, and SQS charges for groups. nil = there may
	// be others.
	IsOnlyStore func() bool
}

// TakeRequest answers one request. A path that is unknown and a signature that does not
// match get the very same answer, so that no answer tells which stores there are; so do GET
// and HEAD on any path. A link that is not genuine is refused in one way, even if its path
// is unknown; one that is genuine shows a page.
func (in *Ingest) TakeRequest(ctx context.Context, r Request) Answer {
	done := in.handle(ctx, r)
	in.Count(done.what, done.platform)
	in.hear(r, done)
	return done.answer.forReader(r)
}

// handled is what became of a request.
type handled struct {
	what     string
	platform string // "" if no source was found
	answer   Answer

	detail  string   // the topic of a genuine delivery, the cause of a refusal
	unknown []string // the words of a genuine delivery that stand in no table
	isPaged bool     // the source shows pages to people
}

func (in *Ingest) handle(ctx context.Context, r Request) handled {
	switch r.Method {
	case http.MethodPost:
		if len(r.Body) > MaxBody {
			return handled{what: TooLarge, answer: tooLarge}
		}
		return in.takeDelivery(ctx, r)
	case http.MethodGet, http.MethodHead:
		if query := r.linkQuery(); query != nil {
			return in.showPage(ctx, r, query)
		}
		return handled{what: Probe, answer: probed}
	}
	return handled{what: Probe, answer: onlyPost}
}

// takeDelivery verifies and parses a webhook, and queues it.
func (in *Ingest) takeDelivery(ctx context.Context, r Request) handled {
	now := in.Now()
	posted := r.Body
	s, err := in.findGenuine(ctx, r, func(s sender) error {
		r.Body = s.readBody(r, posted)
		return s.platform.Verify(s.source, r.Header, r.Body, now)
	})
	if err != nil {
		return in.refuse(ctx, r, s, err)
	}

	return in.takeGenuine(ctx, r, s, now)
}

// takeGenuine parses a webhook that was found genuine, and queues it.
func (in *Ingest) takeGenuine(ctx context.Context, r Request, s sender, now time.Time) handled {
	label, err := s.platform.ReadLabel(r.Header, r.Body)
	s.topic = label.Topic
	if err == nil {
		s.unknown, err = checkBody(s, r, label, now)
	}
	why, unusable := webhook.AsUnusable(err)
	_, isOurs := s.platform.(webhook.OwnFormat)
	if unusable && isOurs {
		return s.handled(Unusable, Answer{Status: http.StatusBadRequest, Text: why.Sentence})
	}
	// Any other error is webhook.ErrIgnored.
	if err != nil && !unusable || label.Lane == webhook.Nowhere {
		return s.handled(Ignored, passedOver)
	}

	done := in.queue(ctx, r, s, label, now)
	pages, hasPages := s.platform.(webhook.PagePlatform)
	switch {
	case done.what != Queued:
		return done
	case unusable: // apply puts it into quarantine
		return s.handled(Unusable, waiting(why))
	case hasPages:
		done.answer.Page = pages.ThanksPage(s.source, r.Body)
	}
	return done
}

// checkBody parses the body as apply will, so that its sender hears now what is wrong with
// it. It returns the words that stand in no table.
func checkBody(
	s sender,
	r Request,
	l webhook.Label,
	now time.Time,
) (unknown []string, err error) {
	if l.Lane == webhook.Nowhere {
		return nil, nil
	}
	events, err := s.platform.Parse(webhook.Delivery{
		Source:    r.Source,
		Topic:     l.Topic,
		Triggered: l.Triggered,
		Received:  crm.InstantOf(now),
		Body:      r.Body,
	})
	for i := range events {
		if events[i].Unread != "" {
			unknown = append(unknown, events[i].Unread)
		}
	}
	return unknown, err
}

// refuse answers a request that was not found genuine.
func (in *Ingest) refuse(ctx context.Context, r Request, s sender, err error) handled {
	switch {
	case errors.Is(err, webhook.ErrPing):
		return s.handled(Ping, accepted)
	case errors.Is(err, ErrUnknown),
		errors.Is(err, webhook.ErrSignature),
		errors.Is(err, webhook.ErrStale):
		refused := s.handled(Unauthorized, unauthorized)
		refused.detail = causeOf(err)
		return refused
	}
	in.Log.ErrorContext(
		ctx, "webhook refused for now: its secrets cannot be read",
		"store", r.Store,
		"source", r.Source,
		"error", err,
	)
	return s.handled(Unavailable, unavailable)
}

// queue puts a delivery into the queue of its lane.
func (in *Ingest) queue(
	ctx context.Context,
	r Request,
	s sender,
	l webhook.Label,
	now time.Time,
) handled {
	message, err := envelope.Encode(envelope.Message{
		Store:     r.Store,
		Source:    r.Source,
		Platform:  s.name,
		Topic:     l.Topic,
		Triggered: l.Triggered,
		Received:  crm.InstantOf(now),
		Body:      r.Body,
	})
	if err != nil {
		return s.handled(TooLarge, tooLarge)
	}

	lane := in.Orders
	if l.Lane == webhook.ToTickets {
		lane = in.Tickets
	}
	// A crash before Send returns leaves nothing, or a message that was not answered for:
	// the platform sends again, and the second message folds to the same facts. After Send
	// the message is durable.
	if err := lane.Send(ctx, in.groupOf(r.Store), 0, message); err != nil {
		in.Log.ErrorContext(
			ctx, "webhook not queued",
			"store", r.Store,
			"source", r.Source,
			"topic", l.Topic,
			"error", err,
		)
		return s.handled(Unavailable, unavailable)
	}
	return s.handled(Queued, accepted)
}

// groupOf returns the group of a store's messages.
func (in *Ingest) groupOf(store string) string {
	if in.IsOnlyStore != nil && in.IsOnlyStore() {
		return ""
	}
	return store
}
