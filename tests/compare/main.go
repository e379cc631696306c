// Command compare holds rules for "this customer is overdue" against each other on real orders, out of sample and at equal false alarms.
// The data is not part of this project; say where it is:
//
//	go run ./tests/compare -cdnow CDNOW_master.txt -invoices invoices.csv
//
// It prints tables, and in plain sentences what wins. Nothing is judged: it is a benchmark, not a test.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"holdfast/shared/words/crm"
)

const usage = `compare holds rules for "this customer is overdue" against each other on real orders, out of sample and at equal false alarms.

  go run ./tests/compare -cdnow CDNOW_master.txt -invoices invoices.csv
  go run ./tests/compare -cdnow CDNOW_sample.txt              one data set alone
  go run ./tests/compare -invoices invoices.csv -split 60     learn from the first 60 % of the days

`

func main() {
	cdnow := flag.String("cdnow", "", "CDNOW_master.txt or CDNOW_sample.txt: customer id, date, CDs, dollars")
	invoices := flag.String("invoices", "", "invoices of Online Retail (CSV): InvoiceNo, CustomerID, InvoiceDate, Country, Lines, Units, Amount")
	split := flag.Float64("split", 50, "per cent of the days to learn from; the rules are tested on the others")
	flag.Usage = func() {
		fmt.Fprint(flag.CommandLine.Output(), usage)
		flag.PrintDefaults()
	}
	flag.Parse()
	if err := run(*cdnow, *invoices, *split/100, os.Stdout, &progress{os.Stderr, time.Now()}); err != nil {
		fmt.Fprintln(os.Stderr, "compare:", err)
		os.Exit(1)
	}
}

// progress says what is being done, once it takes long.
type progress struct {
	w     io.Writer
	start time.Time
}

func (p *progress) note(format string, args ...any) {
	if time.Since(p.start) > 2*time.Second {
		fmt.Fprintf(p.w, "... "+format+"\n", args...)
	}
}

// source is a file of orders.
type source struct {
	name, path string
	currency   crm.Currency
	read       func(io.Reader) (orders, error)
}

func run(cdnow, invoices string, split float64, w io.Writer, p *progress) error {
	if cdnow == "" && invoices == "" {
		return errors.New("-cdnow or -invoices says where data is; --help shows examples")
	}
	if !(split >= 0.2 && split <= 0.8) {
		return errors.New("-split lies between 20 and 80")
	}
	r := report{w}
	r.preface()
	var all []finding
	for _, src := range []source{
		{"CDNOW", cdnow, "USD", readCDNOW}, {"Online Retail", invoices, "GBP", readInvoices},
	} {
		if src.path == "" {
			continue
		}
		p.note("%s: reading", src.name)
		s, err := src.open(split)
		if err != nil {
			return err
		}
		all = append(all, s.examine(r, p))
	}
	r.conclude(all)
	return nil
}

func (src source) open(split float64) (*shop, error) {
	f, err := os.Open(src.path)
	if err != nil {
		return nil, fmt.Errorf("open the data: %w", err)
	}
	defer f.Close()
	all, err := src.read(f)
	if err != nil {
		return nil, fmt.Errorf("read %s: %w", src.path, err)
	}
	return open(src.name, src.currency, customersOf(all), split)
}
