package report

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/tally"
)

// Header names the columns of Rows: the section of the report, what the figure is of,
// which figure, its value, its unit, and the ends of its interval where it has one.
var Header = []string{"section", "of", "figure", "value", "unit", "low", "high"}

// Rows returns a report for spreadsheets and programs: one figure a row, in names that do
// not change with the language. Amounts are in units of money with their decimals, rates
// in per cent.
func Rows(r *book.CensusReport) [][]string {
	s := &sheet{currency: r.Estimate.Settings.Currency}
	all := figure{section: "report"}
	s.add(all.called("as_of"), r.Estimate.AsOf.Time().Format(time.RFC3339), "time")
	s.addCount(all.called("customers"), r.Estimate.Customers)
	for _, section := range Sections {
		section.tabulate(s, r)
	}
	return s.rows
}

// CSV returns Rows with their Header, as RFC 4180 has it.
func CSV(r *book.CensusReport) []byte {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	_ = w.Write(Header)     // a bytes.Buffer takes everything
	_ = w.WriteAll(Rows(r)) // as above
	return b.Bytes()
}

// figure names one row: a section of the sheet, what the figure is of, which figure.
type figure struct {
	section string
	of      string
	name    string
}

// called returns the figure of that name.
func (f figure) called(name string) figure {
	f.name = name
	return f
}

// sheet grows the rows.
type sheet struct {
	currency crm.Currency
	rows     [][]string
}

// add adds a figure with its unit.
func (s *sheet) add(f figure, value, unit string) { s.addRange(f, unit, value, "", "") }

// addRange adds a figure with its unit and the ends of its interval.
func (s *sheet) addRange(f figure, unit, value, low, high string) {
	s.rows = append(s.rows, []string{f.section, safe(f.of), f.name, value, unit, low, high})
}

// safe keeps a spreadsheet from taking a text from outside for a formula.
func safe(text string) string {
	if text == "" {
		return text
	}
	switch text[0] {
	case '=', '+', '-', '@', '\t', '\r':
		return "'" + text
	}
	return text
}

func (s *sheet) addCount(f figure, n int64) { s.add(f, count(n), "") }

func (s *sheet) addMoney(f figure, m crm.Money) { s.add(f, m.Decimal(), string(m.Currency)) }

// addMinor adds minor units of the store's currency.
func (s *sheet) addMinor(f figure, n int64) { s.add(f, s.minor(n), string(s.currency)) }

func (s *sheet) addMoneyRange(f figure, r exitcost.MoneyInterval) {
	s.addRange(f, string(s.currency), r.Mid.Decimal(), r.Low.Decimal(), r.High.Decimal())
}

// addInterval adds a number with its interval.
func (s *sheet) addInterval(f figure, i tally.Interval) {
	s.addRange(f, "", count(i.Mid), count(i.Low), count(i.High))
}

// addMinorInterval adds minor units of the store's currency with their interval.
func (s *sheet) addMinorInterval(f figure, i tally.Interval) {
	s.addRange(f, string(s.currency), s.minor(i.Mid), s.minor(i.Low), s.minor(i.High))
}

// addShare adds hundredths of a per cent.
func (s *sheet) addShare(f figure, perMyriad int64) { s.add(f, percent(perMyriad), "%") }

// addRate adds how many were there, how many of them were lost, and the rate.
func (s *sheet) addRate(section, of string, r exitcost.Rate) {
	f := figure{section: section, of: of}
	s.addCount(f.called("there"), r.Base)
	s.addCount(f.called("lost"), r.Lost)
	s.addRange(f.called("rate"), "%", percent(r.PerMyriad), percent(r.Low), percent(r.High))
}

// addLosses adds the lines of what was lost, by reason or by tier.
func (s *sheet) addLosses(section string, lines []exitcost.LossLine) {
	for _, l := range lines {
		f := figure{section: section, of: l.Name}
		s.addCount(f.called("lost"), l.Customers)
		s.addShare(f.called("share"), l.PerMyriad)
		s.addMoney(f.called("profit_lost"), l.Profit)
		s.addMoney(f.called("break_even"), l.BreakEven)

		r := l.Rate
		if r == nil {
			continue
		}
		s.addCount(f.called("there"), r.Base)
		s.addRange(f.called("rate"), "%", percent(r.PerMyriad), percent(r.Low), percent(r.High))
	}
}

// minor writes minor units of the store's currency with their decimals.
func (s *sheet) minor(n int64) string {
	return s.currency.Of(n).Decimal()
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// percent writes hundredths of a per cent.
func percent(perMyriad int64) string {
	return strconv.FormatFloat(float64(perMyriad)/100, 'f', 2, 64)
}
