package report

import (
	"html/template"
	"strconv"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/tally"
)

// ahead shows what is to be expected if nothing is done.
var ahead = Section{
	ID:       "ahead",
	Title:    "report.ahead",
	profits:  true,
	Brief:    true,
	write:    writeAhead,
	tabulate: tabulateAhead,
}

func writeAhead(in *input) Passage {
	forecasts := in.estimate.Forecasts
	if len(forecasts) == 0 {
		return Passage{}
	}

	t := in.table("within", ">leave", ">profit_lost", ">orders", ">profit", ">without_order")
	for _, f := range forecasts {
		t.add(
			Cell{Text: in.Days(f.Days)},
			in.intervalCell(f.Leavers),
			in.moneyIntervalCell(f.Loss),
			in.intervalCell(f.Orders),
			in.moneyIntervalCell(f.Profit),
			in.intervalCell(f.None),
		)
	}

	second := min(1, len(forecasts)-1) // a quarter, as a rule
	p := Passage{
		Finding: in.findAhead(forecasts[second]),
		Note:    in.Say("report.ahead.how", in.horizon()),
		Tables:  []Table{t},
	}

	p.Drawing = in.drawLosses(forecasts, p.Finding)
	return p
}

// drawLosses draws the profit that is expected to be lost within each time.
func (in *input) drawLosses(forecasts []exitcost.StoreForecast, finding string) template.HTML {
	var intervals chart.Intervals
	var words captions
	for _, f := range forecasts {
		days := in.Days(f.Days)
		note := in.moneyInterval(f.Loss)
		words.add(days, note)
		intervals.Rows = append(intervals.Rows, chart.Interval{
			Label: days,
			Note:  note,
			Low:   max(0, f.Loss.Low),
			Mid:   max(0, f.Loss.Mid),
			High:  f.Loss.High,
		})
	}

	intervals.Head = words.head("ahead", finding)
	return draw(intervals)
}

func (in *input) findAhead(f exitcost.StoreForecast) string {
	return in.Say(
		"report.ahead.finding",
		f.Days,
		f.Leavers.Mid,
		f.Leavers.Low,
		f.Leavers.High,
		in.whole(f.Loss.Mid),
	)
}

func tabulateAhead(s *sheet, r *book.CensusReport) {
	for _, a := range r.Estimate.Forecasts {
		f := s.subject("ahead", strconv.Itoa(a.Days))
		f.addInterval("leavers", a.Leavers)
		f.addMinorInterval("profit_lost", a.Loss)
		f.addInterval("orders", a.Orders)
		f.addMinorInterval("profit", a.Profit)
		f.addInterval("without_order", a.None)
	}
}

// interval writes a number with its interval.
func (in *input) interval(i tally.Interval) string {
	return in.Say("report.band", in.Number(i.Mid), in.Number(i.Low), in.Number(i.High))
}

// moneyInterval writes minor units with their interval.
func (in *input) moneyInterval(i tally.Interval) string {
	low := in.wholeNumber(i.Low)
	high := in.wholeNumber(i.High)
	return in.Say("report.band", in.whole(i.Mid), low, high)
}

// intervalCell returns a number as a cell, its interval below it.
func (in *input) intervalCell(i tally.Interval) Cell {
	low := in.Number(i.Low)
	high := in.Number(i.High)
	return Cell{
		Text: in.Number(i.Mid),
		Note: in.Say("report.range", low, high),
	}
}

// moneyIntervalCell returns minor units as a cell, their interval below them.
func (in *input) moneyIntervalCell(i tally.Interval) Cell {
	low := in.wholeNumber(i.Low)
	high := in.wholeNumber(i.High)
	return Cell{
		Text: in.whole(i.Mid),
		Note: in.Say("report.range", low, high),
	}
}
