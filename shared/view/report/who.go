package report

import (
	"cmp"
	"slices"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/rules/segment"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/phrase"
)

// leaving lists who is overdue or at risk, by what is at stake with them.
func (w *writer) leaving() Section {
	l := w.e.Leaving
	s := Section{ID: "leaving", Brief: true, Text: []string{w.Say("report.leaving.none")}}
	if l.Customers == 0 {
		return s
	}
	s.Text[0] = w.Say(
		"report.leaving.some",
		l.Customers,
		phrase.Whole(l.Stake),
		len(l.Top),
		phrase.Whole(l.Saving),
	)
	t := Table{Columns: w.columns("name", "tier", "silence", "likely", ">stake")}
	for _, k := range l.Top {
		why := w.Say(
			"report.leaving.silent",
			k.Silence,
			k.Cycle,
			k.Allowed,
		)
		t.Rows = append(
			t.Rows,
			append(
				[]Cell{w.who(k.Key)},
				cells(
					w.Say("tier."+k.Tier.String()),
					why,
					w.Say("reason."+k.Reason),
					w.whole(k.Stake),
				)...),
		)
	}
	s.Tables = []Table{t}
	return s
}

// tiers sets the profit of the tiers beside what textbooks say, and says what each has
// lost and is worth spending on.
func (w *writer) tiers() Section {
	s := Section{ID: "tiers", Finding: w.Say("report.tiers.none")}
	shares := w.r.Tiers
	if len(shares) == 0 {
		return s
	}
	var all int64
	t := Table{Columns: w.columns("tier", ">customers", ">year_profit", ">share", ">textbook")}
	// Textbooks have apex and high as one.
	bars := chart.Bars{Most: 10_000}
	top := chart.Bar{Label: w.Say("report.tiers.apex_high"), Mark: shares[0].Textbook}
	for _, k := range shares {
		all += k.Customers
		name := w.named("tier", k.Tier.String())
		if k.Tier.Valued() {
			top.Value += k.PerMyriad
		} else {
			bars.Rows = append(bars.Rows, chart.Bar{Label: name, Value: max(0, k.PerMyriad), Mark: k.Textbook})
		}
		textbook := phrase.Percent(k.Textbook)
		if k.Tier == segment.High {
			textbook = w.Say("report.tiers.with_apex")
		}
		t.Rows = append(
			t.Rows,
			cells(
				name,
				phrase.Number(k.Customers),
				phrase.Whole(k.Profit),
				phrase.Percent(k.PerMyriad),
				textbook,
			),
		)
	}
	bars.Rows = append([]chart.Bar{top}, bars.Rows...)
	var rows []string
	for i := range bars.Rows {
		b := &bars.Rows[i]
		b.Note = w.Say("report.tiers.note", phrase.Percent(b.Value), phrase.Percent(b.Mark))
		rows = append(rows, said(b.Label, b.Note))
	}
	s.Finding = w.Say(
		"report.tiers.finding",
		phrase.Percent((shares[0].Customers+shares[1].Customers)*10_000/max(1, all)),
		phrase.Percent(top.Value),
	)
	bars.Head = head("tiers", s.Finding, rows)
	s.Drawing, s.Note, s.Tables = drawn(bars), w.Say("report.tiers.how"), []Table{t, w.tierLosses()}
	return s
}

// tierLosses is what each tier lost in the period.
func (w *writer) tierLosses() Table {
	t := Table{Columns: w.columns("tier", ">there", ">lost", ">rate", ">profit_lost", ">spend")}
	for _, l := range w.e.Tiers {
		spend := w.Say("report.nothing")
		if l.BreakEven.Minor > 0 {
			spend = w.Say("report.less_than", phrase.Whole(l.BreakEven))
		}
		r := l.Rate
		if r == nil {
			continue
		}
		t.Rows = append(
			t.Rows,
			cells(
				w.named("tier", l.Name),
				phrase.Number(r.Base),
				phrase.Number(l.Customers),
				w.Say(
					"report.rate.note",
					phrase.Percent(r.PerMyriad),
					phrase.Percent(r.Low),
					phrase.Percent(r.High),
				),
				phrase.Whole(l.Profit),
				spend,
			),
		)
	}
	return t
}

