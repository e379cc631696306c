package report

import (
	"html/template"
	"strings"

	"holdfast/shared/view/chart"
)

// Passage is what a section says in one report and one language. ID and Title are given
// by New; all else may be missing.
type Passage struct {
	ID      string
	Title   string
	Finding string        // what the picture shows, in a sentence
	Drawing template.HTML // SVG
	Note    string        // how to read it
	Text    []string      // paragraphs
	Figures []Figure
	Tables  []Table
	Brief   bool // belongs to what is read first
}

// empty reports whether a passage says nothing.
func (p *Passage) empty() bool {
	return p.Finding == "" && len(p.Text) == 0 && len(p.Figures) == 0 && len(p.Tables) == 0
}

// Figure is one number or amount in words, with the sentences that it rests on.
type Figure struct {
	Label    string
	Value    string
	Evidence []string
}

// Table is figures that people would rather look up than read.
type Table struct {
	Columns []Column
	Rows    [][]Cell
	Bars    []int64 // per myriad, a bar for each row where there is no picture; nil = none
	Folded  bool    // shown on request
}

// Column is the head of a column.
type Column struct {
	Title  string
	Number bool // set to the right
	Long   bool // holds sentences
}

// Cell is one cell.
type Cell struct {
	Text string
	Note string // a second, smaller line: the range of a figure
	URL  string // where it leads; "" = nowhere
}

// table returns an empty table with heads of the catalogue, "report.col." and the key. A
// ">" before a key makes the column one of numbers, a "~" one of sentences.
func (in *input) table(keys ...string) Table {
	var t Table
	for _, k := range keys {
		key := strings.TrimLeft(k, ">~")
		t.Columns = append(t.Columns, Column{
			Title:  in.Say("report.col." + key),
			Number: k[0] == '>',
			Long:   k[0] == '~',
		})
	}
	return t
}

// add adds a row of cells.
func (t *Table) add(cells ...Cell) { t.Rows = append(t.Rows, cells) }

// addTexts adds a row of texts.
func (t *Table) addTexts(texts ...string) { t.add(cells(texts...)...) }

// cells returns a cell for each text.
func cells(texts ...string) []Cell {
	out := make([]Cell, len(texts))
	for i, text := range texts {
		out[i] = Cell{Text: text}
	}
	return out
}

// captions collects what a chart shows in words: the label of each row with its figures.
type captions []string

// add adds the caption of one row.
func (c *captions) add(label, figures string) { *c = append(*c, label+": "+figures) }

// head returns the words of a chart: its finding, and all captions.
func (c captions) head(id, finding string) chart.Head {
	return chart.Head{ID: id, Title: finding, Text: strings.Join(c, "; ")}
}

// draw returns a chart as a piece of a page: package chart escapes every text.
func draw(c interface{ SVG() []byte }) template.HTML {
	return template.HTML(c.SVG()) //nolint:gosec // see above
}
