// Package report turns what a census found into what people read: sentences, pictures and
// tables in one Document that a console page, a file to print and a terminal show alike,
// and Rows for spreadsheets and programs.
//
// A report is a list of sections, and a section is a value in a file of its own: its title,
// what it says, its rows for spreadsheets, and which customers it names. New, Rows and
// Customers range over Sections, so that a page, a file and a terminal all show a new section.
//
// The life of one call: New gets a census's report and its Reader, asks each section for
// its Passage in the reader's language, leaves out those with nothing to say, and gives
// the titles. Nothing is read from storage and nothing depends on the clock: the same
// census gives the same Document, to the byte.
//
// To add a section, write one file like losers.go, add its value to Sections and its title
// to the sentences of each language (shared/words/phrase/languages). The tests name what a
// half-made section lacks: a title, something to say, rows, or words for its picture.
package report

import (
	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Document is a report, section by section, in one language.
type Document struct {
	phrase.Locale
	Shop     string
	Title    string
	Lines    []string // the three lines that sum it up
	Source   string   // whose figures these are, and as of when
	Sections []Passage
	Open     bool // evidence is shown at once: paper cannot be asked for it
}

// Reader says for whom a report is written: the language, and the names of things.
type Reader struct {
	phrase.Locale
	Shop string
	Name func(crm.Key) string // a customer's name; nil = the key
	Link func(crm.Key) string // the address of a customer's page; nil = no links
}

// New writes a census's report for a reader.
func New(r *book.CensusReport, to Reader) Document {
	in := &input{
		Reader:   to,
		report:   r,
		estimate: &r.Estimate,
		settings: r.Estimate.Settings,
	}

	d := Document{
		Locale: to.Locale,
		Shop:   to.Shop,
		Title:  in.Say("report.title"),
		Lines:  r.Estimate.SayLines(to.Language, in.name),
		Source: in.Say("report.source", in.Clock(r.Estimate.AsOf), r.Estimate.Customers),
	}

	if apart := segment.SayApart(to.Language, r.Estimate.Apart); apart != "" {
		d.Lines = append(d.Lines, apart)
	}

	for _, s := range Sections {
		p := s.write(in)
		if p.empty() {
			continue
		}
		if note := in.settings.SayMargin(in.Language); s.profits && note != "" {
			p.Text = append(p.Text, note)
		}
		p.ID = s.ID
		p.Brief = s.Brief
		p.Title = in.Say(s.Title)
		d.Sections = append(d.Sections, p)
	}

	return d
}

// Customers lists the customers whom a report names, so that their names can be read.
func Customers(r *book.CensusReport) []crm.Key {
	var keys []crm.Key
	for _, s := range Sections {
		if s.customers != nil {
			keys = append(keys, s.customers(r)...)
		}
	}
	return keys
}

// input is what every section is written from.
type input struct {
	Reader
	report   *book.CensusReport
	estimate *exitcost.Estimate
	settings exitcost.Settings
}

// profit writes an amount of profit in whole units, and says beside it if the margin is
// assumed.
func (in *input) profit(m crm.Money) string {
	return in.settings.BesideProfit(in.Language, in.Whole(m))
}

// name returns the name of a customer, or the key if the reader knows no names.
func (in *input) name(k crm.Key) string {
	if in.Name == nil {
		return string(k)
	}
	return in.Name(k)
}

// customer returns a cell with a customer's name and, if there are pages, a link.
func (in *input) customer(k crm.Key) Cell {
	c := Cell{Text: in.name(k)}
	if in.Link != nil {
		c.URL = in.Link(k)
	}
	return c
}

// money returns minor units as an amount in the store's currency.
func (in *input) money(minor int64) crm.Money {
	return in.settings.Currency.Of(minor)
}

// whole writes minor units of the store's currency as people say large sums.
func (in *input) whole(minor int64) string { return in.Whole(in.money(minor)) }

// wholeNumber is whole without the currency, for where it was just said.
func (in *input) wholeNumber(minor int64) string { return in.WholeNumber(in.money(minor)) }

// title returns a name of the catalogue with a capital letter: the tier "apex" is "Apex".
func (in *input) title(kind, name string) string {
	return in.Capital(in.Say(kind + "." + name))
}

// ofAll writes a number and its share of all: "30 · 12.5 %".
func (in *input) ofAll(n, all int64) string {
	share := n * wholeShare / max(1, all)
	return in.Say("report.share", in.Number(n), in.Percent(share))
}
