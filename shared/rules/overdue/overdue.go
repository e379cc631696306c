// Package overdue is the rule that decides whether a customer is overdue: Decide. Beside
// it stand the census's calibration of the rule to a store and, for comparison, the
// textbook's rule.
//
// The alarm compares the silence so far with the customer's own gaps; its factor is set
// so that a fixed share of the gaps that did end in a purchase would have raised it. It
// triggers and explains. It does not rank: who matters is a question of money at stake
// (package exitcost).
package overdue

import (
	"time"

	"holdfast/shared/words/crm"
)

// Verdict is the outcome of judging a customer at an instant, with its reasons. It is a
// function of the facts, the policy and the instant, and stays the same until Next.
type Verdict struct {
	At       crm.Instant `json:"-"` // when it was judged
	Standing Standing    `json:"standing"`
	Since    crm.Instant `json:"since"`   // when this standing began, whenever it was noticed; 0 = not known
	Last     crm.Instant `json:"last"`    // the last day with a purchase, at its first order; 0 = there is none
	Silence  int         `json:"silence"` // whole days since Last
	Cycle    int         `json:"cycle"`   // days: own mean gap, shrunk toward the store's
	Ladder               // after how many days of silence each standing begins
	Next     crm.Instant `json:"next"` // when the standing will change by itself; 0 = never
	Reasons  []Ground    `json:"reasons"`
}

// Decide judges a customer at an instant. It is pure; for a fixed history silence only
// ever leads further up the ladder, and between now and Next the standing is the same.
// Purchases after now are not looked at, but Next is at the latest then.
func Decide(h History, p Policy, now time.Time) Verdict {
	at := crm.InstantOf(now)
	all := h
	h = h.Until(at)
	v := decide(h, &p, at)
	v.At = at
	if n := len(h.Days); n < len(all.Days) && (v.Next == 0 || all.Days[n] < v.Next) {
		v.Next = all.Days[n]
	}
	return v
}

func decide(h History, p *Policy, now crm.Instant) Verdict {
	if len(h.Days) == 0 {
		return withoutDays(h, now)
	}
	v := Verdict{Standing: Active, Since: h.Days[0], Last: h.Days[len(h.Days)-1]}
	var g gaps
	l := p.ladder(&g)
	broke := 0 // the silence from which the customer came back
	for i := 1; i < len(h.Days); i++ {
		before := h.Days[i-1]
		day := h.Days[i]
		switch s := l.standing(day.Days(before)); {
		case s == AtRisk || s == Exited:
			v.Standing, v.Since, broke = Recovered, day, day.Days(before)
		case s != Active || v.Standing == Recovered:
			v.Standing = Active
			v.Since = day
		}
		g.add(between(before, day))
		l = p.ladder(&g)
	}
	v.Ladder, v.Cycle, v.Silence = l, p.cycle(&g), now.Days(v.Last)
	if s := l.standing(v.Silence); s != Active {
		v.Standing = s
		v.Since = v.Entered(s)
	}
	if d := l.after(v.Standing); d > 0 {
		v.Next = v.Last.AddDays(d)
	}
	v.Reasons = grounds(&v, p, g.n, broke)
	return v
}

// withoutDays judges who has bought nothing yet, or whose purchases at the time are no
// longer in the record.
func withoutDays(h History, now crm.Instant) Verdict {
	if h.Older > 0 && h.First > 0 && h.First <= now {
		return Verdict{
			Standing: Active,
			Since:    h.First,
			Last:     h.First,
			Reasons:  []Ground{{Code: NotInRecord, Days: now.Days(h.First), N: h.Older}},
		}
	}
	return Verdict{Standing: Prospect, Since: h.Asked, Reasons: []Ground{{Code: NoPurchase}}}
}

// Entered is when the present silence reached, or will reach, a standing of the ladder.
// It is 0 for prospects.
func (v Verdict) Entered(s Standing) crm.Instant {
	if v.Last == 0 {
		return 0
	}
	days := 0
	switch s {
	case Due:
		days = v.Due
	case Overdue:
		days = v.Allowed
	case AtRisk:
		days = v.AtRisk
	case Exited:
		days = v.Exited
	default:
		return v.Since
	}
	return v.Last.AddDays(days)
}
