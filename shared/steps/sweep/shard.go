package sweep

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"sync"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/parallel"
)

// defaultWritesAtOnce is what a store with a request for each write takes well.
const defaultWritesAtOnce = 16

// shardRun is one turn of the sweep of a shard.
type shardRun struct {
	*Sweep
	shardMessage
	shop  *book.Shop
	again bool // the message came before: some of its tasks may have been written

	mu    sync.Mutex
	count counts
}

// counts says how much the sweep of a shard met and did.
type counts struct {
	due      int // entries of the index
	judged   int // customers
	proposed int // tasks of them
	tasks    int // tasks looked after
	leftOut  int // records left out, because they cannot be read
}

// defaultTurnPages are five thousand records: seconds of work.
const defaultTurnPages = 50

// judgeTurn judges what is due in the shard, up to the end of its turn. What is left then
// is asked for by another message.
func (r *shardRun) judgeTurn(ctx context.Context) error {
	left := cmp.Or(r.TurnPages, defaultTurnPages)
	shard := book.DueShard{Store: r.Store, Shard: r.Shard}
	for page, err := range r.Book.DuePagesAfter(ctx, shard, r.After, r.At) {
		if err != nil {
			return err
		}
		if len(page) == 0 {
			continue
		}
		r.count.due += len(page)
		if err := r.judgePage(ctx, page); err != nil {
			return err
		}

		r.After = page[len(page)-1].Place
		if left--; left == 0 {
			r.logTurn(ctx, true)
			return r.askForMore(ctx)
		}
	}
	r.logTurn(ctx, false)
	return nil
}

// askForMore sends a message for what stands after this turn. A crash before it is sent, or
// before the message of this turn is settled, leaves a message for what is left, or two.
func (r *shardRun) askForMore(ctx context.Context) error {
	body, err := json.Marshal(r.shardMessage)
	if err != nil {
		return fmt.Errorf("ask for the rest of a shard of %s: %w", r.Store, err)
	}
	if err := r.Shards.Send(ctx, r.Store, 0, body); err != nil {
		return fmt.Errorf("ask for the rest of a shard of %s: %w", r.Store, err)
	}
	return nil
}

// logTurn says what the turn met and did, and whether more may be left.
func (r *shardRun) logTurn(ctx context.Context, more bool) {
	r.Log.InfoContext(ctx, "swept",
		"store", r.Store,
		"shard", r.Shard,
		"at", r.At.Time(),
		"due", r.count.due,
		"judged", r.count.judged,
		"proposed", r.count.proposed,
		"tasks", r.count.tasks,
		"unreadable", r.count.leftOut,
		"more", more,
	)
}

// judgePage loads what a page of the index names, strongly, and judges each: the index may
// name what was done long ago.
func (r *shardRun) judgePage(ctx context.Context, page []book.DueItem) error {
	var keys []crm.Key
	var ids []string
	for _, due := range page {
		if due.Task != "" {
			ids = append(ids, due.Task)
		} else {
			keys = append(keys, due.Customer)
		}
	}

	customers, unreadable, err := r.Book.FindReadableCustomers(ctx, r.Store, keys...)
	if err != nil {
		return err
	}
	tasks, unreadableTasks, err := r.Book.FindReadableTasks(ctx, r.Store, ids...)
	if err != nil {
		return err
	}
	for _, u := range append(unreadable, unreadableTasks...) {
		_ = r.leaveOut(ctx, u) // nil, since it is unreadable
	}

	var work []func() error
	for _, c := range customers {
		if c.Due == 0 || c.Due > r.At {
			continue // stale: another worker judged it since
		}
		r.count.judged++
		work = append(work, func() error { return r.judgeCustomer(ctx, c) })
	}
	for _, t := range tasks {
		r.count.tasks++
		work = append(work, func() error { return r.lookAfterTask(ctx, t) })
	}
	errs := parallel.Each(cmp.Or(r.WritesAtOnce, defaultWritesAtOnce), work, func(do func() error) error {
		return r.leaveOut(ctx, do())
	})
	return errors.Join(errs...)
}

// leaveOut counts and logs the error of an unreadable record and returns nil: the record
// stays due, and the others go on. Any other error it returns as it is.
func (r *shardRun) leaveOut(ctx context.Context, err error) error {
	return book.LeaveOut(ctx, r.Log, r.countLeftOut, err)
}

func (r *shardRun) countLeftOut() {
	r.mu.Lock()
	r.count.leftOut++
	r.mu.Unlock()
	if r.CountUnreadable != nil {
		r.CountUnreadable()
	}
}

// judgeCustomer judges one customer at the sweep's instant. A conflict means that another
// worker judges the same customer at this moment: the message comes back, and finds the
// date that the other worker set.
func (r *shardRun) judgeCustomer(ctx context.Context, c *book.Customer) error {
	c.Due = 0
	j, err := judge.LoadAndJudge(ctx, r.Book, c, r.shop, judge.Try{Now: r.At.Time(), Again: r.again})
	if err != nil {
		return err
	}

	save, _ := c.Save()
	ops := append(book.PutTasks(j.Changed), save)
	err = r.Book.Write(ctx, ops...)
	if table.IsConflict(err) {
		return outcome.Later(time.Second, "another worker is busy with a customer that is due")
	}
	if err != nil {
		return fmt.Errorf("write a customer of %s that was due: %w", c.Store, err)
	}

	// A crash here leaves tasks unsent: each stands in the due index, and a later sweep
	// sends it.
	proposed := j.ProposedTasks()
	r.mu.Lock()
	r.count.proposed += len(proposed)
	r.mu.Unlock()
	return book.SendTasks(ctx, r.Act, r.At, proposed)
}
