// Package sheet reads the rows of tables as shops keep them: text files in any encoding,
// with any separator, and workbooks.
//
// Look at a file first: FindWriting reads all of it and says what the bytes are. A Scanner
// then gives one row after the other. It accounts for every line of the file: each is a row,
// or blank, or inside a cell of several lines. A quotation mark that opens a cell and does
// not close it makes its own line unusable and no other.
//
// What has two readings is a Question. Nothing here guesses.
package sheet

import (
	"errors"
	"fmt"
	"strings"
)

// Row is one row of a table.
type Row struct {
	Line  int      // of its first line, from 1
	Lines int      // how many lines of the file it takes
	Cells []string // valid after the next row too
	Exact []bool   // the cells that hold a number of a workbook, not a text; nil = none
	Why   error    // why the row cannot be used; nil = it can
}

// Lines counts the lines of a file. Total is the sum of the others.
type Lines struct {
	Total  int
	Rows   int // first lines of rows, the header's included
	Blank  int // nothing in them, or separators alone
	Inside int // further lines of rows with a cell of several lines
	Marks  int // that say how to read the others: sep=;
}

// Rows is a table that is read row by row. Next returns io.EOF behind the last. SetWidth
// tells how many cells the header has: rows with another number are refused from then on.
type Rows interface {
	Next() (Row, error)
	SetWidth(cells int)
	Lines() Lines
}

// Workbook is a file of a spreadsheet program, with one table or more.
type Workbook interface {
	Sheets() []string
	Open(name string) (Rows, error)
	Close() error
}

// Question is one that the caller has to answer before a file can be read, and the flags
// that answer it.
type Question struct {
	Text  string
	Flags []string
}

func (q Question) String() string {
	if len(q.Flags) == 0 {
		return q.Text
	}
	return fmt.Sprintf("%s Say %s.", q.Text, strings.Join(q.Flags, " or "))
}

// ErrNotText is wrapped by errors about files that are no table of text.
var ErrNotText = errors.New("this is no table that can be read")

// Errors of rows that cannot be used.
var (
	ErrOpenQuote = errors.New("a quotation mark opens a cell and does not close it: close it, " +
		"or say --no-quotes if quotation marks are part of the text in this file")
	ErrQuoteInside = errors.New("a quotation mark stands inside a quoted cell: write it twice, " +
		"or say --no-quotes if quotation marks are part of the text in this file")
	ErrBytes = errors.New("the row holds bytes that are no text in the file's encoding")
)
