package main

import (
	"strings"
	"unicode/utf8"
)

// columns prints rows in columns as wide as their cells. Headers that begin with ">" are of numbers: set to the right.
type columns struct {
	s      *session
	header []string
	rows   [][]string
}

func (s *session) table(header ...string) *columns { return &columns{s: s, header: header} }

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
			widths[i] = max(widths[i], width(strings.TrimPrefix(c, ">")))
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
		pad := strings.Repeat(" ", widths[i]-width(c))
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

// width is how many columns of a terminal a text takes: two for the characters of East Asia.
func width(s string) int {
	n := utf8.RuneCountInString(s)
	for _, r := range s {
		if r >= 0x1100 && (r <= 0x115f || r >= 0x2e80 && r <= 0xd7a3 || r >= 0xf900 && r <= 0xfaff || r >= 0xfe30 && r <= 0xfe6f ||
			r >= 0xff00 && r <= 0xff60 || r >= 0x20000 && r <= 0x3fffd) {
			n++
		}
	}
	return n
}
