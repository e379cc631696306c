package rows

import (
	"errors"
	"fmt"
	"strconv"
	"time"

	"holdfast/infra/holdfast/cells"
	"holdfast/infra/holdfast/sheet"
	"holdfast/shared/words/crm"
)

// row is one row of the file.
type row struct {
	sheet.Row
	columns *columns
}

// get returns the cell of a field, trimmed; "" where the file has no such column.
func (r row) get(f field) string {
	if r.columns == nil {
		return ""
	}
	i := r.columns.at[f]
	if i < 0 || i >= len(r.Cells) {
		return ""
	}
	return cells.TrimSpace(r.Cells[i])
}

// id returns the id that a cell holds, without the mark that keeps spreadsheets from
// reading it.
func (r row) id(f field) string { return cells.Unwrap(r.get(f)) }

// isExact reports whether the cell of a field is a number of a workbook.
func (r row) isExact(f field) bool {
	i := r.columns.at[f]
	return i >= 0 && i < len(r.Exact) && r.Exact[i]
}

// readExact returns a number of a workbook as crm.ParseMoney takes it.
func readExact(text string) (string, error) {
	number, err := strconv.ParseFloat(text, 64)
	if err != nil {
		return "", cells.ErrNoNumber
	}
	return strconv.FormatFloat(number, 'f', -1, 64), nil
}

// parseMoney reads the amount of a field and returns it in minor units. It returns false
// for an empty cell, and for one that says so in the words of programs: NULL, -.
func (in *reading) parseMoney(r row, f field, c crm.Currency) (minor int64, stated bool, err error) {
	text := r.get(f)
	if text == "" || cells.IsNever(text) {
		return 0, false, nil
	}
	plain, err := in.readDecimal(r, f, c)
	if err != nil {
		return 0, false, cells.Explain(f.String(), text, err)
	}
	m, err := crm.ParseMoney(plain, c)
	return m.Minor, err == nil, err
}

// errOtherCurrency says that a sign beside an amount is not of its currency.
var errOtherCurrency = errors.New("is of another currency than the row: say it with --currency")

// readDecimal returns the amount of a field as crm.ParseMoney takes it.
func (in *reading) readDecimal(r row, f field, c crm.Currency) (string, error) {
	text := r.get(f)
	if r.isExact(f) {
		return readExact(text)
	}
	n, err := cells.ReadNumber(text)
	if err != nil {
		return "", err
	}
	if c != crm.ShopCurrency && !cells.FitsCurrency(n.Currency, string(c)) {
		return "", errOtherCurrency
	}
	return in.decimalOf(n, c.Exponent())
}

// decimalOf returns a number by the file's decimal mark. Three digits behind the mark are a
// question for a currency of fewer decimals, unless the caller has said what the mark is.
func (in *reading) decimalOf(n cells.Number, decimals int) (string, error) {
	mark := in.plan.mark
	switch {
	case decimals == 0 && n.Form == cells.EitherPoint:
		mark = cells.Comma
	case decimals == 0 && n.Form == cells.EitherComma:
		mark = cells.Point
	case n.IsThousandth(mark) && !in.plan.markTold && decimals < 3:
		return "", cells.ErrThousand
	}
	return n.Decimal(mark)
}

// maxAmount is more than any order comes to, in minor units, and far from what can be
// counted.
const maxAmount = int64(1e14)

var errTooMuch = errors.New("the amount is too large to be one")

// readCount returns the number of pieces of a field, which is whole.
func (in *reading) readCount(r row, f field) (int64, error) {
	text := r.get(f)
	n, err := strconv.ParseInt(text, 10, 32)
	if err == nil {
		return n, nil
	}
	plain := text
	if !r.isExact(f) {
		number, err := cells.ReadNumber(text)
		if err != nil {
			return 0, cells.Explain(f.String(), text, err)
		}
		const likeMoney = 2
		if plain, err = in.decimalOf(number, likeMoney); err != nil {
			return 0, cells.Explain(f.String(), text, err)
		}
	}
	number, err := strconv.ParseFloat(plain, 64)
	if err != nil || number != float64(int32(number)) {
		return 0, fmt.Errorf("%s %q is not a whole number", f, text)
	}
	return int64(number), nil
}

// multiplyPrice returns a number of pieces times the price of one.
func (in *reading) multiplyPrice(r row, n int64, price field, c crm.Currency) (int64, error) {
	each, _, err := in.parseMoney(r, price, c)
	if err != nil {
		return 0, err
	}
	if n != 0 && (each > maxAmount/max(n, -n) || -each > maxAmount/max(n, -n)) {
		return 0, errTooMuch
	}
	return each * n, nil
}

