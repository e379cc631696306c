// Package act carries out one task, once: judge again, claim the task and the contact in
// one transaction, then do it. What cannot be made idempotent is done at most once: a
// claim without an outcome becomes uncertain, for a person to look at.
package act

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
)

// Act is the step. Its fields are what it needs; all but Count and Link are required.
type Act struct {
	Book  book.Book
	Shops *book.Shops
	Send  Sender
	Now   func() time.Time
	Log   *slog.Logger
	Count func(what string) // told what became of a task, once that is written; nil = nobody counts
	Link  Linker            // nil = no message carries a link to a survey
}

// What became of a task, for Act.Count.
const (
	Carried   = "carried"   // to its owner, or to the customer
	Over      = "over"      // judged again, it no longer held
	Unsent    = "unsent"    // nothing went out; it is proposed once more
	Uncertain = "uncertain" // claimed without an outcome: a person must look
)

func (a *Act) count(what string, err error) error {
	if err == nil && a.Count != nil {
		a.Count(what)
	}
	return err
}

// Errand is what a sender carries out of the house: a task for its owner, or a message
// for a customer. As JSON it is what events/schemas/task.json says.
type Errand struct {
	ID    string         `json:"id"` // the task's id, the same on every try
	Store string         `json:"store"`
	Kind  playbook.Kind  `json:"kind"`  // who carries it out
	To    string         `json:"to"`    // the owner's id, or the customer's address on the channel
	Brief playbook.Brief `json:"brief"` // everything a person or a mailer needs; it names the customer

	// Survey is a link for a customer, and nobody else, to the question why they have not
	// ordered; "" = the store asks nobody.
	Survey string `json:"survey,omitempty"`

	Language string `json:"-"` // the store's, in which the brief is
}

// Sender carries errands. Errors that wrap ErrNotSent promise that nothing went out; any
// other leaves that open.
type Sender interface {
	Send(ctx context.Context, e Errand) error
	// Idempotent reports whether the errand of this task may be sent again, under the
	// same id, without being carried out twice. It is false where that cannot be told.
	Idempotent(ctx context.Context, t playbook.Task) bool
}

// ErrNotSent says that an errand certainly was not carried.
var ErrNotSent = errors.New("nothing was sent")

// CarryOut carries out the tasks that messages name, each on its own.
func (a *Act) CarryOut(ctx context.Context, messages []queue.Message) []error {
	errs := make([]error, len(messages))
	for i, m := range messages {
		store, task, err := book.ReadTaskMessage(m.Body)
		if errors.Is(err, packed.ErrNewer) {
			a.Log.WarnContext(ctx, "a message is left for later", "message", m.ID, "error", err)
			errs[i] = err
			continue
		}
		if err != nil {
			a.Log.ErrorContext(ctx, "not a task message", "message", m.ID, "err", err)
			errs[i] = outcome.Reject("not a task message")
			continue
		}
		errs[i] = a.do(ctx, store, task)
		if errors.Is(errs[i], packed.ErrNewer) {
			a.Log.WarnContext(ctx, "a task is left for later",
				"store", store, "task", task, "error", errs[i])
		}
		if table.IsConflict(errs[i]) {
			errs[i] = outcome.Later(time.Second, "another worker is busy with the same customer")
		}
	}
	return errs
}

func (a *Act) do(ctx context.Context, store, id string) error {
	tasks, err := a.Book.FindTasks(ctx, store, id)
	if err != nil {
		return err
	}
	if len(tasks) == 0 {
		return nil // proposed in a write that did not happen
	}
	t := tasks[0]
	now := crm.InstantOf(a.Now())
	log := a.Log.With("store", store, "task", id, "playbook", t.Playbook)
	shop, err := a.Shops.FindShop(ctx, store)
	if err != nil {
		return err
	}
	c, err := a.Book.FindCustomer(ctx, store, t.Customer)
	if err != nil {
		return err
	}
	j := judge.Assess(c, shop, now.Time())
	switch t.State {
	case playbook.Proposed:
		return a.decide(ctx, log, shop, c, t, j)
	case playbook.Claimed:
		return a.resume(ctx, log, shop, c, t, j)
	}
	return nil
}

// resume looks after a claim without an outcome. What may be sent again is, provided that
// the customer may be contacted at this moment too: the claim may be hours old.
// Everything else becomes uncertain once nobody can be at work on it any more.
func (a *Act) resume(
	ctx context.Context,
	log *slog.Logger,
	shop *book.Shop,
	c *book.Customer,
	t book.Task,
	j judge.Judgement,
) error {
	now := j.Input.Now
	if !a.Send.Idempotent(ctx, t.Task) {
		if now < t.ClaimedAt.Add(book.UnendedFor) {
			return nil
		}
		return a.uncertain(ctx, log, t, "")
	}
	j.Input.Ledger.Contacts = slices.DeleteFunc(slices.Clone(j.Input.Ledger.Contacts), func(k crm.Contact) bool {
		return k.At == t.ClaimedAt && k.Channel.String() == t.Channel // the claim itself
	})
	switch ruling := judge.JudgeTaskAgain(&t.Task, j.Input); {
	case ruling.Go:
		t.Why = ""
		return a.carry(ctx, log, shop, c, t, j, true)
	case ruling.Until > 0:
		t.DueAt = ruling.Until
		t.Why = ruling.Why
		return a.Book.Write(ctx, t.Put())
	default:
		return a.uncertain(ctx, log, t, ruling.Why)
	}
}

func (a *Act) uncertain(
	ctx context.Context,
	log *slog.Logger,
	t book.Task,
	why playbook.Why,
) error {
	t.State = playbook.Uncertain
	t.Why = why
	t.DueAt = 0
	log.WarnContext(ctx, "claimed without an outcome: a person must look", "why", why)
	return a.count(Uncertain, a.Book.Write(ctx, t.Put()))
}

