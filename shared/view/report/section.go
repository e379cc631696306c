package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// Section is one thing that a report tells. It is a value: all that is special about a
// section stands in it.
type Section struct {
	ID    string // of its place on a page; never changes, since links lead there
	Title string // key of its title in the catalogue
	Brief bool   // belongs to what is read first

	// profits says that the section shows profits: it then says if the margin is assumed.
	profits bool

	// write says what the section has to say. The zero Passage leaves the section out.
	write func(*input) Passage
	// tabulate adds the section's figures to a sheet; noFigures if it has none of its own.
	tabulate func(*sheet, *book.CensusReport)
	// customers lists the customers whom the section names; nil = it names none.
	customers func(*book.CensusReport) []crm.Key
}

// Sections lists what a report tells, in the order in which it is read.
var Sections = []Section{
	reasons,
	exitRate,
	cohorts,
	cost,
	months,
	leaving,
	ahead,
	backTest,
	tiers,
	standings,
	stages,
	rfm,
	origins,
	driversOfLeaving,
	liftOfMeasures,
	losers,
	service,
	kinds,
	method,
}

// noFigures is for sections whose figures stand in the rows of others.
func noFigures(*sheet, *book.CensusReport) {}
