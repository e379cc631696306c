// Package importing brings in what a shop already has: orders, customers, products, tickets
// and consents from a file.
//
// Package rows looks at the whole file, and then turns its rows into events of our own
// format. They wait in a spool, which gives them back customer by customer. A feed queues
// them, many in one message, as deliveries of the source that the caller named. So they go
// the way of every webhook, and merge with what webhooks tell. The queue is the import's own,
// and the feed is never far ahead of its worker: webhooks do not wait behind an import, and
// the queue's file stays small.
package importing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/sheet"
	"holdfast/infra/local"
	"holdfast/shared/words/crm"
)

// Import brings in what a shop already has from a file.
type Import struct {
	File     string            `arg:"" help:"The file: CSV or .xlsx, with a header line."`
	Source   string            `help:"The source that the rows are of, so that they meet what its webhooks tell." required:"" placeholder:"NAME"`
	Kind     string            `help:"What the rows are: ${enum}." enum:"${kinds}" default:"orders"`
	NoCensus bool              `help:"Take no census at the end: for all but the last of several files."`
	Look     bool              `help:"Say what the file is taken for, and send nothing." aliases:"dry-run"`
	Map      map[string]string `help:"Which column is which: order=InvoiceNo,customer=#3,..." placeholder:"FIELD=COLUMN,..." mapsep:","`

	Encoding     string `help:"utf-8, windows-1252, windows-1250, gb18030, utf-16le, ... Default: found out." placeholder:"NAME"`
	Separator    string `help:"Between columns. Default: found out." placeholder:"CHAR"`
	NoQuotes     bool   `help:"Quotation marks are part of the text."`
	Sheet        string `help:"Which table of a workbook." placeholder:"NAME"`
	DecimalComma bool   `help:"Amounts are written 1.234,56." xor:"decimals"`
	DecimalPoint bool   `help:"Amounts are written 1,234.56." xor:"decimals"`
	DayFirst     bool   `help:"03/04/2026 is in April." xor:"dates"`
	MonthFirst   bool   `help:"03/04/2026 is in March." xor:"dates"`
	YearFirst    bool   `help:"26/04/03 is in April." xor:"dates"`

	Zone         string `help:"Of times that state none. Default: the store's." placeholder:"Europe/London"`
	Currency     string `help:"Of rows that state none. Default: the store's." placeholder:"EUR"`
	AmountOf     string `help:"Whose an amount is that all rows of an order repeat: order, or row." enum:"order,row," default:"" placeholder:"ORDER|ROW"`
	Status       string `help:"Of orders that state none." default:"paid"`
	CreditPrefix string `help:"Orders whose number begins so are credit notes: refunds of the customer." placeholder:"C"`
	Consent      string `help:"Of rows of consents that state none: given, refused, pending or not_asked." placeholder:"STATE"`
	Channel      string `help:"Of consents that state none: email, sms, call or chat." default:"email"`
	AsOf         string `help:"When rows of customers, consents, tickets and products were so, if they do not say. Without it customers' yield to all that has a date, and products' are of now." placeholder:"DAY"`
}

// Help shows examples.
func (*Import) Help() string {
	return `Examples:
  holdfast import orders.csv --source shop --look    What is the file taken for? Nothing is sent
  holdfast import orders.csv --source shop           Shopify's or WooCommerce's export, or any with usual headers
  holdfast import invoices.xlsx --source till --map order=InvoiceNo,customer=CustomerID,date=InvoiceDate,amount=Amount \
      --currency GBP --zone Europe/London --credit-prefix C
  holdfast import customers.csv --source shop --kind customers
  holdfast import costs.csv --source shop --kind products     id or sku, and title, category, vendor, price, cost, life
  holdfast import cases.csv --source desk --kind tickets      ticket, email, status or rating, date
  holdfast import unsubscribed.csv --source shop --kind consents --consent refused --as-of 2026-05-31
Fields: ` + strings.Join(rows.Fields(), ", ") + `.
The whole file is looked at first. Where it can be read in two ways, nothing is sent, and a question names the flags that
answer it. Rows of one order number are one order. An import only tells what was: it opens no tasks about last year. Rows that
cannot be used are kept in a file, with line and reason; imported again, nothing changes.`
}

