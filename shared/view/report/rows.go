package report

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strconv"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/lift"
	"holdfast/shared/rules/segment"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// Header names the columns of Rows: the section of the report, what the figure is of,
// which figure, its value, its unit, and the ends of its interval where it has one.
var Header = []string{"section", "of", "figure", "value", "unit", "low", "high"}

// Rows is a report for spreadsheets and programs: one figure a row, in names that do not
// change with the language. Amounts are in units of money with their decimals, rates in
// per cent.
func Rows(r *book.CensusReport) [][]string {
	w := &rower{currency: string(r.Estimate.Settings.Currency)}
	e := &r.Estimate
	w.add("report", "", "as_of", e.AsOf.Time().Format(time.RFC3339), "time", "", "")
	w.count("report", "", "customers", e.Customers)
	w.rate("rate", e.Period.Say("en"), e.Rate)
	w.rate("rate", "before", e.Prior)
	w.span("cost", "", "profit_lost", e.Cost)
	w.money("cost", "", "classical", e.Classical)
	w.money("cost", "", "break_even", e.BreakEven)
	w.money("cost", "", "equity", e.Equity)
	for _, x := range e.Extras {
		w.money("extra", x.Name, "cost", x.Cost)
	}
	w.lines("reason", e.Reasons)
	w.lines("tier", e.Tiers)
	w.store(e)
	w.outlook(e)
	w.segments(r)
	for _, l := range r.Lift {
		w.measured(l)
	}
	return w.rows
}

// CSV is Rows with their Header, as RFC 4180 has it.
func CSV(r *book.CensusReport) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(Header)     // a bytes.Buffer takes everything
	_ = w.WriteAll(Rows(r)) // as above
	return b.Bytes()
}

type rower struct {
	currency string
	rows     [][]string
}

func (w *rower) add(section, of, figure, value, unit, low, high string) {
	w.rows = append(w.rows, []string{section, safe(of), figure, value, unit, low, high})
}

// safe keeps a spreadsheet from taking a text from outside for a formula.
func safe(text string) string {
	if text != "" &&
		(text[0] == '=' || text[0] == '+' || text[0] == '-' || text[0] == '@' || text[0] == '\t' || text[0] == '\r') {
		return "'" + text
	}
	return text
}

func (w *rower) count(section, of, figure string, n int64) {
	w.add(section, of, figure, strconv.FormatInt(n, 10), "", "", "")
}

func (w *rower) money(section, of, figure string, m crm.Money) {
	w.add(section, of, figure, m.Decimal(), string(m.Currency), "", "")
}

func (w *rower) span(section, of, figure string, r exitcost.MoneyInterval) {
	w.add(section, of, figure, r.Mid.Decimal(), w.currency, r.Low.Decimal(), r.High.Decimal())
}

func (w *rower) minor(n int64) string {
	return crm.Money{Minor: n, Currency: crm.Currency(w.currency)}.Decimal()
}

func (w *rower) band(section, of, figure string, b tally.Interval, money bool) {
	say := func(n int64) string { return strconv.FormatInt(n, 10) }
	unit := ""
	if money {
		say = w.minor
		unit = w.currency
	}
	w.add(section, of, figure, say(b.Mid), unit, say(b.Low), say(b.High))
}

// percent writes hundredths of a per cent.
func percent(perMyriad int64) string {
	return strconv.FormatFloat(float64(perMyriad)/100, 'f', 2, 64)
}

func (w *rower) rate(section, of string, r exitcost.Rate) {
	w.count(section, of, "there", r.Base)
	w.count(section, of, "lost", r.Lost)
	w.add(section, of, "rate", percent(r.PerMyriad), "%", percent(r.Low), percent(r.High))
}

func (w *rower) lines(section string, lines []exitcost.LossLine) {
	for _, l := range lines {
		w.count(section, l.Name, "lost", l.Customers)
		w.add(section, l.Name, "share", percent(l.PerMyriad), "%", "", "")
		w.money(section, l.Name, "profit_lost", l.Profit)
		w.money(section, l.Name, "break_even", l.BreakEven)
		if r := l.Rate; r != nil {
			w.count(section, l.Name, "there", r.Base)
			w.add(
				section,
				l.Name,
				"rate",
				percent(r.PerMyriad),
				"%",
				percent(r.Low),
				percent(r.High),
			)
		}
	}
}

