// Command published holds the models of shared/rules/clv against figures that others have published for the CDNOW sample: 2,357
// customers of 1997, the data set of the field. The data is not part of this project; say where it is:
//
//	go run ./tests/published -cdnow CDNOW_sample.txt
//
// It prints what was published beside what was computed, and exits 1 where they differ.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"time"

	"holdfast/shared/rules/clv"
)

func main() {
	path := flag.String("cdnow", "", "CDNOW_sample.txt: master id, sample id, date, CDs, dollars")
	flag.Parse()
	if err := run(*path, os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "published:", err)
		os.Exit(1)
	}
}

// shop is CDNOW as it stood after 39 weeks, with all that is fitted to it.
type shop struct {
	log       map[string]days
	customers []customer
	table     clv.Table // with the orders of the next 39 weeks
	sample    *clv.Sample
	spent     clv.SpendTable
	fits      map[clv.Family]clv.Fit
	spend     clv.SpendFit
}

var (
	cutoff   = time.Date(1997, 9, 30, 0, 0, 0, 0, time.UTC)
	ending   = time.Date(1998, 6, 30, 0, 0, 0, 0, time.UTC)
	families = []clv.Family{clv.NBDFamily, clv.BGFamily, clv.MBGFamily, clv.ParetoFamily}
)

const horizon = 39 // weeks

func run(path string, w io.Writer) error {
	if path == "" {
		return errors.New("-cdnow says where CDNOW_sample.txt is")
	}
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("open the data: %w", err)
	}
	defer f.Close()
	log, err := read(f)
	if err != nil {
		return fmt.Errorf("read the data: %w", err)
	}
	r := &report{w: w}
	s, err := open(log)
	if err != nil {
		return err
	}
	for _, section := range []func(*shop, *report) error{
		data, fits, mistakes, points, spends, values, holdout, bar, spreads, future, census, speed,
	} {
		if err := section(s, r); err != nil {
			return err
		}
	}
	fmt.Fprintf(w, "\n%d figures, %d missed\n", r.figures, r.missed)
	if r.missed > 0 {
		return fmt.Errorf("%d of %d figures missed", r.missed, r.figures)
	}
	return nil
}

func open(log map[string]days) (*shop, error) {
	s := &shop{log: log, customers: summarize(log, cutoff), fits: map[clv.Family]clv.Fit{}}
	var err error
	if s.table, err = tableOf(s.customers, horizon*clv.Week); err != nil {
		return nil, err
	}
	if s.spent, err = spendOf(s.customers); err != nil {
		return nil, err
	}
	s.sample = clv.NewSample(s.table, clv.Week)
	for _, f := range families {
		if s.fits[f], err = s.sample.Fit(f, nil); err != nil {
			return nil, err
		}
	}
	s.spend, err = clv.FitSpend(s.spent, 100, nil)
	return s, err
}
