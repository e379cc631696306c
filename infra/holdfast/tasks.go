package main

import (
	"context"
	"fmt"
	"iter"
	"slices"
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/results"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

type tasksCommand struct {
	List   tasksList   `cmd:"" default:"withargs" help:"What is to be done, greatest stake first."`
	Show   tasksShow   `cmd:""                    help:"One task with all its owner needs."`
	Result tasksResult `cmd:""                    help:"Say what came of a task."`
}

type tasksList struct {
	Limit int    `help:"At most so many."                       default:"20"`
	Owner string `help:"Only this owner's."                                  placeholder:"NAME"`
	Past  bool   `help:"Those that came to an end, last first."`
}

// Run lists tasks.
func (c *tasksList) Run(s *session) error {
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	tasks := at.Book.OpenTasks(s.ctx, shop.Store)
	if c.Past {
		tasks = at.Book.PastTasks(s.ctx, shop.Store)
	}
	briefs := []playbook.Brief{}
	for t, err := range tasks {
		if err != nil {
			return err
		}
		if len(briefs) >= c.Limit {
			break
		}
		if c.Owner != "" && t.Owner != c.Owner {
			continue
		}

		b, err := s.brief(at, shop, t)
		if err != nil {
			return err
		}
		briefs = append(briefs, b)
	}
	if s.json {
		return s.printJSON(briefs)
	}
	t := s.table("task", "customer", "tier", "do", "state", ">at stake", "deadline", "why")
	for _, b := range briefs {
		t.row(
			short(b.Task.ID),
			b.Name,
			b.Tier,
			string(b.Task.Measure),
			string(b.Task.State),
			phrase.Whole(b.Stake),
			b.Deadline,
			b.Why,
		)
	}
	t.print(
		"Nothing is to be done. Tasks appear when a customer is silent for too long, or a complaint waits for its answer.",
	)
	if len(briefs) > 0 {
		s.next("tasks show %s", short(briefs[0].Task.ID))
	}
	return nil
}

func (s *session) brief(at *place, shop *book.Shop, t book.Task) (playbook.Brief, error) {
	c, err := at.Book.FindCustomer(s.ctx, shop.Store, t.Customer)
	if err != nil {
		return playbook.Brief{}, err
	}
	j := judge.Assess(c, shop, s.now())
	return playbook.NewBrief(t.Task, j.Input, j.Evidence), nil
}

// task finds a task by its id or the beginning of it.
func (s *session) task(at *place, shop *book.Shop, id string) (book.Task, error) {
	exact, err := at.Book.FindTasks(s.ctx, shop.Store, id)
	if err != nil || len(exact) == 1 {
		return append(exact, book.Task{})[0], err
	}
	var found []book.Task
	for _, tasks := range allTasks(s.ctx, at.Book, shop.Store) {
		for t, err := range tasks {
			if err != nil {
				return book.Task{}, err
			}
			if strings.HasPrefix(t.ID, id) {
				found = append(found, t)
			}
		}
		if len(found) > 0 {
			break
		}
	}
	switch len(found) {
	case 0:
		return book.Task{}, fmt.Errorf("task %q: %w", id, results.ErrNoTask)
	case 1:
		return found[0], nil
	}
	return book.Task{}, fmt.Errorf("%w: %d tasks begin with %q", errUsage, len(found), id)
}

// allTasks returns the open and the past tasks of a store.
func allTasks(ctx context.Context, b book.Book, store string) [2]iter.Seq2[book.Task, error] {
	return [...]iter.Seq2[book.Task, error]{b.OpenTasks(ctx, store), b.PastTasks(ctx, store)}
}

type tasksShow struct {
	ID string `arg:"" help:"The task's id, or its beginning."`
}

// Run shows one task.
func (c *tasksShow) Run(s *session) error {
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	t, err := s.task(at, shop, c.ID)
	if err != nil {
		return err
	}
	b, err := s.brief(at, shop, t)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(b)
	}
	s.showBrief(b)
	return nil
}

