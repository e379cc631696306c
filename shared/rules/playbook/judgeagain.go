package playbook

import (
	"slices"

	"holdfast/shared/words/crm"
)

// Why says why a task was not carried out, or not yet.
type Why string

// The reasons.
const (
	WhyCost      Why = "cost"       // the gate: not worth its cost
	WhyHoldout   Why = "holdout"    // left alone to measure lift
	WhyOff       Why = "off"        // the store no longer uses the playbook
	WhyOrdered   Why = "ordered"    // the customer has bought
	WhyNoAlarm   Why = "no_alarm"   // by today's policy the silence is no longer remarkable
	WhySolved    Why = "solved"     // the ticket no longer waits for an answer
	WhyReopened  Why = "reopened"   // there is no result to tell yet
	WhyLeft      Why = "left"       // the customer said so, and why: no message changes that
	WhyGone      Why = "gone"       // the fact that triggered it is no longer known
	WhyConsent   Why = "consent"    // withdrawn, or the address is gone
	WhyReachable Why = "reachable"  // the customer has agreed to be contacted
	WhyDeadline  Why = "deadline"   // passed; what is owed went to the manager then
	WhyNight     Why = "night"      // the customer's
	WhyCap       Why = "cap"        // contacted often enough
	WhyBudget    Why = "budget"     // this month's is spent
	WhyCareFirst Why = "care_first" // a serious complaint is open
	WhyNewer     Why = "newer"      // a newer version proposed it, which alone can judge it
)

// Ruling is the outcome of judging a task again.
type Ruling struct {
	Go    bool        // carry it out now
	Until crm.Instant // else, if not 0: wait, and judge again then; if 0 it is over
	State State       // if it is over: Cancelled or Expired
	Why   Why
}

// JudgeAgain judges a proposed or open task again, at in.Now: whether the occasion still
// stands, the customer may be contacted, and the money is there. It does not ask what was
// decided before, nor the customer's tier. A task of a newer version's playbook or trigger
// waits for a day.
func JudgeAgain(t Task, in Input) Ruling {
	p, known := Find(t.Playbook)
	if !known {
		return waitForNewer(in.Now)
	}
	kind, known := p.trigger(t.Trigger.What)
	if !known {
		return waitForNewer(in.Now)
	}

	switch why := in.over(p, kind, &t); why {
	case "":
		return in.waits(p, &t)
	case WhyDeadline:
		return Ruling{State: Expired, Why: why}
	default:
		return Ruling{State: Cancelled, Why: why}
	}
}

// waitForNewer returns the ruling on a task that this version cannot judge.
func waitForNewer(now crm.Instant) Ruling {
	return Ruling{Until: now.AddDays(1), Why: WhyNewer}
}

// CanMoveToDesk reports whether the task, if the customer no longer agrees to its channel,
// is to be carried out on the ticket. What is owed is owed still.
func (t *Task) CanMoveToDesk() bool {
	p, known := Find(t.Playbook)
	return known && p.usesDesk()
}

// over returns why nothing is to be done any more, or "" if the task is still to be
// carried out.
func (in *Input) over(p *Playbook, kind *TriggerKind, t *Task) Why {
	if in.Config.Plays[p.Name].Off {
		return WhyOff
	}
	if kind.Over != nil {
		if why := kind.Over(in, t); why != "" {
			return why
		}
	}
	if t.Kind == Automatic && leftForGood(in.Facts, in.Now) {
		return WhyLeft
	}
	if in.Now > t.Deadline && t.Kind != Owed {
		return WhyDeadline
	}
	ch, err := crm.ParseChannel(t.Channel)
	if err == nil && !in.Config.Reachable(in.Facts, ch) {
		return WhyConsent
	}
	return ""
}

// waits returns the ruling on a task whose occasion stands: it goes now, or waits for what
// holds it back the longest.
func (in *Input) waits(p *Playbook, t *Task) Ruling {
	r := Ruling{Go: true}
	wait := func(until crm.Instant, why Why) {
		if until > in.Now && until > r.Until {
			r = Ruling{Until: until, Why: why}
		}
	}

	if !hasNoNight(t.Channel) {
		home := in.Config.ZoneOf(in.Facts)
		wait(in.Config.Quiet.Awake(in.Now, home), WhyNight)
	}
	if t.Kind == Owed {
		return r
	}

	wait(in.capped(t.Channel), WhyCap)
	if in.Store.Spent+t.Cost > in.Config.Budget {
		wait(in.Config.nextMonth(in.Now), WhyBudget)
	}
	if p.CareFirst {
		wait(caredFor(in), WhyCareFirst)
	}
	return r
}

// JudgeOpen judges whether a task that stands in its owner's list may be done now. It was
// claimed before, so that neither cap nor budget hold it back any more, but the customer's
// night does, and the time that was agreed.
func JudgeOpen(t Task, in Input) Ruling {
	ruling := Ruling{Go: true}
	if !hasNoNight(t.Channel) {
		home := in.Config.ZoneOf(in.Facts)
		if wake := in.Config.Quiet.Awake(in.Now, home); wake > in.Now {
			ruling = Ruling{Until: wake, Why: WhyNight}
		}
	}
	if t.NotBefore > max(in.Now, ruling.Until) {
		return Ruling{Until: t.NotBefore}
	}
	return ruling
}

// capped returns when the cap lets the customer be contacted on a channel again; 0 = now.
func (in *Input) capped(channel string) crm.Instant {
	limit, ok := in.Config.Caps[channel]
	if !ok {
		return 0
	}
	window := crm.Instant(limit.Days) * crm.DayLength
	if limit.Contacts == 0 {
		return in.Now + window
	}

	var recent []crm.Instant
	for _, c := range in.Ledger.Contacts {
		if c.Channel.String() == channel && c.At+window > in.Now {
			recent = append(recent, c.At)
		}
	}
	if len(recent) < limit.Contacts {
		return 0
	}

	// The cap opens when the oldest of as many contacts as it allows leaves the window.
	slices.Sort(recent)
	return recent[len(recent)-limit.Contacts] + window
}
