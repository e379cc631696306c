package book

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"time"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// QuarantineFor is how long a message that could not be used is kept: deliveries hold
// personal data.
const QuarantineFor = 30 * 24 * time.Hour

// Quarantined is a whole message that could not be used, with the reason. It can be sent
// to its queue again.
type Quarantined struct {
	Store    string      `json:"store"`
	ID       string      `json:"id"`     // of the message; one that is rejected twice is kept once
	Reason   string      `json:"reason"` // a sentence for a person, without personal data
	Received crm.Instant `json:"received"`
	Body     []byte      `json:"body"`

	key     table.Key
	version uint64
}

// noStore is the store of messages that name none.
const noStore = "-"

// Quarantine keeps a message that cannot be used. If it was kept before, it stays as it
// was.
func (b Book) Quarantine(ctx context.Context, q Quarantined) error {
	if q.Store == "" {
		q.Store = noStore
	}
	body, err := json.Marshal(q)
	if err != nil {
		return fmt.Errorf("quarantine %s: %w", q.ID, err)
	}

	item := table.Item{
		Key:     quarantineKey(q.Store, q.Received, q.ID),
		Body:    body,
		Expires: q.Received.Time().Add(QuarantineFor).Unix(),
	}
	err = b.Table.Write(ctx, table.Op{Kind: table.Put, Item: item})
	if err != nil && !AlreadyThere(err) {
		return fmt.Errorf("quarantine %s: %w", q.ID, err)
	}
	return nil
}

// QuarantinedMessages yields the messages of a store that could not be used, oldest first;
// store "" yields those that name no store. An error comes as the last pair.
func (b Book) QuarantinedMessages(
	ctx context.Context,
	store string,
) iter.Seq2[Quarantined, error] {
	if store == "" {
		store = noStore
	}
	items := table.QueryAll(ctx, b.Table, table.Query{
		PK:    quarantineKey(store, 0, "").PK,
		Limit: table.MaxOps,
	})
	return func(yield func(Quarantined, error) bool) {
		for item, err := range items {
			if err != nil {
				yield(Quarantined{}, fmt.Errorf("list quarantine of %s: %w", store, err))
				return
			}
			q, err := readQuarantined(item)
			if !yield(q, err) || err != nil {
				return
			}
		}
	}
}

func readQuarantined(item table.Item) (Quarantined, error) {
	q := Quarantined{key: item.Key, version: item.Version}
	if err := json.Unmarshal(item.Body, &q); err != nil {
		return Quarantined{}, fmt.Errorf("read quarantine %s/%s: %w", item.PK, item.SK, err)
	}
	return q, nil
}

// ReleaseQuarantined removes a message from quarantine, once it was sent to its queue
// again.
func (b Book) ReleaseQuarantined(ctx context.Context, q Quarantined) error {
	err := b.Table.Write(ctx, table.Op{
		Kind: table.Delete,
		If:   q.version,
		Item: table.Item{Key: q.key},
	})
	if err != nil && !AlreadyThere(err) {
		return fmt.Errorf("release %s: %w", q.ID, err)
	}
	return nil
}
