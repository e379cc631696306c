package rows

import (
	"bytes"
	"cmp"
	"errors"
	"fmt"
	"io"
	"strings"

	"holdfast/infra/holdfast/sheet"
)

// source is a file, and what is known of how it is to be read.
type source struct {
	file     io.ReadSeeker
	spec     *kindSpec
	named    map[string]string
	writing  sheet.Writing
	settings sheet.Settings
	book     sheet.Workbook // nil: the file is text
	sheet    string         // of the workbook
}

// table is the rows of a file below its header.
type table struct {
	sheet.Rows
	columns *columns
	above   int // lines of the header, and of rows above it
	line    int // of the header
}

// next returns the next row.
func (t *table) next() (row, error) {
	r, err := t.Next()
	return row{Row: r, columns: t.columns}, err
}

// findSource finds out whether a file is a workbook or a text, and how that is written.
func findSource(file io.ReadSeeker, o *Options) (*source, error) {
	spec, ok := specOf(o.Kind)
	if !ok {
		return nil, fmt.Errorf("no file holds %q: want %s", o.Kind, strings.Join(Kinds(), ", "))
	}
	s := &source{
		file:  file,
		spec:  spec,
		named: o.Columns,
		settings: sheet.Settings{
			Separator: o.Comma,
			NoQuotes:  o.NoQuotes,
		},
	}
	isBook, err := s.findBook(o)
	if err != nil || isBook {
		return s, err
	}
	s.writing, err = sheet.FindWriting(file, o.Encoding)
	return s, err
}

// zipMark begins every workbook, which is an archive.
var zipMark = []byte("PK\x03\x04")

// errNoWorkbooks says that this build reads text alone.
var errNoWorkbooks = errors.New("this build reads no workbooks: run the whole command " +
	"(go build ./infra/holdfast), or save the file as CSV UTF-8")

// findBook opens a workbook, if the file is one, and finds its table.
func (s *source) findBook(o *Options) (isBook bool, err error) {
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return false, fmt.Errorf("read file from its beginning: %w", err)
	}
	head := make([]byte, len(zipMark))
	if n, _ := io.ReadFull(s.file, head); !bytes.Equal(head[:n], zipMark) {
		return false, nil
	}
	if o.OpenWorkbook == nil {
		return true, errNoWorkbooks
	}
	if s.book, err = o.OpenWorkbook(o.Path); err != nil {
		return true, fmt.Errorf("%w: %w", sheet.ErrNotText, err)
	}
	s.writing.Encoding = "xlsx"
	return true, s.chooseSheet(o.Sheet)
}

// chooseSheet takes the table that the caller named, or the only one whose header fits. Two
// of them are a question.
func (s *source) chooseSheet(named string) error {
	if named != "" {
		s.sheet = named
		return nil
	}
	var fitting []string
	var first error
	for _, name := range s.book.Sheets() {
		s.sheet = name
		_, err := s.openTable()
		switch {
		case err == nil:
			fitting = append(fitting, name)
		case !errors.Is(err, ErrHeader):
			return err
		}
		first = cmp.Or(first, err)
	}
	switch len(fitting) {
	case 0:
		return cmp.Or(first, fmt.Errorf("%w: the workbook has no table", ErrHeader))
	case 1:
		s.sheet = fitting[0]
		return nil
	}
	s.sheet = fitting[0]
	q := sheet.Question{Text: "Which table of the workbook is it?"}
	for _, name := range fitting {
		q.Flags = append(q.Flags, fmt.Sprintf("--sheet %q", name))
	}
	s.writing.Question = &q
	return nil
}

// close closes the workbook, if the source is one.
func (s *source) close() error {
	if s == nil || s.book == nil {
		return nil
	}
	return s.book.Close()
}

// questions returns what is open about how the text is written.
func (s *source) questions() (list []sheet.Question) {
	for _, q := range []*sheet.Question{s.writing.Question, s.settings.Question} {
		if q != nil {
			list = append(list, *q)
		}
	}
	return list
}

// open returns the rows of the file from its beginning.
func (s *source) open() (sheet.Rows, error) {
	if s.book != nil {
		return s.book.Open(s.sheet)
	}
	if _, err := s.file.Seek(0, io.SeekStart); err != nil {
		return nil, fmt.Errorf("read file again: %w", err)
	}
	encoding := cmp.Or(s.writing.Encoding, sheet.Windows1252) // until the question is answered
	text, err := sheet.Decode(s.file, encoding)
	if err != nil {
		return nil, err
	}
	if s.settings.Because == "" {
		s.settings, text = sheet.FindSettings(text, s.settings)
		s.settings.Decoded = encoding != sheet.UTF8
	}
	return sheet.NewScanner(text, s.settings), nil
}

// aboveHeader is how many rows may stand above the header: titles and dates of reports.
const aboveHeader = 20

// openTable returns the rows below the header: the first row that has the columns that the
// kind needs.
func (s *source) openTable() (*table, error) {
	all, err := s.open()
	if err != nil {
		return nil, err
	}
	var first error
	for range aboveHeader {
		r, err := all.Next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, err
		}
		c, err := mapColumns(trimHeader(r.Cells), s.spec, s.named)
		if err == nil && r.Why == nil {
			all.SetWidth(len(c.header))
			lines := all.Lines()
			return &table{Rows: all, columns: c, above: lines.Rows, line: r.Line}, nil
		}
		first = cmp.Or(first, err, r.Why)
	}
	return nil, cmp.Or(first, fmt.Errorf("%w: the file is empty", ErrHeader))
}

// trimHeader returns the headers without blanks around them, and without empty columns at
// the end.
func trimHeader(cells []string) []string {
	header := make([]string, len(cells))
	last := 0
	for i, cell := range cells {
		header[i] = strings.TrimSpace(cell)
		if header[i] != "" {
			last = i + 1
		}
	}
	return header[:last]
}
