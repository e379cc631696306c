// Package judge brings the rules together for one customer at an instant: how overdue, how
// valuable, what is at stake, which tasks to propose and which to take back, and when to
// judge the customer again. Each worker that changes a customer, or meets one whose date
// has come, judges by it.
//
// The life of one call: LoadAndJudge loads the customer's open tasks. Assess puts together
// what the rules need, the playbook.Input, and applies the rules that decide nothing:
// overdue, segment, exitcost. Judge takes back the open tasks whose occasion has passed,
// proposes what the facts call for, notes both in the customer's ledger and sets the date
// on which the customer is due again. The caller writes the customer and the changed tasks
// in one transaction.
//
// Judge is pure but for the customer it is given: the same record, settings, rules and
// instant give the same tasks and the same bytes. LoadAgenda sorts open tasks by what may
// be done with them now, and is shared by the console and the operator's command.
//
// A new rule about one customer belongs in a package of shared/rules; what it needs of the
// record is added to Assess, and its date, if it has one, to nextDate.
package judge

import (
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

// Judgement is the outcome of judging a customer.
type Judgement struct {
	Input    playbook.Input // what it rests on: verdict, tier, stake, likely reason
	History  overdue.History
	Worth    exitcost.Worth
	Evidence []reason.Evidence

	// Changed are the tasks proposed, refused, held out or taken back, to be written with
	// the customer.
	Changed []book.Task
}

// ProposedTasks returns the changed tasks that are to be carried out.
func (j Judgement) ProposedTasks() []book.Task {
	var proposed []book.Task
	for _, t := range j.Changed {
		if t.State == playbook.Proposed {
			proposed = append(proposed, t)
		}
	}
	return proposed
}

// Assess judges a customer without deciding anything.
func Assess(c *book.Customer, shop *book.Shop, now time.Time) Judgement {
	at := crm.InstantOf(now)
	rules := shop.RulesAt(now)
	pricing := shop.Playbook.PricingSettings()

	in := inputOf(c, shop, at)
	history := overdue.NewHistory(in.Facts)
	verdict := overdue.Decide(history, rules.Overdue, now)
	worth := exitcost.NewWorth(in.Facts, history, verdict, rules.StoreModel, pricing)
	evidence, likely := reason.WeighEvidence(in.Facts, rules.StoreModel.Weights, at)

	in.Verdict = verdict
	in.Tier = TierOf(in.Facts, shop, rules, at)
	in.Stake = worth.Stake()
	in.Reason = likely
	return Judgement{
		Input:    in,
		History:  history,
		Worth:    worth,
		Evidence: evidence,
	}
}

// inputOf returns what the record says of a customer, before it is judged.
func inputOf(c *book.Customer, shop *book.Shop, at crm.Instant) playbook.Input {
	return playbook.Input{
		Key:    c.Key,
		Facts:  shop.FactsAt(c.KnownFacts(), at),
		Config: &shop.Playbook,
		Now:    at,
		Ledger: playbook.Ledger{
			Decided:  c.Ledger.DecidedTasks(),
			Contacts: c.Ledger.Contacts,
		},
	}
}

// TierOf returns the value tier of a customer with these facts (book.Shop.FactsAt), by the
// profit of their last year as a buyer.
func TierOf(
	f *crm.Facts,
	shop *book.Shop,
	rules book.Rules,
	at crm.Instant,
) segment.Tier {
	cfg := &shop.Playbook
	year := segment.SumLastYear(f, cfg.Currency, cfg.MarginBP, at)
	profit := cfg.Currency.Of(year.Profit)
	return segment.TierOf(profit, rules.Tiers)
}

// CensusBasis returns what is the same for every customer of a census as of an instant.
func CensusBasis(shop *book.Shop, rules book.Rules, at crm.Instant) *exitcost.CensusBasis {
	zone := shop.Playbook.StoreZone()
	pricing := shop.Playbook.PricingSettings()
	return exitcost.NewCensusBasis(at, zone, rules.Overdue, rules.StoreModel, pricing)
}

// Subject returns the customer as package segment places them in the store's segments.
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

// Judge judges a customer at an instant, with the open tasks among those of the ledger. It
// notes standing, tier and decisions in the ledger, sets the date on which the customer is
// due again, and returns the tasks that change.
func Judge(c *book.Customer, shop *book.Shop, open []book.Task, now time.Time) Judgement {
	at := crm.InstantOf(now)
	if c.Key.Guest() || c.Facts.Erased(c.Key) {
		c.Due = 0
		return Judgement{Changed: takeBackAll(c, open, at)}
	}

	j := Assess(c, shop, now)
	j.takeBack(c, open)
	j.propose(c)
	j.forgetPast(c)
	j.noteStanding(c)
	c.Due = crm.Earliest(c.Due, nextDate(j.Input))
	return j
}

// propose adds the tasks that the facts call for, and notes each in the ledger.
func (j *Judgement) propose(c *book.Customer) {
	for _, t := range playbook.Propose(j.Input) {
		c.Ledger.Decide(t.ID, !t.State.Final())
		c.Ledger.AddTrial(t)
		j.Changed = append(j.Changed, book.NewTask(t))
	}
}

// noteStanding notes the customer's standing and tier in the ledger, and since when they
// are as they are.
func (j *Judgement) noteStanding(c *book.Customer) {
	standing := j.Input.Verdict.Standing
	tier := j.Input.Tier
	if standing == c.Ledger.Standing && tier == c.Ledger.Tier {
		return
	}
	c.Ledger.Standing = standing
	c.Ledger.Tier = tier
	c.Ledger.Judged = j.Input.Now
}

// roomy is how many decisions a ledger holds before those of past occasions are
// forgotten.
const roomy = 8

// forgetPast removes from a full ledger the decisions on occasions that no longer stand.
func (j *Judgement) forgetPast(c *book.Customer) {
	if len(c.Ledger.Decisions) <= roomy {
		return
	}
	in := j.Input
	in.Ledger.Decided = nil // to be told of all occasions that stand
	stands := map[string]bool{}
	for _, t := range playbook.Propose(in) {
		stands[t.ID] = true
	}
	c.Ledger.Decisions = slices.DeleteFunc(
		slices.Clone(c.Ledger.Decisions),
		func(d book.Decision) bool { return !d.Open && !stands[d.Task] },
	)
}
