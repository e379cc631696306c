package exitcost

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// named is how many customers the third line names.
const named = 3

// SayLines says the estimate in three lines, as a person would: how many were lost and why;
// what that costs and what is worth spending; who is leaving now. Name gives the name
// under which a customer is known; nil leaves the names out.
func (e Estimate) SayLines(lang string, name func(crm.Key) string) []string {
	return []string{e.lostLine(lang), e.costLine(lang), e.leavingLine(lang, name)}
}

// Say is the period as people say it: "Q3", "Q4 so far".
func (p Period) Say(lang string) string {
	key := "exit.quarter"
	if p.Running {
		key = "exit.quarter_so_far"
	}
	return phrase.Say(lang, key, p.Quarter)
}

func (e Estimate) lostLine(lang string) string {
	switch {
	case e.Rate.Base == 0 && e.Standings[overdue.Exited.String()] > 0:
		return phrase.Say(lang, "exit.nobody_left", e.Period.Say(lang))
	case e.Rate.Base == 0:
		return phrase.Say(lang, "exit.nobody_yet", e.Period.Say(lang))
	}
	before := phrase.Say(lang, "exit.before_unknown")
	if e.Prior.Base > 0 {
		before = phrase.Percent(e.Prior.PerMyriad)
	}
	args := []any{
		e.Period.Say(lang),
		e.Rate.Lost,
		e.Rate.Base,
		phrase.Percent(e.Rate.PerMyriad),
		before,
	}
	if e.Rate.Lost == 0 {
		return phrase.Say(lang, "exit.lost_none", args...)
	}
	parts := make([]string, len(e.Reasons))
	for i, l := range e.Reasons {
		parts[i] = phrase.Say(lang, "reason."+l.Name) + " " + phrase.Number(l.Customers)
	}
	return phrase.Say(lang, "exit.lost", append(args, phrase.Commas(lang, parts))...)
}

func (e Estimate) costLine(lang string) string {
	low := phrase.WholeNumber(e.Cost.Low)
	high := phrase.WholeNumber(e.Cost.High)
	horizon := e.horizon(lang)
	if e.BreakEven.Minor <= 0 {
		return phrase.Say(
			lang,
			"exit.cost_uncontrolled",
			phrase.Whole(e.Cost.Mid),
			horizon,
			low,
			high,
		)
	}
	return phrase.Say(
		lang,
		"exit.cost",
		phrase.Whole(e.Cost.Mid),
		horizon,
		low,
		high,
		phrase.Whole(e.BreakEven),
	)
}

func (e Estimate) horizon(lang string) string {
	if e.Horizon == 365 {
		return phrase.Say(lang, "months", 12)
	}
	return phrase.Days(lang, e.Horizon)
}

func (e Estimate) leavingLine(lang string, name func(crm.Key) string) string {
	l := e.Leaving
	if l.Customers == 0 {
		return phrase.Say(lang, "exit.leaving_none")
	}
	line := phrase.Say(
		lang,
		"exit.leaving",
		l.Customers,
		phrase.Whole(l.Stake),
		phrase.Whole(l.Saving),
	)
	var who []string
	for _, t := range l.Top[:min(len(l.Top), named)] {
		if name != nil {
			who = append(
				who,
				phrase.Say(
					lang,
					"exit.who",
					name(t.Key),
					phrase.Whole(crm.Money{Minor: t.Stake, Currency: l.Stake.Currency}),
				),
			)
		}
	}
	if len(who) == 0 {
		return line
	}
	return phrase.Prose(lang, line, phrase.Say(lang, "exit.start_with", phrase.List(lang, who)))
}
