// Package overdue decides whether a customer is overdue, by one rule: Decide. Beside the
// rule stand the census's calibration of it to a store (Calibration) and, for comparison,
// the textbook's rule (DecideClassic).
//
// The life of one call: NewHistory reads the days with a purchase from the facts. Decide
// replays them, which gives the customer's own gaps and, by the Policy, a Ladder: after
// how many days of silence the customer is due, overdue, at risk and exited. The silence
// since the last purchase leads up that ladder, and the rung it has reached is the
// Standing. The Verdict says so with its reasons, and says when to ask again.
//
// The alarm is the rung of overdue. Its factor is set so that a fixed share of the gaps
// that did end in a purchase would have raised it (Policy.Budgets).
//
// The rule triggers and explains. It does not rank customers: who matters is a question
// of the money at stake, which package exitcost answers. All functions are pure, and a
// verdict stays the same until its Next.
//
// A new standing goes to standing.go and Policy.ladder, a new reason to explain.go with
// its sentence in package phrase.
package overdue

import (
	"time"

	"holdfast/shared/words/crm"
)

// Verdict is the outcome of judging a customer at an instant, with its reasons. It
// depends on the facts, the policy and the instant alone, and stays the same until Next.
type Verdict struct {
	At       crm.Instant `json:"-"` // when the customer was judged
	Standing Standing    `json:"standing"`

	// Since is when the standing began, whenever it was noticed; 0 = not known.
	Since crm.Instant `json:"since"`

	// Last is the first order of the last day with a purchase; 0 = there is none.
	Last crm.Instant `json:"last"`

	Silence int `json:"silence"` // whole days since Last
	Cycle   int `json:"cycle"`   // days: the customer's own mean gap, shrunk toward the store's
	Ladder

	// Next is when the standing will change by itself; 0 = never.
	Next crm.Instant `json:"next"`

	Reasons []Ground `json:"reasons"`
}

// Decide judges a customer at now. It is pure. For a fixed history a longer silence never
// leads down the ladder. Purchases after now are not looked at, but the verdict's Next is
// no later than the first of them.
func Decide(h History, p Policy, now time.Time) Verdict {
	at := crm.InstantOf(now)
	known := h.Until(at)
	v := decide(known, &p, at)
	v.At = at

	if n := len(known.Days); n < len(h.Days) {
		purchase := h.Days[n] // the first after now
		if v.Next == 0 || purchase < v.Next {
			v.Next = purchase
		}
	}
	return v
}

// decide judges a customer who bought nothing after now.
func decide(h History, p *Policy, now crm.Instant) Verdict {
	if len(h.Days) == 0 {
		return decideWithoutDays(h, now)
	}

	past := replay(h.Days, p)
	last := h.Days[len(h.Days)-1]
	v := Verdict{
		Standing: past.standing,
		Since:    past.since,
		Last:     last,
		Silence:  now.Days(last),
		Cycle:    p.cycle(&past.gaps),
		Ladder:   past.ladder,
	}

	// The silence since then may have led up the ladder.
	if s := v.Ladder.standing(v.Silence); s != Active {
		v.Standing = s
		v.Since = v.Entered(s)
	}

	if days := v.Ladder.after(v.Standing); days > 0 {
		v.Next = last.AddDays(days)
	}
	v.Reasons = groundsOf(&v, p, past.gaps.n, past.broke)
	return v
}

// replayed is how a customer stood on the day of their last purchase.
type replayed struct {
	standing Standing // Active or Recovered
	since    crm.Instant
	gaps     gaps
	ladder   Ladder // by all gaps up to then
	broke    int    // days of the last silence that the customer came back from; 0 = there was none
}

// replay judges each purchase by the gaps before it, as it would have been judged on its
// day.
func replay(days []crm.Instant, p *Policy) replayed {
	r := replayed{
		standing: Active,
		since:    days[0],
	}
	r.ladder = p.ladder(&r.gaps)

	for i := 1; i < len(days); i++ {
		r.buy(days[i-1], days[i])
		r.gaps.add(between(days[i-1], days[i]))
		r.ladder = p.ladder(&r.gaps)
	}
	return r
}

// buy sets the standing after a purchase on day, by how long the silence since the
// purchase before it was.
func (r *replayed) buy(before, day crm.Instant) {
	silence := day.Days(before)
	switch reached := r.ladder.standing(silence); {
	case reached == AtRisk || reached == Exited:
		r.standing = Recovered
		r.since = day
		r.broke = silence
	case reached != Active || r.standing == Recovered:
		r.standing = Active
		r.since = day
	}
}

// decideWithoutDays judges a customer of whom no day with a purchase is known: a
// prospect, or a customer whose purchases by now are only counted.
func decideWithoutDays(h History, now crm.Instant) Verdict {
	if h.Older > 0 && h.First > 0 && h.First <= now {
		counted := Ground{
			Code: NotInRecord,
			Days: now.Days(h.First),
			N:    h.Older,
		}
		return Verdict{
			Standing: Active,
			Since:    h.First,
			Last:     h.First,
			Reasons:  []Ground{counted},
		}
	}
	return Verdict{
		Standing: Prospect,
		Since:    h.Asked,
		Reasons:  []Ground{{Code: NoPurchase}},
	}
}

// Entered returns when the present silence reached, or will reach, a standing. It returns
// Since for a standing that silence does not lead to, and 0 for prospects.
func (v Verdict) Entered(s Standing) crm.Instant {
	if v.Last == 0 {
		return 0
	}
	switch s {
	case Due:
		return v.Last.AddDays(v.Due)
	case Overdue:
		return v.Last.AddDays(v.Allowed)
	case AtRisk:
		return v.Last.AddDays(v.AtRisk)
	case Exited:
		return v.Last.AddDays(v.Exited)
	}
	return v.Since
}
