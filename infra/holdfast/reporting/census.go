package reporting

import (
	"context"
	"time"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/steps/census"
	"holdfast/shared/words/crm"
)

// TakeCensus has a report of a store made as of now, and has what it found judge customers
// from then on, if it is time for new rules. In a folder they are in force at once: this
// process is the only one there, and it reads them anew. In a stack they are in force once
// no function remembers the old ones.
func TakeCensus(
	ctx context.Context,
	s *session.Session,
	store session.Store,
) (book.CensusReport, error) {
	asOf := store.Now()
	if err := takeCensus(ctx, store, asOf, false); err != nil {
		return book.CensusReport{}, err
	}
	r, _, err := store.Book.FindCensusReport(ctx, store.Shop.Store, asOf)
	if err != nil || !census.TimeForRules(store.Shop.Rules, r.Found) {
		return r, err
	}
	rules := r.Found
	rules.From = crm.InstantOf(store.Now())
	if s.Stack != "" {
		rules.From = crm.InstantOf(store.Now().Add(census.RulesLeadTime))
	}
	if err := store.Book.PublishRules(ctx, store.Shop, rules); err != nil || s.Stack != "" {
		return r, err
	}
	system, err := s.OpenSystem()
	if err != nil {
		return r, err
	}
	_, err = system.Shops.FindShop(ctx, store.Shop.Store)
	if err == nil {
		_, err = system.Shops.Reload(ctx, store.Shop.Store)
	}
	return r, err
}

// takeCensus has a report made as of an instant, and waits for it. A past day is judged as
// it would have been then: by rules found from what was known then. So is a store that has
// no rules of its own yet: a first census finds the rules, a second one judges by them.
func takeCensus(ctx context.Context, store session.Store, asOf time.Time, past bool) error {
	newest, ok, err := store.Book.FindCensusReport(ctx, store.Shop.Store, asOf)
	if err != nil {
		return err
	}
	if made := newest.Estimate.AsOf.Time(); ok && !made.Before(asOf) {
		asOf = made.Add(time.Millisecond) // the day's report gives way to a later one
	}

	if n := len(store.Shop.Rules); n > 0 && !past {
		_, err := makeReport(ctx, store, asOf, &store.Shop.Rules[n-1])
		return err
	}
	first, err := makeReport(ctx, store, asOf, nil)
	if err != nil {
		return err
	}
	_, err = makeReport(ctx, store, asOf.Add(time.Millisecond), &first.Found)
	return err
}

// makeReport queues a census of the store by some rules, nil for none, and waits for its
// report.
func makeReport(
	ctx context.Context,
	store session.Store,
	asOf time.Time,
	rules *book.Rules,
) (book.CensusReport, error) {
	name := store.Shop.Store
	c := &census.Census{Segments: store.Queue(queue.Census)}
	if err := c.StartReport(ctx, name, asOf, rules); err != nil {
		return book.CensusReport{}, err
	}
	isMade := func() (bool, error) {
		r, ok, err := store.Book.FindCensusReport(ctx, name, asOf)
		return ok && r.Estimate.AsOf >= crm.InstantOf(asOf), err
	}
	// Where webhooks come in all the time, the other queues are never empty.
	if err := store.AwaitRoom(ctx, queue.Census, 1); err != nil {
		return book.CensusReport{}, err
	}
	ready, err := isMade()
	if err == nil && !ready {
		err = store.AwaitWork(ctx, isMade)
	}
	if err != nil {
		return book.CensusReport{}, err
	}
	r, _, err := store.Book.FindCensusReport(ctx, name, asOf)
	return r, err
}
