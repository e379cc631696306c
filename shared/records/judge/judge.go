// Package judge brings the rules together for one customer at an instant: how overdue,
// how valuable, what is at stake, which tasks to propose and which to take back, and when
// to look again. Whoever changes or meets a customer judges by it.
package judge

import (
	"context"
	"slices"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/exitcost/reason"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
)

// Judgement is what judging a customer came to.
type Judgement struct {
	Input    playbook.Input // what was looked at: verdict, tier, stake, likely reason
	History  overdue.History
	Worth    exitcost.Worth
	Evidence []reason.Evidence
	Changed  []book.Task // tasks proposed, refused, held out or taken back, to be written with the customer
}

// ProposedTasks are the tasks to be carried out.
func (j Judgement) ProposedTasks() []book.Task {
	var out []book.Task
	for _, t := range j.Changed {
		if t.State == playbook.Proposed {
			out = append(out, t)
		}
	}
	return out
}

// Assess judges a customer without deciding anything.
func Assess(c *book.Customer, shop *book.Shop, now time.Time) Judgement {
	at := crm.InstantOf(now)
	rules := shop.RulesAt(now)
	history := overdue.NewHistory(c.Facts)
	in := playbook.Input{
		Key:      c.Key,
		Facts:    c.Facts,
		Config:   &shop.Playbook,
		Now:      at,
		Contacts: c.Ledger.Contacts,
	}
	in.Verdict = overdue.Decide(history, rules.Overdue, now)
	in.Tier = TierOf(c, shop, rules, at)
	worth := exitcost.NewWorth(
		c.Facts,
		history,
		in.Verdict,
		rules.StoreModel,
		shop.Playbook.PricingSettings(),
	)
	in.Stake = worth.Stake()
	j := Judgement{Input: in, History: history, Worth: worth}
	j.Evidence, j.Input.Reason = reason.WeighEvidence(c.Facts, rules.StoreModel.Weights, at)
	return j
}

// TierOf places a customer by the profit of their last year as a buyer.
func TierOf(c *book.Customer, shop *book.Shop, rules book.Rules, at crm.Instant) segment.Tier {
	cfg := &shop.Playbook
	profit := segment.LastYear(c.Facts, cfg.Currency, cfg.MarginBP, at).Profit
	return segment.TierOf(crm.Money{Minor: profit, Currency: cfg.Currency}, rules.Tiers)
}

// CensusBasis is what a census as of an instant looks through.
func CensusBasis(shop *book.Shop, rules book.Rules, at crm.Instant) *exitcost.CensusBasis {
	return exitcost.NewCensusBasis(
		at,
		shop.Playbook.StoreZone(),
		rules.Overdue,
		rules.StoreModel,
		shop.Playbook.PricingSettings(),
	)
}

// Subject is a customer to be placed in the store's segments, as looked at.
func (j *Judgement) Subject(shop *book.Shop) *segment.Subject {
	rules := shop.RulesAt(j.Input.Now.Time())
	return &segment.Subject{
		Facts:    j.Input.Facts,
		History:  j.History,
		Verdict:  j.Input.Verdict,
		Tier:     j.Input.Tier,
		Reason:   j.Input.Reason,
		Criteria: shop.Criteria(&rules),
		At:       j.Input.Now,
	}
}

// LoadAndJudge judges a customer, with the tasks that may have to be taken back loaded.
// After a conflict (again) it looks whether the tasks it is about to propose were decided
// before: the customer's own ledger forgets occasions that are long past.
func LoadAndJudge(
	ctx context.Context,
	b book.Book,
	c *book.Customer,
	shop *book.Shop,
	now time.Time,
	again bool,
) (Judgement, error) {
	open, err := b.FindTasks(ctx, c.Store, c.Ledger.Open()...)
	if err != nil {
		return Judgement{}, err
	}
	before := c.Ledger
	due := c.Due
	j := Judge(c, shop, open, now)
	if !again {
		return j, nil
	}
	var ids []string
	for _, t := range j.Changed {
		ids = append(ids, t.ID)
	}
	standing, err := b.FindTasks(ctx, c.Store, ids...)
	if err != nil || len(standing) == 0 {
		return j, err
	}
	c.Ledger = before
	c.Due = due
	for _, t := range standing {
		c.Ledger.Decide(t.ID, !t.State.Final())
	}
	for _, t := range open {
		if !slices.ContainsFunc(standing, func(s book.Task) bool { return s.ID == t.ID }) {
			standing = append(standing, t)
		}
	}
	return Judge(c, shop, standing, now), nil
}

