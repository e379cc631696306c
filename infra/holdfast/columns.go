package main

import (
	"strings"

	"holdfast/shared/words/phrase"
)

// columns prints rows in columns as wide as their cells. Headers that begin with ">" are
// of numbers: set to the right.
type columns struct {
	s      *session
	header []string
	rows   [][]string
}

func (s *session) table(header ...string) *columns {
	return &columns{s: s, header: header}
}

func (t *columns) row(cells ...string) { t.rows = append(t.rows, cells) }

// print prints the rows, or what to say when there are none.
func (t *columns) print(empty string) {
	if len(t.rows) == 0 {
		t.s.printf("%s\n", empty)
		return
	}
	widths := make([]int, len(t.header))
	for _, cells := range append([][]string{t.header}, t.rows...) {
		for i, c := range cells {
			widths[i] = max(widths[i], phrase.Width(strings.TrimPrefix(c, ">")))
		}
	}
	t.s.printf("%s\n", t.s.faint(t.line(t.header, widths)))
	for _, cells := range t.rows {
		t.s.printf("%s\n", t.line(cells, widths))
	}
}

func (t *columns) line(cells []string, widths []int) string {
	var b strings.Builder
	for i, c := range cells {
		right := strings.HasPrefix(t.header[i], ">")
		if right && strings.HasPrefix(c, ">") {
			c = c[1:]
		}
		pad := strings.Repeat(" ", widths[i]-phrase.Width(c))
		if i > 0 {
			b.WriteString("  ")
		}
		if right {
			b.WriteString(pad + c)
		} else {
			b.WriteString(c + pad)
		}
	}
	return strings.TrimRight(b.String(), " ")
}
