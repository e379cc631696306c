package report

import (
	"bytes"
	"encoding/csv"
	"strconv"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/exitcost"
	"holdfast/shared/rules/segment"
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
	asOf := r.Estimate.AsOf.Time()
	all := s.subject("report", "")
	all.add("as_of", asOf.Format(time.RFC3339), "time")
	all.addCount("customers", r.Estimate.Customers)

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

// sheet collects the rows.
type sheet struct {
	currency crm.Currency
	rows     [][]string
}

// subjectRows adds the rows of one subject: figures of one section that are all of the
// same thing, such as one tier or one month.
type subjectRows struct {
	*sheet
	section string
	subject string
}

// subject returns the adder of the rows of one subject; "" = the section as a whole.
func (s *sheet) subject(section, subject string) subjectRows {
	return subjectRows{
		sheet:   s,
		section: section,
		subject: safe(subject),
	}
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

// add adds a figure with its unit.
func (f subjectRows) add(name, value, unit string) {
	f.rows = append(f.rows, []string{f.section, f.subject, name, value, unit, "", ""})
}

// addRange adds a figure with its unit and the ends of its interval.
func (f subjectRows) addRange(name, unit string, value, low, high string) {
	f.rows = append(f.rows, []string{f.section, f.subject, name, value, unit, low, high})
}

func (f subjectRows) addCount(name string, n int64) { f.add(name, count(n), "") }

// addShare adds hundredths of a per cent.
func (f subjectRows) addShare(name string, perMyriad int64) {
	f.add(name, percent(perMyriad), "%")
}

func (f subjectRows) addMoney(name string, m crm.Money) {
	f.add(name, m.Decimal(), string(m.Currency))
}

// addMinor adds minor units of the store's currency.
func (f subjectRows) addMinor(name string, n int64) { f.addMoney(name, f.money(n)) }

func (f subjectRows) addMoneyRange(name string, r exitcost.MoneyInterval) {
	unit := string(f.currency)
	f.addRange(name, unit, r.Mid.Decimal(), r.Low.Decimal(), r.High.Decimal())
}

// addInterval adds a number with its interval.
func (f subjectRows) addInterval(name string, i tally.Interval) {
	f.addRange(name, "", count(i.Mid), count(i.Low), count(i.High))
}

// addMinorInterval adds minor units of the store's currency with their interval.
func (f subjectRows) addMinorInterval(name string, i tally.Interval) {
	f.addMoneyRange(name, exitcost.MoneyInterval{
		Mid:  f.money(i.Mid),
		Low:  f.money(i.Low),
		High: f.money(i.High),
	})
}

// addShareInterval adds hundredths of a per cent with their interval.
func (f subjectRows) addShareInterval(name string, i tally.Interval) {
	f.addRange(name, "%", percent(i.Mid), percent(i.Low), percent(i.High))
}

// addRate adds how many were there, how many of them were lost, and the rate.
func (f subjectRows) addRate(r exitcost.Rate) {
	f.addCount("there", r.Base)
	f.addCount("lost", r.Lost)
	f.addShareInterval("rate", shareOf(r))
}

// shareOf returns a rate as hundredths of a per cent with their interval.
func shareOf(r exitcost.Rate) tally.Interval {
	return tally.Interval{
		Mid:  r.PerMyriad,
		Low:  r.Low,
		High: r.High,
	}
}

// addLosses adds the lines of what was lost, by reason or by tier.
func (s *sheet) addLosses(section string, lines []exitcost.LossLine) {
	for _, l := range lines {
		f := s.subject(section, l.Name)
		f.addCount("lost", l.Customers)
		f.addShare("share", l.PerMyriad)
		f.addMoney("profit_lost", l.Profit)
		f.addMoney("break_even", l.BreakEven)
		if l.Rate != nil {
			f.addCount("there", l.Rate.Base)
			f.addShareInterval("rate", shareOf(*l.Rate))
		}
	}
}

// addGroups adds how many customers are in each group of a segmentation.
func (s *sheet) addGroups(section string, groups []segment.Group) {
	for _, group := range groups {
		s.subject(section, group.Name).addCount("customers", group.Customers)
	}
}

// money returns minor units of the store's currency as an amount.
func (s *sheet) money(n int64) crm.Money {
	return s.currency.Of(n)
}

func count(n int64) string { return strconv.FormatInt(n, 10) }

// percent writes hundredths of a per cent.
func percent(perMyriad int64) string {
	return strconv.FormatFloat(float64(perMyriad)/100, 'f', 2, 64)
}