// Judge judges a customer at an instant: it notes standing, tier and decisions in the
// ledger, sets the date of the next look, and returns the tasks that change. It is pure
// but for the customer.
func Judge(c *book.Customer, shop *book.Shop, open []book.Task, now time.Time) Judgement {
	at := crm.InstantOf(now)
	if c.Key.Guest() || c.Facts.Erased(c.Key) {
		c.Due = 0
		return Judgement{Changed: takeBackAll(c, open, at)}
	}
	j := Assess(c, shop, now)
	j.takeBack(c, open)
	for _, t := range playbook.Propose(j.Input) {
		if c.Ledger.Decided(t.ID) {
			continue
		}
		c.Ledger.Decide(t.ID, !t.State.Final())
		c.Ledger.AddTrial(t)
		j.Changed = append(j.Changed, book.NewTask(t))
	}
	j.prune(c)
	if v := j.Input.Verdict; v.Standing != c.Ledger.Standing ||
		j.Input.Tier != c.Ledger.Tier {
		c.Ledger.Standing = v.Standing
		c.Ledger.Tier = j.Input.Tier
		c.Ledger.Judged = at
	}
	c.Due = sooner(sooner(c.Due, j.Input.Verdict.Next), ahead(c.Facts, at))
	return j
}

// ahead is the next instant that a ticket tells of and that has not come yet, 0 if there
// is none: a desk's clock may run ahead of ours, and nothing is proposed of what is still
// to happen.
func ahead(f *crm.Facts, now crm.Instant) (next crm.Instant) {
	for _, t := range f.Tickets {
		for _, at := range [...]crm.Instant{t.Created, t.Updated, t.ScoredAt} {
			if at > now && (next == 0 || at < next) {
				next = at
			}
		}
	}
	return next
}

// takeBack ends tasks whose occasion no longer holds: who ordered must not be won back.
func (j *Judgement) takeBack(c *book.Customer, open []book.Task) {
	for _, t := range open {
		if t.State.Final() {
			c.Ledger.Decide(t.ID, false)
			continue
		}
		if t.State == playbook.Claimed {
			continue // being carried out at this moment
		}
		channel := t.Channel
		r := JudgeTaskAgain(&t.Task, j.Input)
		if !r.Go && r.Until == 0 && r.State == playbook.Cancelled {
			t.End(r.State, r.Why, j.Input.Now)
			c.Ledger.Decide(t.ID, false)
		}
		if t.State.Final() || t.Channel != channel {
			j.Changed = append(j.Changed, t)
		}
	}
}

// JudgeTaskAgain judges a task again. What is owed is owed still to a customer who no
// longer agrees to be called: it then goes by the channel that needs no consent.
func JudgeTaskAgain(t *playbook.Task, in playbook.Input) playbook.Ruling {
	r := playbook.JudgeAgain(*t, in)
	if t.Kind == playbook.Owed && r.Why == playbook.WhyConsent {
		t.Channel = playbook.Desk
		r = playbook.JudgeAgain(*t, in)
	}
	return r
}

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

// roomy is how many decisions a ledger holds before those of past occasions are
// forgotten.
const roomy = 8

func (j *Judgement) prune(c *book.Customer) {
	if len(c.Ledger.Decisions) <= roomy {
		return
	}
	still := map[string]bool{}
	for _, t := range playbook.Propose(j.Input) {
		still[t.ID] = true
	}
	c.Ledger.Decisions = slices.DeleteFunc(
		slices.Clone(c.Ledger.Decisions),
		func(d book.Decision) bool {
			return !d.Open && !still[d.Task]
		},
	)
}

// sooner keeps the date in the due index where it is the earlier: moving an entry costs
// two writes, being met too early one.
func sooner(have, want crm.Instant) crm.Instant {
	if have == 0 || want != 0 && want < have {
		return want
	}
	return have
}

// Redate reports whether a customer, met by a census, is due sooner than the index says:
// because rules have changed since the customer was judged, and standing, tier or dates
// with them. It sets the date.
func Redate(c *book.Customer, v overdue.Verdict, tier segment.Tier, at crm.Instant) bool {
	want := v.Next
	if v.Standing != c.Ledger.Standing || tier != c.Ledger.Tier {
		want = at
	}
	before := c.Due
	c.Due = sooner(c.Due, want)
	return c.Due != before
}
