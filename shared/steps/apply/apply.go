package apply

import (
	"cmp"
	"context"
	"log/slog"
	"maps"
	"regexp"
	"slices"
	"time"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/parallel"
)

// Apply is the step. Its fields are what it needs; all but Hearing are required.
type Apply struct {
	Book   book.Book
	Shops  *book.Shops
	Orders queue.Queue // for follow-up work
	Act    queue.Queue // for the tasks proposed
	Now    func() time.Time
	Log    *slog.Logger

	// Hearing notes which sources are heard; nil = they are not noted here.
	Hearing *Hearing

	seen seenProducts
}

// Fold folds a batch of messages and answers for each: nil once its facts are written.
// Customers are folded side by side, each once; one bad message does not hold up the
// others.
func (a *Apply) Fold(ctx context.Context, messages []queue.Message) []error {
	b := &batch{
		errs:      make([]error, len(messages)),
		envelopes: make([]envelope.Message, len(messages)),
		groups:    map[groupKey]*eventGroup{},
		products:  map[familyKey]*productGroup{},
	}
	for i, m := range messages {
		b.errs[i] = a.readMessage(ctx, b, i, m)
	}

	a.foldProducts(ctx, b)
	b.foldGroups(func(g *eventGroup) error { return a.foldGroup(ctx, *g) })

	a.hearBatch(ctx, b.envelopes)
	for i, m := range messages {
		b.errs[i] = a.finishMessage(ctx, m, b.envelopes[i], b.errs[i])
	}
	return b.errs
}

// batch holds the messages of one call, and their events grouped by customer.
type batch struct {
	errs      []error            // by message
	envelopes []envelope.Message // by message; zero if it could not be opened
	groups    map[groupKey]*eventGroup
	products  map[familyKey]*productGroup
}

type groupKey struct {
	store string
	home  crm.Key
}

// eventGroup is the events of a batch that arrived under one key: its customer is loaded
// once for all of them and written once.
type eventGroup struct {
	store  string
	home   crm.Key // the key they arrived under
	events []receivedEvent
}

// receivedEvent is one event and the message that brought it.
type receivedEvent struct {
	crm.Event
	message  int // its index in the batch
	received crm.Instant
}

// add puts an event into the group of the key it arrived under.
func (b *batch) add(store string, home crm.Key, e receivedEvent) {
	key := groupKey{store, home}
	group := b.groups[key]
	if group == nil {
		group = &eventGroup{store: store, home: home}
		b.groups[key] = group
	}
	group.events = append(group.events, e)
}

// foldGroups folds the groups side by side. The error of a group is that of every message
// which has an event in it and no error yet.
func (b *batch) foldGroups(fold func(*eventGroup) error) {
	groups := slices.Collect(maps.Values(b.groups))
	errs := parallel.Each(0, groups, fold)
	for i, group := range groups {
		for _, e := range group.events {
			if b.errs[e.message] == nil {
				b.errs[e.message] = errs[i]
			}
		}
	}
}

// quotedText is what the reason of a rejection quotes from a body. It may be anything, a
// name in the wrong field for one, and is not logged.
var quotedText = regexp.MustCompile(`"(?:[^"\\]|\\.)*"`)

// finishMessage logs what became of a message that was not folded, and puts a rejected one
// into quarantine. A crash before the quarantine is written leaves the message in the
// queue.
func (a *Apply) finishMessage(
	ctx context.Context,
	m queue.Message,
	env envelope.Message,
	err error,
) error {
	log := a.Log.With(
		"store", env.Store,
		"source", env.Source,
		"topic", env.Topic,
		"message", m.ID,
	)
	rejected, isRejected := outcome.AsRejected(err)
	if !isRejected {
		err = deferConflict(err)
		if err != nil {
			log.WarnContext(ctx, "not folded yet", "error", err)
		}
		return err
	}

	loggable := quotedText.ReplaceAllString(rejected.Reason, `"..."`)
	log.WarnContext(ctx, "quarantined", "reason", loggable)

	received := env.Received
	if received == 0 {
		received = crm.InstantOf(a.Now())
	}
	err = a.Book.Quarantine(ctx, book.Quarantined{
		Store:    env.Store,
		ID:       cmp.Or(env.ID, m.ID),
		Reason:   rejected.Reason,
		Received: received,
		Body:     m.Body,
	})
	if err != nil {
		return deferConflict(err)
	}
	return rejected
}
