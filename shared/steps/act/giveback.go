package act

import (
	"context"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
)

// giveBackTries is how often giveBack is tried while others write the same records.
const giveBackTries = 4

// giveBack undoes the claim of an errand that certainly did not go out: it was no contact,
// it cost nothing, and the task is proposed once more. It returns a conflict if all tries
// met one.
func (t *attempt) giveBack(ctx context.Context) error {
	return table.Retry(ctx, giveBackTries, func(bool) error { return t.tryGiveBack(ctx) })
}

// tryGiveBack undoes the claim in one transaction, with the customer and the budget read
// afresh.
func (t *attempt) tryGiveBack(ctx context.Context) error {
	task := t.task // a copy: the next try needs the claim as it was
	var ops []table.Op

	customer, err := t.Book.FindCustomer(ctx, task.Store, task.Customer)
	if err != nil {
		return err
	}
	customer.RemoveContact(task.Channel, task.ClaimedAt)
	if op, changed := customer.Save(); changed {
		ops = append(ops, op)
	}

	if costs(&task) {
		spent, err := t.Book.FindSpent(ctx, t.shop, task.ClaimedAt)
		if err != nil {
			return err
		}
		ops = append(ops, spent.Add(-task.Cost))
	}

	task.State = playbook.Proposed
	task.ClaimedAt = 0
	task.NotBefore = t.at.Add(book.UnsentFor)
	task.SetDueAt(t.at)
	ops = append(ops, task.Put())

	// A crash before this write leaves a claim that was not carried out: resume takes it for
	// one that perhaps was.
	return t.Book.Write(ctx, ops...)
}