// Run imports the file.
func (i *Import) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	if !crm.ValidName(i.Source) {
		return fmt.Errorf("%w: %q cannot be the name of a source", session.ErrUsage, i.Source)
	}
	options, err := i.options(store)
	if err != nil {
		return err
	}
	options.OpenWorkbook = s.OpenWorkbook
	options.Path = s.Path(i.File)
	options.Platform, err = i.findPlatform(ctx, s, store)
	if err != nil {
		return err
	}
	if i.Currency == "" && options.Kind == rows.Orders && store.Shop.Playbook.CurrencyAssumed() {
		s.Notef(
			"No currency is named: rows that state none are read as %s. See --currency.\n",
			options.Currency,
		)
	}

	file, err := os.Open(options.Path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}
	if s.Live != nil {
		defer local.TakeRoom(local.ImportRoom)()
	}
	options.Plan, err = i.look(s, file, info.Size(), options)
	defer options.Plan.Close()
	if err != nil || i.Look {
		return asUsage(err)
	}

	run, err := i.newRun(s, store, file)
	if err != nil {
		return err
	}
	run.bar = s.NewBar("import", "rows", info.Size())
	return i.bringIn(ctx, run, file, options)
}

// newRun returns an import that is about to begin.
func (i *Import) newRun(
	s *session.Session,
	store session.Store,
	file *os.File,
) (*importRun, error) {
	record, err := i.newRecord(store, file)
	if err != nil {
		return nil, err
	}
	run := &importRun{
		session:  s,
		store:    store,
		source:   i.Source,
		record:   record,
		rejected: rejects{path: i.rejectsPath(s)},
	}
	if s.Stack == "" {
		run.spool.folder = s.Dir
	}
	return run, nil
}

// bringIn folds what the file holds, takes a census, and says what came of it.
func (i *Import) bringIn(
	ctx context.Context,
	run *importRun,
	file *os.File,
	options rows.Options,
) error {
	started := time.Now()
	summary, err := run.read(ctx, file, options)
	if err != nil {
		return asUsage(err)
	}
	took := time.Since(started)
	run.found.People = run.spool.People
	if i.takesCensus() {
		run.census, err = takeCensus(ctx, run.session, run.store)
	}
	if err != nil {
		run.session.Notef("The rows are in, but the census failed: %v\n", err)
	}
	if err := i.printSummary(run.session, run, summary, took); err != nil {
		return err
	}
	if summary.Used == 0 && summary.Bad > 0 {
		return errNoneUsed
	}
	return nil
}

// errNoneUsed says that a file had rows, and none could be used.
var errNoneUsed = errors.New("nothing was imported: no row of the file could be used")

// asUsage returns an error as the caller's mistake, where another command line would mend
// it.
func asUsage(err error) error {
	for _, mendable := range []error{rows.ErrHeader, rows.ErrUndecided, sheet.ErrNotText} {
		if errors.Is(err, mendable) {
			return fmt.Errorf("%w: %w", session.ErrUsage, err)
		}
	}
	return err
}

// look looks at the whole file and says what it is taken for. It returns an error that wraps
// rows.ErrUndecided if there are questions.
func (i *Import) look(
	s *session.Session,
	file *os.File,
	size int64,
	options rows.Options,
) (*rows.Plan, error) {
	bar := s.NewBar("look", "", 2*size)
	plan, err := rows.Look(&barReader{file: file, bar: bar}, options)
	bar.Clear()
	if err != nil {
		return nil, err
	}
	switch {
	case i.Look && s.JSON:
		return plan, errors.Join(s.PrintJSON(map[string]any{"plan": plan}), plan.Err())
	case i.Look:
		s.Printf("%s", plan)
	case !s.JSON:
		s.Notef("%s", plan)
	}
	return plan, plan.Err()
}

// rejectsPath returns the path of the file for rows that cannot be used: in the folder, or
// beside the caller where there is none.
func (i *Import) rejectsPath(s *session.Session) string {
	name := "rejected-" + filepath.Base(i.File)
	if s.Stack != "" {
		return s.Path(name)
	}
	return filepath.Join(s.Dir, name)
}
