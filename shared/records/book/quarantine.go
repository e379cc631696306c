package book

import (
	"context"
	"encoding/json"
	"fmt"
	"time"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// QuarantineFor is how long a message that could not be used is kept: deliveries hold
// personal data.
const QuarantineFor = 30 * 24 * time.Hour

// Quarantined is a message that could not be used, whole, with the reason. It can be sent
// to its queue again.
type Quarantined struct {
	Store    string      `json:"store"`
	ID       string      `json:"id"`     // of the message; a message rejected twice stands there once
	Reason   string      `json:"reason"` // a sentence for a person, without personal data
	Received crm.Instant `json:"received"`
	Body     []byte      `json:"body"`

	key     table.Key
	version uint64
}

// noStore holds what could not even be told to be some store's.
const noStore = "-"

// Quarantine keeps a message that cannot be used. Kept before, it stays as it was.
func (b Book) Quarantine(ctx context.Context, q Quarantined) error {
	if q.Store == "" {
		q.Store = noStore
	}
	body, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("quarantine %s: %w", q.ID, err)
	}
	err = b.Table.Write(ctx, table.Op{Kind: table.Put, Item: table.Item{
		Key: quarantineKey(q.Store, q.Received, q.ID), Body: body,
		Expires: q.Received.Time().Add(QuarantineFor).Unix(),
	}})
	if err != nil && !AlreadyThere(err) {
		return fmt.Errorf("quarantine %s: %w", q.ID, err)
	}
	return nil
}

// ListQuarantined lists up to limit messages of a store that could not be used, oldest
// first; store "" lists those of no store.
func (b Book) ListQuarantined(
	ctx context.Context,
	store string,
	limit int,
	cursor string,
) ([]Quarantined, string, error) {
	if store == "" {
		store = noStore
	}
	page, err := b.Table.Query(
		ctx,
		table.Query{PK: quarantineKey(store, 0, "").PK, Limit: limit, Cursor: cursor},
	)
	if err != nil {
		return nil, "", fmt.Errorf("list quarantine of %s: %w", store, err)
	}
	var out []Quarantined
	for _, it := range page.Items {
		q := Quarantined{key: it.Key, version: it.Version}
		if err := json.Unmarshal(it.Body, &q); err != nil {
			return nil, "", fmt.Errorf("read quarantine %s/%s: %w", it.PK, it.SK, err)
		}
		out = append(out, q)
	}
	return out, page.Cursor, nil
}

// ReleaseQuarantined removes a message from quarantine, once it was sent to its queue
// again.
func (b Book) ReleaseQuarantined(ctx context.Context, q Quarantined) error {
	err := b.Table.Write(
		ctx,
		table.Op{Kind: table.Delete, If: q.version, Item: table.Item{Key: q.key}},
	)
	if err != nil && !AlreadyThere(err) {
		return fmt.Errorf("release %s: %w", q.ID, err)
	}
	return nil
}
