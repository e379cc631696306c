// Package rows reads orders, customers and products from CSV files as shops export them,
// and says each in our own words: the body of an order.updated, customer.updated or
// product.updated event. It decides nothing: the caller says where the events go.
package rows

import (
	"errors"
	"fmt"
	"io"
	"time"

	"holdfast/shared/words/crm"
)

// Kind is what a file's rows are about.
type Kind string

// The kinds of files.
const (
	Orders    Kind = "orders"
	Customers Kind = "customers"
	Products  Kind = "products"
)

// Options say how a file is to be read. The zero value of each but Kind is a sensible
// default.
type Options struct {
	Kind     Kind
	Platform string // of the source that the rows are of; "" = none is known
	// Columns maps our name to the header of the file's column. What is not named here is
	// looked for by its usual headers.
	Columns      map[string]string
	Encoding     string         // "" = UTF-8 if the file is valid, else GB18030; or a name such as windows-1252
	Comma        rune           // 0 = found out from the header
	DecimalComma bool           // 1.234,56 is one thousand two hundred ...
	DayFirst     bool           // 03/04/2026 is in April; without this and MonthFirst such dates are refused
	MonthFirst   bool           // 03/04/2026 is in March
	Zone         *time.Location // of times that state none; nil = UTC
	Currency     crm.Currency   // of rows that state none
	Status       string         // of orders that state none; "" = paid
	CreditPrefix string         // orders whose number begins so are credit notes: money given back
	Now          time.Time      // dates more than a day later are refused; zero = none are
	AsOf         time.Time      // when the row of a customer or product was so, if it does not say; zero = not known
}

// Event is one order, customer or product in our own words.
type Event struct {
	Line  int    // of its first row, from 1, the header included
	ID    string // of the order, customer or product, for messages on the way
	Topic string
	At    time.Time // when it was so; zero = the file does not say
	Body  []byte    // JSON; see events/schemas
}

// Bad is a row that cannot be used. It is for the operator's own file and screen: it
// holds the row as it stands.
type Bad struct {
	Line int
	Row  []string
	Why  string
}

// Summary counts what was read.
type Summary struct {
	Rows     int    `json:"rows"` // the header not included
	Events   int    `json:"events"`
	Credits  int    `json:"credits"` // of Events: credit notes
	Guests   int    `json:"guests"`  // of Events: orders that name nobody
	Bad      int    `json:"bad"`     // rows
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

// ErrHeader is wrapped by errors about a header that lacks what is needed, or a mapping
// to columns that are not there.
var ErrHeader = errors.New("the header does not fit")

// Read reads a whole file and gives its events to emit, orders in the order of their
// first rows, and what cannot be used to bad. It stops with the first error of emit or
// bad.
func Read(
	file io.ReadSeeker,
	o Options,
	emit func(Event) error,
	bad func(Bad) error,
) (Summary, error) {
	if o.Zone == nil {
		o.Zone = time.UTC
	}
	if o.Status == "" {
		o.Status = "paid"
	}
	text, encoding, err := decode(file, o.Encoding)
	if err != nil {
		return Summary{}, err
	}
	s := Summary{Encoding: encoding}
	t, err := newTable(text, &o)
	if err != nil {
		return s, err
	}
	in := &reading{
		Options: o,
		table:   t,
		emit:    emit,
		bad:     bad,
		sum:     &s,
	}
	switch o.Kind {
	case Orders:
		err = in.readOrders()
	case Customers:
		err = in.readCustomers()
	case Products:
		err = in.readProducts()
	default:
		err = fmt.Errorf("no file holds %q: want orders, customers or products", o.Kind)
	}
	return s, err
}

// reading is one Read under way.
type reading struct {
	Options
	table *table
	emit  func(Event) error
	bad   func(Bad) error
	sum   *Summary
}

// refuse keeps a row for a person.
func (in *reading) refuse(r row, why error) error {
	in.sum.Bad++
	return in.bad(Bad{Line: r.line, Row: r.cells, Why: why.Error()})
}

func (in *reading) send(e Event) error {
	in.sum.Events++
	return in.emit(e)
}
