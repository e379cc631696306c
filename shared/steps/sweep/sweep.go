// Package sweep judges every customer whose date has come, all at one instant, and looks
// after tasks whose time has come: those whose sender died, those past their deadline,
// those claimed without an outcome.
package sweep

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/parallel"
)

// Sweep is the step. Its fields are what it needs; all are required.
type Sweep struct {
	Book   book.Book
	Shops  *book.Shops
	Shards queue.Queue // its own messages
	Act    queue.Queue // for the tasks proposed
	Now    func() time.Time
	Log    *slog.Logger
}

// shardMessage is the message that asks for one shard of one store.
type shardMessage struct {
	V     int         `json:"v"`
	Store string      `json:"store"`
	Shard int         `json:"shard"`
	At    crm.Instant `json:"at"`
}

// Start asks for a sweep of every store at one instant. Asked twice, the second finds
// nothing due.
func (s *Sweep) Start(ctx context.Context, at time.Time) error {
	stores, err := s.Book.ListStores(ctx)
	if err != nil {
		return err
	}
	var bodies [][]byte
	for _, store := range stores {
		for shard := range book.Shards {
			body, err := json.Marshal(shardMessage{1, store, shard, crm.InstantOf(at)})
			if err != nil {
				return fmt.Errorf("ask for sweep: %w", err)
			}
			bodies = append(bodies, body)
		}
	}
	if len(bodies) == 0 {
		return nil
	}
	if err := s.Shards.Send(ctx, 0, bodies...); err != nil {
		return fmt.Errorf("ask for sweep: %w", err)
	}
	return nil
}

// JudgeShards sweeps the shards that messages ask for.
func (s *Sweep) JudgeShards(ctx context.Context, messages []queue.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		var o shardMessage
		if err := json.Unmarshal(m.Body, &o); err != nil || o.V != 1 || o.Store == "" || o.At == 0 {
			s.Log.ErrorContext(ctx, "not a sweep of a shard", "message", m.ID)
			errs[i] = outcome.Reject("not a sweep of a shard")
			continue
		}
		errs[i] = s.shard(ctx, o, m.Receives > 1)
	}
	return errs
}

// count is what a sweep of a shard came to.
type count struct{ due, judged, proposed, tasks int }

func (s *Sweep) shard(ctx context.Context, o shardMessage, again bool) error {
	shop, err := s.Shops.FindShop(ctx, o.Store)
	if errors.Is(err, book.ErrNoStore) {
		return nil
	}
	if err != nil {
		return err
	}
	var n count
	for due, err := range s.Book.DuePages(ctx, o.Store, o.Shard, o.At) {
		if err != nil {
			return err
		}
		n.due += len(due)
		if err := s.page(ctx, shop, o, due, again, &n); err != nil {
			return err
		}
	}
	s.Log.InfoContext(ctx, "swept", "store", o.Store, "shard", o.Shard, "at", o.At.Time(),
		"due", n.due, "judged", n.judged, "proposed", n.proposed, "tasks", n.tasks)
	return nil
}

// page loads what an index page names, strongly, and judges each: the index may name what
// has long been done.
func (s *Sweep) page(
	ctx context.Context,
	shop *book.Shop,
	o shardMessage,
	due []book.DueItem,
	again bool,
	n *count,
) error {
	var keys []crm.Key
	var ids []string
	for _, d := range due {
		if d.Task != "" {
			ids = append(ids, d.Task)
		} else {
			keys = append(keys, d.Customer)
		}
	}
	customers, err := s.Book.FindCustomers(ctx, o.Store, keys...)
	if err != nil {
		return err
	}
	tasks, err := s.Book.FindTasks(ctx, o.Store, ids...)
	if err != nil {
		return err
	}
	var work []func() error
	var mu sync.Mutex
	for _, c := range customers {
		if c.Due == 0 || c.Due > o.At {
			continue // stale: somebody judged it since
		}
		n.judged++
		work = append(work, func() error {
			proposed, err := s.customer(ctx, shop, c, o.At, again)
			mu.Lock()
			defer mu.Unlock()
			n.proposed += proposed
			return err
		})
	}
	for _, t := range tasks {
		n.tasks++
		work = append(work, func() error { return s.task(ctx, t, o.At) })
	}
	return errors.Join(parallel.Each(atOnce, work, func(do func() error) error { return do() })...)
}

// atOnce bounds how many writes of a page are under way together.
const atOnce = 16

// customer judges one customer at the sweep's instant. A conflict means that somebody
// judges the same customer at this very moment: the date they leave behind is as good as
// ours.
func (s *Sweep) customer(
	ctx context.Context,
	shop *book.Shop,
	c *book.Customer,
	at crm.Instant,
	again bool,
) (proposed int, err error) {
	c.Due = 0
	j, err := judge.LoadAndJudge(ctx, s.Book, c, shop, at.Time(), again)
	if err != nil {
		return 0, err
	}
	op, _ := c.Save()
	err = s.Book.Write(ctx, append(book.PutTasks(j.Changed), op)...)
	if table.IsConflict(err) {
		return 0, outcome.Later(time.Second, "another worker is busy with a customer that is due")
	}
	if err != nil {
		return 0, fmt.Errorf("write a customer of %s that was due: %w", c.Store, err)
	}
	// A crash here leaves tasks unsent: each stands in the due index, and a later sweep
	// sends it.
	return len(j.ProposedTasks()), book.SendTasks(ctx, s.Act, at, j.ProposedTasks())
}
