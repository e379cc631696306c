package census

import (
	"context"
	"maps"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
)

// silentAfter is the time after which a source of which nothing was heard is looked at: a
// shop that sends nothing for two days has mostly switched its webhook off.
const silentAfter = 48 * time.Hour

// findSilent logs and counts the sources of which nothing was heard for two days, each night
// as long as book.HeardFor knows of them. A source that was never heard is not connected yet.
// That it fails is only logged: the census does not depend on it.
func (c *Census) findSilent(ctx context.Context, at time.Time) {
	stores, err := c.Book.ListStores(ctx)
	if err != nil {
		c.Log.WarnContext(ctx, "silent sources are not looked for", "error", err)
		return
	}
	from := crm.InstantOf(at.Add(-book.HeardFor))
	for _, store := range stores {
		days, err := c.Book.ListHeard(ctx, store, from)
		if err != nil {
			c.Log.WarnContext(ctx, "silent sources are not looked for", "store", store, "error", err)
			continue
		}
		sums := heard.SumDays(days)
		for _, source := range slices.Sorted(maps.Keys(sums)) {
			last := sums[source].Last
			if last == 0 || at.Sub(last.Time()) < silentAfter {
				continue
			}
			c.Log.WarnContext(
				ctx, "nothing was heard for two days",
				"store", store,
				"source", source,
				"last", last.Time(),
			)
			if c.CountSilent != nil {
				c.CountSilent()
			}
		}
	}
}
