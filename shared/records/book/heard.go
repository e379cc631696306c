package book

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"time"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
)

// HeardFor is how long it is kept what came from a source.
const HeardFor = 35 * 24 * time.Hour

// NoteHeard keeps what came from a source on a day. A state that is kept already, or an
// older one, changes nothing.
func (b Book) NoteHeard(ctx context.Context, day heard.Day) error {
	err := table.Retry(ctx, heardTries, func(bool) error { return b.joinHeard(ctx, day) })
	if err != nil {
		return fmt.Errorf("note what came from %s/%s: %w", day.Store, day.Source, err)
	}
	return nil
}

const heardTries = 4

func (b Book) joinHeard(ctx context.Context, day heard.Day) error {
	key := heardKey(day)
	items, err := b.Table.Get(ctx, true, key)
	if err != nil {
		return err
	}
	before, isKept := items[key]
	if isKept {
		var known heard.Day
		if err := json.Unmarshal(before.Body, &known); err != nil {
			return err
		}
		day = known.Join(day)
	}
	date, err := time.Parse(time.DateOnly, day.Date)
	if err != nil {
		return err
	}
	body, err := json.Marshal(day)
	if err != nil || isKept && bytes.Equal(body, before.Body) {
		return err
	}
	return b.Table.Write(ctx, table.Op{
		Kind: table.Put,
		If:   before.Version,
		Item: table.Item{
			Key:     key,
			Body:    body,
			Expires: date.Add(HeardFor).Unix(),
		},
	})
}

// ListHeard returns what came from the sources of a store from a day on; of store
// heard.Nobody, what was sent to addresses that do not exist.
func (b Book) ListHeard(ctx context.Context, store string, from crm.Instant) ([]heard.Day, error) {
	first := from.Time().Format(time.DateOnly)
	var days []heard.Day
	for item, err := range table.QueryAll(ctx, b.Table, table.Query{
		PK:    heardKey(heard.Day{Store: store}).PK,
		From:  first,
		Limit: table.MaxOps,
	}) {
		if err != nil {
			return nil, fmt.Errorf("list what came from the sources of %s: %w", store, err)
		}
		var day heard.Day
		if err := json.Unmarshal(item.Body, &day); err != nil {
			return nil, fmt.Errorf("read %s/%s: %w", item.PK, item.SK, err)
		}
		days = append(days, day)
	}
	return days, nil
}
