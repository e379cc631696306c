package report

import (
	"holdfast/shared/rules/overdue"
	"holdfast/shared/view/chart"
)

// standings shows where customers stand on leaving.
var standings = Section{
	ID:       "standings",
	Title:    "report.standings",
	write:    writeStandings,
	tabulate: noFigures,
}

// buyers lists the standings of those who have bought, in the order in which they are
// shown.
var buyers = [...]overdue.Standing{
	overdue.Active,
	overdue.Recovered,
	overdue.Due,
	overdue.Overdue,
	overdue.AtRisk,
	overdue.Exited,
}

func writeStandings(in *input) Passage {
	e := in.estimate
	var bars chart.Bars
	var words captions
	for _, standing := range buyers {
		n := e.Standings[standing.String()]
		label := in.title("standing", standing.String())
		note := in.ofAll(n, e.Customers)
		words.add(label, note)
		bars.Rows = append(bars.Rows, chart.Bar{
			Label: label,
			Value: n,
			Note:  note,
		})
	}

	nowLeaving := e.Standings[overdue.Overdue.String()] + e.Standings[overdue.AtRisk.String()]
	p := Passage{Finding: in.Say("report.standings.finding", nowLeaving, e.Customers)}
	bars.Head = words.head("standings", p.Finding)
	p.Drawing = draw(bars)
	if n := e.Standings[overdue.Prospect.String()]; n > 0 {
		p.Note = in.Say("report.prospects", n)
	}

	return p
}
