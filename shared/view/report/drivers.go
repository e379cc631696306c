package report

import (
	"strconv"

	"holdfast/shared/records/book"
	"holdfast/shared/view/chart"
)

// driversOfLeaving shows what went with leaving among customers otherwise alike.
var driversOfLeaving = Section{
	ID:       "drivers",
	Title:    "report.drivers",
	write:    writeDrivers,
	tabulate: tabulateDrivers,
}

// evenOdds is where a driver makes no difference, in thousandths.
const evenOdds = 1000

func writeDrivers(in *input) Passage {
	intervals := chart.Intervals{Mark: evenOdds}
	var words captions
	var certain []string
	for _, d := range in.estimate.Drivers {
		if d.Customers == 0 { // no customer met it: its odds are only what was assumed
			continue
		}
		label := in.title("driver", d.Driver.String())
		note := in.Say("report.drivers.note", odds(d.Odds), odds(d.Low), odds(d.High), d.Customers)
		words.add(label, note)
		intervals.Rows = append(intervals.Rows, chart.Interval{
			Label: label,
			Note:  note,
			Low:   d.Low,
			Mid:   d.Odds,
			High:  d.High,
			Faint: !d.Certain(),
		})
		if d.Certain() {
			certain = append(certain, in.Say("driver."+d.Driver.String()))
		}
	}

	if len(intervals.Rows) == 0 {
		return Passage{}
	}

	p := Passage{
		Finding: in.Say("report.drivers.none"),
		Note:    in.Say("report.drivers.how"),
	}

	if len(certain) > 0 {
		p.Finding = in.Say("report.drivers.finding", in.List(certain))
	}

	intervals.Head = words.head("drivers", p.Finding)
	p.Drawing = draw(intervals)
	return p
}

func tabulateDrivers(s *sheet, r *book.CensusReport) {
	for _, d := range r.Estimate.Drivers {
		if d.Customers == 0 {
			continue
		}
		f := s.subject("driver", d.Driver.String())
		f.addCount("customers", d.Customers)
		f.addRange("odds", "", odds(d.Odds), odds(d.Low), odds(d.High))
	}
}

// odds writes thousandths with two decimals.
func odds(thousandths int64) string {
	return strconv.FormatFloat(float64(thousandths)/1000, 'f', 2, 64)
}
