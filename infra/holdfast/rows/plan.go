package rows

import (
	"fmt"
	"strings"

	"holdfast/infra/holdfast/cells"
	"holdfast/infra/holdfast/sheet"
)

// Plan is what a file is taken for, found by looking at all of it.
type Plan struct {
	Kind      Kind             `json:"kind"`
	Encoding  string           `json:"encoding"`
	Separator string           `json:"separator,omitempty"`
	Sheet     string           `json:"sheet,omitempty"`
	Rows      int              `json:"rows"` // below the header
	Lines     int              `json:"lines"`
	Line      int              `json:"header_line"`
	Columns   []Column         `json:"columns"`
	Unused    []string         `json:"unused,omitempty"` // headers of columns that are not read
	Taken     []Taken          `json:"taken"`
	Questions []sheet.Question `json:"questions,omitempty"`

	source    *source
	mark      cells.DecimalMark
	markTold  bool
	hasSigns  bool // of currencies, beside amounts
	order     [fieldCount]cells.DateOrder
	bareDates [fieldCount]bool // dates that are one number are read
	ids       [fieldCount]*cells.IDTally
	oncePer   bool // all rows of an order repeat its amount
	apart     map[uint64]int
}

// Column is a column that is read, and what stands in its first rows.
type Column struct {
	Field    string   `json:"field"`
	Header   string   `json:"header"`
	Examples []string `json:"examples"`
}

// Taken says what one thing about the file is taken for, and what shows it.
type Taken struct {
	What string `json:"what"`
	For  string `json:"for"`
}

func (p *Plan) take(what, format string, args ...any) {
	p.Taken = append(p.Taken, Taken{What: what, For: fmt.Sprintf(format, args...)})
}

func (p *Plan) ask(text string, flags ...string) {
	p.Questions = append(p.Questions, sheet.Question{Text: text, Flags: flags})
}

// Close closes the workbook that the plan is of, if it is of one.
func (p *Plan) Close() error {
	if p == nil {
		return nil
	}
	return p.source.close()
}

// Err returns an error that wraps ErrUndecided if the plan has questions.
func (p *Plan) Err() error {
	if len(p.Questions) == 0 {
		return nil
	}
	var questions []string
	for _, q := range p.Questions {
		questions = append(questions, q.String())
	}
	return fmt.Errorf("%w. %s", ErrUndecided, strings.Join(questions, " "))
}

// String returns the plan for people, a line for each thing.
func (p *Plan) String() string {
	var b strings.Builder
	line := func(what, text string) { fmt.Fprintf(&b, "%-11s %s\n", what, text) }
	line("file", fmt.Sprintf(
		"%d rows of %s below the header in line %d, in %d lines",
		p.Rows,
		p.Kind,
		p.Line,
		p.Lines,
	))
	for _, t := range p.Taken {
		line(t.What, t.For)
	}
	what := "columns"
	for _, c := range p.Columns {
		line(what, fmt.Sprintf("%s = %s: %s", c.Field, c.Header, strings.Join(c.Examples, " | ")))
		what = ""
	}
	if len(p.Unused) > 0 {
		line("not read", strings.Join(p.Unused, ", "))
	}
	for _, q := range p.Questions {
		line("QUESTION", q.String())
	}
	return b.String()
}

// quote returns a cell and where it stands, for people.
func quote(e cells.Example) string { return fmt.Sprintf("%q in line %d", e.Cell, e.Line) }
