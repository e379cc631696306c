package apply

import (
	"context"
	"log/slog"
	"maps"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/parallel"
)

// Apply is the step. Its fields are what it needs; all but Hearing and Forget are required.
type Apply struct {
	Book   book.Book
	Shops  *book.Shops
	Orders queue.Queue // for follow-up work
	Act    queue.Queue // for the tasks proposed
	Now    func() time.Time
	Log    *slog.Logger

	// Hearing notes which sources are heard; nil = they are not noted here.
	Hearing *Hearing

	// Forget removes what was handed on about customers who are erased, by all keys they
	// were known by, as far as it is still within reach. It may be called again for the
	// same; nil = nothing is.
	Forget func(ctx context.Context, store string, erased []crm.Key) error

	seen seenProducts
}

// sideBySide is how many customers are folded at a time. Most of that time they wait for
// the table.
const sideBySide = 256

// Fold folds a batch of messages and answers for each: nil once its facts are written.
// Customers are folded side by side, each once; one bad message does not hold up the
// others.
func (a *Apply) Fold(ctx context.Context, messages []queue.Message) []error {
	b := newBatch(messages)
	for i := range b.deliveries {
		b.errs[i] = a.readDelivery(ctx, b, i)
	}

	a.foldProducts(ctx, b)
	b.foldGroups(func(g *eventGroup) error { return a.foldGroup(ctx, *g) })

	a.hearBatch(ctx, b.deliveries)
	for i := range b.deliveries {
		b.errs[i] = a.finishDelivery(ctx, b, i)
	}
	return b.answers(len(messages))
}

// batch holds the deliveries of one call, and their events grouped by customer.
type batch struct {
	deliveries []delivery
	errs       []error // by delivery
	groups     map[groupKey]*eventGroup
	products   map[familyKey]*productGroup
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

// receivedEvent is one event and the delivery that brought it.
type receivedEvent struct {
	crm.Event
	delivery int // its index in the batch
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

// foldGroups folds the groups side by side. The error of a group is that of every delivery
// which has an event in it and no error yet.
func (b *batch) foldGroups(fold func(*eventGroup) error) {
	groups := slices.Collect(maps.Values(b.groups))
	errs := parallel.Each(sideBySide, groups, fold)
	for i, group := range groups {
		for _, e := range group.events {
			if b.errs[e.delivery] == nil {
				b.errs[e.delivery] = errs[i]
			}
		}
	}
}
