package tasks

import (
	"context"
	"fmt"
	"slices"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/records/results"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// Result records what came of a task.
type Result struct {
	ID     string `arg:"" help:"The task's id, or its beginning."`
	Result string `arg:"" help:"reached, no_answer, call_back, promise, exit_reason, recommendation, escalate, unpaid_risk or do_not_contact."`
	Reason string `help:"With exit_reason: price, product, service, market, technology or political." placeholder:"WORD"`

	Competitor string `help:"With exit_reason: where the customer buys now, as a short name." placeholder:"NAME"`

	At string `help:"With call_back: the time agreed." placeholder:"INSTANT"`
}

// Help shows examples.
func (*Result) Help() string {
	return `Examples:
  holdfast tasks result 3fa2c1d0 reached
  holdfast tasks result 3fa2c1d0 exit_reason --reason price --competitor Acme
  holdfast tasks result 3fa2c1d0 call_back --at 2026-07-03T14:00:00Z
  holdfast tasks result 3fa2c1d0 do_not_contact
do_not_contact closes every channel to the customer, on every account that uses the same address or number. It cannot be taken
back: if the customer agrees again, say so with holdfast customers consent.`
}

// Run records the result.
func (c *Result) Run(ctx context.Context, s *session.Session) error {
	feedback, err := c.parse()
	if err != nil {
		return err
	}
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	t, err := findTask(ctx, store, c.ID)
	if err != nil {
		return err
	}
	if c.At != "" {
		at, err := session.ParseInstant(c.At, store.Zone())
		if err != nil {
			return err
		}
		feedback.At = crm.InstantOf(at)
	}
	done, err := Record(ctx, store, t.ID, feedback)
	if err != nil {
		return err
	}

	if s.JSON {
		return s.PrintJSON(done.Public())
	}
	s.Printf("Task %s: %s, now %s.\n", shortID(done.ID), done.Result, done.State)
	s.SuggestNext("tasks")
	return nil
}

// parse returns what was typed, but for the time: its zone is the store's.
func (c *Result) parse() (f playbook.Feedback, err error) {
	f.Result = playbook.Result(c.Result)
	f.Competitor = c.Competitor
	if !slices.Contains(playbook.Results[:], f.Result) {
		return f, fmt.Errorf(
			"%w: %q is no result; there are %s",
			session.ErrUsage,
			c.Result,
			session.JoinChoices(playbook.Results[:]),
		)
	}
	if c.Reason == "" {
		return f, nil
	}
	reason, err := crm.ParseReason(c.Reason)
	if err != nil {
		return f, fmt.Errorf(
			"%w: %q is no reason; there are %s",
			session.ErrUsage,
			c.Reason,
			session.JoinChoices(crm.Reasons[:]),
		)
	}
	f.Reason = reason
	return f, nil
}

// recordTries is how often a result is recorded that meets another write of its customer.
const recordTries = 5

// Record records the result of a task as of now, and returns the task as it then stands.
func Record(
	ctx context.Context,
	store session.Store,
	id string,
	f playbook.Feedback,
) (t book.Task, err error) {
	recorder := results.Recorder{
		Book: store.Book,
		Shop: store.Shop,
		At:   crm.InstantOf(store.Now()),
	}
	err = table.Retry(ctx, recordTries, func(bool) (err error) {
		t, err = recorder.RecordFeedback(ctx, id, f)
		return err
	})
	return t, err
}
