package main

import (
	"context"
	"fmt"
	"strings"
	"time"

	"holdfast/infra/local"
	"holdfast/shared/book"
	"holdfast/shared/census"
	"holdfast/shared/crm"
	"holdfast/shared/phrase"
)

type reportCommand struct {
	ExitCost reportExitCost `cmd:"" default:"withargs" help:"Exit rate, reasons, what exits cost, who is leaving."`
}

type reportExitCost struct {
	AsOf  string `help:"The newest report up to this day." placeholder:"DAY"`
	Fresh bool   `help:"Take a census now, as of --as-of if that is given, instead of showing the last night's."`
}

// Run prints the newest report.
func (c *reportExitCost) Run(s *session) error {
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	asOf := s.now()
	if c.AsOf != "" {
		if asOf, err = parseInstant(c.AsOf); err != nil {
			return err
		}
	}
	if c.Fresh {
		if err := s.census(at, shop, asOf, c.AsOf != ""); err != nil {
			return err
		}
	}
	r, ok, err := at.Book.LatestReport(s.ctx, shop.Store, asOf)
	if err != nil {
		return err
	}
	if !ok {
		return fmt.Errorf("there is no report yet: the first comes with tonight's census, or with --fresh")
	}
	if s.json {
		return s.printJSON(r)
	}
	s.showReport(r, shop, s.names(at.Book, shop))
	s.next("tasks")
	return nil
}

// census has a report made as of an instant, and waits for it. A past day is judged as it would have been then: by rules found from
// what was known then. So is a store that has no rules of its own yet.
func (s *session) census(at *place, shop *book.Shop, asOf time.Time, past bool) error {
	counting := &census.Census{Segments: at.Queue(local.Counting)}
	by := func(asOf time.Time, rules *book.Rules) (book.Report, error) {
		if err := counting.Look(s.ctx, asOf, rules); err != nil {
			return book.Report{}, err
		}
		return s.report(at, shop.Store, asOf)
	}
	if r, ok, err := at.Book.LatestReport(s.ctx, shop.Store, asOf); err != nil {
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
func (s *session) report(at *place, store string, asOf time.Time) (r book.Report, err error) {
	err = at.Work(s.ctx, func() (ok bool, err error) {
		r, ok, err = at.Book.LatestReport(s.ctx, store, asOf)
		return ok && r.Estimate.AsOf >= crm.InstantOf(asOf), err
	})
	if err == nil {
		r, _, err = at.Book.LatestReport(s.ctx, store, asOf)
	}
	return r, err
}

// names gives customers' names for reports, which hold only keys.
func (s *session) names(b book.Book, shop *book.Shop) func(crm.Key) string {
	return func(k crm.Key) string { return nameOf(s.ctx, b, shop.Store, k) }
}

func nameOf(ctx context.Context, b book.Book, store string, k crm.Key) string {
	c, err := b.Customer(ctx, store, k)
	if err != nil {
		return string(k)
	}
	return seen{Key: k, Name: c.Facts.Profile[crm.Name].Value, Company: c.Facts.Profile[crm.Company].Value}.called()
}

func (s *session) showReport(r book.Report, shop *book.Shop, name func(crm.Key) string) {
	e, lang := r.Estimate, shop.Playbook.Language
	s.printf("%s\n", s.faint("As of "+phrase.Clock(lang, e.AsOf, shop.Playbook.StoreZone())))
	for _, l := range e.Lines(lang, name) {
		s.printf("%s\n", l)
	}
	if len(e.Reasons) > 0 {
		s.printf("\n")
		t := s.table("reason", ">lost", ">share", "", ">profit", "")
		for _, l := range e.Reasons {
			mine := "we can only watch it"
			if l.Controllable {
				mine = "we can do something about it"
			}
			if l.Name == crm.ReasonUnknown.String() {
				mine = ""
			}
			t.row(phrase.Say(lang, "reason."+l.Name), phrase.Number(l.Customers), phrase.Percent(l.PerMyriad),
				strings.Repeat("▆", int(l.PerMyriad*24/10_000)), phrase.Whole(l.Profit), mine)
		}
		t.print("")
	}
	if len(e.Leaving.Top) > 0 {
		s.printf("\n")
		s.showLeavers(r, shop, name, 10)
	}
}

func (s *session) showLeavers(r book.Report, shop *book.Shop, name func(crm.Key) string, most int) {
	lang := shop.Playbook.Language
	t := s.table("leaving", "tier", ">silent", ">own cycle", ">at stake", "likely reason")
	for _, l := range r.Estimate.Leaving.Top[:min(most, len(r.Estimate.Leaving.Top))] {
		t.row(name(l.Key), phrase.Say(lang, "tier."+l.Tier.String()), phrase.Days(lang, l.Silence), phrase.Number(int64(l.Cycle)),
			phrase.Whole(crm.Money{Minor: l.Stake, Currency: r.Estimate.Leaving.Stake.Currency}), phrase.Say(lang, "reason."+l.Reason))
	}
	t.print("")
}
