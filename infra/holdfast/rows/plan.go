package rows

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"holdfast/infra/holdfast/cells"
	"holdfast/infra/holdfast/sheet"
	"holdfast/shared/words/phrase"
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

// String returns the plan for people, a line for each thing, but for its questions: those
// are the error.
func (p *Plan) String() string {
	var b strings.Builder
	line := func(what, text string) { fmt.Fprintf(&b, "%-11s %s\n", what, text) }
	line("file", phrase.InEnglish(
		"%d {row|rows} below the header in line %d, in %d {line|lines}, read as ",
		p.Rows,
		p.Line,
		p.Lines,
	)+string(p.Kind))
	for _, t := range p.Taken {
		line(t.What, t.For)
	}
	what := "columns"
	for _, c := range p.Columns {
		examples := make([]string, len(c.Examples))
		for i, example := range c.Examples {
			examples[i] = show(example)
		}
		line(what, fmt.Sprintf("%s = %s: %s", c.Field, show(c.Header), strings.Join(examples, " | ")))
		what = ""
	}
	if len(p.Unused) > 0 {
		line("not read", show(strings.Join(p.Unused, ", ")))
	}
	return b.String()
}

// show returns a text of the file for a screen: in quotation marks if it holds what no
// screen should be given, and not too long.
func show(text string) string {
	const most = 200 // letters
	isHidden := func(r rune) bool { return !unicode.IsPrint(r) }
	if strings.ContainsFunc(text, isHidden) {
		text = strconv.Quote(text)
	}
	if letters := []rune(text); len(letters) > most {
		text = string(letters[:most]) + "…"
	}
	return text
}

// quote returns a cell and where it stands, for people.
func quote(e cells.Example) string { return fmt.Sprintf("%q in line %d", e.Cell, e.Line) }
