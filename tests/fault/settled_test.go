package fault

import (
	"fmt"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// unlike recomputes what is to be open for a customer from facts, ledger and the instant, and lists where the tasks differ.
func unlike(c *book.Customer, shop *book.Shop, tasks map[string]book.Task, at crm.Instant) (wrong []string) {
	say := func(format string, args ...any) {
		wrong = append(wrong, string(c.Key)+": "+fmt.Sprintf(format, args...))
	}
	for _, d := range c.Ledger.Decisions {
		if _, ok := tasks[d.Task]; !ok {
			say("%s was decided, but there is no such task", d.Task)
		}
	}
	if !c.Root() || c.Key.Guest() || c.Facts.Erased(c.Key) {
		for _, id := range c.Ledger.Open() {
			if t := tasks[id]; !t.State.Final() {
				say("%s/%s is %s for nobody", t.Playbook, t.Measure, t.State)
			}
		}
		return wrong
	}
	in := judge.Assess(c, shop, at.Time()).Input
	in.Ledger.Decided = nil // whatever was decided: each occasion has its task
	for _, t := range playbook.Propose(in) {
		if _, exists := tasks[t.ID]; !exists {
			say("%s/%s for %s of %s should stand", t.Playbook, t.Measure, t.Trigger.Ref, t.Trigger.At.Time())
		}
	}
	for _, id := range c.Ledger.Open() {
		t := tasks[id]
		if t.State.Final() || t.State == playbook.Uncertain || t.State == playbook.Claimed {
			continue
		}
		if r := playbook.JudgeAgain(t.Task, in); !r.Go && r.Until == 0 {
			say("%s/%s for %s is %s, should be %s (%s)", t.Playbook, t.Measure, t.Trigger.Ref, t.State, r.State, r.Why)
		}
	}
	// A census does not have prospects judged anew: no tier makes a difference to them.
	if v := in.Verdict; v.Standing != c.Ledger.Standing || v.Standing != overdue.Prospect && in.Tier != c.Ledger.Tier {
		say("noted standing %d tier %d, is %s %s", c.Ledger.Standing, c.Ledger.Tier, v.Standing, in.Tier)
	}
	if next := crm.Earliest(in.Verdict.Next, playbook.NextOccasion(in)); next != 0 && (c.Due == 0 || c.Due > next) {
		say("due %s, should be %s", c.Due.Time(), next.Time())
	}
	return wrong
}
