// Package results records what people say came of a task: the task, what it teaches about
// the customer, and an undo, in one transaction each.
package results

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// ErrNoTask says that there is no such task.
var ErrNoTask = errors.New("no such task")

// ErrNothingToUndo says that nobody reported anything of a task.
var ErrNothingToUndo = errors.New("nobody has reported a result to take back")

// RecordFeedback notes a report of a task, and returns the task as it then stands. A
// conflict is a *table.Conflict: look and try again. A report that cannot be is an error
// of playbook.ApplyFeedback.
func RecordFeedback(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	id string,
	r playbook.Feedback,
	now crm.Instant,
) (book.Task, error) {
	tasks, err := b.FindTasks(ctx, shop.Store, id)
	if err != nil {
		return book.Task{}, err
	}
	if len(tasks) == 0 {
		return book.Task{}, fmt.Errorf("task %s of %s: %w", id, shop.Store, ErrNoTask)
	}
	t := tasks[0]
	out, err := playbook.ApplyFeedback(t.Task, r, &shop.Playbook, now)
	if err != nil {
		return t, err
	}
	before := t.Task
	t.Task = out.Task
	t.Before = &before
	t.SetDueAt(now)
	ops, err := withCustomer(ctx, b, shop, t, func(c *book.Customer) {
		if out.Lesson != nil {
			c.Facts = crm.Join(c.Facts, &crm.Facts{Lessons: []crm.Lesson{*out.Lesson}})
			c.Facts.Settle(c.Key, shop.Pepper)
		}
	})
	if err != nil {
		return t, err
	}
	if err := b.Write(ctx, ops...); err != nil {
		return t, fmt.Errorf("record the result of task %s: %w", id, err)
	}
	return t, nil
}

// UndoFeedback takes the last result back: the task is open again, with the owner and the
// dates it had, and what was learned by the result is forgotten.
func UndoFeedback(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	id string,
	now crm.Instant,
) (book.Task, error) {
	tasks, err := b.FindTasks(ctx, shop.Store, id)
	if err != nil {
		return book.Task{}, err
	}
	if len(tasks) == 0 {
		return book.Task{}, fmt.Errorf("task %s of %s: %w", id, shop.Store, ErrNoTask)
	}
	t := tasks[0]
	if !t.Undoable(now) {
		return t, fmt.Errorf("task %s: %w", id, ErrNothingToUndo)
	}
	t.State = playbook.Open
	t.Result = ""
	t.ResultAt = 0
	if t.Before != nil {
		t.Task = *t.Before
		t.Before = nil
	}
	if t.State == playbook.Claimed || t.State == playbook.Proposed {
		t.State = playbook.Open // a person has it in hand
	}
	t.Deadline = max(t.Deadline, now.AddDays(1))
	t.SetDueAt(now)
	ops, err := withCustomer(ctx, b, shop, t, func(c *book.Customer) {
		c.Facts.Lessons = slices.DeleteFunc(
			slices.Clone(c.Facts.Lessons),
			func(l crm.Lesson) bool { return l.Task == id },
		)
	})
	if err != nil {
		return t, err
	}
	if err := b.Write(ctx, ops...); err != nil {
		return t, fmt.Errorf("take back the result of task %s: %w", id, err)
	}
	return t, nil
}

// withCustomer is the writes of a task and of its customer, after change. A task of the
// whole shop has no customer.
func withCustomer(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	t book.Task,
	change func(*book.Customer),
) ([]table.Op, error) {
	ops := []table.Op{t.Put()}
	if t.Customer == "" {
		return ops, nil
	}
	c, err := b.FindCustomer(ctx, shop.Store, t.Customer)
	if err != nil {
		return nil, err
	}
	change(c)
	if c.Ledger.Decided(t.ID) {
		c.Ledger.Decide(t.ID, !t.State.Final())
	}
	if op, changed := c.Save(); changed && !c.Empty() {
		ops = append(ops, op)
	}
	return ops, nil
}