// decide judges the task again, and claims it if it still holds.
func (a *Act) decide(
	ctx context.Context,
	log *slog.Logger,
	shop *book.Shop,
	c *book.Customer,
	t book.Task,
	j judge.Judgement,
) error {
	now := j.Input.Now
	spent, err := a.Book.FindSpent(ctx, shop, now)
	if err != nil {
		return err
	}
	j.Input.Store.Spent = spent.Minor
	ruling := judge.JudgeTaskAgain(&t.Task, j.Input)
	switch {
	case !ruling.Go && ruling.Until > 0:
		t.NotBefore = ruling.Until
		t.Why = ruling.Why
		t.SetDueAt(now)
		log.InfoContext(ctx, "waits", "why", ruling.Why, "until", ruling.Until.Time())
		return a.Book.Write(ctx, t.Put())
	case !ruling.Go:
		t.End(ruling.State, ruling.Why, now)
		c.Ledger.Decide(t.ID, false)
		log.InfoContext(ctx, "is over", "state", ruling.State, "why", ruling.Why)
		op, _ := c.Save()
		return a.count(Over, a.Book.Write(ctx, t.Put(), op))
	}
	t.State = playbook.Claimed
	t.ClaimedAt = now
	t.Why = ""
	t.SetDueAt(now)
	ops := []table.Op{t.Put()}
	if t.Kind != playbook.Owed && t.Cost > 0 {
		ops = append(ops, spent.Add(t.Cost))
	}
	c.AddContact(t.Channel, now)
	op, _ := c.Save()
	if err := a.Book.Write(ctx, append(ops, op)...); err != nil {
		return err
	}
	// A crash here leaves a claim: it is sent again where that does no harm, else it
	// becomes uncertain.
	t.Written()
	return a.carry(ctx, log, shop, c, t, j, false)
}

// carry sends a claimed task out and notes what came of it. Where it was tried before,
// that nothing went out now says nothing of what went out then.
func (a *Act) carry(
	ctx context.Context,
	log *slog.Logger,
	shop *book.Shop,
	c *book.Customer,
	t book.Task,
	j judge.Judgement,
	before bool,
) error {
	now := j.Input.Now
	err := a.Send.Send(ctx, Errand{
		ID:       t.ID,
		Store:    t.Store,
		Kind:     t.Kind,
		To:       address(t, c),
		Brief:    playbook.NewBrief(t.Task, j.Input, j.Evidence),
		Survey:   a.survey(ctx, log, shop, c, t),
		Language: shop.Playbook.Language,
	})
	switch {
	case errors.Is(err, ErrNotSent) && !before:
		log.WarnContext(ctx, "not sent, to be tried again", "err", err)
		return a.count(Unsent, a.giveBack(ctx, shop, t, now))
	case err != nil && a.Send.Idempotent(ctx, t.Task):
		return fmt.Errorf("send task %s: %w", t.ID, err)
	case err != nil:
		t.State = playbook.Uncertain
		t.DueAt = 0
		log.ErrorContext(ctx, "perhaps sent: a person must look", "err", err)
		return a.count(Uncertain, a.Book.Write(ctx, t.Put()))
	}
	// A crash here leaves a claim that was carried out: see above.
	if t.Kind == playbook.Automatic {
		t.Result = playbook.Sent
		t.End(playbook.Done, "", now)
	} else {
		t.State = playbook.Open
		t.SetDueAt(now)
	}
	log.InfoContext(ctx, "carried out", "kind", t.Kind, "measure", t.Measure, "state", t.State)
	return a.count(Carried, a.Book.Write(ctx, t.Put()))
}

// tries is how often giving a claim back is tried when others write the same records.
const tries = 4

// giveBack undoes the claim of an errand that certainly did not go out: it was no contact
// and cost nothing, and is proposed once more.
func (a *Act) giveBack(
	ctx context.Context,
	shop *book.Shop,
	t book.Task,
	now crm.Instant,
) error {
	return table.Retry(ctx, tries, func(bool) error { return a.tryGiveBack(ctx, shop, t, now) })
}

func (a *Act) tryGiveBack(
	ctx context.Context,
	shop *book.Shop,
	t book.Task,
	now crm.Instant,
) error {
	c, err := a.Book.FindCustomer(ctx, t.Store, t.Customer)
	if err != nil {
		return err
	}
	c.RemoveContact(t.Channel, t.ClaimedAt)
	var ops []table.Op
	if op, changed := c.Save(); changed {
		ops = append(ops, op)
	}
	if t.Kind != playbook.Owed && t.Cost > 0 {
		spent, err := a.Book.FindSpent(ctx, shop, t.ClaimedAt)
		if err != nil {
			return err
		}
		ops = append(ops, spent.Add(-t.Cost))
	}
	t.State, t.ClaimedAt, t.NotBefore = playbook.Proposed, 0, now+crm.Instant(
		book.UnsentFor.Milliseconds(),
	)
	t.SetDueAt(now)
	// A crash before this write leaves a claim that was not carried out: it is taken for
	// one that perhaps was.
	return a.Book.Write(ctx, append(ops, t.Put())...)
}

// address is where the errand goes: to the owner, or to the customer on the task's
// channel.
func address(t book.Task, c *book.Customer) string {
	if t.Kind != playbook.Automatic {
		return t.Owner
	}
	if t.Channel == crm.ChannelEmail.String() {
		return c.Facts.Profile[crm.Email].Value
	}
	return c.Facts.Profile[crm.Phone].Value
}