// lineAmount returns what one row adds to its order, in minor units: the amount, else
// quantity times price. It returns false if the row states neither.
func (in *reading) lineAmount(r row, c crm.Currency) (minor int64, stated bool, err error) {
	if minor, stated, err = in.parseMoney(r, fieldAmount, c); stated || err != nil {
		return minor, stated, err
	}
	if r.get(fieldQuantity) == "" || r.get(fieldPrice) == "" {
		return 0, false, nil
	}
	n, err := in.readCount(r, fieldQuantity)
	if err != nil {
		return 0, false, err
	}
	minor, err = in.multiplyPrice(r, n, fieldPrice, c)
	return minor, err == nil, err
}

// currencyOf returns the currency that a row states: in its own column, else as a sign
// beside an amount that has no other reading. Else it is that of the options.
func (in *reading) currencyOf(r row, money ...field) (crm.Currency, error) {
	if text := r.get(fieldCurrency); text != "" {
		codes := cells.CurrenciesOf(text)
		if len(codes) == 1 {
			text = codes[0]
		}
		return cells.ParseCurrency(text)
	}
	if in.CurrencyTold {
		return in.Currency, nil
	}
	for _, f := range money {
		if text := r.get(f); in.plan.hasSigns && text != "" && !r.isExact(f) {
			n, err := cells.ReadNumber(text)
			codes := cells.CurrenciesOf(n.Currency)
			if err == nil && n.Currency != "" && len(codes) == 1 {
				return cells.ParseCurrency(codes[0])
			}
		}
	}
	if in.Currency == "" {
		return "", errors.New("the row states no currency: say it with --currency")
	}
	return in.Currency, nil
}

// maxAhead is how much later than now a date may be: what apply takes.
const maxAhead = 24 * time.Hour

// limit returns the latest time that a date may be, zero if any may.
func (o *Options) limit() time.Time {
	if o.Now.IsZero() {
		return time.Time{}
	}
	return o.Now.Add(maxAhead)
}

// parseDate reads the date of a field, with or without a time, in the file's zone unless it
// states its own. What is dated in the future has not happened.
func (in *reading) parseDate(r row, f field) (time.Time, error) {
	at, err := in.parseAnyDate(r, f)
	if err != nil {
		return at, err
	}
	limit := in.limit()
	if !limit.IsZero() && at.After(limit) {
		return at, fmt.Errorf(
			"%s %q lies in the future: is the year right, and which of --day-first and --month-first?",
			f,
			r.get(f),
		)
	}
	return at, nil
}

// errMixedSerial says that a number stands among dates.
var errMixedSerial = errors.New("is a bare number among dates that are written out")

// parseAnyDate is parseDate for dates in the future too.
func (in *reading) parseAnyDate(r row, f field) (time.Time, error) {
	text := r.get(f)
	if text == "" {
		return time.Time{}, fmt.Errorf("the row has no %s", f)
	}
	d, err := cells.ReadDate(text)
	if err != nil {
		return time.Time{}, cells.Explain(f.String(), text, err)
	}
	isBare := d.Form == cells.Serial || d.Form == cells.UnixTime
	if isBare && !in.plan.bareDates[f] && !r.isExact(f) {
		return time.Time{}, cells.Explain(f.String(), text, errMixedSerial)
	}
	at, err := d.Time(in.plan.order[f], in.Zone)
	if err != nil {
		return time.Time{}, cells.Explain(f.String(), text, err)
	}
	return at, nil
}

// parseWhen reads a cell that says whether something has happened: yes, no, or the day on
// which it did. The day is zero if the cell says only yes or no.
func (in *reading) parseWhen(r row, f field) (is bool, day time.Time, err error) {
	text := r.get(f)
	if cells.IsNever(text) {
		return false, day, nil
	}
	if is, ok := cells.ReadAnswer(text); ok {
		return is, day, nil
	}
	day, err = in.parseAnyDate(r, f)
	if err != nil {
		return false, day, fmt.Errorf("%w, and neither yes nor no", err)
	}
	if year := day.Year(); year <= 1970 || year == 9999 { // how some systems write never
		return false, time.Time{}, nil
	}
	day, err = in.parseDate(r, f)
	return true, day, err
}

// checkIDs returns an error if a spreadsheet has damaged one of the ids of a row.
func (in *reading) checkIDs(r row, fields ...field) error {
	for _, f := range fields {
		id := r.id(f)
		if id == "" {
			continue
		}
		if err := cells.CheckID(id); err != nil {
			return cells.Explain(f.String(), id, err)
		}
		tally := in.plan.ids[f]
		if tally == nil {
			continue
		}
		if err := tally.Check(id); err != nil {
			return cells.Explain(f.String(), id, err)
		}
	}
	return nil
}
