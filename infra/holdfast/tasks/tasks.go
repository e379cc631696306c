// Package tasks lists the tasks that are to be done, shows one, and records what came of
// it.
package tasks

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/results"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/phrase"
)

// Tasks lists tasks and works with one of them.
type Tasks struct {
	List   List   `cmd:"" default:"withargs" help:"What is to be done, greatest stake first."`
	Show   Show   `cmd:""                    help:"One task with all its owner needs."`
	Result Result `cmd:""                    help:"Say what came of a task."`
}

// List lists tasks.
type List struct {
	Limit int    `help:"At most so many."                       default:"20"`
	Owner string `help:"Only this owner's."                                  placeholder:"NAME"`
	Past  bool   `help:"Those that came to an end, last first."`
}

// Run lists the tasks.
func (c *List) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	briefs, err := c.listBriefs(ctx, store)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(briefs)
	}

	columns := s.NewColumns(
		"task", "customer", "tier", "do", "state", ">at stake", "deadline", "why",
	)
	for _, b := range briefs {
		columns.AddRow(
			shortID(b.Task.ID),
			b.Name,
			b.Tier,
			string(b.Task.Measure),
			string(b.Task.State),
			phrase.Whole(b.Stake),
			b.Deadline,
			b.Why,
		)
	}
	columns.Print(
		"Nothing is to be done. Tasks appear when a customer is silent for too long, " +
			"or a complaint waits for its answer.",
	)
	if len(briefs) > 0 {
		s.SuggestNext("tasks show %s", shortID(briefs[0].Task.ID))
	}
	return nil
}

// listBriefs returns the briefs of the tasks that were asked for.
func (c *List) listBriefs(ctx context.Context, store session.Store) ([]playbook.Brief, error) {
	tasks := store.Book.OpenTasks(ctx, store.Shop.Store)
	if c.Past {
		tasks = store.Book.PastTasks(ctx, store.Shop.Store)
	}
	briefs := []playbook.Brief{}
	for t, err := range book.Readable(tasks) {
		if err != nil {
			return nil, err
		}
		if len(briefs) >= c.Limit {
			break
		}
		if c.Owner != "" && t.Owner != c.Owner {
			continue
		}
		b, err := newBrief(ctx, store, t)
		if _, unreadable := book.AsUnreadable(err); unreadable {
			continue // its customer's record
		}
		if err != nil {
			return nil, err
		}
		briefs = append(briefs, b)
	}
	return briefs, nil
}

// newBrief returns what an owner needs to carry a task out, as of now.
func newBrief(
	ctx context.Context,
	store session.Store,
	t book.Task,
) (playbook.Brief, error) {
	c, err := store.Book.FindCustomer(ctx, store.Shop.Store, t.Customer)
	if err != nil {
		return playbook.Brief{}, err
	}
	j := judge.Assess(c, store.Shop, store.Now())
	return playbook.NewBrief(t.Task, j.Input, j.Evidence), nil
}

// findTask returns the task of an id, or the only one whose id begins so: an open one, else
// a past one.
func findTask(ctx context.Context, store session.Store, id string) (book.Task, error) {
	exact, err := store.Book.FindTasks(ctx, store.Shop.Store, id)
	if err != nil {
		return book.Task{}, err
	}
	if len(exact) == 1 {
		return exact[0], nil
	}

	for _, tasks := range []iter.Seq2[book.Task, error]{
		store.Book.OpenTasks(ctx, store.Shop.Store),
		store.Book.PastTasks(ctx, store.Shop.Store),
	} {
		var found []book.Task
		for t, err := range book.Readable(tasks) {
			if err != nil {
				return book.Task{}, err
			}
			if strings.HasPrefix(t.ID, id) {
				found = append(found, t)
			}
		}
		switch {
		case len(found) == 1:
			return found[0], nil
		case len(found) > 1:
			return book.Task{}, fmt.Errorf(
				"%w: %d tasks begin with %q",
				session.ErrUsage,
				len(found),
				id,
			)
		}
	}
	return book.Task{}, fmt.Errorf("task %q: %w", id, results.ErrNoTask)
}

// shortID returns as much of a task's id as people need.
func shortID(id string) string { return id[:min(8, len(id))] }
