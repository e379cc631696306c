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

// ErrNothingToUndo says that a task has no result that can be taken back.
var ErrNothingToUndo = errors.New("there is no result to take back")

// Recorder records the results of one store's tasks at one instant. A conflict with another
// worker is a *table.Conflict: try again with the same Recorder.
type Recorder struct {
	Book book.Book
	Shop *book.Shop
	At   crm.Instant
}

// RecordFeedback writes what the owner of a task says, and returns the task as it then
// stands. Feedback that the task cannot have is an error of playbook.ApplyFeedback, beside
// the task as it is.
func (r Recorder) RecordFeedback(
	ctx context.Context,
	id string,
	f playbook.Feedback,
) (book.Task, error) {
	t, err := r.findTask(ctx, id)
	if err != nil {
		return book.Task{}, err
	}
	outcome, err := playbook.ApplyFeedback(t.Task, f, &r.Shop.Playbook, r.At)
	if err != nil {
		return t, err
	}

	before := t.Task
	t.Task = outcome.Task
	t.Before = &before
	t.SetDueAt(r.At)

	learned := &crm.Facts{Consents: outcome.Consents}
	if outcome.Lesson != nil {
		learned.Lessons = []crm.Lesson{*outcome.Lesson}
	}
	err = r.write(ctx, t, func(c *book.Customer) {
		c.Facts = crm.Join(c.Facts, learned)
		c.Facts.Settle(c.Key, r.Shop.Pepper)
		if outcome.Consents != (crm.Consents{}) {
			c.Due = crm.Earliest(c.Due, r.At) // the next sweep takes other tasks back
		}
	})
	if err != nil {
		return t, fmt.Errorf("record the result of task %s: %w", id, err)
	}
	return t, nil
}

// UndoFeedback takes the last result back: the task is open again, with the owner and the
// dates it had, and what was learned by the result is forgotten. A result that cannot be
// taken back is ErrNothingToUndo.
func (r Recorder) UndoFeedback(ctx context.Context, id string) (book.Task, error) {
	t, err := r.findTask(ctx, id)
	if err != nil {
		return book.Task{}, err
	}
	if !t.Undoable(r.At) {
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
	if t.Kind != playbook.Owed { // what is owed stays as late as it was
		t.Deadline = max(t.Deadline, r.At.AddDays(1))
	}
	t.SetDueAt(r.At)

	err = r.write(ctx, t, func(c *book.Customer) {
		c.Facts.Lessons = slices.DeleteFunc(
			slices.Clone(c.Facts.Lessons),
			func(l crm.Lesson) bool { return l.Task == id },
		)
	})
	if err != nil {
		return t, fmt.Errorf("take back the result of task %s: %w", id, err)
	}
	return t, nil
}

// findTask loads a task. If there is none, the error is ErrNoTask.
func (r Recorder) findTask(ctx context.Context, id string) (book.Task, error) {
	tasks, err := r.Book.FindTasks(ctx, r.Shop.Store, id)
	if err != nil {
		return book.Task{}, err
	}
	if len(tasks) == 0 {
		return book.Task{}, fmt.Errorf("task %s of %s: %w", id, r.Shop.Store, ErrNoTask)
	}
	return tasks[0], nil
}

// write writes a task and, after change, its customer in one transaction, with the
// addresses that a no of theirs closes. A task about the
// shop itself has no customer.
func (r Recorder) write(
	ctx context.Context,
	t book.Task,
	change func(*book.Customer),
) error {
	ops := []table.Op{t.Put()}
	if t.Customer == "" {
		return r.Book.Write(ctx, ops...)
	}

	c, err := r.Book.FindCustomer(ctx, r.Shop.Store, t.Customer)
	if err != nil {
		return err
	}
	before := c.Facts.Consents
	change(c)
	if said := c.Facts.Consents; said != before {
		addresses := c.Facts.Addresses(c.Key, r.Shop.Pepper)
		notes, err := r.Book.NoteSaid(ctx, r.Shop.Store, addresses, said.Noes())
		if err != nil {
			return err
		}
		ops = append(ops, notes...)
	}
	if c.Ledger.Decided(t.ID) {
		c.Ledger.Decide(t.ID, !t.State.Final())
	}
	if op, changed := c.Save(); changed && !c.Empty() {
		ops = append(ops, op)
	}
	return r.Book.Write(ctx, ops...)
}