func (s *session) showBrief(b playbook.Brief) {
	s.printf("%s\n", s.bold(b.Do))
	line := func(what, text string) {
		if text != "" {
			s.printf("  %-9s %s\n", what, text)
		}
	}
	line("customer", strings.Trim(b.Name+", "+b.Company, ", "))
	line("reach", strings.Trim(b.Channel+" "+b.Phone+" "+b.Contact, " "))
	line("there", b.Local)
	line("owner", b.Owner)
	line("why", b.Why)
	line("reason", b.Reason)
	for _, e := range b.Evidence {
		line("", e)
	}
	for _, o := range b.Orders {
		line("order", fmt.Sprintf("#%s, %s, %s", o.Number, o.Day, o.Amount))
	}
	for _, t := range b.Tickets {
		line("ticket", fmt.Sprintf("%s, %s: %s", t.Number, t.Day, t.Said))
	}
	for _, o := range b.Refunds {
		line("refund", fmt.Sprintf("#%s, %s, %s", o.Number, o.Day, o.Amount))
	}
	line("worth", b.Tier+". "+b.Sums)
	for i, said := range b.Script {
		line(map[bool]string{true: "say"}[i == 0], said)
	}
	line("state", strings.Trim(fmt.Sprintf("%s %s", b.Task.State, b.Task.Result), " "))
	s.next("tasks result %s reached", short(b.Task.ID))
}

type tasksResult struct {
	ID     string `arg:"" help:"The task's id, or its beginning."`
	Result string `arg:"" help:"reached, no_answer, call_back, promise, exit_reason, recommendation, escalate or unpaid_risk."`
	Reason string `       help:"With exit_reason: price, product, service, market, technology or political."                   placeholder:"WORD"`
	At     string `       help:"With call_back: the time agreed."                                                              placeholder:"INSTANT"`
}

// Help shows examples.
func (*tasksResult) Help() string {
	return `Examples:
  holdfast tasks result 3fa2c1d0 reached
  holdfast tasks result 3fa2c1d0 exit_reason --reason price
  holdfast tasks result 3fa2c1d0 call_back --at 2026-07-03T14:00:00Z`
}

// Run records the result.
func (c *tasksResult) Run(s *session) error {
	r, err := c.report()
	if err != nil {
		return err
	}
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	t, err := s.task(at, shop, c.ID)
	if err != nil {
		return err
	}
	if c.At != "" {
		when, err := parseInstant(c.At, shop.Playbook.StoreZone())
		if err != nil {
			return err
		}
		r.At = crm.InstantOf(when)
	}
	done, err := record(s.ctx, at, shop, t.ID, r)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(done)
	}
	s.printf("Task %s: %s, now %s.\n", short(done.ID), done.Result, done.State)
	s.next("tasks")
	return nil
}

// report is what was typed, but for the time.
func (c *tasksResult) report() (r playbook.Feedback, err error) {
	r.Result = playbook.Result(c.Result)
	if !slices.Contains(playbook.Results[:], r.Result) {
		return r, fmt.Errorf(
			"%w: %q is no result; there are %s",
			errUsage,
			c.Result,
			choices(playbook.Results[:]),
		)
	}
	if c.Reason == "" {
		return r, nil
	}
	reason, err := crm.ParseReason(c.Reason)
	if err != nil {
		return r, fmt.Errorf(
			"%w: %q is no reason; there are %s",
			errUsage,
			c.Reason,
			choices(crm.Reasons[:]),
		)
	}
	r.Reason = reason
	return r, nil
}

// recordTries is how often a result is recorded when others write the same customer.
const recordTries = 5

// record notes a result, once more where somebody else wrote the same customer at that
// moment.
func record(
	ctx context.Context,
	at *place,
	shop *book.Shop,
	id string,
	r playbook.Feedback,
) (book.Task, error) {
	var t book.Task
	err := table.Retry(ctx, recordTries, func(bool) (err error) {
		t, err = results.RecordFeedback(ctx, at.Book, shop, id, r, crm.InstantOf(at.Now()))
		return err
	})
	return t, err
}
