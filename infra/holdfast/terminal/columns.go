package terminal

import (
	"slices"
	"strings"

	"holdfast/shared/words/phrase"
)

// Columns prints rows in columns that are as wide as their widest cell.
type Columns struct {
	Indent   string // before each line
	terminal *Terminal
	header   []string
	numbers  []bool // by column: its cells are set to the right
	rows     [][]string
}

// NewColumns returns columns with these headers. A header that begins with ">" is that of
// a column of numbers, which are set to the right. Where no header says anything, none is
// printed.
func (t *Terminal) NewColumns(headers ...string) *Columns {
	c := &Columns{terminal: t}
	for _, h := range headers {
		name, isNumber := strings.CutPrefix(h, ">")
		c.header = append(c.header, name)
		c.numbers = append(c.numbers, isNumber)
	}
	return c
}

// AddRow adds a row with one cell for each column. What is not visible of a cell is left
// out, or it would count in the column's width.
func (c *Columns) AddRow(cells ...string) {
	row := make([]string, len(cells))
	for i, cell := range cells {
		row[i] = visible(cell)
	}
	c.rows = append(c.rows, row)
}

// Print prints the rows, or a sentence if there are none.
func (c *Columns) Print(ifEmpty string) {
	if len(c.rows) == 0 {
		c.terminal.Printf("%s\n", ifEmpty)
		return
	}

	widths := c.widths()
	if slices.ContainsFunc(c.header, func(name string) bool { return name != "" }) {
		c.terminal.Printf("%s\n", c.terminal.Faint(c.line(c.header, widths)))
	}
	for _, cells := range c.rows {
		c.terminal.Printf("%s\n", c.line(cells, widths))
	}
}

func (c *Columns) widths() []int {
	widths := make([]int, len(c.header))
	for _, cells := range append([][]string{c.header}, c.rows...) {
		for i, cell := range cells {
			widths[i] = max(widths[i], phrase.Width(cell))
		}
	}
	return widths
}

func (c *Columns) line(cells []string, widths []int) string {
	padded := make([]string, len(cells))
	for i, cell := range cells {
		padding := strings.Repeat(" ", widths[i]-phrase.Width(cell))
		if c.numbers[i] {
			padded[i] = padding + cell
		} else {
			padded[i] = cell + padding
		}
	}
	return strings.TrimRight(c.Indent+strings.Join(padded, "  "), " ")
}
