package apply

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
)

// maxTries is how often a group is folded after conflicts before its messages go back to
// the queue. Ten workers on one customer cost five failed writes for each good one, so
// giving way is cheaper than trying on.
const maxTries = 4

// maxTogether is how many events of one customer are folded in one write at most: the
// items of their older orders fit a transaction then.
const maxTogether = 60

// foldGroup folds a group's events, judges the customer, and writes what changed in one
// transaction; in several, if it is more than one can hold.
func (a *Apply) foldGroup(ctx context.Context, g eventGroup) error {
	shop, err := a.findShop(ctx, g.store)
	if err != nil {
		return err
	}
	if n := min(g.countUntilIdentityChanges(), maxTogether); n < len(g.events) {
		return a.foldInTwo(ctx, g, n)
	}

	err = table.Retry(ctx, maxTries, func(again bool) error {
		return a.tryGroup(ctx, shop, g, again)
	})
	if errors.Is(err, table.ErrInvalid) && len(g.events) > 1 {
		return a.foldInTwo(ctx, g, len(g.events)/2)
	}
	return deferConflict(err)
}

// countUntilIdentityChanges returns how many events there are up to and including the
// first after which the key may stand for another customer: an erasure gives addresses
// back, a merge makes one customer of two.
func (g eventGroup) countUntilIdentityChanges() int {
	i := slices.IndexFunc(g.events, func(e receivedEvent) bool {
		return e.Kind == crm.KindRedact || e.Kind == crm.KindMerge
	})
	if i < 0 {
		return len(g.events)
	}
	return i + 1
}

// foldInTwo folds a group's first n events and then the others, each in a write of its
// own.
func (a *Apply) foldInTwo(ctx context.Context, g eventGroup, n int) error {
	first := g
	first.events = g.events[:n]
	others := g
	others.events = g.events[n:]

	err := a.foldGroup(ctx, first)
	// A crash here leaves the first events folded: all the messages come again, and it
	// changes nothing.
	return errors.Join(err, a.foldGroup(ctx, others))
}

// deferConflict turns a conflict into a message that comes back after some seconds:
// another worker was faster, and nothing is wrong with the message.
func deferConflict(err error) error {
	if !table.IsConflict(err) {
		return err
	}
	delay := time.Second + rand.N(4*time.Second)
	return outcome.Later(delay, "another worker is busy with the same customer")
}

// tryGroup loads what a group's events are about, folds them and writes what changed. On a
// conflict nothing is written; again says that one came before.
func (a *Apply) tryGroup(ctx context.Context, shop *book.Shop, g eventGroup, again bool) error {
	w, err := newWorkingSet(ctx, a.Book, shop, g.home)
	if err != nil {
		return err
	}
	for _, e := range g.events {
		if err := w.foldEvent(ctx, e, g.home); err != nil {
			return fmt.Errorf("fold %s: %w", e.ID, err)
		}
	}

	if err := w.writeClaims(ctx); err != nil {
		return err
	}
	if err := w.writeSaid(ctx); err != nil {
		return err
	}
	spills := w.spillOrders()
	now := a.Now()
	tasks, err := w.judge(ctx, now, again)
	if err != nil {
		return err
	}
	ops := slices.Concat(spills, w.recordWrites(), book.PutTasks(tasks))

	// A crash before the follow-ups are sent, or after, leaves them with nothing to do
	// yet: the group's messages are still there and send them again. Their delay lets the
	// write happen first.
	if err := a.sendFollowUps(ctx, w); err != nil {
		return err
	}
	if err := a.Book.Write(ctx, ops...); err != nil {
		return err
	}
	// A crash here leaves what was handed on: the group's messages erase once more.
	if err := a.forgetErased(ctx, w); err != nil {
		return err
	}
	// A crash here leaves tasks unsent: each stands in the due index, and the next sweep
	// sends it.
	proposed := judge.Judgement{Changed: tasks}.ProposedTasks()
	return book.SendTasks(ctx, a.Act, crm.InstantOf(now), proposed)
}

// foldEvent folds one event that arrived under home.
func (w *workingSet) foldEvent(ctx context.Context, e receivedEvent, home crm.Key) error {
	switch e.Kind {
	case crm.KindMerge:
		return w.mergeAccount(ctx, crm.PlatformKey(e.Merge.Gone))
	case crm.KindRedact:
		if e.Redact.Deleted && w.staysKnown(e.Redact) {
			return nil
		}
		return w.eraseCustomer(ctx, e.Redact, e.received)
	}
	return w.foldFacts(ctx, e, home)
}

// foldFacts links the keys that an event names, finds out with whom its order or ticket
// stands, joins its facts into the customer, and keeps what it says of being contacted with
// the addresses.
func (w *workingSet) foldFacts(ctx context.Context, e receivedEvent, home crm.Key) error {
	before := w.root.Facts
	named := e.Addresses(w.shop.Pepper)
	if err := w.linkKeys(ctx, e.Event, home); err != nil {
		return err
	}
	dated := e.Dated() // before its order or ticket may be taken out of it
	if err := w.dropErasedContact(ctx, &e.Event); err != nil {
		return err
	}
	if err := w.placeMovable(ctx, &e, home); err != nil {
		return err
	}
	w.nameContact(&e.Event, home)
	if err := w.joinFacts(ctx, w.acceptFacts(e.Event, home, dated)); err != nil {
		return err
	}
	return w.noteSaid(ctx, &e.Consents, named, before)
}

// linkKeys makes the customer known under the further keys that an event names. Of an
// erased customer they are erased.
func (w *workingSet) linkKeys(ctx context.Context, e crm.Event, home crm.Key) (err error) {
	landed := w.records[home]
	isErased := landed.Facts.Erased(home) || landed.Facts.Erases(e.Dated())
	for _, key := range e.Who.Links(w.shop.Pepper) {
		if !isErased {
			isErased, err = w.passRequesterOn(ctx, e, home, key)
			if err != nil {
				return err
			}
		}
		if isErased {
			err = w.passErasureOn(ctx, landed, key)
		} else {
			err = w.linkKey(ctx, key)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

// acceptFacts returns what of an event reaches the root. Under an address that an erased
// person had, what is dated before the erasure stays behind.
func (w *workingSet) acceptFacts(e crm.Event, home crm.Key, dated crm.Instant) *crm.Facts {
	landed := w.records[home]
	if landed.Facts.Erases(dated) {
		e.Profile = crm.Profile{}
		e.Consents = crm.Consents{}
		e.ContactPersons = nil
	}
	if home == w.root.Key || len(landed.Facts.Erasures) == 0 {
		return e.Facts(home)
	}

	// What the erasure leaves of the event stays with the record, the rest goes on.
	erased := &crm.Facts{Erasures: landed.Facts.Erasures}
	facts := crm.Join(e.Facts(home), erased)
	facts.Settle(home, w.shop.Pepper)
	landed.Facts = crm.Join(landed.Facts, &crm.Facts{Remains: facts.Remains})
	facts.Remains = nil
	facts.Erasures = nil
	return facts
}
