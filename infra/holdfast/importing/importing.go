// Package importing brings in what a shop already has: orders, customers and products from
// a CSV file.
//
// Package rows reads the file and turns its rows into events of our own format. Each event
// is queued as a delivery of the source that the caller named, so that it goes the way of
// every webhook: it is folded, merges with what webhooks tell, and changes nothing when it
// is imported again.
package importing

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"
	"unicode/utf8"

	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Import brings in orders, customers or products from a CSV file.
type Import struct {
	File         string            `arg:"" help:"The CSV file, with a header line."`
	Source       string            `help:"The source whose orders, customers or products these are, so that they meet what its webhooks tell." required:"" placeholder:"NAME"`
	Kind         string            `help:"What the rows are: ${enum}." enum:"orders,customers,products" default:"orders"`
	Map          map[string]string `help:"Which column is which: order=InvoiceNo,customer=CustomerID,..." placeholder:"FIELD=COLUMN,..." mapsep:","`
	Encoding     string            `help:"utf-8, gb18030, windows-1252, ... Default: UTF-8 if the file is valid, else GB18030." placeholder:"NAME"`
	Separator    string            `help:"Between columns. Default: found out." placeholder:"CHAR"`
	DecimalComma bool              `help:"Amounts are written 1.234,56."`
	DayFirst     bool              `help:"03/04/2026 is in April." xor:"dates"`
	MonthFirst   bool              `help:"03/04/2026 is in March." xor:"dates"`
	Zone         string            `help:"Of times that state none. Default: the store's." placeholder:"Europe/London"`
	Currency     string            `help:"Of rows that state none. Default: the store's." placeholder:"EUR"`
	Status       string            `help:"Of orders that state none." default:"paid"`
	CreditPrefix string            `help:"Orders whose number begins so are credit notes: refunds of the customer." placeholder:"C"`
	AsOf         string            `help:"When rows of customers and products were so, if they do not say. Without it customers' yield to all that has a date, and products' are of now." placeholder:"DAY"`
}

// Help shows examples.
func (*Import) Help() string {
	return `Examples:
  holdfast import orders.csv --source shop           Shopify's export, or any with usual headers
  holdfast import invoices.csv --source till --map order=InvoiceNo,customer=CustomerID,date=InvoiceDate,amount=Amount \
      --currency GBP --zone Europe/London --credit-prefix C
  holdfast import customers.csv --source shop --kind customers
  holdfast import costs.csv --source shop --kind products     id or sku, and title, category, vendor, price, cost, life
Fields: ` + strings.Join(rows.Fields(), ", ") + `.
Rows of one order number are one order. An import only tells what was: it opens no tasks about last year. Rows that cannot be
used are kept in a file, with line and reason; imported again, nothing changes.`
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
	options.Platform = i.findPlatform(ctx, s, store)
	if i.Currency == "" && options.Kind != rows.Products && store.Shop.Playbook.CurrencyAssumed() {
		s.Notef(
			"No currency is named: rows that state none are read as %s. See --currency.\n",
			options.Currency,
		)
	}

	path := s.Path(i.File)
	file, err := os.Open(path)
	if err != nil {
		return err
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return err
	}

	run := &importRun{
		session:  s,
		store:    store,
		source:   i.Source,
		bar:      s.NewBar("import", "rows", 2*info.Size()),
		rejected: rejects{path: i.rejectsPath(s)},
	}
	started := time.Now()
	summary, err := run.read(ctx, file, options)
	switch {
	case errors.Is(err, rows.ErrHeader):
		return fmt.Errorf("%w: %w", session.ErrUsage, err)
	case err != nil:
		return err
	}
	return i.printSummary(s, run, summary, time.Since(started))
}

// findPlatform returns the platform of the source. It says so if the store has no source of
// this name. It is only a hint: an import needs no source, and an operator who may import
// need not be allowed to read secrets.
func (i *Import) findPlatform(
	ctx context.Context,
	s *session.Session,
	store session.Store,
) string {
	sources, err := store.ListSources(ctx)
	if err != nil {
		return ""
	}
	source, ok := sources[store.Shop.Store][i.Source]
	if !ok {
		s.Notef(
			"%s has no source %s: what is imported meets no webhooks, and counts again "+
				"if they tell it too. See holdfast source list.\n",
			store.Shop.Store,
			i.Source,
		)
	}
	return source.Platform
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

// options returns how the file is to be read. What no flag says is the store's.
func (i *Import) options(store session.Store) (o rows.Options, err error) {
	o = rows.Options{
		Kind:         rows.Kind(i.Kind),
		Columns:      i.Map,
		Encoding:     i.Encoding,
		DecimalComma: i.DecimalComma,
		DayFirst:     i.DayFirst,
		MonthFirst:   i.MonthFirst,
		Zone:         store.Zone(),
		Currency:     store.Shop.Playbook.Currency,
		Status:       i.Status,
		CreditPrefix: i.CreditPrefix,
		Now:          store.Now(),
	}
	if o.Kind == rows.Products {
		o.Currency = crm.ShopCurrency // whatever the store's turns out to be
	}
	if i.Separator != "" {
		separator := strings.ReplaceAll(i.Separator, `\t`, "\t")
		o.Comma, _ = utf8.DecodeRuneInString(separator)
	}
	if i.Zone != "" {
		if o.Zone, err = time.LoadLocation(i.Zone); err != nil {
			return o, fmt.Errorf("%w: %w", session.ErrUsage, err)
		}
	}
	if i.Currency != "" {
		if o.Currency, err = crm.ParseCurrency(i.Currency); err != nil {
			return o, fmt.Errorf("%w: %w", session.ErrUsage, err)
		}
	}
	if i.AsOf != "" {
		o.AsOf, err = session.ParseInstant(i.AsOf, o.Zone)
	}
	return o, err
}

func (i *Import) printSummary(
	s *session.Session,
	run *importRun,
	sum rows.Summary,
	took time.Duration,
) error {
	if s.JSON {
		v := map[string]any{"summary": sum, "seconds": took.Seconds()}
		if sum.Bad > 0 {
			v["rejected"] = run.rejected.path
		}
		return s.PrintJSON(v)
	}
	s.Printf("%s", phrase.InEnglish("%d {row|rows} of %s: ", sum.Rows, sum.Encoding))
	switch rows.Kind(i.Kind) {
	case rows.Orders:
		s.Printf("%s", phrase.InEnglish(
			"%d {order|orders}, of these %d credit {note|notes} and %d of guests",
			sum.Events,
			sum.Credits,
			sum.Guests,
		))
	case rows.Customers:
		s.Printf("%s", phrase.InEnglish("%d {customer|customers}", sum.Events))
	case rows.Products:
		s.Printf("%s", phrase.InEnglish("%d {product|products}", sum.Events))
	}
	rate := terminal.PerSecond(int64(sum.Rows), took)
	s.Printf("%s\n", phrase.InEnglish("; %d unusable.  %d/s", sum.Bad, rate))
	if sum.Bad > 0 {
		s.Printf("Rows that could not be used, with line and reason: %s\n", run.rejected.path)
	}
	if i.Kind == string(rows.Products) {
		s.SuggestNext("products")
		return nil
	}
	s.SuggestNext("facts digest")
	return nil
}
