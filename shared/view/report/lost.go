package report

import (
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

var unknown = crm.ReasonUnknown.String()

// why shows the reasons of those who were lost, what is worth spending against each, and
// what would help.
func (w *writer) why() Section {
	s := Section{ID: "why", Brief: true, Finding: w.Say("report.why.none")}
	if len(w.e.Reasons) == 0 {
		return s
	}
	s.Finding, s.Note = w.finding(), w.Say("report.why.how")
	var bars chart.Bars
	var rows []string
	t := Table{Columns: w.columns("reason", ">lost", ">share", ">profit_lost", ">spend", "~helps")}
	for _, l := range w.e.Reasons {
		label := w.named("reason", l.Name)
		note := w.Say(
			"report.why.note",
			l.Customers,
			phrase.Percent(l.PerMyriad),
			phrase.Whole(l.Profit),
		)
		bars.Rows = append(bars.Rows, chart.Bar{
			Label: label,
			Value: l.Customers,
			Grey:  l.Name == unknown,
			Note:  note,
		})
		rows = append(rows, said(label, note))
		spend := w.Say("report.nothing")
		if l.BreakEven.Minor > 0 {
			spend = w.Say("report.less_than", phrase.Whole(l.BreakEven))
		}
		t.Rows = append(
			t.Rows,
			cells(
				label,
				phrase.Number(l.Customers),
				phrase.Percent(l.PerMyriad),
				phrase.Whole(l.Profit),
				spend,
				w.Say("improve."+l.Name),
			),
		)
		t.Bars = append(t.Bars, l.PerMyriad)
	}
	bars.Head = head("reasons", s.Finding, rows)
	s.Drawing = drawn(bars)
	s.Tables = []Table{t}
	return s
}

// finding is what the distribution of reasons says, in a sentence.
func (w *writer) finding() string {
	top := w.e.Reasons[0]
	open := exitcost.LossLine{}
	for _, l := range w.e.Reasons {
		if l.Name == unknown {
			open = l
		}
	}
	class := w.named("reason", top.Name)
	switch {
	case top.Name == unknown:
		return w.Say("report.why.unknown_all")
	case open.PerMyriad > top.PerMyriad:
		return w.Say("report.why.unknown", w.inTen(open.PerMyriad), w.Say("reason."+top.Name))
	case w.e.Rate.Lost < 10:
		return w.Say(
			"report.why.few",
			class,
			top.Customers,
			w.e.Rate.Lost,
		)
	case top.PerMyriad < 1500:
		return w.Say("report.why.one", class)
	}
	return w.Say("report.why.finding", class, w.inTen(top.PerMyriad))
}

// inTen says a share as so many in ten, from two to nine.
func (w *writer) inTen(perMyriad int64) string {
	return w.Say("report.number." + phrase.Number(min(max((perMyriad+500)/1000, 2), 9)))
}

// rate shows the exit rate with its interval, beside the period before, on one scale.
func (w *writer) rate() Section {
	e := w.e
	s := Section{ID: "rate", Finding: w.Say("report.rate.none")}
	if e.Rate.Base == 0 {
		if e.Standings[overdue.Exited.String()] > 0 {
			s.Finding = w.Say("report.rate.gone")
		}
		return s
	}
	s.Finding = w.Say("report.rate.finding", phrase.Percent(e.Rate.PerMyriad))
	switch {
	case e.Prior.Base == 0:
	case e.Rate.Low > e.Prior.High:
		s.Finding = w.Say("report.rate.up", s.Finding)
	case e.Rate.High < e.Prior.Low:
		s.Finding = w.Say("report.rate.down", s.Finding)
	default:
		s.Finding = w.Say("report.rate.alike", s.Finding)
	}
	var v chart.Intervals
	rows := w.interval(&v, nil, e.Period.Say(w.Language), e.Rate, false)
	if e.Prior.Base > 0 {
		rows = w.interval(&v, rows, w.Say("report.rate.before"), e.Prior, true)
	}
	v.Head = head("rate", s.Finding, rows)
	s.Drawing = drawn(v)
	s.Note = w.Say(
		"report.rate.how",
		e.Rate.Lost,
		e.Rate.Base,
		phrase.Percent(e.Rate.Revenue),
	)
	return s
}

// interval adds a rate to a chart, and to what the chart says in words.
func (w *writer) interval(
	v *chart.Intervals,
	rows []string,
	label string,
	r exitcost.Rate,
	faint bool,
) []string {
	note := w.Say(
		"report.rate.note",
		phrase.Percent(r.PerMyriad),
		phrase.Percent(r.Low),
		phrase.Percent(r.High),
	)
	v.Rows = append(v.Rows, chart.Interval{
		Label: label,
		Note:  note,
		Low:   r.Low,
		Mid:   r.PerMyriad,
		High:  r.High,
		Faint: faint,
	})
	return append(rows, said(label, note))
}

// cohorts shows how many of those who first bought in one quarter are lost by now.
func (w *writer) cohorts() Section {
	if len(w.e.Cohorts) < 2 {
		return Section{}
	}
	var v chart.Intervals
	var rows []string
	worst := w.e.Cohorts[0]
	t := Table{Folded: true, Columns: w.columns("cohort", ">customers", ">lost", ">rate")}
	for _, c := range w.e.Cohorts {
		label := c.Quarter
		if label == "earlier" {
			label = w.Say("report.cohorts.earlier")
		}
		rows = w.interval(&v, rows, label, c.Lost, false)
		t.Rows = append(
			t.Rows,
			cells(
				label,
				phrase.Number(c.Lost.Base),
				phrase.Number(c.Lost.Lost),
				phrase.Percent(c.Lost.PerMyriad),
			),
		)
		if c.Lost.Low > worst.Lost.Low {
			worst = c
		}
	}
	s := Section{
		ID:      "cohorts",
		Finding: w.Say("report.cohorts.none"),
		Note:    w.Say("report.cohorts.how"),
		Tables:  []Table{t},
	}
	if worst.Lost.Lost > 0 && worst.Quarter != "earlier" {
		s.Finding = w.Say(
			"report.cohorts.finding",
			phrase.Percent(worst.Lost.PerMyriad),
			worst.Quarter,
		)
	} else if worst.Lost.Lost > 0 {
		s.Finding = w.Say("report.cohorts.old", phrase.Percent(worst.Lost.PerMyriad))
	}
	v.Head = head("cohorts", s.Finding, rows)
	s.Drawing = drawn(v)
	return s
}
