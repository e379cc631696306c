package act

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// attempt is one try at one task, with everything that was loaded for it.
type attempt struct {
	*Act
	log       *slog.Logger
	shop      *book.Shop
	customer  *book.Customer
	task      book.Task
	judgement judge.Judgement
	at        crm.Instant // when the attempt began: the whole of it is judged at this instant

	// again is true if an earlier attempt claimed the task and may have sent it.
	again bool
}

// decide judges a proposed task again and claims it, lets it wait or ends it.
func (t *attempt) decide(ctx context.Context) error {
	spent, err := t.Book.FindSpent(ctx, t.shop, t.at)
	if err != nil {
		return err
	}
	t.judgement.Input.Store.Spent = spent.Minor

	ruling := judge.JudgeTaskAgain(&t.task.Task, t.judgement.Input)
	switch {
	case ruling.Go:
		return t.claim(ctx, spent)
	case ruling.Until > 0:
		return t.wait(ctx, ruling)
	default:
		return t.end(ctx, ruling)
	}
}

// claim writes the claim, the contact and the cost in one transaction, then carries the task
// out.
func (t *attempt) claim(ctx context.Context, spent book.Spent) error {
	task := &t.task
	task.State = playbook.Claimed
	task.ClaimedAt = t.at
	task.Why = ""
	task.SetDueAt(t.at)
	ops := []table.Op{task.Put()}

	if costs(task) {
		ops = append(ops, spent.Add(task.Cost))
	}

	t.customer.AddContact(task.Channel, t.at)
	contact, _ := t.customer.Save()
	ops = append(ops, contact)

	if err := t.Book.Write(ctx, ops...); err != nil {
		return err
	}
	// A crash here leaves a claim that did not go out. resume finds it: it is sent again
	// where that does no harm, else it becomes uncertain.
	task.Written()
	return t.carry(ctx)
}

// costs reports whether the task is paid for out of the store's budget.
func costs(t *book.Task) bool { return t.Kind != playbook.Owed && t.Cost > 0 }

// wait puts the task off until the ruling lets it be judged again.
func (t *attempt) wait(ctx context.Context, ruling playbook.Ruling) error {
	t.task.NotBefore = ruling.Until
	t.task.Why = ruling.Why
	t.task.SetDueAt(t.at)

	t.log.InfoContext(ctx, "waits",
		"why", ruling.Why,
		"until", ruling.Until.Time())
	return t.Book.Write(ctx, t.task.Put())
}

// end gives the task its final state and closes it in the customer's ledger.
func (t *attempt) end(ctx context.Context, ruling playbook.Ruling) error {
	task := &t.task
	task.End(ruling.State, ruling.Why, t.at)
	t.customer.Ledger.Decide(task.ID, false)
	ledger, _ := t.customer.Save()

	t.log.InfoContext(ctx, "is over",
		"state", ruling.State,
		"why", ruling.Why)
	err := t.Book.Write(ctx, task.Put(), ledger)
	return t.count(Over, err)
}

// resume looks after a task that was claimed and has no outcome. An errand that may be sent
// again is sent, if the customer may be contacted now as well: the claim may be hours old.
// Any other becomes uncertain, once no worker can still be busy with it.
func (t *attempt) resume(ctx context.Context) error {
	if !t.Send.Idempotent(ctx, t.task.Task) {
		if t.at < t.task.ClaimedAt.Add(book.UnendedFor) {
			return nil
		}
		return t.giveUp(ctx, "")
	}

	t.forgetClaim()
	ruling := judge.JudgeTaskAgain(&t.task.Task, t.judgement.Input)
	switch {
	case ruling.Go:
		t.again = true
		t.task.Why = ""
		return t.carry(ctx)
	case ruling.Until > 0:
		t.task.DueAt = ruling.Until
		t.task.Why = ruling.Why
		return t.Book.Write(ctx, t.task.Put())
	default:
		return t.giveUp(ctx, ruling.Why)
	}
}

// forgetClaim removes the contact that the claim itself wrote from what the task is judged
// by: otherwise the claim would count against the cap on contacts.
func (t *attempt) forgetClaim() {
	ofClaim := func(c crm.Contact) bool {
		if c.At != t.task.ClaimedAt {
			return false
		}
		return c.Channel.String() == t.task.Channel
	}
	ledger := &t.judgement.Input.Ledger
	contacts := slices.Clone(ledger.Contacts) // the customer's record keeps its own
	ledger.Contacts = slices.DeleteFunc(contacts, ofClaim)
}

// giveUp leaves a claim without an outcome to a person.
func (t *attempt) giveUp(ctx context.Context, why playbook.Why) error {
	t.log.WarnContext(ctx, "claimed without an outcome: a person must look",
		"why", why)
	return t.setUncertain(ctx, why)
}

// setUncertain writes that it is not known whether the task was carried out.
func (t *attempt) setUncertain(ctx context.Context, why playbook.Why) error {
	t.task.State = playbook.Uncertain
	t.task.Why = why
	t.task.DueAt = 0
	err := t.Book.Write(ctx, t.task.Put())
	return t.count(Uncertain, err)
}

// carry sends a claimed task and writes what came of it. If an earlier attempt may have sent
// it, ErrNotSent says nothing about that attempt, so the claim is kept.
func (t *attempt) carry(ctx context.Context) error {
	err := t.Send.Send(ctx, t.errand(ctx))
	switch {
	case err == nil:
		// A crash here leaves a claim that went out. resume cannot tell it from one that
		// did not.
		return t.setCarried(ctx)
	case errors.Is(err, ErrNotSent) && !t.again:
		t.log.WarnContext(ctx, "not sent, to be tried again", "error", err)
		return t.count(Unsent, t.giveBack(ctx))
	case t.Send.Idempotent(ctx, t.task.Task):
		return fmt.Errorf("send task %s: %w", t.task.ID, err)
	default:
		t.log.ErrorContext(ctx, "perhaps sent: a person must look", "error", err)
		return t.setUncertain(ctx, t.task.Why)
	}
}

// isUnaskedCall reports whether the task has a business called that gave no consent,
// because the store's settings allow it.
func (t *attempt) isUnaskedCall() bool {
	channel, err := crm.ParseChannel(t.task.Channel)
	facts := t.judgement.Input.Facts
	return err == nil && t.shop.Playbook.CallsUnasked(facts, channel)
}

// setCarried writes that the errand went out. A message is done with that; an owner's task
// is open until the owner says what came of it.
func (t *attempt) setCarried(ctx context.Context) error {
	task := &t.task
	if task.Kind == playbook.Automatic {
		task.Result = playbook.Sent
		task.End(playbook.Done, "", t.at)
	} else {
		task.State = playbook.Open
		task.SetDueAt(t.at)
	}

	if t.isUnaskedCall() {
		t.log.InfoContext(ctx, "a business is called that was not asked: business_calls is on")
	}
	t.log.InfoContext(ctx, "carried out",
		"kind", task.Kind,
		"measure", task.Measure,
		"state", task.State)
	err := t.Book.Write(ctx, task.Put())
	return t.count(Carried, err)
}
