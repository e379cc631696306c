package report

import (
	"fmt"
	"math"
	"strconv"
	"strings"

	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/lift"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/phrase"
	"holdfast/shared/words/tally"
)

// drivers shows what went with leaving among customers otherwise alike.
func (w *writer) drivers() Section {
	if len(w.e.Drivers) == 0 {
		return Section{}
	}
	var v chart.Intervals
	var rows, certain []string
	for _, d := range w.e.Drivers {
		if d.Customers == 0 { // nobody met it: all there is is the belief that it was given
			continue
		}
		label := w.named("driver", d.Driver.String())
		note := w.Say(
			"report.drivers.note",
			odds(d.Odds),
			odds(d.Low),
			odds(d.High),
			d.Customers,
		)
		v.Rows = append(v.Rows, chart.Interval{
			Label: label,
			Note:  note,
			Low:   d.Low,
			Mid:   d.Odds,
			High:  d.High,
			Faint: !d.Certain(),
		})
		rows = append(rows, said(label, note))
		if d.Certain() {
			certain = append(certain, w.Say("driver."+d.Driver.String()))
		}
	}
	if len(rows) == 0 {
		return Section{}
	}
	s := Section{
		ID:      "drivers",
		Finding: w.Say("report.drivers.none"),
		Note:    w.Say("report.drivers.how"),
	}
	if len(certain) > 0 {
		s.Finding = w.Say("report.drivers.finding", w.List(certain))
	}
	v.Head = head("drivers", s.Finding, rows)
	v.Mark = 1000
	s.Drawing = drawn(v)
	return s
}

// odds writes thousandths with two decimals.
func odds(thousandths int64) string {
	return strconv.FormatFloat(float64(thousandths)/1000, 'f', 2, 64)
}

// lift says what each measure brought beside the customers left alone, and what to stop.
func (w *writer) lift() Section {
	s := Section{ID: "lift", Text: []string{w.Say("report.lift.none", lift.Days)}}
	if len(w.r.Lift) == 0 {
		return s
	}
	t := Table{
		Columns: w.columns(
			"measure",
			">treated",
			">left_alone",
			">points",
			">each_more",
			">cost_each",
			"found",
		),
	}
	var stop, pays []string
	for _, l := range w.r.Lift {
		reason := w.Say("report.lift.all")
		if l.Reason != "" {
			reason = w.Say("report.lift.for", w.Say("reason."+l.Reason))
		}
		name := w.Say("playbook." + l.Playbook)
		switch {
		case l.Reason != "":
		case l.Finding == lift.DoesNot:
			stop = append(stop, name)
		case l.Finding == lift.Pays:
			pays = append(pays, name)
		}
		arm := func(n, bought int64) Cell {
			return Cell{
				Text: phrase.Number(n),
				Note: w.Say("report.lift.bought", phrase.Percent(bought)),
			}
		}
		row := []Cell{
			{Text: w.Capital(name), Note: reason},
			arm(l.Treated, l.Bought),
			arm(l.Held, l.Alone),
		}
		row = append(
			row,
			w.liftBand(l.Points, func(n int64) string { return odds(n * 10) }),
			w.liftBand(l.Each, func(n int64) string { return w.money(n).Decimal() }),
		)
		t.Rows = append(
			t.Rows,
			append(
				row,
				cells(w.money(l.CostEach).Decimal(), w.Say("report.lift."+string(l.Finding)))...),
		)
	}
	s.Text[0] = w.Say("report.lift.open")
	if len(stop) > 0 {
		s.Text[0] = w.Say("report.lift.stop", w.List(stop))
	} else if len(pays) > 0 {
		s.Text[0] = w.Say("report.lift.keep", w.List(pays))
	}
	s.Note = w.Say("report.lift.how", lift.Days, string(w.s.Currency))
	s.Tables = []Table{t}
	return s
}

func (w *writer) liftBand(b tally.Interval, say func(int64) string) Cell {
	if b == (tally.Interval{}) {
		return Cell{Text: w.Say("report.unsaid")}
	}
	return Cell{Text: say(b.Mid), Note: w.Say("report.range", say(b.Low), say(b.High))}
}

