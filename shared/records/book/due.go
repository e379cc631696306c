package book

import (
	"context"
	"fmt"
	"strings"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// DueItem is an entry of the due index: it may lag behind the item it names.
type DueItem struct {
	Customer crm.Key // one of the two is set
	Task     string
}

// ListDue lists what is due in a shard of a store up to an instant, that included, oldest
// first.
func (b Book) ListDue(
	ctx context.Context,
	store string,
	shard int,
	upTo crm.Instant,
	cursor string,
) ([]DueItem, string, error) {
	page, err := b.Table.Query(ctx, table.Query{
		Index:  table.Due,
		PK:     duePartition(store, shard),
		To:     stamp(upTo + 1),
		Limit:  table.MaxOps,
		Cursor: cursor,
	})
	if err != nil {
		return nil, "", fmt.Errorf("read due index of %s, shard %d: %w", store, shard, err)
	}
	items := make([]DueItem, 0, len(page.Items))
	for _, it := range page.Items {
		kind, _, name, ok := parseItemPK(it.PK)
		switch {
		case ok && kind == 'C':
			items = append(items, DueItem{Customer: crm.Key(name)})
		case ok && kind == 'T':
			items = append(items, DueItem{Task: name})
		default:
			return nil, "", fmt.Errorf(
				"due index of %s names %q, which is neither customer nor task",
				store,
				it.PK,
			)
		}
	}
	return items, page.Cursor, nil
}

// listed is what a list index names, by the names of the items.
func (b Book) listed(
	ctx context.Context,
	store, list string,
	limit int,
	cursor string,
) ([]string, string, error) {
	page, err := b.Table.Query(ctx, table.Query{
		Index:  table.List,
		PK:     listPartition(store, list),
		Limit:  limit,
		Cursor: cursor,
	})
	if err != nil {
		return nil, "", fmt.Errorf("read list %s of %s: %w", list, store, err)
	}
	names := make([]string, 0, len(page.Items))
	for _, it := range page.Items {
		if _, name, ok := strings.Cut(it.List.SK, "#"); ok {
			names = append(names, name)
		}
	}
	return names, page.Cursor, nil
}
