package report

import (
	"cmp"
	"html/template"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/view/chart"
)

// origins shows what customers are worth by where they came from, the best first. Those
// whose origin is not known come last.
var origins = Section{
	ID:       "origins",
	Title:    "report.origins",
	profits:  true,
	write:    writeOrigins,
	tabulate: tabulateOrigins,
}

func writeOrigins(in *input) Passage {
	if len(in.estimate.Origins) == 0 {
		return Passage{}
	}

	lines := sortOrigins(in.estimate.Origins)
	t := in.table("origin", ">customers", ">rate", ">revenue", ">value", ">each")

	for _, o := range lines {
		t.addTexts(
			in.originName(o),
			in.Number(o.Lost.Base),
			in.Percent(o.Lost.PerMyriad),
			in.Whole(o.Revenue),
			in.profit(o.Value),
			in.profit(o.Each),
		)
	}

	p := Passage{
		Finding: in.Say("report.origins.none"),
		Note:    in.Say("report.origins.how", in.horizon()),
		Tables:  []Table{t},
	}

	if best := lines[0]; best.IsSource() {
		p.Finding = in.Say("report.origins.finding", best.Name, in.profit(best.Each))
	}

	p.Drawing = in.drawOrigins(lines, p.Finding)
	return p
}

// drawOrigins draws what one customer of each origin is worth.
func (in *input) drawOrigins(lines []exitcost.OriginLine, finding string) template.HTML {
	var bars chart.Bars
	var words captions
	for _, o := range lines {
		name := in.originName(o)
		note := in.Say("report.origins.note", in.profit(o.Each), o.Lost.Base)
		words.add(name, note)
		bars.Rows = append(bars.Rows, chart.Bar{
			Label: name,
			Value: max(0, o.Each.Minor),
			Note:  note,
			Grey:  !o.IsSource(),
		})
	}

	bars.Head = words.head("origins", finding)
	return draw(bars)
}

// sortOrigins returns the origins with a name first, those worth the most before others.
func sortOrigins(origins []exitcost.OriginLine) []exitcost.OriginLine {
	lines := slices.Clone(origins)
	slices.SortStableFunc(lines, func(a, b exitcost.OriginLine) int {
		switch {
		case a.IsSource() && !b.IsSource():
			return -1
		case b.IsSource() && !a.IsSource():
			return 1
		}
		return cmp.Compare(b.Each.Minor, a.Each.Minor)
	})
	return lines
}

// originName returns the name of an origin: "" stands for not known, "*" for all others.
func (in *input) originName(o exitcost.OriginLine) string {
	switch o.Name {
	case "":
		return in.Say("report.origins.unknown")
	case "*":
		return in.Say("report.origins.others")
	}
	return o.Name
}

func tabulateOrigins(s *sheet, r *book.CensusReport) {
	for _, o := range r.Estimate.Origins {
		f := s.subject("origin", o.Name)
		f.addRate(o.Lost)
		f.addMoney("revenue", o.Revenue)
		f.addMoney("value", o.Value)
		f.addMoney("each", o.Each)
	}
}
