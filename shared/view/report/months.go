package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/view/chart"
)

// months shows the profit lost with those who left in each month.
var months = Section{
	ID:       "months",
	Title:    "report.months",
	write:    writeMonths,
	tabulate: tabulateMonths,
}

func writeMonths(in *input) Passage {
	lines := in.estimate.Months
	if len(lines) < 2 {
		return Passage{}
	}

	var columns chart.Columns
	var words captions
	t := in.table("month", ">there", ">lost", ">back", ">profit_lost", ">interval")
	t.Folded = true
	worst := lines[0]
	top := int64(0)
	for i, m := range lines {
		note := in.Say(
			"report.months.note",
			m.Lost,
			in.Whole(m.Cost.Mid),
			in.WholeNumber(m.Cost.Low),
			in.WholeNumber(m.Cost.High),
		)
		words.add(m.Month, note)
		columns.Rows = append(columns.Rows, chart.Column{
			Label: m.Month,
			Note:  words[i],
			Low:   m.Cost.Low.Minor,
			Mid:   m.Cost.Mid.Minor,
			High:  m.Cost.High.Minor,
			Faint: i == len(lines)-1,
		})
		t.addTexts(in.monthRow(m)...)
		top = max(top, m.Cost.Mid.Minor, m.Cost.High.Minor)
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
		p.Finding = in.Say("report.months.finding", worst.Month, in.Whole(worst.Cost.Mid))
		columns.Top = in.whole(top)
	}
	columns.Head = words.head("months", p.Finding)
	p.Drawing = draw(columns)
	return p
}

// monthRow is a month's row of the table.
func (in *input) monthRow(m exitcost.MonthLine) []string {
	low := in.WholeNumber(m.Cost.Low)
	high := in.WholeNumber(m.Cost.High)
	return []string{
		m.Month,
		in.Number(m.Base),
		in.Number(m.Lost),
		in.Number(m.Back),
		in.Whole(m.Cost.Mid),
		in.Say("report.range", low, high),
	}
}

func tabulateMonths(s *sheet, r *book.CensusReport) {
	for _, m := range r.Estimate.Months {
		f := figure{section: "month", of: m.Month}
		s.addCount(f.called("there"), m.Base)
		s.addCount(f.called("lost"), m.Lost)
		s.addCount(f.called("back"), m.Back)
		s.addMoneyRange(f.called("profit_lost"), m.Cost)
	}
}