// method says how the figures come about, and how far to trust them.
func (w *writer) method() Section {
	e := w.e
	s := Section{ID: "method", Text: []string{w.revenue()}}
	add := func(key string, evidence ...string) {
		s.Facts = append(s.Facts, Fact{Label: w.Say(key), Evidence: evidence})
	}
	add(
		"report.method.lost",
		w.Say("report.method.lost_text", w.Date(e.Period.Start), w.Date(e.Period.End)),
	)
	add("report.method.interval", w.Say("report.method.interval_text"))
	rests := w.Say("report.method.outlook_new")
	if e.StoreModel.FittedTo > 0 {
		rests = w.Say("report.method.outlook", e.StoreModel.FittedTo)
	}
	add(
		"report.method.value",
		w.Say("report.method.value_text", phrase.Percent(w.s.DiscountBP)),
		rests,
	)
	add("report.method.model", w.model()...)
	add("report.method.reason", w.Say("report.method.reason_text"))
	return s
}

// revenue says what the other figures rest on, and what is in none of them.
func (w *writer) revenue() string {
	e := w.e
	out := []string{w.Say("report.revenue", phrase.Whole(e.Revenue))}
	if e.Guests.Minor != 0 {
		out = append(out, w.Say("report.guests", phrase.Whole(e.Guests)))
	}
	if e.Erased.Minor != 0 {
		out = append(out, w.Say("report.erased", phrase.Whole(e.Erased)))
	}
	var other []string
	for _, m := range e.Other {
		other = append(other, phrase.Whole(m))
	}
	if len(other) > 0 {
		out = append(out, w.Say("report.other", w.List(other)))
	}
	return w.Prose(out...)
}

// model says how the model came about.
func (w *writer) model() []string {
	m := &w.e.ModelFacts
	if m.Customers == 0 {
		return []string{w.Say("report.model.none", m.Status)}
	}
	out := []string{
		w.Say("report.model.fitted", m.Family, m.Customers, w.params(m.Params)),
	}
	switch m.Status {
	case "found":
	case "no dropout seen":
		out = append(out, w.Say("report.model.no_dropout"))
	default:
		out = append(out, w.Say("report.model.status", m.Status))
	}
	if len(m.Candidates) > 0 {
		var of []string
		for _, c := range m.Candidates {
			of = append(of, w.candidate(c))
		}
		out = append(out, w.Say("report.model.chosen", w.split(m.Split), w.List(of)))
	}
	if f := m.Spend; f != nil {
		out = append(
			out,
			w.Say(
				"report.model.spend",
				w.params(f.Params),
				f.Customers,
				number(f.Mean),
				string(w.s.Currency),
			),
		)
		if math.Abs(f.Correlation) > 0.2 {
			out = append(out, w.Say("report.model.correlation", number(f.Correlation)))
		}
	}
	if m.ManyBuyers > 0 {
		out = append(out, w.Say("report.model.crowds", m.ManyBuyers))
	}
	return out
}

func (w *writer) candidate(c exitcost.Candidate) string {
	switch {
	case c.Error != "":
		return w.Say("report.model.failed", c.Family)
	case c.Barred:
		return w.Say("report.model.barred", c.Family, number(c.Score))
	}
	return w.Say("report.model.scored", c.Family, number(c.Score))
}

// split says by what the families were compared.
func (w *writer) split(name string) string {
	if key := "report.model.split_" + strings.ReplaceAll(name, " ", "_"); phrase.Has(key) {
		return w.Say(key)
	}
	return name
}

func (w *writer) params(all []exitcost.Param) string {
	var out []string
	for _, p := range all {
		text := fmt.Sprintf("%s %s", p.Name, number(p.Value))
		if p.SE > 0 {
			text += " ± " + number(p.SE)
		}
		out = append(out, text)
	}
	return w.List(out)
}

// number writes what is no money with four digits that count.
func number(v float64) string { return strconv.FormatFloat(v, 'g', 4, 64) }
