// Package reporting prints what a census found: exit rate, reasons, what exits cost, and
// who is leaving.
package reporting

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"time"

	"holdfast/infra/holdfast/customers"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/records/book"
	"holdfast/shared/view/report"
)

// Report prints reports.
type Report struct {
	ExitCost ExitCost `cmd:"" default:"withargs" help:"Exit rate, reasons, what exits cost, who is leaving."`
}

// ExitCost prints the report on exits.
type ExitCost struct {
	AsOf   string `help:"The newest report up to this day; with --fresh, as of the store's midnight with which it begins." placeholder:"DAY"`
	Fresh  bool   `help:"Take a census now, as of --as-of if that is given, instead of showing the last night's."`
	All    bool   `help:"As text, everything: not only what is read first."`
	Format string `help:"How: text, json, csv or html (one page to print, with charts). Without it, what --output ends in, else text." enum:"text,json,csv,html," default:""`
	Output string `help:"Into this file instead of the screen." placeholder:"FILE" short:"o"`
}

// Help shows examples.
func (ExitCost) Help() string {
	return `Examples:
  holdfast report exit-cost                       what is read first
  holdfast report exit-cost -o exit-cost.html     everything, with charts, to print or send on
  holdfast report exit-cost --fresh --as-of 2026-04-01          as it stood when the first quarter was over
  holdfast report exit-cost --format csv > exit-cost.csv`
}

// Run prints the newest report, or writes it into a file.
func (e *ExitCost) Run(ctx context.Context, s *session.Session) error {
	format, err := e.chooseFormat(s)
	if err != nil {
		return err
	}
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	r, err := e.findReport(ctx, store)
	if err != nil {
		return err
	}
	reader := report.Reader{
		Locale: store.Shop.Playbook.Locale(),
		Shop:   cmp.Or(store.Shop.Name, store.Shop.Store),
		Name:   customers.Namer(ctx, store),
	}
	content, err := e.render(s, format, r, report.New(r, reader))
	if err != nil {
		return err
	}

	if e.Output == "" {
		_, err = s.Out.Write(content)
		if format == "text" {
			s.SuggestNext("report exit-cost -o exit-cost.html")
		}
		return err
	}
	if err := os.WriteFile(s.Path(e.Output), content, 0o600); err != nil {
		return fmt.Errorf("write the report: %w", err)
	}
	day := r.Estimate.AsOf.Time().Format(time.DateOnly)
	s.Printf("%s has the report as of %s.\n", e.Output, day)
	return nil
}

// chooseFormat returns the format that was asked for, or the one that the file's name ends
// in.
func (e *ExitCost) chooseFormat(s *session.Session) (string, error) {
	extension := strings.TrimPrefix(filepath.Ext(e.Output), ".")
	switch {
	case e.Format != "":
		return e.Format, nil
	case s.JSON || extension == "json":
		return "json", nil
	case extension == "csv" || extension == "html":
		return extension, nil
	case extension == "" || extension == "txt" || extension == "text":
		return "text", nil
	}
	return "", fmt.Errorf(
		"%w: a report is no .%s; say --format text, json, csv or html",
		session.ErrUsage,
		extension,
	)
}

// findReport returns the newest report as of the day that was asked for. With --fresh it
// takes a census first.
func (e *ExitCost) findReport(
	ctx context.Context,
	store session.Store,
) (*book.CensusReport, error) {
	asOf := store.Now()
	if e.AsOf != "" {
		day, err := session.ParseInstant(e.AsOf, store.Zone())
		if err != nil {
			return nil, err
		}
		if day.After(asOf) {
			return nil, fmt.Errorf("%w: %s is still to come", session.ErrUsage, e.AsOf)
		}
		asOf = day
	}
	if e.Fresh {
		if err := takeCensus(ctx, store, asOf, e.AsOf != ""); err != nil {
			return nil, err
		}
	}

	r, ok, err := store.Book.FindCensusReport(ctx, store.Shop.Store, asOf)
	switch {
	case err != nil:
		return nil, err
	case !ok && e.AsOf != "":
		return nil, fmt.Errorf("there is no report up to %s; --fresh makes one", e.AsOf)
	case !ok:
		return nil, errors.New(
			"there is no report yet: the first comes with tonight's census, or with --fresh",
		)
	}
	return &r, nil
}

// render returns the report in a format.
func (e *ExitCost) render(
	s *session.Session,
	format string,
	r *book.CensusReport,
	d report.Document,
) ([]byte, error) {
	var b bytes.Buffer
	switch format {
	case "json":
		err := terminal.WriteJSON(&b, r)
		return b.Bytes(), err
	case "csv":
		return report.CSV(r), nil
	case "html":
		return d.HTML()
	}
	page := printer{Terminal: s.Terminal, all: e.All}
	page.Out = &b
	page.Colour = s.Colour && e.Output == ""
	page.printDocument(d)
	return b.Bytes(), nil
}
