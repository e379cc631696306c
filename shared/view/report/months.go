package report

import (
	"html/template"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/view/chart"
)

// months shows the profit lost with those who left in each month.
var months = Section{
	ID:       "months",
	Title:    "report.months",
	profits:  true,
	write:    writeMonths,
	tabulate: tabulateMonths,
}

func writeMonths(in *input) Passage {
	lines := in.estimate.Months
	if len(lines) < 2 {
		return Passage{}
	}

	t := in.table("month", ">there", ">lost", ">back", ">profit_lost", ">interval")
	t.Folded = true
	worst := lines[0]

	for _, m := range lines {
		t.addTexts(in.monthRow(m)...)
		if m.Cost.Mid.Minor > worst.Cost.Mid.Minor {
			worst = m
		}
	}

	p := Passage{
		Finding: in.Say("report.months.none"),
		Note:    in.Say("report.months.how", in.horizon()),
		Tables:  []Table{t},
	}

	if worst.Cost.Mid.Minor > 0 {
		p.Finding = in.Say("report.months.finding", worst.Month, in.profit(worst.Cost.Mid))
	}

	p.Drawing = in.drawMonths(lines, p.Finding)
	return p
}

// drawMonths draws a column for each month; the last one is not over.
func (in *input) drawMonths(lines []exitcost.MonthLine, finding string) template.HTML {
	var columns chart.Columns
	var words captions
	var lost, top int64
	for i, m := range lines {
		words.add(m.Month, in.sayMonth(m))
		columns.Rows = append(columns.Rows, chart.Column{
			Label: m.Month,
			Note:  words[i],
			Low:   m.Cost.Low.Minor,
			Mid:   m.Cost.Mid.Minor,
			High:  m.Cost.High.Minor,
			Faint: i == len(lines)-1,
		})
		lost = max(lost, m.Cost.Mid.Minor)
		top = max(top, m.Cost.Mid.Minor, m.Cost.High.Minor)
	}

	if lost > 0 {
		columns.Top = in.whole(top)
	}

	columns.Head = words.head("months", finding)
	return draw(columns)
}

// sayMonth says how many were lost in a month, and what profit with them.
func (in *input) sayMonth(m exitcost.MonthLine) string {
	profit := in.profit(m.Cost.Mid)
	low := in.WholeNumber(m.Cost.Low)
	high := in.WholeNumber(m.Cost.High)
	return in.Say("report.months.note", m.Lost, profit, low, high)
}

// monthRow returns the row of one month.
func (in *input) monthRow(m exitcost.MonthLine) []string {
	low := in.WholeNumber(m.Cost.Low)
	high := in.WholeNumber(m.Cost.High)
	return []string{
		m.Month,
		in.Number(m.Base),
		in.Number(m.Lost),
		in.Number(m.Back),
		in.profit(m.Cost.Mid),
		in.Say("report.range", low, high),
	}
}

func tabulateMonths(s *sheet, r *book.CensusReport) {
	for _, m := range r.Estimate.Months {
		f := s.subject("month", m.Month)
		f.addCount("there", m.Base)
		f.addCount("lost", m.Lost)
		f.addCount("back", m.Back)
		f.addMoneyRange("profit_lost", m.Cost)
	}
}
