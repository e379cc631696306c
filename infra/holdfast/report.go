package main

import (
	"bytes"
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/steps/census"
	"holdfast/shared/view/report"
	"holdfast/shared/words/crm"
)

type reportCommand struct {
	ExitCost reportExitCost `cmd:"" default:"withargs" help:"Exit rate, reasons, what exits cost, who is leaving."`
}

type reportExitCost struct {
	AsOf   string `help:"The newest report up to this day; with --fresh, as of the store's midnight with which it begins."             placeholder:"DAY"`
	Fresh  bool   `help:"Take a census now, as of --as-of if that is given, instead of showing the last night's."`
	All    bool   `help:"As text, everything: not only what is read first."`
	Format string `help:"How: text, json, csv or html (one page to print, with charts). Without it, what --output ends in, else text."                    enum:"text,json,csv,html," default:""`
	Output string `help:"Into this file instead of the screen."                                                                        placeholder:"FILE"                                       short:"o"`
}

// Help has examples.
func (reportExitCost) Help() string {
	return `Examples:
  holdfast report exit-cost                       what is read first
  holdfast report exit-cost -o exit-cost.html     everything, with charts, to print or send on
  holdfast report exit-cost --fresh --as-of 2026-04-01          as it stood when the first quarter was over
  holdfast report exit-cost --format csv > exit-cost.csv`
}

// format is the one asked for, or what the file's name says.
func (c *reportExitCost) format(s *session) (string, error) {
	switch ext := strings.TrimPrefix(filepath.Ext(c.Output), "."); {
	case c.Format != "":
		return c.Format, nil
	case s.json || ext == "json":
		return "json", nil
	case ext == "csv" || ext == "html":
		return ext, nil
	case ext == "" || ext == "txt" || ext == "text":
		return "text", nil
	default:
		return "", fmt.Errorf(
			"%w: a report is no .%s; say --format text, json, csv or html",
			errUsage,
			ext,
		)
	}
}

// Run prints the newest report.
func (c *reportExitCost) Run(s *session) error {
	format, err := c.format(s)
	if err != nil {
		return err
	}
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	asOf := s.now()
	if c.AsOf != "" {
		if asOf, err = parseInstant(c.AsOf, shop.Playbook.StoreZone()); err != nil {
			return err
		}
	}
	if asOf.After(s.now()) {
		return fmt.Errorf("%w: %s is still to come", errUsage, c.AsOf)
	}
	if c.Fresh {
		if err := s.census(at, shop, asOf, c.AsOf != ""); err != nil {
			return err
		}
	}
	r, ok, err := at.Book.FindCensusReport(s.ctx, shop.Store, asOf)
	if err != nil {
		return err
	}
	if !ok {
		if c.AsOf != "" {
			return fmt.Errorf("there is no report up to %s; --fresh makes one", c.AsOf)
		}
		return fmt.Errorf(
			"there is no report yet: the first comes with tonight's census, or with --fresh",
		)
	}
	body, err := c.write(s, format, &r, report.New(&r, s.reader(at.Book, shop)))
	switch {
	case err != nil:
		return err
	case c.Output == "":
		_, err = s.out.Write(body)
		if format == "text" {
			s.next("report exit-cost -o exit-cost.html")
		}
		return err
	}
	if err := os.WriteFile(s.path(c.Output), body, 0o600); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	s.printf(
		"%s has the report as of %s.\n",
		c.Output,
		r.Estimate.AsOf.Time().Format(time.DateOnly),
	)
	return nil
}

// write is the report in a format.
func (c *reportExitCost) write(
	s *session,
	format string,
	r *book.CensusReport,
	d report.Document,
) ([]byte, error) {
	var b bytes.Buffer
	switch format {
	case "json":
		e := json.NewEncoder(&b)
		e.SetEscapeHTML(false)
		e.SetIndent("", "  ")
		err := e.Encode(r)
		return b.Bytes(), err
	case "csv":
		return report.CSV(r), nil
	case "html":
		return d.HTML()
	}
	on := *s
	on.out = &b
	on.colour = s.colour && c.Output == ""
	on.showDocument(d, c.All)
	return b.Bytes(), nil
}

// reader reads a store's reports, with customers' names, for reports hold only keys.
func (s *session) reader(b book.Book, shop *book.Shop) report.Reader {
	return report.Reader{
		Locale: shop.Playbook.Locale(),
		Shop:   cmp.Or(shop.Name, shop.Store),
		Name:   s.names(b, shop),
	}
}

// census has a report made as of an instant, and waits for it. A past day is judged as it
// would have been then: by rules found from what was known then. So is a store that has
// no rules of its own yet.
func (s *session) census(at *place, shop *book.Shop, asOf time.Time, past bool) error {
	counting := &census.Census{Segments: at.Queue(queue.Census)}
	by := func(asOf time.Time, rules *book.Rules) (book.CensusReport, error) {
		if err := counting.StartReport(s.ctx, shop.Store, asOf, rules); err != nil {
			return book.CensusReport{}, err
		}
		return s.report(at, shop.Store, asOf)
	}
	if r, ok, err := at.Book.FindCensusReport(s.ctx, shop.Store, asOf); err != nil {
		return err
	} else if made := r.Estimate.AsOf.Time(); ok && !made.Before(asOf) {
		asOf = made.Add(time.Millisecond) // the day's report gives way to a later one
	}
	if n := len(shop.Rules); n > 0 && !past {
		_, err := by(asOf, &shop.Rules[n-1])
		return err
	}
	found, err := by(asOf, nil)
	if err != nil {
		return err
	}
	_, err = by(asOf.Add(time.Millisecond), &found.Found)
	return err
}

// report waits for a store's report as of an instant.
func (s *session) report(at *place, store string, asOf time.Time) (r book.CensusReport, err error) {
	err = at.Work(s.ctx, func() (ok bool, err error) {
		r, ok, err = at.Book.FindCensusReport(s.ctx, store, asOf)
		return ok && r.Estimate.AsOf >= crm.InstantOf(asOf), err
	})
	if err == nil {
		r, _, err = at.Book.FindCensusReport(s.ctx, store, asOf)
	}
	return r, err
}

// names gives customers' names for reports, which hold only keys.
func (s *session) names(b book.Book, shop *book.Shop) func(crm.Key) string {
	return func(k crm.Key) string { return nameOf(s.ctx, b, shop.Store, k) }
}

func nameOf(ctx context.Context, b book.Book, store string, k crm.Key) string {
	c, err := b.FindCustomer(ctx, store, k)
	if err != nil {
		return string(k)
	}
	return seen{
		Key:     k,
		Name:    c.Facts.Profile[crm.Name].Value,
		Company: c.Facts.Profile[crm.Company].Value,
	}.called()
}
