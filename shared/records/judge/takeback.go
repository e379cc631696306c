package judge

import (
	"context"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// Try is one try at judging a customer.
type Try struct {
	Now   time.Time
	Again bool // a conflict came before
}

// LoadAndJudge judges a customer, with the tasks that may have to be taken back loaded.
// Where there are tasks, it looks what was said of the customer's addresses. After a
// conflict it looks whether the tasks it is about to propose were decided before: the
// customer's own ledger forgets occasions that are long past.
func LoadAndJudge(
	ctx context.Context,
	b book.Book,
	c *book.Customer,
	shop *book.Shop,
	try Try,
) (Judgement, error) {
	open, err := b.FindTasks(ctx, c.Store, c.Ledger.Open()...)
	if err != nil {
		return Judgement{}, err
	}
	ledger := c.Ledger
	due := c.Due
	j := Judge(c, shop, open, try.Now)
	if len(open)+len(j.Changed) > 0 {
		if err := b.LoadSaid(ctx, shop, c); err != nil {
			return Judgement{}, err
		}
		if c.KnownFacts() != c.Facts {
			c.Ledger = ledger
			c.Due = due
			j = Judge(c, shop, open, try.Now)
		}
	}
	if !try.Again {
		return j, nil
	}

	var ids []string
	for _, t := range j.Changed {
		ids = append(ids, t.ID)
	}
	decided, err := b.FindTasks(ctx, c.Store, ids...)
	if err != nil || len(decided) == 0 {
		return j, err
	}

	// Judge once more, as if the ledger had remembered them.
	c.Ledger = ledger
	c.Due = due
	for _, t := range decided {
		c.Ledger.Decide(t.ID, !t.State.Final())
	}
	return Judge(c, shop, joinTasks(decided, open), try.Now), nil
}

// joinTasks returns the tasks of a, then those of b that are not among them.
func joinTasks(a, b []book.Task) []book.Task {
	joined := slices.Clone(a)
	for _, t := range b {
		if !slices.ContainsFunc(a, func(in book.Task) bool { return in.ID == t.ID }) {
			joined = append(joined, t)
		}
	}
	return joined
}

// takeBack ends tasks whose occasion has passed: a customer who ordered must not be won
// back. A task that is being carried out at this moment stays.
func (j *Judgement) takeBack(c *book.Customer, open []book.Task) {
	for _, t := range open {
		if t.State.Final() {
			c.Ledger.Decide(t.ID, false)
			continue
		}
		if t.State == playbook.Claimed {
			continue
		}

		channel := t.Channel
		r := JudgeTaskAgain(&t.Task, j.Input)
		if r.State == playbook.Cancelled {
			t.End(r.State, r.Why, j.Input.Now)
			c.Ledger.Decide(t.ID, false)
		}
		if t.State.Final() || t.Channel != channel {
			j.Changed = append(j.Changed, t)
		}
	}
}

// JudgeTaskAgain judges a task again. It moves a task whose channel is no longer agreed to
// to the desk, if its playbook answers there: what is owed is owed still.
func JudgeTaskAgain(t *playbook.Task, in playbook.Input) playbook.Ruling {
	r := playbook.JudgeAgain(*t, in)
	if r.Why == playbook.WhyConsent && t.CanMoveToDesk() {
		t.Channel = playbook.Desk
		r = playbook.JudgeAgain(*t, in)
	}
	return r
}

// takeBackAll cancels the tasks of a customer of whom nothing is known any more, and
// clears the decisions on them.
func takeBackAll(c *book.Customer, open []book.Task, at crm.Instant) (changed []book.Task) {
	for _, t := range open {
		if !t.State.Final() {
			t.End(playbook.Cancelled, playbook.WhyGone, at)
			changed = append(changed, t)
		}
	}
	c.Ledger.Decisions = nil
	return changed
}
