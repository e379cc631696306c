// Package act carries out one task, once: judge again, claim the task and the contact in one transaction, then do it. What
// cannot be made idempotent is done at most once: a claim without an outcome becomes uncertain, for a person to look at.
package act

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"holdfast/shared/book"
	"holdfast/shared/crm"
	"holdfast/shared/judge"
	"holdfast/shared/outcome"
	"holdfast/shared/playbook"
	"holdfast/shared/queue"
	"holdfast/shared/table"
)

// Act is the step. Its fields are what it needs; all are required.
type Act struct {
	Book  book.Book
	Shops *book.Shops
	Send  Sender
	Now   func() time.Time
	Log   *slog.Logger
}

// Errand is what a sender carries out of the house: a task for its owner, or a message for a customer.
type Errand struct {
	ID    string         // the task's id, the same on every try
	Store string         //
	Kind  playbook.Kind  // who carries it out
	To    string         // the owner's id, or the customer's address on the channel
	Brief playbook.Brief // everything a person or a mailer needs; it names the customer
}

// Sender carries errands. Errors that wrap ErrNotSent promise that nothing went out; any other leaves that open.
type Sender interface {
	Send(ctx context.Context, e Errand) error
	// Idempotent reports whether an errand of the same id may be sent again without being carried out twice.
	Idempotent() bool
}

// ErrNotSent says that an errand certainly was not carried.
var ErrNotSent = errors.New("nothing was sent")

// Do carries out the tasks that messages name, each on its own.
func (a *Act) Do(ctx context.Context, messages []queue.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		store, task, err := book.ReadTaskMessage(m.Body)
		if err != nil {
			a.Log.ErrorContext(ctx, "not a task message", "message", m.ID, "err", err)
			errs[i] = outcome.Reject("not a task message")
			continue
		}
		errs[i] = a.do(ctx, store, task)
		if table.IsConflict(errs[i]) {
			errs[i] = outcome.Later(time.Second, "another worker is busy with the same customer")
		}
	}
	return errs
}

func (a *Act) do(ctx context.Context, store, id string) error {
	tasks, err := a.Book.Tasks(ctx, store, id)
	if err != nil {
		return err
	}
	if len(tasks) == 0 {
		return nil // proposed in a write that did not happen
	}
	t, now := tasks[0], crm.InstantOf(a.Now())
	log := a.Log.With("store", store, "task", id, "playbook", t.Playbook)
	shop, err := a.Shops.Shop(ctx, store)
	if err != nil {
		return err
	}
	c, err := a.Book.Customer(ctx, store, t.Customer)
	if err != nil {
		return err
	}
	j := judge.Look(c, shop, now.Time())
	switch t.State {
	case playbook.Proposed:
		return a.decide(ctx, log, shop, c, t, j)
	case playbook.Claimed:
		if a.Send.Idempotent() {
			return a.carry(ctx, log, c, t, j)
		}
		if now >= t.Look {
			t.State, t.Why, t.Look = playbook.Uncertain, "", 0
			log.WarnContext(ctx, "claimed without an outcome: a person must look")
			return a.Book.Write(ctx, t.Put())
		}
	}
	return nil
}

// decide judges the task again, and claims it if it still holds.
func (a *Act) decide(ctx context.Context, log *slog.Logger, shop *book.Shop, c *book.Customer, t book.Task, j judge.Judgement) error {
	now := j.Input.Now
	spent, err := a.Book.Spent(ctx, shop, now)
	if err != nil {
		return err
	}
	j.Input.Spent = spent.Minor
	ruling := playbook.Holds(t.Task, j.Input)
	switch {
	case !ruling.Go && ruling.Until > 0:
		t.NotBefore, t.Why = ruling.Until, ruling.Why
		t.Reckon(now)
		log.InfoContext(ctx, "waits", "why", ruling.Why, "until", ruling.Until.Time())
		return a.Book.Write(ctx, t.Put())
	case !ruling.Go:
		t.End(ruling.State, ruling.Why, now)
		c.Ledger.Decide(t.ID, false)
		log.InfoContext(ctx, "is over", "state", ruling.State, "why", ruling.Why)
		op, _ := c.Save()
		return a.Book.Write(ctx, t.Put(), op)
	}
	t.State, t.ClaimedAt, t.Why = playbook.Claimed, now, ""
	t.Reckon(now)
	ops := []table.Op{t.Put()}
	if t.Kind != playbook.Owed && t.Cost > 0 {
		ops = append(ops, spent.Add(t.Cost))
	}
	c.Contacted(t.Channel, now)
	op, _ := c.Save()
	if err := a.Book.Write(ctx, append(ops, op)...); err != nil {
		return err
	}
	// A crash here leaves a claim: it is sent again where that does no harm, else it becomes uncertain.
	t.Written()
	return a.carry(ctx, log, c, t, j)
}

// carry sends a claimed task out and notes what came of it.
func (a *Act) carry(ctx context.Context, log *slog.Logger, c *book.Customer, t book.Task, j judge.Judgement) error {
	now := j.Input.Now
	err := a.Send.Send(ctx, Errand{ID: t.ID, Store: t.Store, Kind: t.Kind, To: address(t, c), Brief: playbook.BriefOf(t.Task, j.Input, j.Evidence)})
	switch {
	case errors.Is(err, ErrNotSent):
		t.State, t.NotBefore = playbook.Proposed, now+crm.Instant(book.UnsentFor.Milliseconds())
		t.Reckon(now)
		log.WarnContext(ctx, "not sent, to be tried again", "err", err)
		return a.Book.Write(ctx, t.Put())
	case err != nil && a.Send.Idempotent():
		return fmt.Errorf("send task %s: %w", t.ID, err)
	case err != nil:
		t.State, t.Look = playbook.Uncertain, 0
		log.ErrorContext(ctx, "perhaps sent: a person must look", "err", err)
		return a.Book.Write(ctx, t.Put())
	}
	// A crash here leaves a claim that was carried out: see above.
	if t.Kind == playbook.Automatic {
		t.Result = playbook.Sent
		t.End(playbook.Done, "", now)
	} else {
		t.State = playbook.Open
		t.Reckon(now)
	}
	log.InfoContext(ctx, "carried out", "kind", t.Kind, "measure", t.Measure, "state", t.State)
	return a.Book.Write(ctx, t.Put())
}

// address is where the errand goes: to the owner, or to the customer on the task's channel.
func address(t book.Task, c *book.Customer) string {
	if t.Kind != playbook.Automatic {
		return t.Owner
	}
	if t.Channel == crm.ChannelEmail.String() {
		return c.Facts.Profile[crm.Email].Value
	}
	return c.Facts.Profile[crm.Phone].Value
}
