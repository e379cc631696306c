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
	WhyOrdered   Why = "ordered"    // the customer has bought
	WhyNoAlarm   Why = "no_alarm"   // by today's policy the silence is no longer remarkable
	WhySolved    Why = "solved"     // the ticket no longer waits for an answer
	WhyReopened  Why = "reopened"   // there is no result to tell yet
	WhyGone      Why = "gone"       // the fact that triggered it is no longer known
	WhyConsent   Why = "consent"    // withdrawn, or the address is gone
	WhyDeadline  Why = "deadline"   // passed
	WhyNight     Why = "night"      // the customer's
	WhyCap       Why = "cap"        // contacted often enough
	WhyBudget    Why = "budget"     // this month's is spent
	WhyCareFirst Why = "care_first" // a serious complaint is open
)

// Ruling is the outcome of judging a task again.
type Ruling struct {
	Go    bool        // carry it out now
	Until crm.Instant // else, if not 0: wait, and judge again then; if 0 it is over
	State State       // if it is over: Cancelled or Expired
	Why   Why
}

// JudgeAgain judges a proposed or open task again, at in.Now: whether the occasion still
// holds, the customer may be contacted, and the money is there. It is pure; in.Decided
// and in.Tier are not looked at.
func JudgeAgain(t Task, in Input) Ruling {
	if why := in.over(&t); why != "" {
		state := Cancelled
		if why == WhyDeadline {
			state = Expired
		}
		return Ruling{State: state, Why: why}
	}
	r := Ruling{Go: true}
	wait := func(until crm.Instant, why Why) {
		if until > in.Now && until > r.Until {
			r = Ruling{Until: until, Why: why}
		}
	}
	if t.Channel != Desk {
		wait(in.Config.Quiet.Awake(in.Now, in.Config.ZoneOf(in.Facts)), WhyNight)
	}
	if t.Kind == Owed {
		return r
	}
	wait(in.capped(t.Channel), WhyCap)
	if in.Spent+t.Cost > in.Config.Budget {
		wait(in.Config.nextMonth(in.Now), WhyBudget)
	}
	if t.Playbook == WinBack {
		wait(in.caredFor(), WhyCareFirst)
	}
	return r
}

// careDays is how long after the last word on a serious matter nothing is offered: as
// long as an answer may be owed.
const careDays = 7

// caredFor is when offers may follow care: a serious ticket is answered and some days
// have passed, a bad rating as well.
func (in *Input) caredFor() (until crm.Instant) {
	for _, t := range in.Facts.Tickets {
		switch {
		case !t.Serious() || t.Status == crm.TicketDeleted:
		case t.Status.Open():
			until = max(until, in.Now+crm.DayLength)
		default:
			until = max(until, max(t.Updated, t.ScoredAt)+careDays*crm.DayLength)
		}
	}
	return until
}

// over says why nothing is to be done any more, if so.
func (in *Input) over(t *Task) Why {
	if why := in.occasion(t); why != "" {
		return why
	}
	if in.Now > t.Deadline {
		return WhyDeadline
	}
	if ch, err := crm.ParseChannel(t.Channel); err == nil && !Reachable(in.Facts, ch) {
		return WhyConsent
	}
	return ""
}

func (in *Input) occasion(t *Task) Why {
	if t.Playbook != Obligation {
		last, ok := lastOrder(in.Facts, in.Now)
		switch {
		case !ok:
			return WhyGone
		case last != t.Trigger.Ref:
			return WhyOrdered
		case !in.Verdict.Standing.Alarming():
			return WhyNoAlarm
		}
		return ""
	}
	i := slices.IndexFunc(
		in.Facts.Tickets,
		func(k crm.Ticket) bool { return k.Ref == t.Trigger.Ref },
	)
	if i < 0 {
		return WhyGone
	}
	ticket := &in.Facts.Tickets[i]
	if t.Measure == Answer {
		if _, ok := needsAnswer(ticket); !ok {
			return WhySolved
		}
	} else if _, ok := needsResult(ticket); !ok {
		return WhyReopened
	}
	return ""
}

// capped is when the cap lets the customer be contacted on a channel again; 0 = now.
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
	for _, c := range in.Contacts {
		if c.Channel.String() == channel && c.At+window > in.Now {
			recent = append(recent, c.At)
		}
	}
	if len(recent) < limit.Contacts {
		return 0
	}
	slices.Sort(recent)
	return recent[len(recent)-limit.Contacts] + window
}
