package exitcost

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// namesShown is how many customers the third line names.
const namesShown = 3

// SayLines says the estimate in three lines, as a person would: how many were lost and
// why; what that costs and what is worth spending; who is leaving now. The argument name
// gives the name under which a customer is known; nil leaves the names out.
func (e Estimate) SayLines(lang string, name func(crm.Key) string) []string {
	return []string{
		e.lostLine(lang),
		e.costLine(lang),
		e.leavingLine(lang, name),
	}
}

func (e Estimate) lostLine(lang string) string {
	period := e.Period.Say(lang)
	locale := phrase.Locale{Language: lang}
	switch {
	case e.Rate.Base == 0 && e.Standings[overdue.Exited.String()] > 0:
		return phrase.Say(lang, "exit.nobody_left", period)
	case e.Rate.Base == 0:
		return phrase.Say(lang, "exit.nobody_yet", period)
	}

	before := phrase.Say(lang, "exit.before_unknown")
	if e.Prior.Base > 0 {
		before = locale.Percent(e.Prior.PerMyriad)
	}
	args := []any{
		period,
		e.Rate.Lost,
		e.Rate.Base,
		locale.Percent(e.Rate.PerMyriad),
		before,
	}
	if e.Rate.Lost == 0 {
		return phrase.Say(lang, "exit.lost_none", args...)
	}

	reasons := make([]string, len(e.Reasons))
	for i, l := range e.Reasons {
		name := phrase.Say(lang, "reason."+l.Name)
		reasons[i] = name + " " + locale.Number(l.Customers)
	}

	args = append(args, phrase.Commas(lang, reasons))
	return phrase.Say(lang, "exit.lost", args...)
}

func (e Estimate) costLine(lang string) string {
	locale := phrase.Locale{Language: lang}
	args := []any{
		e.Settings.BesideProfit(lang, locale.Whole(e.Cost.Mid)),
		locale.Horizon(e.Horizon),
		locale.WholeNumber(e.Cost.Low),
		locale.WholeNumber(e.Cost.High),
	}
	if e.BreakEven.Minor <= 0 {
		return phrase.Say(lang, "exit.cost_uncontrolled", args...)
	}
	args = append(args, locale.Whole(e.BreakEven))
	return phrase.Say(lang, "exit.cost", args...)
}

func (e Estimate) leavingLine(lang string, name func(crm.Key) string) string {
	l := e.Leaving
	if l.Customers == 0 {
		return phrase.Say(lang, "exit.leaving_none")
	}
	locale := phrase.Locale{Language: lang}
	line := phrase.Say(
		lang,
		"exit.leaving",
		l.Customers,
		e.Settings.BesideProfit(lang, locale.Whole(l.Stake)),
		locale.Whole(l.Saving),
	)
	if name == nil || len(l.Top) == 0 {
		return line
	}

	var named []string
	for _, leaver := range l.Top[:min(len(l.Top), namesShown)] {
		stake := l.Stake.Currency.Of(leaver.Stake)
		named = append(named, phrase.Say(lang, "exit.who", name(leaver.Key), locale.Whole(stake)))
	}
	startWith := phrase.Say(lang, "exit.start_with", phrase.List(lang, named))
	return phrase.Prose(lang, line, startWith)
}
