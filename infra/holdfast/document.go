package main

import (
	"strings"

	"holdfast/shared/view/report"
)

// rowsShown is how many rows of a table are printed unless everything is asked for.
const rowsShown = 12

// shareWidth is the width of a bar that stands for all.
const shareWidth = 24

// showDocument prints a report: what is read first, or all of it.
func (s *session) showDocument(d report.Document, all bool) {
	s.printf("%s\n", s.faint(d.Shop+" · "+d.Source))
	for _, l := range d.Lines {
		s.printf("%s\n", l)
	}
	for _, of := range d.Sections {
		if all || of.Brief {
			s.showSection(&of, all)
		}
	}
}

func (s *session) showSection(of *report.Section, all bool) {
	s.printf("\n%s\n", s.bold(of.Title))
	if of.Finding != "" {
		s.printf("%s\n", of.Finding)
	}
	for _, p := range of.Text {
		s.printf("%s\n", p)
	}
	for _, f := range of.Facts {
		s.printf("%s\n", strings.TrimSuffix(f.Label+": "+f.Value, ": "))
		for _, e := range f.Evidence {
			s.printf("  %s\n", s.faint(e))
		}
	}
	for i := range of.Tables {
		if t := &of.Tables[i]; len(t.Rows) > 0 && (all || !t.Folded) {
			s.printf("\n")
			s.showTable(t, all)
		}
	}
	if all && of.Note != "" {
		s.printf("%s\n", s.faint(of.Note))
	}
}

// showTable prints a table; without all, only its first rows, and no columns of
// sentences.
func (s *session) showTable(t *report.Table, all bool) {
	var heads []string
	for _, c := range t.Columns {
		switch {
		case c.Long && !all:
		case c.Number:
			heads = append(heads, ">"+c.Title)
		default:
			heads = append(heads, c.Title)
		}
	}
	if t.Bars != nil {
		heads = append(heads, "")
	}
	out := s.table(heads...)
	for i, row := range t.Rows {
		if i == rowsShown && !all {
			break
		}
		var texts []string
		for j, c := range row {
			if all || !t.Columns[j].Long {
				text := c.Text
				if c.Note != "" {
					text += " (" + c.Note + ")"
				}
				texts = append(texts, text)
			}
		}
		if t.Bars != nil {
			texts = append(texts, strings.Repeat("▆", int(t.Bars[i]*shareWidth/10_000)))
		}
		out.row(texts...)
	}
	out.print("")
}
