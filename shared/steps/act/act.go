// Package act carries out one task, once.
//
// The life of one call:
//
//  1. CarryOut reads messages, each of which names a store and a task, and loads the task,
//     the shop and the customer.
//  2. A proposed task is judged again: it is claimed, or it waits, or it is over.
//  3. A claim is one transaction. The task's state, the contact in the customer's record and
//     the cost in the store's budget are written together, or none of them is.
//  4. The claimed task goes to the Sender, and what came of it is written to the task.
//
// A crash after 3 leaves a claim without an outcome, which a later message for the same task
// finds. An errand that may be sent twice without harm is sent again; any other becomes
// uncertain, for a person to look at. So an errand that cannot be made idempotent is sent at
// most once.
//
// On a conflict with another worker the message comes again in a second.
//
// To add a way of sending, implement Sender.
package act

import (
	"context"
	"errors"
	"log/slog"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
)

// Act carries out tasks. All fields but Count, Link and Unsubscribe are
// required.
type Act struct {
	Book  book.Book
	Shops *book.Shops
	Send  Sender
	Now   func() time.Time
	Log   *slog.Logger

	// Count is told what became of a task, after that was written; nil counts nothing.
	Count func(what string)

	// Link makes the links to surveys; nil leaves them out of messages.
	Link Linker

	// Unsubscribe makes the links out of e-mails; nil leaves them out of messages.
	Unsubscribe Unsubscriber
}

// What became of a task, for Act.Count.
const (
	Carried   = "carried"   // to its owner, or to the customer
	Over      = "over"      // judged again, its occasion had passed
	Unsent    = "unsent"    // nothing went out; it is proposed once more
	Uncertain = "uncertain" // claimed without an outcome: a person must look
)

// CarryOut carries out the tasks that messages name, one after the other. It returns an
// error for each message: nil if it is dealt with, outcome.Reject if it can never be,
// outcome.Later if another worker wrote the same records first. Any other error is to be
// retried; one that wraps packed.ErrNewer is left to a newer version.
func (a *Act) CarryOut(ctx context.Context, messages []queue.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		errs[i] = a.carryOut(ctx, m)
	}
	return errs
}

func (a *Act) carryOut(ctx context.Context, m queue.Message) error {
	store, task, err := book.ReadTaskMessage(m.Body)
	switch {
	case errors.Is(err, packed.ErrNewer):
		a.Log.WarnContext(ctx, "a message is left for later", "message", m.ID, "error", err)
		return err
	case err != nil:
		a.Log.ErrorContext(ctx, "not a task message", "message", m.ID, "error", err)
		return outcome.Reject("not a task message")
	}

	err = a.attempt(ctx, store, task)
	switch {
	case errors.Is(err, packed.ErrNewer):
		a.Log.WarnContext(ctx, "a task is left for later",
			"store", store, "task", task, "error", err)
	case table.IsConflict(err):
		return outcome.Later(time.Second, "another worker is busy with the same customer")
	}
	return err
}

// attempt tries to carry out one task, unless it is open or final already.
func (a *Act) attempt(ctx context.Context, store, id string) error {
	tasks, err := a.Book.FindTasks(ctx, store, id)
	if err != nil {
		return err
	}
	if len(tasks) == 0 {
		return nil // the write that was to propose it never happened
	}

	task := tasks[0]
	if task.State != playbook.Proposed && task.State != playbook.Claimed {
		return nil
	}
	t, err := a.load(ctx, task)
	if err != nil {
		return err
	}
	if task.State == playbook.Claimed {
		return t.resume(ctx)
	}
	return t.decide(ctx)
}

// load reads the shop and the customer of a task, with what was said of the customer's
// addresses, and judges the customer now.
func (a *Act) load(ctx context.Context, task book.Task) (*attempt, error) {
	now := crm.InstantOf(a.Now())
	shop, err := a.Shops.FindShop(ctx, task.Store)
	if err != nil {
		return nil, err
	}
	customer, err := a.Book.FindCustomer(ctx, task.Store, task.Customer)
	if err != nil {
		return nil, err
	}
	if err := a.Book.LoadSaid(ctx, shop, customer); err != nil {
		return nil, err
	}
	return &attempt{
		Act:       a,
		log:       a.Log.With("store", task.Store, "task", task.ID, "playbook", task.Playbook),
		shop:      shop,
		customer:  customer,
		task:      task,
		judgement: judge.Assess(customer, shop, now.Time()),
		at:        now,
	}, nil
}

// count tells Act.Count what became of a task if err, the error of the write that noted it,
// is nil. It returns err.
func (a *Act) count(what string, err error) error {
	if err == nil && a.Count != nil {
		a.Count(what)
	}
	return err
}
