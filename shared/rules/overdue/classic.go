package overdue

import (
	"time"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/enum"
)

// Rank is a customer's worth, as far as the textbook's rule tells customers apart.
type Rank uint8

// The ranks.
const (
	Ordinary Rank = iota // the lowest value tier, or none
	Valued               // the second or third
	Top                  // the first
)

var ranks = enum.Names[Rank]{
	Ordinary: "ordinary",
	Valued:   "valued",
	Top:      "top",
}

func (r Rank) String() string { return ranks.String(r) }

// ParseRank returns the rank with the name.
func ParseRank(name string) (Rank, error) { return ranks.Parse(name) }

// ClassicAction is what the textbook's rule asks the shop to do about a customer.
type ClassicAction uint8

// The actions.
const (
	ClassicUndefined ClassicAction = iota // nothing was bought within the year: there is no cycle
	ClassicNothing
	ClassicWatch  // past one cycle
	ClassicTask   // past two cycles, second or third value tier: a task at once
	ClassicSenior // past two cycles, top tier: stays with senior management
)

var classics = enum.Names[ClassicAction]{
	ClassicUndefined: "undefined",
	ClassicNothing:   "nothing",
	ClassicWatch:     "watch",
	ClassicTask:      "task",
	ClassicSenior:    "senior",
}

func (c ClassicAction) String() string { return classics.String(c) }

// ParseClassicAction returns the action with the name.
func ParseClassicAction(name string) (ClassicAction, error) { return classics.Parse(name) }

// ClassicVerdict is what the textbook's rule says of a customer.
type ClassicVerdict struct {
	Action    ClassicAction `json:"action"`
	Purchases int           `json:"purchases"` // n: days with a purchase within the last 365 days
	Cycle     int           `json:"cycle"`     // 365/n days, rounded; 0 = undefined
	Silence   int           `json:"silence"`   // whole days since the last purchase
}

// classicSpan is the time that the textbook's rule looks back, in days.
const classicSpan = 365

// DecideClassic returns what the rule of customer-relationship textbooks asks for, kept
// for comparison. The cycle is 365/n with n purchases in the last year, and tenure/n for
// a customer younger than that. Past one cycle it asks to watch the customer. Past two it
// asks for a task at once, if the customer is in the second or third value tier.
//
// Tenure counts from the oldest purchase in the record, so a customer of whose orders only
// the newest are kept looks younger.
func DecideClassic(h History, rank Rank, now time.Time) ClassicVerdict {
	at := crm.InstantOf(now)
	h = h.Until(at)
	if len(h.Days) == 0 {
		return ClassicVerdict{}
	}

	last := h.Days[len(h.Days)-1]
	v := ClassicVerdict{Silence: at.Days(last)}
	for _, day := range h.Days {
		if at.Days(day) < classicSpan {
			v.Purchases++
		}
	}
	if v.Purchases == 0 {
		return v
	}

	tenure := max(1, at.Days(h.Days[0]))
	span := min(classicSpan, tenure)
	rounded := (span + v.Purchases/2) / v.Purchases
	v.Cycle = max(1, rounded)
	v.Action = chooseAction(v.Silence, v.Cycle, rank)
	return v
}

// chooseAction returns what the rule asks for. Silence and cycle are in days.
func chooseAction(silence, cycle int, rank Rank) ClassicAction {
	switch {
	case silence <= cycle:
		return ClassicNothing
	case silence <= 2*cycle:
		return ClassicWatch
	case rank == Top:
		return ClassicSenior
	case rank == Valued:
		return ClassicTask
	}
	return ClassicWatch
}
