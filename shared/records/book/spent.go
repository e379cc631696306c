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

	key     table.Key
	version uint64
}

// FindSpent loads what a store spent in the calendar month of an instant, in the store's
// zone.
func (b Book) FindSpent(ctx context.Context, shop *Shop, at crm.Instant) (Spent, error) {
	month := at.Time().In(shop.Playbook.StoreZone()).Format("2006-01")
	s := Spent{key: storeKey(shop.Store, "spent#"+month)}
	items, err := b.Table.Get(ctx, true, s.key)
	if err != nil {
		return s, fmt.Errorf("load what %s spent: %w", shop.Store, err)
	}

	item, ok := items[s.key]
	if !ok {
		return s, nil
	}
	s.version = item.Version
	if err := json.Unmarshal(item.Body, &s); err != nil {
		return s, fmt.Errorf("read what %s spent: %w", shop.Store, err)
	}
	return s, nil
}

// Add returns the op that adds a cost, on condition that the sum was not written since it
// was loaded.
func (s Spent) Add(cost int64) table.Op {
	body := fmt.Appendf(nil, `{"minor":%d}`, s.Minor+cost)
	return table.Op{
		Kind: table.Put,
		If:   s.version,
		Item: table.Item{Key: s.key, Body: body},
	}
}
