package report

import "holdfast/shared/rules/segment"

// service sets how customers were served beside what they make of it, and says what each
// level of relationship promises.
var service = Section{
	ID:       "service",
	Title:    "report.service",
	write:    writeService,
	tabulate: noFigures,
}

func writeService(in *input) Passage {
	found := in.report.Segments
	if found.Customers == 0 {
		return Passage{}
	}

	text := in.Say("report.service.no_trap")
	if found.Content > 0 {
		text = in.Say("report.service.trap", found.Trapped, found.Content)
	}

	return Passage{
		Note:   in.Say("report.service.how"),
		Text:   []string{text},
		Tables: []Table{in.satisfactionByQuality(found), in.relationships(found.Relations)},
	}
}

// satisfactionByQuality counts customers by how they were served and how satisfied they
// are.
func (in *input) satisfactionByQuality(found segment.Overview) Table {
	t := in.table("quality")
	for i := range segment.Satisfactions {
		name := segment.Satisfaction(i).String()
		t.Columns = append(t.Columns, Column{
			Title:  in.title("satisfaction", name),
			Number: true,
		})
	}

	for q := range segment.Qualities {
		quality := segment.Quality(q).String()
		customers, ok := found.Satisfaction[quality]
		if !ok {
			continue
		}
		row := cells(in.title("quality", quality))
		for i := range segment.Satisfactions {
			n := customers[segment.Satisfaction(i).String()]
			row = append(row, Cell{Text: in.Number(n)})
		}
		t.add(row...)
	}

	return t
}

// relationships shows what each level of relationship promises.
func (in *input) relationships(levels []segment.Level) Table {
	t := in.table("relationship", ">customers", "caller", ">answer_within", ">contacts_year")
	for _, l := range levels {
		caller := in.Say("report.service.nobody")
		if l.Service.Caller != "" {
			caller = in.Say("report.service." + l.Service.Caller)
		}
		t.addTexts(
			in.title("relationship", l.Name),
			in.Number(l.Customers),
			caller,
			in.Say("report.hours", l.Service.Hours),
			in.Number(int64(l.Service.Contacts)),
		)
	}

	return t
}
