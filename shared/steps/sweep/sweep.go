// Package sweep judges every customer whose date has come, all at one instant, and looks
// after tasks whose time has come: those whose sender died, those past their deadline,
// those claimed without an outcome.
//
// A schedule calls Start, which sends one message for each shard of each store.
// JudgeShards takes such messages: it reads the due index of the shard page by page, loads
// what a page names, and writes each customer and each task by itself, side by side. The
// index may lag, so a record that is not due any more is passed over. After some pages the
// turn of a shard is over: a message for the rest goes to the end of the queue, so that
// stores take turns.
//
// A message that comes twice, or again after a crash, finds what was done not due any
// more. A record that cannot be read is left out and stays due; the others go on.
package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
)

// Sweep is the step. Its fields are what it needs; all but CountUnreadable and those that
// say what 0 means are required.
type Sweep struct {
	Book   book.Book
	Shops  *book.Shops
	Shards queue.Queue // its own messages
	Act    queue.Queue // for the tasks proposed
	Now    func() time.Time
	Log    *slog.Logger

	// WritesAtOnce is how many customers of a shard are written side by side; 0 = 16. A
	// store that commits in groups takes hundreds in one.
	WritesAtOnce int

	// TurnPages is how many pages of its index one message of a shard works, before the rest
	// goes to the end of the queue; 0 = 50. So a store of which very many customers are due
	// does not keep the workers from the others.
	TurnPages int

	// CountUnreadable is told of each record that is left out because it cannot be read; nil =
	// they are only logged.
	CountUnreadable func()
}

// messageVersion is the version of the messages that Start sends.
const messageVersion = 1

// shardMessage asks for the sweep of one shard of one store.
type shardMessage struct {
	V     int         `json:"v"`
	Store string      `json:"store"`
	Shard int         `json:"shard"`
	At    crm.Instant `json:"at"`
	After string      `json:"after,omitempty"` // the place up to which it is done
}

// Start asks for a sweep of every store at one instant. Asked twice, the second finds
// nothing due.
func (s *Sweep) Start(ctx context.Context, at time.Time) error {
	stores, err := s.Book.ListStores(ctx)
	if err != nil {
		return err
	}

	for _, store := range stores {
		if err := s.askForStore(ctx, store, at); err != nil {
			return fmt.Errorf("ask for sweep of %s: %w", store, err)
		}
	}
	return nil
}

// askForStore sends a message for each shard of a store.
func (s *Sweep) askForStore(ctx context.Context, store string, at time.Time) error {
	bodies := make([][]byte, book.Shards)
	for shard := range bodies {
		body, err := json.Marshal(shardMessage{
			V:     messageVersion,
			Store: store,
			Shard: shard,
			At:    crm.InstantOf(at),
		})
		if err != nil {
			return err
		}
		bodies[shard] = body
	}
	return s.Shards.Send(ctx, store, 0, bodies...)
}

// JudgeShards sweeps the shards that messages ask for, and answers for each message. One
// of a newer version is left for later.
func (s *Sweep) JudgeShards(ctx context.Context, messages []queue.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		errs[i] = s.judgeShard(ctx, m)
		if errors.Is(errs[i], packed.ErrNewer) {
			s.Log.WarnContext(ctx, "a shard is left for later", "message", m.ID, "error", errs[i])
		}
	}
	return errs
}

func (s *Sweep) judgeShard(ctx context.Context, m queue.Message) error {
	shard, err := readShardMessage(m.Body)
	if errors.Is(err, packed.ErrNewer) {
		return err
	}
	if err != nil {
		s.Log.ErrorContext(ctx, "not a sweep of a shard", "message", m.ID)
		return outcome.Reject("not a sweep of a shard")
	}

	shop, err := s.Shops.FindShop(ctx, shard.Store)
	if errors.Is(err, book.ErrNoStore) {
		return nil
	}
	if err != nil {
		return err
	}
	run := shardRun{Sweep: s, shardMessage: shard, shop: shop, again: m.Receives > 1}
	return run.judgeTurn(ctx)
}

func readShardMessage(body []byte) (shardMessage, error) {
	var m shardMessage
	if err := queue.Decode(body, messageVersion, &m); err != nil {
		return m, fmt.Errorf("read sweep of a shard: %w", err)
	}
	if m.Store == "" || m.At == 0 {
		return m, fmt.Errorf("read sweep of a shard: store %q at %d", m.Store, m.At)
	}
	return m, nil
}
