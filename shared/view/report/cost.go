package report

import (
	"cmp"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/view/chart"
)

// cost shows the money that exits cost: by what each customer was worth, and beside it by
// the classical formula; each figure with how it came about.
var cost = Section{
	ID:       "cost",
	Title:    "report.cost",
	profits:  true,
	write:    writeCost,
	tabulate: tabulateCost,
}

func writeCost(in *input) Passage {
	e := in.estimate
	p := Passage{
		Figures: []Figure{
			in.lostProfit(),
			in.budget(),
			in.atStake(),
			in.equity(),
		},
	}

	for _, x := range e.Extras {
		p.Figures = append(p.Figures, in.extra(x))
	}

	if len(e.Extras) == 0 {
		p.Text = append(p.Text, in.Say("report.cost.extras_off"))
	}

	if e.Cost.Mid.Minor > 0 || e.Classical.Minor > 0 {
		in.compareCosts(&p)
	}

	return p
}

func tabulateCost(s *sheet, r *book.CensusReport) {
	e := &r.Estimate
	f := s.subject("cost", "")
	f.addMoneyRange("profit_lost", e.Cost)
	f.addMoney("classical", e.Classical)
	f.addMoney("break_even", e.BreakEven)
	f.addMoney("equity", e.Equity)
	if assumed := e.Settings.AssumedMarginBP; assumed != 0 {
		f.addShare("margin_assumed", assumed)
	}

	for _, x := range e.Extras {
		s.subject("extra", x.Name).addMoney("cost", x.Cost)
	}
}

// horizon says over how long profit is expected.
func (in *input) horizon() string { return in.Horizon(in.estimate.Horizon) }

// moneyWithRange writes an amount with its interval.
func (in *input) moneyWithRange(m exitcost.MoneyInterval) string {
	low := in.WholeNumber(m.Low)
	high := in.WholeNumber(m.High)
	return in.Say("report.cost.value", in.profit(m.Mid), low, high)
}

// compareCosts draws the model's figure and the classical one on one scale.
func (in *input) compareCosts(p *Passage) {
	byModel := in.estimate.Cost
	byFormula := in.estimate.Classical
	p.Finding = in.Say(compareKey(in.estimate))
	p.Note = in.Say("report.cost.compare")

	model := chart.Interval{
		Label: in.Say("report.cost.by_model"),
		Note:  in.moneyWithRange(byModel),
		Low:   byModel.Low.Minor,
		Mid:   byModel.Mid.Minor,
		High:  byModel.High.Minor,
	}

	formula := chart.Interval{
		Label: in.Say("report.cost.by_formula"),
		Note:  in.profit(byFormula),
		Low:   byFormula.Minor,
		Mid:   byFormula.Minor,
		High:  byFormula.Minor,
		Faint: true,
	}

	var words captions
	words.add(model.Label, model.Note)
	words.add(formula.Label, formula.Note)
	p.Drawing = draw(chart.Intervals{
		Head: words.head("cost", p.Finding),
		Rows: []chart.Interval{model, formula},
	})
}

// compareKey returns the sentence that compares the classical figure with the model's
// interval.
func compareKey(e *exitcost.Estimate) string {
	classical := e.Classical.Minor
	switch {
	case classical > e.Cost.High.Minor && e.ModelFacts.Status == clv.NoDropout.String():
		return "report.cost.finding_back"
	case classical > e.Cost.High.Minor:
		return "report.cost.finding_less"
	case classical < e.Cost.Low.Minor:
		return "report.cost.finding_more"
	}
	return "report.cost.finding_alike"
}

func (in *input) lostProfit() Figure {
	e := in.estimate
	margin := cmp.Or(e.MarginBP, in.settings.MarginBP)
	f := Figure{
		Label: in.Say("report.cost.cost"),
		Value: in.moneyWithRange(e.Cost),
		Evidence: []string{
			in.Say("report.cost.cost_how", e.Rate.Lost, in.horizon()),
			in.Say("report.cost.cost_range"),
			in.Say(
				"report.cost.classical",
				in.profit(e.Classical),
				in.horizon(),
				in.Percent(margin),
			),
		},
	}
	if e.Costed > 0 {
		said := in.Say("report.cost.costed", e.Costed, e.YearOrders)
		f.Evidence = append(f.Evidence, said)
	}
	return f
}

// budget returns what is worth spending against the reasons in the shop's hands.
func (in *input) budget() Figure {
	f := Figure{
		Label: in.Say("report.cost.budget"),
		Value: in.Say("report.less_than", in.profit(in.estimate.BreakEven)),
	}

	if in.estimate.BreakEven.Minor <= 0 {
		f.Value = in.Say("report.nothing")
	}

	var controllable []string
	for _, l := range in.estimate.Reasons {
		if l.Controllable {
			reason := in.Say("reason." + l.Name)
			controllable = append(controllable, reason+" "+in.profit(l.Profit))
		}
	}

	if len(controllable) > 0 {
		f.Evidence = append(f.Evidence, in.Say("report.cost.budget_how", in.List(controllable)))
	}

	f.Evidence = append(f.Evidence, in.Say("report.cost.budget_why"))
	return f
}

func (in *input) atStake() Figure {
	now := in.estimate.Leaving
	uplift := in.Percent(in.settings.Uplift * 10)
	return Figure{
		Label: in.Say("report.cost.at_stake"),
		Value: in.profit(now.Stake),
		Evidence: []string{
			in.Say("report.cost.at_stake_how", in.horizon()),
			in.Say("report.cost.saving_how", in.profit(now.Saving), uplift),
		},
	}
}

func (in *input) equity() Figure {
	discount := in.Percent(in.settings.DiscountBP)
	return Figure{
		Label:    in.Say("report.cost.equity"),
		Value:    in.profit(in.estimate.Equity),
		Evidence: []string{in.Say("report.cost.equity_how", in.horizon(), discount)},
	}
}

// extra returns a cost beside the profit lost that the store has switched on.
func (in *input) extra(x exitcost.Extra) Figure {
	f := Figure{
		Label: in.Say("report.extra." + x.Name),
		Value: in.Whole(x.Cost),
	}

	set := in.settings.Extras
	if x.Name == "word_of_mouth" {
		prospects := in.Percent(set.Prospects * 10)
		deterred := in.Percent(set.Deterred * 10)
		f.Evidence = []string{
			in.Say("report.extra.word_of_mouth_how", x.Base, set.Told, prospects, deterred),
			in.Say(
				"report.extra.word_of_mouth_source",
				exitcost.AmexTold,
				exitcost.FolkloreTold,
			),
		}
		return f
	}

	replaced := in.Percent(set.Replaced * 10)
	f.Evidence = []string{
		in.Say("report.extra.replacement_how", replaced, x.Base, in.whole(set.Replace)),
		in.Say("report.extra.replacement_source"),
	}

	return f
}
