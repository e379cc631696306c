package sheet

import (
	"bytes"
	"errors"
	"io"
)

// strayError says that a quotation mark in the first line of a row leads nowhere.
type strayError struct{ why error }

func (e *strayError) Error() string { return e.why.Error() }

// splitQuoted finds the cells of a row that may have quoted ones, and go on over several
// lines. It returns how long the row is, where the next begins, and how many lines it has.
// A strayError refuses the first line alone.
func (s *Scanner) splitQuoted(line []byte, next int) (length, after, lines int, err error) {
	s.spans = s.spans[:0]
	end := len(line) // of the line that is read
	lines = 1
	from := 0
	for {
		text := s.buf[s.start : s.start+end]
		if from >= end || text[from] != '"' {
			at := bytes.Index(text[from:], s.Separator)
			if at < 0 {
				s.spans = append(s.spans, span{from: from, to: end})
				break
			}
			s.spans = append(s.spans, span{from: from, to: from + at})
			from += at + len(s.Separator)
			continue
		}
		q := quotedCell{from: from + 1, end: end, next: next, lines: lines}
		if err := s.close(&q); err != nil {
			return 0, 0, 0, err
		}
		end = q.end
		next = q.next
		lines = q.lines
		s.spans = append(s.spans, span{from: from + 1, to: q.to, marked: q.marked})
		from = q.to + 1
		if from == end {
			break
		}
		if !bytes.HasPrefix(s.buf[s.start+from:s.start+end], s.Separator) {
			return 0, 0, 0, &strayError{ErrQuoteInside}
		}
		from += len(s.Separator)
	}
	if lines > 1 && s.swallowsRows() {
		return 0, 0, 0, &strayError{ErrOpenQuote}
	}
	return end, next, lines, nil
}

// quotedCell is a quoted cell while its end is looked for.
type quotedCell struct {
	from, to  int // without the marks around it
	marked    bool
	end, next int // of the line that is read, and where the line behind it begins
	lines     int
}

// close finds the mark that closes a cell, in its line or in one that follows.
func (s *Scanner) close(q *quotedCell) error {
	at := q.from
	for {
		text := s.buf[s.start : s.start+q.end]
		found := bytes.IndexByte(text[at:], '"')
		switch {
		case found < 0:
			if q.end-q.from > longestCell {
				return &strayError{ErrOpenQuote}
			}
			line, next, err := s.lineAt(q.next)
			if errors.Is(err, io.EOF) {
				return &strayError{ErrOpenQuote}
			}
			if err != nil {
				return err
			}
			at = q.next
			q.end = q.next + len(line)
			q.next = next
			q.lines++
			continue
		case at+found+1 < len(text) && text[at+found+1] == '"':
			q.marked = true
			at += found + 2
			continue
		}
		q.to = at + found
		return nil
	}
}

// swallowsRows reports whether a row of several lines is more than one: because it has not
// as many cells as the header, or because a line inside a cell is a row that looks like this
// one.
func (s *Scanner) swallowsRows() bool {
	if s.width == 0 {
		return false
	}
	if len(s.spans) != s.width {
		return true
	}
	for column, at := range s.spans {
		if s.holdsRow(column, at) {
			return true
		}
	}
	return false
}

// holdsRow reports whether one of the lines of a cell is a row. Its first line is compared
// with the columns behind it, its last with the columns before it, and whole lines inside it
// with all other columns.
func (s *Scanner) holdsRow(column int, at span) bool {
	cell := s.buf[s.start+at.from : s.start+at.to]
	lines := bytes.Split(cell, []byte{s.eol})
	last := len(lines) - 1
	for i, line := range lines {
		parts := bytes.Split(line, s.Separator)
		first := 0 // the column of the first part
		switch {
		case last == 0:
			return false
		case i == 0 && len(parts) == s.width-column && column < s.width-1:
			first = column
		case i > 0 && i < last && len(parts) == s.width && s.width > 1:
		case i == last && len(parts) == column+1 && column > 0:
		default:
			continue
		}
		if s.looksAlike(column, first, parts) {
			return true
		}
	}
	return false
}

// looksAlike reports whether the parts of a line, from a column on, are of the same shapes as
// the cells of the row: one at least is a number, a date or an address in both, and none is
// in one alone. The column of the cell that is looked at does not count.
func (s *Scanner) looksAlike(cell, first int, parts [][]byte) bool {
	alike := false
	for n, part := range parts {
		i := first + n
		if i == cell {
			continue
		}
		own := shapeOf(s.buf[s.start+s.spans[i].from : s.start+s.spans[i].to])
		other := shapeOf(bytes.Trim(part, "\" \r"))
		switch {
		case own == empty || other == empty:
		case own != other:
			return false
		case own != words:
			alike = true
		}
	}
	return alike
}

// shape is what a cell looks like.
type shape uint8

const (
	empty shape = iota
	words
	digits  // with or without separators: numbers, dates, telephones
	address // with an @
	code    // letters and digits without blanks
)

// shapeOf returns the shape of a cell.
func shapeOf(cell []byte) shape {
	if len(cell) == 0 {
		return empty
	}
	hasDigit, hasLetter := false, false
	for _, c := range cell {
		switch {
		case c == '@':
			return address
		case c >= '0' && c <= '9':
			hasDigit = true
		case c|0x20 >= 'a' && c|0x20 <= 'z', c >= 0x80:
			hasLetter = true
		}
	}
	switch {
	case hasDigit && !hasLetter:
		return digits
	case hasDigit && bytes.IndexByte(cell, ' ') < 0:
		return code
	}
	return words
}
