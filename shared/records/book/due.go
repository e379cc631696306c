package book

import (
	"context"
	"fmt"
	"iter"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// DueItem is an entry of the due index: it may lag behind the item it names.
type DueItem struct {
	Customer crm.Key // one of the two is set
	Task     string
	Place    string // where it stands in its shard: what is due later sorts after it
}

// DuePages yields what is due in a shard of a store up to an instant, that included,
// oldest first, in pages of at most table.MaxOps. The next page is read once the caller is
// done with the one before. An error comes as the last pair.
func (b Book) DuePages(
	ctx context.Context,
	store string,
	shard int,
	upTo crm.Instant,
) iter.Seq2[[]DueItem, error] {
	return b.DuePagesAfter(ctx, DueShard{store, shard}, "", upTo)
}

// DueShard is a part of the due index of one store.
type DueShard struct {
	Store string
	Shard int
}

// DuePagesAfter yields, as DuePages does, what stands after a place in a shard.
func (b Book) DuePagesAfter(
	ctx context.Context,
	s DueShard,
	place string,
	upTo crm.Instant,
) iter.Seq2[[]DueItem, error] {
	pages := table.QueryPages(ctx, b.Table, table.Query{
		Index: table.Due,
		PK:    duePartition(s.Store, s.Shard),
		From:  firstAfter(place),
		To:    stamp(upTo + 1),
		Limit: table.MaxOps,
	})
	return func(yield func([]DueItem, error) bool) {
		for page, err := range pages {
			if err != nil {
				yield(nil, fmt.Errorf("read due index of %s, shard %d: %w", s.Store, s.Shard, err))
				return
			}

			due, err := dueItems(s.Store, page)
			if !yield(due, err) || err != nil {
				return
			}
		}
	}
}

// firstAfter returns the least key that sorts after a place; "" for the first of all.
func firstAfter(place string) string {
	if place == "" {
		return ""
	}
	return place + "\x00"
}

// dueItems returns what index items name.
func dueItems(store string, page []table.Item) ([]DueItem, error) {
	due := make([]DueItem, 0, len(page))
	for _, item := range page {
		kind, _, name, ok := parseItemPK(item.PK)
		switch {
		case ok && kind == 'C':
			due = append(due, DueItem{Customer: crm.Key(name), Place: item.Due.SK})
		case ok && kind == 'T':
			due = append(due, DueItem{Task: name, Place: item.Due.SK})
		default:
			return nil, fmt.Errorf(
				"due index of %s names %q, which is neither customer nor task",
				store,
				item.PK,
			)
		}
	}
	return due, nil
}
