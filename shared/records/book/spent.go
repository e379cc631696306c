package book

import (
	"context"
	"encoding/json"
	"fmt"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// Spent is what the tasks of one calendar month have cost a store so far, in minor units,
// obligations aside.
type Spent struct {
	Minor int64 `json:"minor"`

	store, month string
	version      uint64
}

// FindSpent loads what a store spent in the calendar month of an instant, in the store's
// zone.
func (b Book) FindSpent(ctx context.Context, shop *Shop, at crm.Instant) (Spent, error) {
	s := Spent{store: shop.Store, month: at.Time().In(shop.Playbook.StoreZone()).Format("2006-01")}
	k := storeKey(s.store, "spent#"+s.month)
	items, err := b.Table.Get(ctx, true, k)
	if err != nil {
		return s, fmt.Errorf("load what %s spent: %w", shop.Store, err)
	}
	if it, ok := items[k]; ok {
		s.version = it.Version
		if err := json.Unmarshal(it.Body, &s); err != nil {
			return s, fmt.Errorf("read what %s spent: %w", shop.Store, err)
		}
	}
	return s, nil
}

// Add is the op that adds a cost, on condition that nobody else did since it was loaded.
func (s Spent) Add(cost int64) table.Op {
	s.Minor += cost
	body := fmt.Appendf(nil, `{"minor":%d}`, s.Minor)
	return table.Op{
		Kind: table.Put,
		If:   s.version,
		Item: table.Item{Key: storeKey(s.store, "spent#"+s.month), Body: body},
	}
}
