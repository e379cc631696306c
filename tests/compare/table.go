package main

import (
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// report prints tables and sentences.
type report struct{ w io.Writer }

func (r report) title(format string, args ...any) {
	text := fmt.Sprintf(format, args...)
	fmt.Fprintf(r.w, "\n%s\n%s\n", text, strings.Repeat("-", utf8.RuneCountInString(text)))
}

// wide is where lines of text are broken.
const wide = 132

// say prints a paragraph.
func (r report) say(format string, args ...any) {
	length := 0
	for i, word := range strings.Fields(fmt.Sprintf(format, args...)) {
		n := utf8.RuneCountInString(word)
		switch {
		case i == 0:
		case length+1+n > wide:
			fmt.Fprintln(r.w)
			length = 0
		default:
			fmt.Fprint(r.w, " ")
			length++
		}
		fmt.Fprint(r.w, word)
		length += n
	}
	fmt.Fprintln(r.w)
}

// table prints rows under a head, the first column to the left and the others to the right.
func (r report) table(head []string, rows [][]string) {
	widths := make([]int, len(head))
	for _, row := range append([][]string{head}, rows...) {
		for i, cell := range row {
			widths[i] = max(widths[i], utf8.RuneCountInString(cell))
		}
	}
	for _, row := range append([][]string{head}, rows...) {
		line := ""
		for i, cell := range row {
			space := strings.Repeat(" ", widths[i]-utf8.RuneCountInString(cell))
			if i == 0 {
				line += cell + space
			} else {
				line += "   " + space + cell
			}
		}
		fmt.Fprintln(r.w, strings.TrimRight(line, " "))
	}
}
