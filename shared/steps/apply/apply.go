// Package apply folds queued deliveries into customers: parse, group by customer, load
// each once, join, judge, and write one item with one conditional write. Orders and
// tickets are two lanes of it; either folds any event.
//
// A crash at any point loses nothing: a message is only deleted once what it says is
// written, and saying it twice changes nothing, since facts are joined.
package apply

import (
	"cmp"
	"context"
	"errors"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
	"holdfast/shared/words/parallel"
)

// Apply is the step. Its fields are what it needs; all are required.
type Apply struct {
	Book   book.Book
	Shops  *book.Shops
	Orders queue.Queue // for follow-up work
	Act    queue.Queue // for the tasks proposed
	Now    func() time.Time
	Log    *slog.Logger
}

// Fold folds a batch of messages and answers for each: nil once its facts are written.
// Customers are folded side by side, each once; one bad message does not hold up the
// others.
func (a *Apply) Fold(ctx context.Context, messages []queue.Message) []error {
	b := &batch{
		errs:      make([]error, len(messages)),
		envelopes: make([]envelope.Message, len(messages)),
		units:     map[unitKey]*unit{},
	}
	for i, m := range messages {
		b.errs[i] = a.read(ctx, b, i, m)
	}
	b.foldAll(func(u *unit) error { return a.foldUnit(ctx, *u) })
	for i, m := range messages {
		b.errs[i] = a.settle(ctx, m, b.envelopes[i], b.errs[i])
	}
	return b.errs
}

// batch is the messages of one call, sorted out by customer.
type batch struct {
	errs      []error
	envelopes []envelope.Message
	units     map[unitKey]*unit
}

type unitKey struct {
	store string
	home  crm.Key
}

func (b *batch) add(store string, home crm.Key, e arrival) {
	k := unitKey{store, home}
	if b.units[k] == nil {
		b.units[k] = &unit{store: store, home: home}
	}
	b.units[k].events = append(b.units[k].events, e)
}

// foldAll folds the units side by side and notes the error of each for all its messages.
func (b *batch) foldAll(fold func(*unit) error) {
	units := slices.Collect(maps.Values(b.units))
	errs := parallel.Each(0, units, fold)
	for i, u := range units {
		for _, e := range u.events {
			if b.errs[e.message] == nil {
				b.errs[e.message] = errs[i]
			}
		}
	}
}

// tooEarly is how much later than its receipt a fact may claim to be. One from the far
// future would win over all that comes after it.
const tooEarly = 24 * time.Hour

// read parses one message and adds its events to the batch.
func (a *Apply) read(ctx context.Context, b *batch, i int, m queue.Message) error {
	env, err := envelope.Decode(m.Body)
	if errors.Is(err, packed.ErrNewer) {
		return err // it stays in the queue for a newer version
	}
	if err != nil {
		return outcome.Reject("the message cannot be read: %v", err)
	}
	b.envelopes[i] = env
	if env.Platform == envelope.Internal {
		return a.readInternal(ctx, b, i, env)
	}
	platform, ok := platforms.For(env.Platform)
	if !ok {
		return outcome.Reject("no platform is called %q", env.Platform)
	}
	events, err := platform.Parse(webhook.Delivery{
		Source:    env.Source,
		Topic:     env.Topic,
		Triggered: env.Triggered,
		Received:  env.Received,
		Body:      env.Body,
	})
	if unusable, ok := webhook.AsUnusable(err); ok {
		return outcome.Reject("%s", unusable.Sentence)
	}
	if errors.Is(err, webhook.ErrIgnored) {
		return nil
	}
	if err != nil {
		return err
	}
	for _, e := range events {
		if err := a.routeEvent(ctx, b, env, arrival{e, i, env.Received}); err != nil {
			return err
		}
	}
	return nil
}

// routeEvent finds the customer an event belongs to and does what is to be done before
// any customer is touched.
func (a *Apply) routeEvent(ctx context.Context, b *batch, env envelope.Message, e arrival) error {
	if at := latest(&e.Event); at.Since(e.received) > tooEarly {
		return outcome.Reject(
			"%s claims to be of %s, more than a day after it was received",
			e.ID,
			at.Time().Format(time.RFC3339),
		)
	}
	shop, err := a.shop(ctx, env.Store)
	if err != nil {
		return err
	}
	classify(&e.Event)
	switch e.Kind {
	case crm.KindDataRequest, crm.KindShopRedact:
		return a.operatorTask(ctx, shop, e)
	case crm.KindMerge:
		b.add(env.Store, crm.PlatformKey(e.Merge.Kept), e)
		return nil
	case crm.KindRedact:
		if err := a.eraseOrders(ctx, env.Store, shop.Pepper, e.Redact, e.received); err != nil {
			return err
		}
		e.Who = crm.Who{
			Key:     e.Redact.Key,
			Account: e.Redact.Account,
			Email:   e.Redact.Email,
			Desk:    e.Redact.Desk,
		}
	}
	home, ok := e.Who.Home(shop.Pepper)
	if !ok && e.Kind == crm.KindOrder {
		home = crm.GuestKey(e.Order.Ref)
		ok = true
	}
	if !ok {
		return outcome.Reject("%s names no customer", e.ID)
	}
	b.add(env.Store, home, e)
	return nil
}

// latest is the latest instant by which anything that an event says would win over what
// others say.
func latest(e *crm.Event) crm.Instant {
	at := e.At
	for _, c := range e.Consents {
		at = max(at, c.At)
	}
	for _, f := range e.Profile {
		at = max(at, f.At)
	}
	if t := e.Ticket; t != nil {
		at = max(at, t.Updated, t.ScoredAt)
	}
	return at
}

// classify tells from an event's words why the customer may leave; the words themselves
// are not kept.
func classify(e *crm.Event) {
	switch {
	case e.Ticket != nil:
		t := *e.Ticket
		why, complaint := reason.ClassifyTicket(e.Tags, e.Text)
		t.Complaint = t.Complaint || complaint
		if t.Reason == crm.ReasonUnknown {
			t.Reason = why
		}
		e.Ticket = &t
	case e.Order != nil && e.Order.Reason == crm.ReasonUnknown:
		o := *e.Order
		o.Reason = reason.ClassifyOrder(e.Tags, e.Text)
		e.Order = &o
	}
}

// quoted is what a reason quotes from a body: it may be anything, a name in the wrong
// field for one, and is not logged.
var quoted = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// settle puts a rejected message into quarantine and logs what came of each. A crash
// before the quarantine is written leaves the message in the queue.
func (a *Apply) settle(
	ctx context.Context,
	m queue.Message,
	env envelope.Message,
	err error,
) error {
	log := a.Log.With("store", env.Store, "source", env.Source, "topic", env.Topic, "message", m.ID)
	rejected, ok := outcome.AsRejected(err)
	if !ok {
		if err = giveWay(err); err != nil {
			log.WarnContext(ctx, "not folded yet", "err", err)
		}
		return err
	}
	received := env.Received
	if received == 0 {
		received = crm.InstantOf(a.Now())
	}
	log.WarnContext(ctx, "quarantined", "reason", quoted.ReplaceAllString(rejected.Reason, `"..."`))
	if err := a.Book.Quarantine(ctx, book.Quarantined{
		Store:    env.Store,
		ID:       cmp.Or(env.ID, m.ID),
		Reason:   rejected.Reason,
		Received: received,
		Body:     m.Body,
	}); err != nil {
		return giveWay(err)
	}
	return rejected
}
