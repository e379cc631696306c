package apply

import (
	"context"
	"errors"
	"fmt"
	"maps"
	"math/rand/v2"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
)

// unit is the events of a batch that land under one key: loaded once, written once.
type unit struct {
	store  string
	home   crm.Key
	events []arrival
}

// arrival is one event and the message that brought it.
type arrival struct {
	crm.Event
	message  int
	received crm.Instant
}

// tries is how often a unit is folded anew after a conflict before its messages go back
// to the queue. Ten workers on one customer cost five failed writes for each good one, so
// giving way is cheaper than trying on.
const tries = 4

// foldUnit folds a unit's events, judges the customer, and writes what changed in one
// transaction; in several, if it is more than one can hold.
func (a *Apply) foldUnit(ctx context.Context, u unit) error {
	shop, err := a.shop(ctx, u.store)
	if err != nil {
		return err
	}
	if n := u.untilMoved(); n < len(u.events) {
		return a.foldParted(ctx, u, n)
	}
	err = table.Retry(ctx, tries, func(again bool) error {
		return a.tryUnit(ctx, shop, u, again)
	})
	if errors.Is(err, table.ErrInvalid) && len(u.events) > 1 {
		return a.foldParted(ctx, u, len(u.events)/2)
	}
	return giveWay(err)
}

// untilMoved is the number of events up to the first after which the key may stand for
// somebody else: an erasure gives addresses back, a merge makes one of two.
func (u unit) untilMoved() int {
	i := slices.IndexFunc(
		u.events,
		func(e arrival) bool { return e.Kind == crm.KindRedact || e.Kind == crm.KindMerge },
	)
	if i < 0 {
		return len(u.events)
	}
	return i + 1
}

// foldParted folds a unit's first n events and then the others, each in a write of its
// own.
func (a *Apply) foldParted(ctx context.Context, u unit, n int) error {
	first := a.foldUnit(ctx, unit{u.store, u.home, u.events[:n]})
	// A crash here leaves the first events folded: all the messages come again, and it
	// changes nothing.
	return errors.Join(first, a.foldUnit(ctx, unit{u.store, u.home, u.events[n:]}))
}

// giveWay turns a conflict into a message that comes back: somebody else was faster, and
// nothing is wrong with it.
func giveWay(err error) error {
	if table.IsConflict(err) {
		return outcome.Later(
			time.Second+rand.N(4*time.Second),
			"another worker is busy with the same customer",
		)
	}
	return err
}

func (a *Apply) shop(ctx context.Context, store string) (*book.Shop, error) {
	shop, err := a.Shops.FindShop(ctx, store)
	if errors.Is(err, book.ErrNoStore) {
		return nil, outcome.Reject("store %s has no settings yet", store)
	}
	return shop, err
}

func (a *Apply) tryUnit(ctx context.Context, shop *book.Shop, u unit, again bool) error {
	f, err := a.family(ctx, u.store, shop.Pepper, u.home)
	if err != nil {
		return err
	}
	for _, e := range u.events {
		if err := a.foldEvent(ctx, f, e, u.home); err != nil {
			return fmt.Errorf("fold %s: %w", e.ID, err)
		}
	}
	ops := f.spill()
	now := a.Now()
	changed, err := f.judge(ctx, shop, now, again)
	if err != nil {
		return err
	}
	ops = append(append(ops, f.saves()...), book.PutTasks(changed)...)
	// A crash before the follow-ups are sent, or after, leaves them with nothing to do
	// yet: the unit's messages are still there and send them again. Their delay lets the
	// write happen first.
	if err := a.sendFollowUps(ctx, f); err != nil {
		return err
	}
	if err := a.Book.Write(ctx, ops...); err != nil {
		return err
	}
	// A crash here leaves tasks unsent: each stands in the due index, and the next sweep
	// sends it.
	return book.SendTasks(
		ctx,
		a.Act,
		crm.InstantOf(now),
		judge.Judgement{Changed: changed}.ProposedTasks(),
	)
}

// judge judges the root and every other customer whose facts have changed with it: an
// erasure reaches several. Of a task that two of them knew, the root's word counts.
func (f *family) judge(
	ctx context.Context,
	shop *book.Shop,
	now time.Time,
	again bool,
) ([]book.Task, error) {
	j, err := judge.LoadAndJudge(ctx, f.book, f.root, shop, now, again)
	if err != nil {
		return nil, err
	}
	changed := j.Changed
	for _, key := range slices.Sorted(maps.Keys(f.records)) {
		c := f.records[key]
		if _, differs := c.Save(); c == f.root || !c.Root() || !differs ||
			c.Version == 0 && c.Empty() {
			continue
		}
		j, err := judge.LoadAndJudge(ctx, f.book, c, shop, now, true)
		if err != nil {
			return nil, err
		}
		for _, t := range j.Changed {
			if !slices.ContainsFunc(changed, func(o book.Task) bool { return o.ID == t.ID }) {
				changed = append(changed, t)
			}
		}
	}
	return changed, nil
}

// foldEvent puts one event into the family.
func (a *Apply) foldEvent(ctx context.Context, f *family, e arrival, home crm.Key) error {
	switch e.Kind {
	case crm.KindMerge:
		return f.merge(ctx, crm.PlatformKey(e.Merge.Gone))
	case crm.KindRedact:
		return f.erase(ctx, e.Redact, e.received)
	}
	return f.fold(ctx, e.Event, home)
}

// merge joins two accounts which the platform says are one. If one of them was erased,
// the person was, and the other goes too.
func (f *family) merge(ctx context.Context, gone crm.Key) error {
	other, err := f.followForwards(ctx, gone)
	if err != nil || other == f.root {
		return err
	}
	here := f.root.Facts.Erased(f.root.Key)
	there := other.Facts.Erased(other.Key)
	switch {
	case here && there:
		return nil
	case here:
		erased := f.root
		f.root = other
		return f.eraseAll(ctx, other, erasureOf(erased))
	case there:
		return f.eraseAll(ctx, f.root, erasureOf(other))
	}
	return f.unite(ctx, other)
}