// store is what the past says.
func (w *rower) store(e *exitcost.Estimate) {
	for _, m := range e.Months {
		w.count("month", m.Month, "there", m.Base)
		w.count("month", m.Month, "lost", m.Lost)
		w.count("month", m.Month, "back", m.Back)
		w.span("month", m.Month, "profit_lost", m.Cost)
	}
	for _, c := range e.Cohorts {
		w.rate("cohort", c.Quarter, c.Lost)
	}
	for _, o := range e.Origins {
		w.rate("origin", o.Name, o.Lost)
		w.money("origin", o.Name, "revenue", o.Revenue)
		w.money("origin", o.Name, "value", o.Value)
		w.money("origin", o.Name, "each", o.Each)
	}
	for _, l := range e.Leaving.Top {
		w.money(
			"leaving",
			string(l.Key),
			"stake",
			crm.Money{Minor: l.Stake, Currency: e.Settings.Currency},
		)
	}
	w.count("leaving", "", "customers", e.Leaving.Customers)
	w.money("leaving", "", "stake", e.Leaving.Stake)
	w.money("revenue", "", "year", e.Revenue)
	w.money("revenue", "guests", "year", e.Guests)
	w.money("revenue", "erased", "year", e.Erased)
	for _, m := range e.Other {
		w.money("revenue", "other", "all", m)
	}
}

// outlook is what is foretold, and what came of what would have been.
func (w *rower) outlook(e *exitcost.Estimate) {
	for _, a := range e.Forecasts {
		of := strconv.Itoa(a.Days)
		w.band("ahead", of, "leavers", a.Leavers, false)
		w.band("ahead", of, "profit_lost", a.Loss, true)
		w.band("ahead", of, "orders", a.Orders, false)
		w.band("ahead", of, "profit", a.Profit, true)
		w.band("ahead", of, "without_order", a.None, false)
	}
	if b := e.BackTest; b != nil {
		w.add("backtest", "", "as_of", b.AsOf.Time().Format(time.DateOnly), "day", "", "")
		w.count("backtest", "", "days", int64(b.Days))
		for _, h := range []struct {
			name  string
			held  exitcost.ForecastCheck
			money bool
		}{{"leavers", b.Leavers, false}, {"profit_lost", b.Loss, true}, {"orders", b.Orders, false}, {"profit", b.Profit, true}, {"without_order", b.None, false}, {"back", b.Back, false}} {
			w.band("backtest", h.name, "foretold", h.held.Foretold, h.money)
			w.band(
				"backtest",
				h.name,
				"came",
				tally.Interval{Mid: h.held.Came, Low: h.held.Came, High: h.held.Came},
				h.money,
			)
		}
		w.add("backtest", "", "auc", percent(b.AUC), "%", "", "")
		for i, t := range b.Tenths {
			of := strconv.Itoa(i + 1)
			w.count("tenth", of, "customers", t.Customers)
			w.count("tenth", of, "orders_foretold", t.Expected)
			w.count("tenth", of, "orders_came", t.Came)
			w.count("tenth", of, "without_foretold", t.None)
			w.count("tenth", of, "without_came", t.WereNone)
		}
	}
	for _, d := range e.Drivers {
		if d.Customers == 0 {
			continue
		}
		w.count("driver", d.Driver.String(), "customers", d.Customers)
		w.add("driver", d.Driver.String(), "odds", odds(d.Odds), "", odds(d.Low), odds(d.High))
	}
}

func (w *rower) segments(r *book.CensusReport) {
	g := &r.Segments
	for _, k := range r.Tiers {
		w.count("tier", k.Tier.String(), "customers", k.Customers)
		w.money("tier", k.Tier.String(), "year_profit", k.Profit)
	}
	for _, of := range []struct {
		name   string
		groups []segment.Group
	}{{"stage", g.Stages}, {"loyalty", g.Loyalty}, {"state", g.States}, {"pattern", g.Patterns}, {"spending", g.Spending}} {
		for _, k := range of.groups {
			w.count(of.name, k.Name, "customers", k.Customers)
		}
	}
	for _, c := range g.Cells {
		of := fmt.Sprintf("R%d F%d M%d", c.R, c.F, c.M)
		w.count("rfm", of, "customers", c.Customers)
		w.money("rfm", of, "sales", c.Sales)
	}
	for _, l := range g.Losers {
		w.money(
			"loser",
			string(l.Key),
			"year_profit",
			crm.Money{Minor: l.Profit, Currency: r.Estimate.Settings.Currency},
		)
	}
}

func (w *rower) measured(l lift.Lift) {
	of := l.Playbook
	if l.Reason != "" {
		of += "/" + l.Reason
	}
	w.count("lift", of, "treated", l.Treated)
	w.count("lift", of, "left_alone", l.Held)
	w.add(
		"lift",
		of,
		"points",
		percent(l.Points.Mid),
		"%",
		percent(l.Points.Low),
		percent(l.Points.High),
	)
	w.add(
		"lift",
		of,
		"profit_each",
		w.minor(l.Each.Mid),
		w.currency,
		w.minor(l.Each.Low),
		w.minor(l.Each.High),
	)
	w.add("lift", of, "found", string(l.Finding), "", "", "")
}
