package report

import (
	"cmp"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/segment"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/phrase"
	"holdfast/shared/words/tally"
)

// ahead is what to expect if nothing is done.
func (w *writer) ahead() Section {
	if len(w.e.Forecasts) == 0 {
		return Section{}
	}
	t := Table{
		Columns: w.columns(
			"within",
			">leave",
			">profit_lost",
			">orders",
			">profit",
			">without_order",
		),
	}
	for _, a := range w.e.Forecasts {
		t.Rows = append(
			t.Rows,
			[]Cell{
				{Text: w.Days(a.Days)},
				w.banded(a.Leavers),
				w.moneyBanded(a.Loss),
				w.banded(a.Orders),
				w.moneyBanded(a.Profit),
				w.banded(a.None),
			},
		)
	}
	s := Section{
		ID:     "ahead",
		Brief:  true,
		Tables: []Table{t},
		Note:   w.Say("report.ahead.how", w.Horizon(w.e.Horizon)),
	}
	a := w.e.Forecasts[min(1, len(w.e.Forecasts)-1)]
	s.Finding = w.Say(
		"report.ahead.finding",
		a.Days,
		a.Leavers.Mid,
		a.Leavers.Low,
		a.Leavers.High,
		w.whole(a.Loss.Mid),
	)
	var v chart.Intervals
	var rows []string
	for _, a := range w.e.Forecasts {
		note := w.moneyBand(a.Loss)
		v.Rows = append(v.Rows, chart.Interval{
			Label: w.Days(a.Days),
			Note:  note,
			Low:   max(0, a.Loss.Low),
			Mid:   max(0, a.Loss.Mid),
			High:  a.Loss.High,
		})
		rows = append(rows, said(w.Days(a.Days), note))
	}
	v.Head = head("ahead", s.Finding, rows)
	s.Drawing = drawn(v)
	return s
}

func (w *writer) band(b tally.Interval) string {
	return w.Say("report.band", phrase.Number(b.Mid), phrase.Number(b.Low), phrase.Number(b.High))
}

func (w *writer) moneyBand(b tally.Interval) string {
	return w.Say(
		"report.band",
		w.whole(b.Mid),
		phrase.WholeNumber(w.money(b.Low)),
		phrase.WholeNumber(w.money(b.High)),
	)
}

// banded is a number as a cell, its range below it.
func (w *writer) banded(b tally.Interval) Cell {
	return Cell{
		Text: phrase.Number(b.Mid),
		Note: w.Say("report.range", phrase.Number(b.Low), phrase.Number(b.High)),
	}
}

func (w *writer) moneyBanded(b tally.Interval) Cell {
	return Cell{
		Text: w.whole(b.Mid),
		Note: w.Say(
			"report.range",
			phrase.WholeNumber(w.money(b.Low)),
			phrase.WholeNumber(w.money(b.High)),
		),
	}
}

// backTest holds an estimate as of a past day against what came.
func (w *writer) backTest() Section {
	b := w.e.BackTest
	s := Section{ID: "backtest", Brief: true}
	if b == nil {
		s.Text = []string{w.Say("report.backtest.none")}
		return s
	}
	var v chart.Intervals
	var rows []string
	outside := 0
	t := Table{Columns: w.columns("what", ">foretold", ">came", "held")}
	for _, h := range []struct {
		key   string
		held  exitcost.ForecastCheck
		band  func(tally.Interval) string
		whole func(int64) string
	}{
		{"leavers", b.Leavers, w.band, phrase.Number},
		{"loss", b.Loss, w.moneyBand, w.whole},
		{"orders", b.Orders, w.band, phrase.Number},
		{"profit", b.Profit, w.moneyBand, w.whole},
		{"without", b.None, w.band, phrase.Number},
		{"back", b.Back, w.band, phrase.Number},
	} {
		label := w.Say("report.backtest." + h.key)
		verdict := w.Say("report.backtest.within")
		if !h.held.InRange() {
			verdict = w.Say("report.backtest.outside")
			outside++
		}
		t.Rows = append(
			t.Rows,
			cells(label, h.band(h.held.Foretold), h.whole(h.held.Came), verdict),
		)
		rows = append(
			rows,
			said(
				label,
				w.Say(
					"report.backtest.row",
					h.band(h.held.Foretold),
					h.whole(h.held.Came),
					verdict,
				),
			),
		)
		if came, f := h.held.Came, h.held.Foretold; came > 0 && f.High > 0 {
			of := func(n int64) int64 { return segment.MulDiv(10_000, max(0, n), came) }
			v.Rows = append(v.Rows, chart.Interval{
				Label: w.Say("report.backtest.label", label, h.whole(came)),
				Note:  w.Say("report.backtest.note", h.band(f)),
				Low:   of(f.Low),
				Mid:   of(f.Mid),
				High:  of(f.High),
				Came:  10_000,
			})
		}
	}
	s.Finding = w.Say(
		cmp.Or(
			map[int]string{0: "report.backtest.finding", 6: "report.backtest.finding_off"}[outside],
			"report.backtest.finding_some",
		),
		w.Date(b.AsOf),
		b.Days,
		outside,
	)
	v.Head = head("backtest", s.Finding, rows)
	v.Mark = 10_000
	s.Drawing, s.Note = drawn(v), w.Say("report.backtest.how")
	s.Text, s.Tables = w.missed(b), []Table{t, w.tenths(b)}
	return s
}

// missed says whom the rule had called too early and too late, and how well single
// customers were told apart.
func (w *writer) missed(b *exitcost.BackTest) []string {
	out := []string{
		w.Say(
			"report.backtest.early",
			b.Called,
			b.Back.Came,
			w.whole(b.BackProfit.Came),
		),
	}
	if b.Silent > 0 {
		out = append(
			out,
			w.Say("report.backtest.late", b.Silent, b.Missed),
		)
	}
	if b.AUC > 0 {
		out = append(out, w.Say("report.backtest.auc", phrase.Percent(b.AUC)))
	}
	return out
}

func (w *writer) tenths(b *exitcost.BackTest) Table {
	t := Table{
		Folded: true,
		Columns: w.columns(
			"tenth",
			">customers",
			">orders_foretold",
			">came",
			">none_foretold",
			">were_none",
		),
	}
	for i, k := range b.Tenths {
		t.Rows = append(
			t.Rows,
			cells(
				phrase.Number(int64(i+1)),
				phrase.Number(k.Customers),
				phrase.Number(k.Expected),
				phrase.Number(k.Came),
				phrase.Number(k.None),
				phrase.Number(k.WereNone),
			),
		)
	}
	return t
}
