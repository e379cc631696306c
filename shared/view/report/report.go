// Package report writes what a census found for people: sentences, pictures and tables,
// in one Document that a console page, a file to print and a terminal show alike; and,
// for spreadsheets, as Rows.
package report

import (
	"html/template"
	"strings"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/view/chart"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Document is a report, section by section, in one language.
type Document struct {
	phrase.Locale
	Shop     string
	Title    string
	Lines    []string // the whole in three lines
	Source   string   // whose figures these are, and of when
	Sections []Section
	Open     bool // evidence is shown at once: on paper nobody can ask for it
}

// Section is one thing that a report says. All but ID and Title may be missing.
type Section struct {
	ID      string
	Title   string
	Finding string        // what the picture shows, in a sentence
	Drawing template.HTML // SVG
	Note    string        // how to read it
	Text    []string      // paragraphs
	Facts   []Fact
	Tables  []Table
	Brief   bool // belongs to what is read first
}

// Fact is a figure with what it rests on.
type Fact struct {
	Label, Value string
	Evidence     []string
}

// Table is figures that people would rather look up than read.
type Table struct {
	Columns []Column
	Rows    [][]Cell
	Bars    []int64 // per myriad, for each row: what is drawn beside it where there is no picture; nil = nothing
	Folded  bool    // shown on request
}

// Column is the head of a column.
type Column struct {
	Title  string
	Number bool // set to the right
	Long   bool // sentences
}

// Cell is one cell.
type Cell struct {
	Text string
	Note string // a second, smaller line: the range of a figure
	URL  string // where it leads; "" = nowhere
}

// Reader is who reads: their language, and the names they know things by.
type Reader struct {
	phrase.Locale
	Shop string
	Name func(crm.Key) string // what a customer is called; nil = by their key
	Link func(crm.Key) string // a customer's page; nil = there is none
}

// New writes a report down.
func New(r *book.CensusReport, to Reader) Document {
	w := &writer{
		Reader: to,
		r:      r,
		e:      &r.Estimate,
		s:      r.Estimate.Settings,
	}
	d := Document{
		Locale: to.Locale,
		Shop:   to.Shop,
		Title:  w.Say("report.title"),
		Lines:  w.e.SayLines(to.Language, w.name),
	}
	d.Source = w.Say("report.source", w.Clock(w.e.AsOf), w.e.Customers)
	for _, write := range []func() Section{
		w.why, w.rate, w.cohorts, w.cost, w.months, w.leaving, w.ahead, w.backTest, w.tiers, w.standings, w.stages, w.grid, w.origins, w.drivers, w.lift,
		w.losers, w.service, w.kinds, w.method,
	} {
		if s := write(); s.ID != "" {
			s.Title = w.Say("report." + s.ID)
			d.Sections = append(d.Sections, s)
		}
	}
	return d
}

// writer has what all sections are written from.
type writer struct {
	Reader
	r *book.CensusReport
	e *exitcost.Estimate
	s exitcost.Settings
}

func (w *writer) name(k crm.Key) string {
	if w.Name == nil {
		return string(k)
	}
	return w.Name(k)
}

// who is a customer as a cell.
func (w *writer) who(k crm.Key) Cell {
	c := Cell{Text: w.name(k)}
	if w.Link != nil {
		c.URL = w.Link(k)
	}
	return c
}

// money is minor units of the store's currency.
func (w *writer) money(minor int64) crm.Money {
	return crm.Money{Minor: minor, Currency: w.s.Currency}
}

func (w *writer) whole(minor int64) string { return phrase.Whole(w.money(minor)) }

// named is a name of the catalogue with a capital letter: the tier "apex" is "Apex".
func (w *writer) named(kind, name string) string {
	return w.Capital(w.Say(kind + "." + name))
}

// columns are heads of the catalogue; a ">" before one says that it is of numbers, a "~"
// that it is of sentences.
func (w *writer) columns(keys ...string) []Column {
	out := make([]Column, len(keys))
	for i, k := range keys {
		key := strings.TrimLeft(k, ">~")
		out[i] = Column{w.Say("report.col." + key), k[0] == '>', k[0] == '~'}
	}
	return out
}

func cells(texts ...string) []Cell {
	out := make([]Cell, len(texts))
	for i, t := range texts {
		out[i] = Cell{Text: t}
	}
	return out
}

// drawn is a chart as a part of a page: package chart escapes every text.
func drawn(c interface{ SVG() []byte }) template.HTML {
	return template.HTML(c.SVG()) //nolint:gosec // see above
}

// head is what a chart says in words: its finding, and each row's label with its figures.
func head(id, finding string, rows []string) chart.Head {
	return chart.Head{ID: id, Title: finding, Text: strings.Join(rows, "; ")}
}

// said is a label with its figures.
func said(label, note string) string { return label + ": " + note }
