package sheet

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"unicode/utf8"
)

// Scanner reads the rows of a text.
//
// A row is a line, unless a quoted cell goes on in the next. A quotation mark only opens a
// cell at its very beginning; elsewhere it is part of the text, as in 27" TV. Where a quoted
// cell is not closed as it should be, and where the lines inside it are rows themselves, the
// first line alone is refused and reading goes on with the next: a stray mark costs one row.
type Scanner struct {
	Separator []byte
	NoQuotes  bool // quotation marks are text

	file    io.Reader
	decoded bool
	buf     []byte
	start   int // of the next line, in buf
	end     int // of what buf holds
	atEnd   bool
	eol     byte

	width int // cells of the header, once it is known
	lines Lines
	spans []span
}

var _ Rows = (*Scanner)(nil)

// span is where a cell stands, from the beginning of its row.
type span struct {
	from, to int
	marked   bool // quotation marks inside stand twice
}

const (
	firstBuffer = 128 << 10
	longestLine = 16 << 20 // bytes; a longer one is no line of a table
	longestCell = 1 << 20  // bytes that a quoted cell may go on for
)

// NewScanner returns a scanner of UTF-8. Settings is how it is to be read; see FindSettings.
func NewScanner(file io.Reader, s Settings) *Scanner {
	scanner := &Scanner{
		Separator: []byte(string(s.Separator)),
		NoQuotes:  s.NoQuotes,
		file:      file,
		decoded:   s.Decoded,
		buf:       make([]byte, firstBuffer),
		eol:       '\n',
	}
	if s.OldLineEnds {
		scanner.eol = '\r'
	}
	return scanner
}

// SetWidth tells how many cells the header has. Rows with another number are refused.
func (s *Scanner) SetWidth(cells int) { s.width = cells }

// Lines returns how many lines were read so far, of each sort.
func (s *Scanner) Lines() Lines { return s.lines }

// Next returns the next row that is not blank.
func (s *Scanner) Next() (Row, error) {
	for {
		line, next, err := s.lineAt(0)
		if err != nil {
			return Row{}, err
		}
		if isBlankLine(line, s.Separator) {
			s.lines.Total++
			s.lines.Blank++
			s.start += next
			continue
		}
		if mark, is := separatorMark(line); is && s.lines.Total == 0 && mark != 0 {
			s.lines.Total++
			s.lines.Marks++
			s.start += next
			continue
		}
		return s.readRow(line, next)
	}
}

// readRow returns the row that begins with a line.
func (s *Scanner) readRow(line []byte, next int) (Row, error) {
	row := Row{Line: s.lines.Total + 1, Lines: 1}
	length := len(line)
	after := next
	why := error(nil)
	if s.NoQuotes || bytes.IndexByte(line, '"') < 0 {
		s.split(0, length)
	} else {
		var err error
		length, after, row.Lines, err = s.splitQuoted(line, next)
		var stray *strayError
		switch {
		case errors.As(err, &stray):
			why = stray.why
			length = len(line)
			after = next
			row.Lines = 1
			s.split(0, length)
		case err != nil:
			return row, err
		}
	}
	raw := s.buf[s.start : s.start+length]
	if s.holdsNoText(raw) {
		why = ErrBytes
		row.Cells = []string{strings.ToValidUTF8(string(raw), replacement)}
	} else {
		row.Cells = s.cellsOf(string(raw), why == nil)
	}
	row.Why = why
	if why == nil {
		s.checkWidth(&row)
	}
	s.start += after
	s.lines.Total += row.Lines
	s.lines.Rows++
	s.lines.Inside += row.Lines - 1
	return row, nil
}

// replacement is what decoders write for bytes that are no text.
const replacement = "\ufffd"

// holdsNoText reports whether a row holds bytes that are no text in the file's encoding.
func (s *Scanner) holdsNoText(raw []byte) bool {
	if s.decoded {
		return bytes.Contains(raw, []byte(replacement))
	}
	return !utf8.Valid(raw)
}

