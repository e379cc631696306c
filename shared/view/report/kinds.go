package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/rules/segment"
)

// kinds counts customers by loyalty, pattern and spending.
var kinds = Section{
	ID:    "kinds",
	Title: "report.kinds",
	write: writeKinds,
	tabulate: func(s *sheet, r *book.CensusReport) {
		for _, k := range kindsOf(r) {
			s.addGroups(k.name, k.groups)
		}
	},
}

// kind is one way to group customers.
type kind struct {
	name   string // in a sheet, and of the family of keys in the catalogue
	groups []segment.Group
}

// kindsOf lists the ways in which a census groups customers.
func kindsOf(r *book.CensusReport) []kind {
	return []kind{
		{"loyalty", r.Segments.Loyalty},
		{"state", r.Segments.States},
		{"pattern", r.Segments.Patterns},
		{"spending", r.Segments.Spending},
	}
}

func writeKinds(in *input) Passage {
	if in.report.Segments.Customers == 0 {
		return Passage{}
	}

	t := in.table("kind", "name", ">customers", ">share")
	t.Folded = true

	for _, k := range kindsOf(in.report) {
		for _, group := range k.groups {
			t.addTexts(
				in.Say("report.kind."+k.name),
				in.Say(k.name+"."+group.Name),
				in.Number(group.Customers),
				in.Percent(group.PerMyriad),
			)
		}
	}

	return Passage{Tables: []Table{t}}
}
