package report

import (
	"html/template"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/phrase"
)

// exitRate shows the exit rate with its interval, beside the quarter before, on one scale.
var exitRate = Section{
	ID:    "rate",
	Title: "report.rate",
	write: writeExitRate,
	tabulate: func(s *sheet, r *book.CensusReport) {
		s.subject("rate", r.Estimate.Period.Say(phrase.English)).addRate(r.Estimate.Rate)
		s.subject("rate", "before").addRate(r.Estimate.Prior)
	},
}

func writeExitRate(in *input) Passage {
	e := in.estimate
	if e.Rate.Base == 0 && e.Standings[overdue.Exited.String()] > 0 {
		return Passage{Finding: in.Say("report.rate.gone")}
	}

	if e.Rate.Base == 0 {
		return Passage{Finding: in.Say("report.rate.none")}
	}

	p := Passage{
		Finding: in.findExitRate(),
		Note: in.Say(
			"report.rate.how",
			e.Rate.Lost,
			e.Rate.Base,
			in.Percent(e.Rate.Revenue),
		),
	}

	var rates rateChart
	rates.add(in, e.Period.Say(in.Language), e.Rate)
	if e.Prior.Base > 0 {
		rates.add(in, in.Say("report.rate.before"), e.Prior)
		rates.Rows[1].Faint = true
	}

	p.Drawing = rates.draw("rate", p.Finding)
	return p
}

// findExitRate says the rate, and whether it differs from the quarter before: only if the
// intervals of both do not meet.
func (in *input) findExitRate() string {
	now := in.estimate.Rate
	before := in.estimate.Prior
	finding := in.Say("report.rate.finding", in.Percent(now.PerMyriad))

	switch {
	case before.Base == 0:
		return finding
	case now.Low > before.High:
		return in.Say("report.rate.up", finding)
	case now.High < before.Low:
		return in.Say("report.rate.down", finding)
	}
	return in.Say("report.rate.alike", finding)
}

// rateWithRange writes a rate with its interval.
func (in *input) rateWithRange(r exitcost.Rate) string {
	low := in.Percent(r.Low)
	high := in.Percent(r.High)
	return in.Say("report.rate.note", in.Percent(r.PerMyriad), low, high)
}

// rateChart is a chart of rates with their intervals, and its words.
type rateChart struct {
	chart.Intervals
	words captions
}

// add adds a rate.
func (c *rateChart) add(in *input, label string, r exitcost.Rate) {
	note := in.rateWithRange(r)
	c.words.add(label, note)
	c.Rows = append(c.Rows, chart.Interval{
		Label: label,
		Note:  note,
		Low:   r.Low,
		Mid:   r.PerMyriad,
		High:  r.High,
	})
}

// draw returns the chart with its words.
func (c *rateChart) draw(id, finding string) template.HTML {
	c.Head = c.words.head(id, finding)
	return draw(c.Intervals)
}
