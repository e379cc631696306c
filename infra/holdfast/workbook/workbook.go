// Package workbook reads the tables of .xlsx files, for import. It is kept apart from what
// make demo and the functions compile: the command is given it by its main package.
//
// The library reads a sheet row by row. It does not say when a file ends before its sheet
// does, so Open reads every part of the archive to its end first: sums and end tags must be
// there.
package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/thedatashed/xlsxreader"

	"holdfast/infra/holdfast/sheet"
)

// Book is a workbook that is open.
type Book struct {
	file     *xlsxreader.XlsxFileCloser
	from1904 bool
}

var _ sheet.Workbook = (*Book)(nil)

// mostBytes is how much the parts of a workbook may come to, unpacked.
const mostBytes = 8 << 30

// Errors of files that are no whole workbook.
var (
	errTooLarge = errors.New("the workbook unpacks to more than 8 GB")
	errCut      = errors.New("a table of the workbook has no end: the file is not whole")
)

// Open opens a workbook.
func Open(path string) (sheet.Workbook, error) {
	from1904, err := check(path)
	if err != nil {
		return nil, fmt.Errorf("open workbook: %w", err)
	}
	file, err := xlsxreader.OpenFile(path)
	if err != nil {
		return nil, fmt.Errorf("open workbook: %w", err)
	}
	return &Book{file: file, from1904: from1904}, nil
}

// check reads all parts of a workbook to their ends. It reports whether its days are counted
// from 1904, as on old Macintoshes.
func check(path string) (from1904 bool, err error) {
	archive, err := zip.OpenReader(path)
	if err != nil {
		return false, err
	}
	defer archive.Close()
	left := int64(mostBytes)
	for _, part := range archive.File {
		isSheet := strings.HasPrefix(part.Name, "xl/worksheets/sheet")
		isBook := part.Name == "xl/workbook.xml"
		isWords := strings.EqualFold(part.Name, "xl/sharedStrings.xml")
		if !isSheet && !isBook && !isWords {
			continue
		}
		seen, read, err := readPart(part, left)
		if err != nil {
			return false, fmt.Errorf("%s: %w", part.Name, err)
		}
		left -= read
		if isSheet && !seen.end {
			return false, fmt.Errorf("%s: %w", part.Name, errCut)
		}
		from1904 = from1904 || isBook && seen.from1904
	}
	return from1904, nil
}

// marks are what is looked for in a part.
type marks struct {
	end      bool
	from1904 bool
}

// readPart reads a part to its end, which checks its sum.
func readPart(part *zip.File, left int64) (m marks, read int64, err error) {
	r, err := part.Open()
	if err != nil {
		return m, 0, err
	}
	defer r.Close()
	const overlap = 64 // longer than what is looked for
	buf := make([]byte, 64<<10)
	kept := 0
	for {
		n, err := r.Read(buf[kept:])
		read += int64(n)
		if read > left {
			return m, read, errTooLarge
		}
		m.find(buf[:kept+n])
		kept = copy(buf, buf[max(0, kept+n-overlap):kept+n])
		if errors.Is(err, io.EOF) {
			return m, read, nil
		}
		if err != nil {
			return m, read, err
		}
	}
}

// find looks for the marks in a piece of a part.
func (m *marks) find(piece []byte) {
	for _, end := range []string{"</sheetData>", ":sheetData>", "<sheetData/>", "<sheetData />"} {
		m.end = m.end || bytes.Contains(piece, []byte(end))
	}
	for _, yes := range []string{`date1904="1"`, `date1904="true"`} {
		m.from1904 = m.from1904 || bytes.Contains(piece, []byte(yes))
	}
}

// Sheets implements sheet.Workbook.
func (b *Book) Sheets() []string { return b.file.Sheets }

// Close implements sheet.Workbook.
func (b *Book) Close() error { return b.file.Close() }

// Open implements sheet.Workbook.
func (b *Book) Open(name string) (sheet.Rows, error) {
	if b.file.GetSheetFileForSheetName(name) == nil {
		return nil, fmt.Errorf("the workbook has no table %q; it has %s",
			name, strings.Join(b.file.Sheets, ", "))
	}
	return &rows{
		from:     b.file.ReadRows(name),
		from1904: b.from1904,
	}, nil
}
