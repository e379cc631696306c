package report

import (
	"fmt"
	"slices"

	"holdfast/shared/rules/segment"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/phrase"
)

// stages shows how far customers have come, what is done about each stage, and who has
// moved.
func (w *writer) stages() Section {
	g := w.r.Segments
	if g.Customers == 0 {
		return Section{}
	}
	t := Table{Columns: w.columns("stage", ">customers", ">share", "~do")}
	for _, k := range g.Stages {
		t.Rows = append(
			t.Rows,
			cells(
				w.named("stage", k.Name),
				phrase.Number(k.Customers),
				phrase.Percent(k.PerMyriad),
				w.Say("stage.do."+k.Name),
			),
		)
	}
	s := Section{ID: "stages", Tables: []Table{t}}
	if len(g.Moves) > 0 {
		s.Text = append(
			s.Text,
			w.Say("report.stages.moves", w.Date(g.Since), w.List(w.moves("stage", g.Moves))),
		)
	}
	if len(g.TierMoves) > 0 {
		s.Text = append(
			s.Text,
			w.Say("report.stages.tier_moves", w.List(w.moves("tier", g.TierMoves))),
		)
	}
	return s
}

// movesNamed is how many moves are told, those of the most customers.
const movesNamed = 6

func (w *writer) moves(kind string, moves []segment.Move) []string {
	var out []string
	for _, m := range moves[:min(len(moves), movesNamed)] {
		out = append(
			out,
			w.Say(
				"report.stages.move",
				m.Customers,
				w.Say(kind+"."+m.From),
				w.Say(kind+"."+m.To),
			),
		)
	}
	return out
}

// grid shows how customers are spread over recency and frequency, and what they brought.
func (w *writer) grid() Section {
	g := w.r.Segments
	parts := g.RFM.Spec.Parts
	if parts == 0 || len(g.Cells) == 0 {
		return Section{}
	}
	customers := make([]int64, parts*parts)
	sales := make([]int64, parts*parts)
	var all, most, best int64
	for _, c := range g.Cells {
		at := (parts-int(c.R))*parts + int(c.F) - 1
		customers[at] += c.Customers
		sales[at] += c.Sales.Minor
		all += max(0, c.Sales.Minor)
	}
	d := chart.Grid{Across: w.Say("report.rfm.across"), Cells: make([][]chart.Square, parts)}
	for _, s := range sales {
		most = max(most, s)
	}
	var rows []string
	for i := range parts {
		d.Rows = append(d.Rows, w.Say("report.rfm.row", parts-i))
		d.Columns = append(d.Columns, fmt.Sprint("F", i+1))
		for j := range parts {
			n := customers[i*parts+j]
			sum := sales[i*parts+j]
			sq := chart.Square{Weight: segment.MulDiv(10_000, max(0, sum), max(1, most))}
			if n > 0 {
				sq.Text = phrase.Number(n)
				rows = append(
					rows,
					said(
						fmt.Sprintf("R%d F%d", parts-i, j+1),
						w.Say("report.rfm.cell", n, w.whole(sum)),
					),
				)
				if parts <= 5 {
					sq.Note = phrase.Percent(segment.MulDiv(10_000, max(0, sum), max(1, all)))
				}
			}
			d.Cells[i] = append(d.Cells[i], sq)
			if i == 0 && j == parts-1 {
				best = max(0, sum)
			}
		}
	}
	s := Section{
		ID: "rfm",
		Note: w.Say(
			"report.rfm.how",
			parts,
			w.Horizon(g.RFM.Spec.Days),
			g.RFM.Spec.MinCell,
		),
	}
	s.Finding = w.Say(
		"report.rfm.finding",
		phrase.Percent(segment.MulDiv(10_000, best, max(1, all))),
	)
	d.Head = head("rfm", s.Finding, rows)
	s.Drawing = drawn(d)
	s.Tables = w.cuts(g)
	return s
}