// standings shows where customers stand on leaving.
func (w *writer) standings() Section {
	var leaving int64
	var bars chart.Bars
	var rows []string
	for _, k := range [...]overdue.Standing{overdue.Active, overdue.Recovered, overdue.Due, overdue.Overdue, overdue.AtRisk, overdue.Exited} {
		n := w.e.Standings[k.String()]
		if k == overdue.Overdue || k == overdue.AtRisk {
			leaving += n
		}
		label := w.named("standing", k.String())
		note := w.share(n, w.e.Customers)
		bars.Rows = append(bars.Rows, chart.Bar{Label: label, Value: n, Note: note})
		rows = append(rows, said(label, note))
	}
	s := Section{
		ID: "standings",
		Finding: w.Say(
			"report.standings.finding",
			leaving,
			w.e.Customers,
		),
	}
	bars.Head = head("standings", s.Finding, rows)
	s.Drawing = drawn(bars)
	if n := w.e.Standings[overdue.Prospect.String()]; n > 0 {
		s.Note = w.Say("report.prospects", n)
	}
	return s
}

// share is a number and what part of all it is.
func (w *writer) share(n, all int64) string {
	return w.Say("report.share", phrase.Number(n), phrase.Percent(n*10_000/max(1, all)))
}

// origins shows what customers are worth by where they came from, the best first; those
// of whom it is not known come last.
func (w *writer) origins() Section {
	if len(w.e.Origins) == 0 {
		return Section{}
	}
	lines := slices.Clone(w.e.Origins)
	slices.SortStableFunc(lines, func(a, b exitcost.OriginLine) int {
		if a.IsSource() != b.IsSource() {
			return map[bool]int{true: -1, false: 1}[a.IsSource()]
		}
		return cmp.Compare(b.Each.Minor, a.Each.Minor)
	})
	t := Table{Columns: w.columns("origin", ">customers", ">rate", ">revenue", ">value", ">each")}
	var bars chart.Bars
	var rows []string
	for _, o := range lines {
		name := o.Name
		switch name {
		case "":
			name = w.Say("report.origins.unknown")
		case "*":
			name = w.Say("report.origins.others")
		}
		note := w.Say("report.origins.note", phrase.Whole(o.Each), o.Lost.Base)
		bars.Rows = append(bars.Rows, chart.Bar{
			Label: name,
			Value: max(0, o.Each.Minor),
			Note:  note,
			Grey:  !o.IsSource(),
		})
		rows = append(rows, said(name, note))
		t.Rows = append(
			t.Rows,
			cells(
				name,
				phrase.Number(o.Lost.Base),
				phrase.Percent(o.Lost.PerMyriad),
				phrase.Whole(o.Revenue),
				phrase.Whole(o.Value),
				phrase.Whole(o.Each),
			),
		)
	}
	s := Section{
		ID:      "origins",
		Finding: w.Say("report.origins.none"),
		Note:    w.Say("report.origins.how", w.Horizon(w.e.Horizon)),
		Tables:  []Table{t},
	}
	if best := lines[0]; best.IsSource() {
		s.Finding = w.Say("report.origins.finding", best.Name, phrase.Whole(best.Each))
	}
	bars.Head = head("origins", s.Finding, rows)
	s.Drawing = drawn(bars)
	return s
}

// losers lists the customers who lose the store money.
func (w *writer) losers() Section {
	g := w.r.Segments
	s := Section{ID: "losers", Text: []string{w.Say("report.losers.none")}}
	if g.Losing == 0 {
		return s
	}
	s.Text[0] = w.Say(
		"report.losers.some",
		g.Losing,
		phrase.Whole(g.LostMoney),
		len(g.Losers),
	)
	t := Table{Columns: w.columns("name", ">year_profit")}
	for _, l := range g.Losers {
		t.Rows = append(t.Rows, append([]Cell{w.who(l.Key)}, cells(w.whole(l.Profit))...))
	}
	s.Tables = []Table{t}
	return s
}
