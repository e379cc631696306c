package report

import "holdfast/shared/records/book"

// cohorts shows how many of those who first bought in one quarter are lost by now.
var cohorts = Section{
	ID:       "cohorts",
	Title:    "report.cohorts",
	write:    writeCohorts,
	tabulate: tabulateCohorts,
}

// earlier is the quarter of all who first bought before the quarters that are told apart.
const earlier = "earlier"

func writeCohorts(in *input) Passage {
	lines := in.estimate.Cohorts
	if len(lines) < 2 {
		return Passage{}
	}

	var rates rateChart
	t := in.table("cohort", ">customers", ">lost", ">rate")
	t.Folded = true
	worst := lines[0]

	for _, c := range lines {
		label := c.Quarter
		if label == earlier {
			label = in.Say("report.cohorts.earlier")
		}
		rates.add(in, label, c.Lost)
		t.addTexts(
			label,
			in.Number(c.Lost.Base),
			in.Number(c.Lost.Lost),
			in.Percent(c.Lost.PerMyriad),
		)
		if c.Lost.Low > worst.Lost.Low {
			worst = c
		}
	}

	p := Passage{
		Finding: in.Say("report.cohorts.none"),
		Note:    in.Say("report.cohorts.how"),
		Tables:  []Table{t},
	}

	share := in.Percent(worst.Lost.PerMyriad)

	switch {
	case worst.Lost.Lost == 0:
	case worst.Quarter == earlier:
		p.Finding = in.Say("report.cohorts.old", share)
	default:
		p.Finding = in.Say("report.cohorts.finding", share, worst.Quarter)
	}

	p.Drawing = rates.draw("cohorts", p.Finding)
	return p
}

func tabulateCohorts(s *sheet, r *book.CensusReport) {
	for _, c := range r.Estimate.Cohorts {
		s.subject("cohort", c.Quarter).addRate(c.Lost)
	}
}