// cuts says where the parts begin, and how campaigns were answered.
func (w *writer) cuts(g segment.Overview) []Table {
	t := Table{Folded: true, Columns: w.columns("part", ">recency", ">frequency", ">monetary")}
	amount := func(v int64) string {
		if g.RFM.Spec.Monetary == segment.InPoints {
			return phrase.Number(v)
		}
		return w.whole(v)
	}
	for p := 2; p <= g.RFM.Spec.Parts; p++ {
		i := p - 2
		if i < len(g.RFM.Recency) && i < len(g.RFM.Frequency) && i < len(g.RFM.Monetary) {
			t.Rows = append(
				t.Rows,
				cells(
					fmt.Sprint(p),
					w.Say("report.rfm.at_most", int(g.RFM.Recency[i])),
					w.Say(
						"report.rfm.at_least",
						phrase.Number(g.RFM.Frequency[i]),
					),
					w.Say("report.rfm.at_least", amount(g.RFM.Monetary[i])),
				),
			)
		}
	}
	slices.Reverse(t.Rows)
	out := []Table{t}
	if len(g.Campaigns) > 0 {
		c := Table{Columns: w.columns("channel", "cell", ">contacts", ">answered", ">index")}
		for _, k := range g.Campaigns {
			c.Rows = append(
				c.Rows,
				cells(
					w.Say("channel."+k.Channel),
					fmt.Sprintf("R%d F%d", k.R, k.F),
					phrase.Number(k.Contacts),
					w.share(k.Purchases, k.Contacts),
					phrase.Number(k.Index),
				),
			)
		}
		out = append(out, c)
	}
	return out
}

// service sets how customers were served beside what they make of it, and says what each
// level of relationship promises.
func (w *writer) service() Section {
	g := w.r.Segments
	if g.Customers == 0 {
		return Section{}
	}
	s := Section{ID: "service", Note: w.Say("report.service.how")}
	t := Table{Columns: w.columns("quality")}
	for i := range segment.Satisfactions {
		t.Columns = append(
			t.Columns,
			Column{Title: w.named("satisfaction", segment.Satisfaction(i).String()), Number: true},
		)
	}
	for q := range segment.Qualities {
		of, ok := g.Satisfaction[segment.Quality(q).String()]
		if !ok {
			continue
		}
		row := cells(w.named("quality", segment.Quality(q).String()))
		for i := range segment.Satisfactions {
			row = append(row, Cell{Text: phrase.Number(of[segment.Satisfaction(i).String()])})
		}
		t.Rows = append(t.Rows, row)
	}
	s.Text = []string{w.Say("report.service.no_trap")}
	if g.Content > 0 {
		s.Text[0] = w.Say(
			"report.service.trap",
			g.Trapped,
			g.Content,
		)
	}
	s.Tables = []Table{t, w.relations(g)}
	return s
}

func (w *writer) relations(g segment.Overview) Table {
	t := Table{
		Columns: w.columns(
			"relationship",
			">customers",
			"caller",
			">answer_within",
			">contacts_year",
		),
	}
	for _, l := range g.Relations {
		caller := w.Say("report.service.nobody")
		if l.Service.Caller != "" {
			caller = w.Say("report.service." + l.Service.Caller)
		}
		t.Rows = append(
			t.Rows,
			cells(
				w.named("relationship", l.Name),
				phrase.Number(l.Customers),
				caller,
				w.Say("report.hours", l.Service.Hours),
				phrase.Number(int64(l.Service.Contacts)),
			),
		)
	}
	return t
}

// kinds counts customers by loyalty, pattern and spending.
func (w *writer) kinds() Section {
	g := w.r.Segments
	if g.Customers == 0 {
		return Section{}
	}
	t := Table{Folded: true, Columns: w.columns("kind", "name", ">customers", ">share")}
	for _, k := range []struct {
		kind   string
		groups []segment.Group
	}{{"loyalty", g.Loyalty}, {"state", g.States}, {"pattern", g.Patterns}, {"spending", g.Spending}} {
		for _, of := range k.groups {
			t.Rows = append(
				t.Rows,
				cells(
					w.Say("report.kind."+k.kind),
					w.Say(k.kind+"."+of.Name),
					phrase.Number(of.Customers),
					phrase.Percent(of.PerMyriad),
				),
			)
		}
	}
	return Section{ID: "kinds", Tables: []Table{t}}
}
