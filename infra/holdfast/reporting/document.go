package reporting

import (
	"strings"

	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/view/report"
)

// printer prints a report as text: what is read first, or all of it.
type printer struct {
	terminal.Terminal
	all bool
}

const (
	rowsShown  = 12 // of a table, unless everything is asked for
	shareWidth = 24 // characters of a bar that stands for the whole
)

func (p *printer) printDocument(d report.Document) {
	p.Printf("%s\n", p.Faint(d.Shop+" · "+d.Source))
	for _, line := range d.Lines {
		p.Printf("%s\n", line)
	}
	for i := range d.Sections {
		if section := &d.Sections[i]; p.all || section.Brief {
			p.printSection(section)
		}
	}
}

func (p *printer) printSection(section *report.Passage) {
	p.Printf("\n%s\n", p.Bold(section.Title))
	if section.Finding != "" {
		p.Printf("%s\n", section.Finding)
	}
	for _, paragraph := range section.Text {
		p.Printf("%s\n", paragraph)
	}
	for _, figure := range section.Figures {
		p.Printf("%s\n", strings.TrimSuffix(figure.Label+": "+figure.Value, ": "))
		for _, e := range figure.Evidence {
			p.Printf("  %s\n", p.Faint(e))
		}
	}
	for i := range section.Tables {
		if t := &section.Tables[i]; len(t.Rows) > 0 && (p.all || !t.Folded) {
			p.Printf("\n")
			p.printTable(t)
		}
	}
	if p.all && section.Note != "" {
		p.Printf("%s\n", p.Faint(section.Note))
	}
}

// printTable prints a table. Unless everything is asked for, it prints only the first rows,
// and no columns of sentences.
func (p *printer) printTable(t *report.Table) {
	columns := p.NewColumns(p.headers(t)...)
	for i, row := range t.Rows {
		if i == rowsShown && !p.all {
			break
		}
		var cells []string
		for j, c := range row {
			if p.all || !t.Columns[j].Long {
				cells = append(cells, cellText(c))
			}
		}
		if t.Bars != nil {
			width := int(t.Bars[i] * shareWidth / 10_000) // bars are in ten-thousandths
			cells = append(cells, strings.Repeat("▆", width))
		}
		columns.AddRow(cells...)
	}
	columns.Print("")
}

func (p *printer) headers(t *report.Table) []string {
	var headers []string
	for _, c := range t.Columns {
		switch {
		case c.Long && !p.all:
		case c.Number:
			headers = append(headers, ">"+c.Title)
		default:
			headers = append(headers, c.Title)
		}
	}
	if t.Bars != nil {
		headers = append(headers, "") // of the bars
	}
	return headers
}

func cellText(c report.Cell) string {
	if c.Note == "" {
		return c.Text
	}
	return c.Text + " (" + c.Note + ")"
}
