package overdue

import (
	"strings"

	"holdfast/shared/words/enum"
	"holdfast/shared/words/phrase"
)

// Code is what a ground of a verdict is about.
type Code uint8

// The grounds.
const (
	NoPurchase  Code = iota // nothing was bought yet
	NotInRecord             // N orders, the first of them Days ago, are no longer in the record
	Silent                  // for Days
	OwnCycle                // about Days, from N own gaps
	StoreCycle              // there are no own gaps: the store's typical one is Days
	GapsEnd                 // N of a thousand such gaps end before Days
	CameBack                // after a silence of Days
)

var codes = enum.Names[Code]{
	NoPurchase:  "no_purchase",
	NotInRecord: "not_in_record",
	Silent:      "silent",
	OwnCycle:    "own_cycle",
	StoreCycle:  "store_cycle",
	GapsEnd:     "gaps_end",
	CameBack:    "came_back",
}

func (c Code) String() string { return codes.String(c) }

// ParseCode returns the code with the name.
func ParseCode(name string) (Code, error) { return codes.Parse(name) }

// Ground is one reason of a verdict: a code with its numbers, no words.
type Ground struct {
	Code Code `json:"code"`
	Days int  `json:"days,omitempty"`
	N    int  `json:"n,omitempty"`
}

// groundsOf returns the grounds of a verdict that rests on so many own gaps. Broke is the
// silence, in days, that a recovered customer came back from.
func groundsOf(v *Verdict, p *Policy, gaps, broke int) []Ground {
	grounds := make([]Ground, 0, 4)
	if v.Standing == Recovered {
		grounds = append(grounds, Ground{Code: CameBack, Days: broke})
	}
	grounds = append(grounds, Ground{Code: Silent, Days: v.Silence})

	cycle := Ground{Code: StoreCycle, Days: v.Cycle}
	if gaps > 0 {
		cycle = Ground{Code: OwnCycle, Days: v.Cycle, N: gaps}
	}
	grounds = append(grounds, cycle)

	alarm := Ground{
		Code: GapsEnd,
		Days: v.Allowed,
		N:    1000 - p.Budgets[0],
	}
	return append(grounds, alarm)
}

// Explain returns the verdict's reasons in a sentence: "silent for 74 days; own cycle
// about 31; nine of ten such gaps end before 58".
func (v Verdict) Explain(lang string) string {
	return v.ExplainBy(phrase.Locale{Language: lang})
}

// ExplainBy returns the verdict's reasons in a sentence of the speaker's language.
func (v Verdict) ExplainBy(speaker phrase.Speaker) string {
	said := make([]string, len(v.Reasons))
	for i, g := range v.Reasons {
		said[i] = g.say(speaker)
	}
	return strings.Join(said, speaker.Say("overdue.semicolon"))
}

// say returns the ground in words.
func (g Ground) say(speaker phrase.Speaker) string {
	switch g.Code {
	case NotInRecord:
		return speaker.Say("overdue.not_in_record", g.N)
	case Silent:
		return speaker.Say("overdue.silent", g.Days)
	case OwnCycle:
		return speaker.Say("overdue.own_cycle", g.Days)
	case StoreCycle:
		return speaker.Say("overdue.store_cycle", g.Days)
	case GapsEnd:
		return speaker.Say("overdue.gaps_end", sayShare(speaker, g.N), g.Days)
	case CameBack:
		return speaker.Say("overdue.came_back", g.Days)
	}
	return speaker.Say("overdue.no_purchase")
}

// sayShare returns a share in per mille as people say it: nine of ten, 95 of 100.
func sayShare(speaker phrase.Speaker, perMille int) string {
	switch {
	case perMille == 900:
		return speaker.Say("overdue.nine_of_ten")
	case perMille%10 == 0:
		return speaker.Say("overdue.of", perMille/10, 100)
	}
	return speaker.Say("overdue.of", perMille, 1000)
}
