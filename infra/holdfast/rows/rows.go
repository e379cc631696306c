// Package rows reads what a shop already has from a file, and says each thing in our own
// words: the body of an order.updated, customer.updated, product.updated or ticket.updated
// event. It decides nothing about them: the caller says where the events go.
//
// A file is read twice. Look reads all of it and finds out what it is: its columns, numbers,
// dates, encoding, separator and currency, by what stands in it. Where two readings are
// possible and matter, the Plan has a question, and Read sends nothing. Then Read gives the
// events one after the other. Neither holds more than a few rows in memory, however long the
// file is; what is kept of each order is eight bytes, by which rows of one order are found
// that stand apart.
//
// Every line of the file is accounted for: Summary.
//
// How cells are read is in package cells, and how rows are found in package sheet. A new
// kind of file is a row in kindTable; a new column is a row in fieldTable; an export of
// another system is a row in layouts.go.
package rows

import (
	"errors"
	"io"
	"time"

	"holdfast/infra/holdfast/sheet"
	"holdfast/shared/words/crm"
)

// Options say how a file is to be read. The zero value of each but Kind is a sensible
// default: what it does not say is found out.
type Options struct {
	Kind     Kind
	Platform string // of the source that the rows are of; "" = none is known
	// Columns maps our name to the header of the file's column, or to its number as #3.
	// What is not named here is looked for by its usual headers.
	Columns      map[string]string
	Encoding     string         // a name such as windows-1252; "" = found out
	Comma        rune           // between columns; 0 = found out
	NoQuotes     bool           // quotation marks are part of the text
	Sheet        string         // of a workbook; "" = its only one
	DecimalComma bool           // 1.234,56 is one thousand two hundred ...
	DecimalPoint bool           // 1,234.56 is
	DayFirst     bool           // 03/04/2026 is in April
	MonthFirst   bool           // 03/04/2026 is in March
	YearFirst    bool           // 26/04/03 is in April
	Zone         *time.Location // of times that state none; nil = UTC
	Currency     crm.Currency   // of rows that state none
	CurrencyTold bool           // a person has said so: signs beside amounts must fit it
	AmountOf     string         // "line" or "order": whose an amount is that all rows of an order repeat
	Status       string         // of orders that state none; "" = paid
	CreditPrefix string         // orders whose number begins so are credit notes: money given back
	Consent      string         // of rows of consents that state none; "" = they must
	Channel      string         // of consents that state none; "" = email
	Now          time.Time      // dates more than a day later are refused; zero = none are
	AsOf         time.Time      // when the row of a customer or product was so, if it does not say; zero = not known

	// OpenWorkbook opens a file of a spreadsheet program, which is at Path. It is nil in a
	// build that cannot.
	OpenWorkbook func(path string) (sheet.Workbook, error)
	Path         string

	// Plan is what Look found out of the same file with the same options; nil = Read looks.
	Plan *Plan
}

// Event is one thing in our own words.
type Event struct {
	Line  int    // of its first row, from 1, the header included
	ID    string // of the order, customer or product, for messages on the way
	Topic string
	At    time.Time // when it was so; zero = the file does not say
	Body  []byte    // JSON; see events/schemas
}

// Bad is a row that cannot be used. It is for the operator's own file and screen: it
// holds the row as it stands, or nothing of it if the row was the first of an order whose
// other rows stand apart.
type Bad struct {
	Line int
	Row  []string
	Why  string
}

// Summary counts what was read. Lines is the sum of Header, Used, Bad, Passed, Blank and
// Inside.
type Summary struct {
	Lines  int `json:"lines"`
	Header int `json:"header_lines"` // the header, and what stands above it
	Rows   int `json:"rows"`         // below the header: Used, Bad and Passed
	Used   int `json:"used"`         // rows that are part of an event
	Bad    int `json:"bad"`          // rows that cannot be used
	Passed int `json:"passed_over"`  // rows that say nothing that is kept: images of products
	Blank  int `json:"blank"`
	Inside int `json:"inside_cells"` // lines that go on with a cell of the line before

	Events   int    `json:"events"`
	Credits  int    `json:"credits"` // of Events: credit notes
	Guests   int    `json:"guests"`  // of Events: orders that name nobody
	Encoding string `json:"encoding"`
}

// count counts an order that became an event.
func (s *Summary) count(credit, guest bool) {
	if credit {
		s.Credits++
	}
	if guest {
		s.Guests++
	}
}

// ErrUndecided is wrapped by the error of Read where the file has two readings. Its text is
// the questions.
var ErrUndecided = errors.New("two readings are possible")

// Read reads a whole file and gives its events to emit, orders in the order in which they
// are complete, and what cannot be used to bad. It stops with the first error of emit or
// bad. It looks at the whole file first, unless the options hold a plan.
func Read(
	file io.ReadSeeker,
	o Options,
	emit func(Event) error,
	bad func(Bad) error,
) (Summary, error) {
	o.fillDefaults()
	plan := o.Plan
	if plan == nil {
		var err error
		if plan, err = Look(file, o); err != nil {
			return Summary{}, err
		}
	}
	s := Summary{Encoding: plan.Encoding}
	if err := plan.Err(); err != nil {
		return s, err
	}
	source := plan.source
	source.file = file
	t, err := source.openTable()
	if err != nil {
		return s, err
	}
	in := &reading{
		Options: o,
		plan:    plan,
		table:   t,
		emit:    emit,
		bad:     bad,
		sum:     &s,
	}
	err = source.spec.read(in)
	in.account()
	return s, err
}

// fillDefaults sets what the caller left out.
func (o *Options) fillDefaults() {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Status == "" {
		o.Status = "paid"
	}
	if o.Channel == "" {
		o.Channel = "email"
	}
}

// reading is one Read under way.
type reading struct {
	Options
	plan  *Plan
	table *table
	emit  func(Event) error
	bad   func(Bad) error
	sum   *Summary
}

// account sets the sums of lines.
func (in *reading) account() {
	lines := in.table.Lines()
	in.sum.Lines = lines.Total
	in.sum.Header = in.table.above + lines.Marks
	in.sum.Rows = lines.Rows - in.table.above
	in.sum.Blank = lines.Blank
	in.sum.Inside = lines.Inside
}

// refuse keeps a row for a person.
func (in *reading) refuse(r row, why error) error {
	in.sum.Bad++
	return in.bad(Bad{Line: r.Line, Row: r.Cells, Why: why.Error()})
}

// send gives an event of so many rows to the caller.
func (in *reading) send(e Event, rows int) error {
	in.sum.Used += rows
	in.sum.Events++
	return in.emit(e)
}

// eachRow calls fn for every row that is one. It refuses the others.
func (in *reading) eachRow(fn func(row) error) error {
	for {
		r, err := in.table.next()
		switch {
		case errors.Is(err, io.EOF):
			return nil
		case err != nil:
			return err
		case r.Why != nil:
			err = in.refuse(r, r.Why)
		default:
			err = fn(r)
		}
		if err != nil {
			return err
		}
	}
}
