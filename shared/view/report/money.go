package report

import (
	"cmp"

	"holdfast/shared/rules/clv"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/phrase"
)

// cost is the money: by what each customer was worth, and beside it by the classical
// formula; each figure with how it came about.
func (w *writer) cost() Section {
	e, horizon := w.e, w.Horizon(w.e.Horizon)
	s := Section{ID: "cost", Facts: []Fact{w.lostProfit(horizon), w.budget(), {
		Label: w.Say(
			"report.cost.at_stake",
		), Value: phrase.Whole(e.Leaving.Stake), Evidence: []string{
			w.Say("report.cost.at_stake_how", horizon),
			w.Say(
				"report.cost.saving_how",
				phrase.Whole(e.Leaving.Saving),
				phrase.Percent(w.s.Uplift*10),
			),
		},
	}, {
		Label: w.Say(
			"report.cost.equity",
		), Value: phrase.Whole(e.Equity), Evidence: []string{w.Say("report.cost.equity_how", horizon, phrase.Percent(w.s.DiscountBP))},
	}}}
	for _, x := range e.Extras {
		s.Facts = append(s.Facts, w.extra(x))
	}
	if len(e.Extras) == 0 {
		s.Text = append(s.Text, w.Say("report.cost.extras_off"))
	}
	if e.Cost.Mid.Minor > 0 || e.Classical.Minor > 0 {
		w.compare(&s)
	}
	return s
}

// compare draws the model's figure and the classical one on one scale.
func (w *writer) compare(s *Section) {
	c := w.e.Cost
	classical := w.e.Classical.Minor
	model := w.Say(
		"report.cost.value",
		phrase.Whole(c.Mid),
		phrase.WholeNumber(c.Low),
		phrase.WholeNumber(c.High),
	)
	s.Finding = w.Say("report.cost.finding_alike")
	switch {
	case classical > c.High.Minor && w.e.ModelFacts.Status == clv.NoDropout.String():
		s.Finding = w.Say("report.cost.finding_back")
	case classical > c.High.Minor:
		s.Finding = w.Say("report.cost.finding_less")
	case classical < c.Low.Minor:
		s.Finding = w.Say("report.cost.finding_more")
	}
	by := w.Say("report.cost.by_model")
	old := w.Say("report.cost.by_formula")
	s.Drawing = drawn(chart.Intervals{
		Head: head(
			"cost",
			s.Finding,
			[]string{said(by, model), said(old, phrase.Whole(w.e.Classical))},
		),
		Rows: []chart.Interval{
			{
				Label: by,
				Note:  model,
				Low:   c.Low.Minor,
				Mid:   c.Mid.Minor,
				High:  c.High.Minor,
			},
			{
				Label: old,
				Note:  phrase.Whole(w.e.Classical),
				Low:   classical,
				Mid:   classical,
				High:  classical,
				Faint: true,
			},
		},
	})
	s.Note = w.Say("report.cost.compare")
}

func (w *writer) lostProfit(horizon string) Fact {
	e := w.e
	return Fact{
		Label: w.Say("report.cost.cost"),
		Value: w.Say(
			"report.cost.value",
			phrase.Whole(e.Cost.Mid),
			phrase.WholeNumber(e.Cost.Low),
			phrase.WholeNumber(e.Cost.High),
		),
		Evidence: []string{
			w.Say("report.cost.cost_how", e.Rate.Lost, horizon),
			w.Say("report.cost.cost_range"),
			w.Say(
				"report.cost.classical",
				phrase.Whole(e.Classical),
				horizon,
				phrase.Percent(cmp.Or(e.MarginBP, w.s.MarginBP)),
			),
		},
	}
}

func (w *writer) budget() Fact {
	f := Fact{
		Label: w.Say("report.cost.budget"),
		Value: w.Say("report.less_than", phrase.Whole(w.e.BreakEven)),
	}
	if w.e.BreakEven.Minor <= 0 {
		f.Value = w.Say("report.nothing")
	}
	var parts []string
	for _, l := range w.e.Reasons {
		if l.Controllable {
			parts = append(parts, w.Say("reason."+l.Name)+" "+phrase.Whole(l.Profit))
		}
	}
	if len(parts) > 0 {
		f.Evidence = append(f.Evidence, w.Say("report.cost.budget_how", w.List(parts)))
	}
	f.Evidence = append(f.Evidence, w.Say("report.cost.budget_why"))
	return f
}

// extra is a cost beside the profit lost that the store has switched on.
func (w *writer) extra(x exitcost.Extra) Fact {
	set := w.s.Extras
	f := Fact{Label: w.Say("report.extra." + x.Name), Value: phrase.Whole(x.Cost)}
	if x.Name == "word_of_mouth" {
		f.Evidence = []string{
			w.Say(
				"report.extra.word_of_mouth_how",
				x.Base,
				set.Told,
				phrase.Percent(set.Prospects*10),
				phrase.Percent(set.Deterred*10),
			),
			w.Say(
				"report.extra.word_of_mouth_source",
				exitcost.AmexTold,
				exitcost.FolkloreTold,
			),
		}
		return f
	}
	f.Evidence = []string{
		w.Say(
			"report.extra.replacement_how",
			phrase.Percent(set.Replaced*10),
			x.Base,
			w.whole(set.Replace),
		),
		w.Say("report.extra.replacement_source"),
	}
	return f
}

// months shows the profit lost with those who left in each month.
func (w *writer) months() Section {
	months := w.e.Months
	if len(months) < 2 {
		return Section{}
	}
	c := chart.Columns{}
	var rows []string
	worst := 0
	t := Table{
		Folded:  true,
		Columns: w.columns("month", ">there", ">lost", ">back", ">profit_lost", ">interval"),
	}
	for i, m := range months {
		note := w.Say(
			"report.months.note",
			m.Lost,
			phrase.Whole(m.Cost.Mid),
			phrase.WholeNumber(m.Cost.Low),
			phrase.WholeNumber(m.Cost.High),
		)
		column := chart.Column{
			Label: m.Month,
			Note:  said(m.Month, note),
			Low:   m.Cost.Low.Minor,
			Mid:   m.Cost.Mid.Minor,
			High:  m.Cost.High.Minor,
			Faint: i == len(months)-1,
		}
		c.Rows = append(c.Rows, column)
		rows = append(rows, said(m.Month, note))
		t.Rows = append(
			t.Rows,
			cells(
				m.Month,
				phrase.Number(m.Base),
				phrase.Number(m.Lost),
				phrase.Number(m.Back),
				phrase.Whole(m.Cost.Mid),
				w.Say(
					"report.range",
					phrase.WholeNumber(m.Cost.Low),
					phrase.WholeNumber(m.Cost.High),
				),
			),
		)
		if m.Cost.Mid.Minor > months[worst].Cost.Mid.Minor {
			worst = i
		}
	}
	top := int64(0)
	for _, r := range c.Rows {
		top = max(top, r.Mid, r.High)
	}
	s := Section{
		ID:      "months",
		Finding: w.Say("report.months.none"),
		Note:    w.Say("report.months.how", w.Horizon(w.e.Horizon)),
		Tables:  []Table{t},
	}
	if m := months[worst]; m.Cost.Mid.Minor > 0 {
		s.Finding = w.Say("report.months.finding", m.Month, phrase.Whole(m.Cost.Mid))
		c.Top = w.whole(top)
	}
	c.Head = head("months", s.Finding, rows)
	s.Drawing = drawn(c)
	return s
}
