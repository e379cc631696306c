// Package tasks lists the tasks that are to be done, shows one, and records what came of
// it.
package tasks

import (
	"context"
	"fmt"
	"iter"
	"strings"

	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/results"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Tasks lists tasks and works with one of them.
type Tasks struct {
	List   List   `cmd:"" default:"withargs" help:"What is to be done, as the console lists it."`
	Show   Show   `cmd:"" help:"One task with all its owner needs."`
	Result Result `cmd:"" help:"Say what came of a task."`
}

// List lists tasks.
type List struct {
	Limit int    `help:"At most so many." default:"20"`
	Owner string `help:"Only this owner's." placeholder:"NAME"`
	Past  bool   `help:"Those that came to an end, last first."`
}

// leastLoaded is how many open tasks the list is made from at least, greatest stake first:
// as many as the console's.
const leastLoaded = 400

// Run lists the tasks: the open ones as the console does, in the same order, then those
// that a machine carries out.
func (c *List) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	list := c.listOpen
	if c.Past {
		list = c.listPast
	}
	lines, err := list(ctx, store)
	if err != nil {
		return err
	}
	if s.JSON {
		briefs := []playbook.WaitingBrief{}
		for _, l := range lines {
			briefs = append(briefs, l.WaitingBrief)
		}
		return s.PrintJSON(briefs)
	}
	printLines(s, store, lines)
	return nil
}

// line is a task of the list, with when it can be done, in words.
type line struct {
	playbook.WaitingBrief
	when string
}

func printLines(s *session.Session, store session.Store, lines []line) {
	columns := s.NewColumns(
		"task", "customer", "tier", "do", "state", ">at stake", "when", "deadline", "why",
	)
	for _, l := range lines {
		addRow(columns, l.Brief, l.when)
		for _, also := range l.Also {
			addRow(columns, also, l.when)
		}
	}
	columns.Print(
		"Nothing is to be done. Tasks appear when a customer is silent for too long, " +
			"or a complaint waits for its answer.",
	)
	if len(lines) > 0 {
		printMoneyNotes(s, store, lines)
		s.SuggestNext("tasks show %s", shortID(lines[0].Task.ID))
	}
}

// printMoneyNotes says what is kept apart from the amounts, and that the margin is assumed
// if it is.
func printMoneyNotes(s *session.Session, store session.Store, lines []line) {
	var apart []segment.Apart
	for _, l := range lines {
		apart = segment.AddApart(apart, l.Apart...)
	}
	for _, note := range []string{
		segment.SayApart(store.Language(), apart),
		store.Shop.Playbook.PricingSettings().SayMargin(store.Language()),
	} {
		if note != "" {
			s.Printf("%s\n", note)
		}
	}
}

func addRow(columns *terminal.Columns, b playbook.Brief, when string) {
	columns.AddRow(
		shortID(b.Task.ID),
		b.Name,
		b.Tier,
		string(b.Task.Measure),
		string(b.Task.State),
		phrase.Whole(b.Stake),
		when,
		b.Deadline,
		b.Why,
	)
}

// listOpen returns the tasks that are to be done, as the console lists them, then those
// that a machine carries out in its time.
func (c *List) listOpen(ctx context.Context, store session.Store) ([]line, error) {
	agenda, err := judge.LoadAgenda(ctx, store.Book, store.Shop, judge.AgendaQuery{
		Owner: c.Owner,
		Most:  max(c.Limit, leastLoaded),
		Now:   crm.InstantOf(store.Now()),
	})
	if err != nil {
		return nil, err
	}

	var lines []line
	for e := range agenda.Entries() {
		if len(lines) >= c.Limit {
			return lines, nil
		}
		lines = append(lines, line{e.WaitingBrief(), sayWhen(store, e)})
	}
	for _, t := range agenda.Machine {
		if len(lines) >= c.Limit {
			return lines, nil
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
		lines = append(lines, line{playbook.WaitingBrief{Brief: b}, "by a machine"})
	}
	return lines, nil
}

// sayWhen says when a person can do what an entry is about.
func sayWhen(store session.Store, e *judge.AgendaEntry) string {
	switch {
	case e.Task.State == playbook.Uncertain:
		return "please look"
	case e.Until == 0:
		return "now"
	}
	return "from " + store.Shop.Playbook.Locale().Clock(e.Until)
}

// listPast returns the tasks that came to an end, last ended first.
func (c *List) listPast(ctx context.Context, store session.Store) ([]line, error) {
	var lines []line
	for t, err := range book.Readable(store.Book.PastTasks(ctx, store.Shop.Store)) {
		if err != nil {
			return nil, err
		}
		if len(lines) >= c.Limit {
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
		lines = append(lines, line{playbook.WaitingBrief{Brief: b}, ""})
	}
	return lines, nil
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
	if err := store.Book.LoadSaid(ctx, store.Shop, c); err != nil {
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