// checkWidth refuses a row with more or fewer cells than the header. Empty cells that a row
// has too many are no cells.
func (s *Scanner) checkWidth(row *Row) {
	if s.width == 0 {
		return
	}
	for len(row.Cells) > s.width && strings.TrimSpace(row.Cells[len(row.Cells)-1]) == "" {
		row.Cells = row.Cells[:len(row.Cells)-1]
	}
	if len(row.Cells) != s.width {
		row.Why = fmt.Errorf("the row has %d columns, the header %d", len(row.Cells), s.width)
	}
}

// split finds the cells of a line without quoted ones, from its beginning in the row.
func (s *Scanner) split(from, to int) {
	s.spans = s.spans[:0]
	s.splitPlain(from, to)
}

// splitPlain adds the cells of a part of the row in which no cell is quoted.
func (s *Scanner) splitPlain(from, to int) {
	text := s.buf[s.start : s.start+to]
	for {
		at := bytes.Index(text[from:], s.Separator)
		if at < 0 {
			s.spans = append(s.spans, span{from: from, to: to})
			return
		}
		s.spans = append(s.spans, span{from: from, to: from + at})
		from += at + len(s.Separator)
	}
}

// cellsOf returns the cells of a row's text. Of a refused row, they are shown as they stand.
func (s *Scanner) cellsOf(text string, unquote bool) []string {
	cells := make([]string, len(s.spans))
	for i, at := range s.spans {
		cell := text[at.from:at.to]
		if at.marked && unquote {
			cell = strings.ReplaceAll(cell, `""`, `"`)
		}
		cells[i] = cell
	}
	return cells
}

// lineAt returns the line that begins so many bytes behind the start, without its end, and
// where the next begins. It returns io.EOF if there is none.
func (s *Scanner) lineAt(from int) (line []byte, next int, err error) {
	searched := from
	for {
		text := s.buf[s.start:s.end]
		if at := bytes.IndexByte(text[searched:], s.eol); at >= 0 {
			end := searched + at
			return s.trimEnd(text[from:end]), end + 1, nil
		}
		searched = len(text)
		if s.atEnd {
			if from == len(text) {
				return nil, 0, io.EOF
			}
			return s.trimEnd(text[from:]), len(text), nil
		}
		if len(text)-from > longestLine {
			return nil, 0, fmt.Errorf(
				"%w: line %d is longer than %d bytes",
				ErrNotText,
				s.lines.Total+1,
				longestLine,
			)
		}
		if err := s.fill(); err != nil {
			return nil, 0, err
		}
	}
}

// trimEnd removes the first half of Windows' line end.
func (s *Scanner) trimEnd(line []byte) []byte {
	if n := len(line); n > 0 && line[n-1] == '\r' && s.eol == '\n' {
		return line[:n-1]
	}
	return line
}

// fill reads more of the file behind what is in the buffer.
func (s *Scanner) fill() error {
	if s.start > 0 {
		copy(s.buf, s.buf[s.start:s.end])
		s.end -= s.start
		s.start = 0
	}
	if s.end == len(s.buf) {
		s.buf = append(s.buf, make([]byte, len(s.buf))...)
	}
	n, err := s.file.Read(s.buf[s.end:])
	s.end += n
	if errors.Is(err, io.EOF) {
		s.atEnd = true
		return nil
	}
	if err != nil {
		return fmt.Errorf("read file: %w", err)
	}
	return nil
}

// isBlankLine reports whether nothing stands in a line but blanks and separators.
func isBlankLine(line, separator []byte) bool {
	for len(line) > 0 {
		switch {
		case line[0] == ' ' || line[0] == '\t' || line[0] == '\r' || line[0] == 0x1a:
			line = line[1:]
		case bytes.HasPrefix(line, separator):
			line = line[len(separator):]
		default:
			return false
		}
	}
	return true
}

// separatorMark returns the separator that Excel is told by a line sep=; at the beginning.
func separatorMark(line []byte) (separator rune, is bool) {
	rest := bytes.Trim(line, "\"")
	if len(rest) < 4 || !bytes.EqualFold(rest[:4], []byte("sep=")) {
		return 0, false
	}
	separator, size := utf8.DecodeRune(rest[4:])
	return separator, size == len(rest)-4 && separator != utf8.RuneError
}
