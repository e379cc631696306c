package rows

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// layouts lists the forms of dates that can mean one thing only.
var layouts = []string{
	time.RFC3339Nano,
	"2006-01-02T15:04:05Z0700",
	"2006-01-02 15:04:05Z07:00",
	"2006-01-02 15:04:05Z0700",
	"2006-01-02 15:04:05 Z0700",
	"2006-01-02 15:04:05",
	"2006-01-02T15:04:05",
	"2006-01-02 15:04",
	"2006-01-02T15:04",
	time.DateOnly,
	"2006/1/2 15:04:05",
	"2006/1/2 15:04",
	"2006/1/2",
	"20060102",
	"20060102150405",
	"2.1.2006 15:04:05",
	"2.1.2006 15:04",
	"2.1.2006",
	"2 Jan 2006",
	"Jan 2, 2006",
	"2006年1月2日",
	"2006年1月2日 15:04",
	"2006年1月2日 15:04:05",
}

// slashes lists what follows a date that is written with slashes.
var slashes = []string{" 15:04:05", " 15:04", ""}

// maxAhead is how much later than now a date may be: what apply takes.
const maxAhead = 24 * time.Hour

// parseDate reads a date, with or without a time, in the file's zone unless it states its
// own. What is dated in the future has not happened.
func (o *Options) parseDate(text string) (time.Time, error) {
	at, err := o.parseAnyDate(text)
	if err == nil && !o.Now.IsZero() && at.After(o.Now.Add(maxAhead)) {
		return at, fmt.Errorf(
			"date %q lies in the future: is the year right, and which of --day-first and --month-first?",
			text,
		)
	}
	return at, err
}

// parseAnyDate is parseDate for dates in the future too.
func (o *Options) parseAnyDate(text string) (time.Time, error) {
	if rest, utc := strings.CutSuffix(text, " UTC"); utc {
		text = rest + "Z"
	}
	for _, layout := range layouts {
		if t, err := crm.ParseInZone(layout, text, o.Zone); err == nil {
			return t, nil
		}
	}
	for _, rest := range slashes {
		for _, year := range []string{"2006", "06"} {
			dmy, errD := crm.ParseInZone("2/1/"+year+rest, text, o.Zone)
			mdy, errM := crm.ParseInZone("1/2/"+year+rest, text, o.Zone)
			switch {
			case errD == nil && o.DayFirst:
				return dmy, nil
			case errM == nil && o.MonthFirst:
				return mdy, nil
			case errD == nil || errM == nil:
				return time.Time{}, fmt.Errorf("date %q: say --day-first or --month-first", text)
			}
		}
	}
	return time.Time{}, fmt.Errorf("%q is not a date", text)
}

var errThousands = errors.New("say --decimal-comma if the comma is a decimal one")

// toPlainDecimal returns an amount as digits with at most one point and a minus sign, as
// crm.ParseMoney takes them.
func (o *Options) toPlainDecimal(text string) (string, error) {
	s := strings.NewReplacer(" ", "", "\u00a0", "", "\u202f", "", "'", "", "\u2212", "-").
		Replace(text)
	if inner, ok := strings.CutPrefix(s, "("); ok {
		s = "-" + strings.TrimSuffix(inner, ")")
	}
	s = strings.Trim(s, "€$£¥￥")
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		s = "-" + strings.Trim(rest, "€$£¥￥")
	}
	if o.DecimalComma {
		return strings.Replace(strings.ReplaceAll(s, ".", ""), ",", ".", 1), nil
	}
	if !strings.Contains(s, ",") {
		return s, nil
	}
	whole, frac, _ := strings.Cut(s, ".")
	parts := strings.Split(whole, ",")
	for _, p := range parts[1:] {
		if len(p) != 3 || strings.Contains(frac, ",") {
			return "", fmt.Errorf("amount %q: %w", text, errThousands)
		}
	}
	return strings.ReplaceAll(s, ",", ""), nil
}

// parseMoney reads an amount and returns it in minor units. It returns false for an empty
// cell.
func (o *Options) parseMoney(text string, c crm.Currency) (minor int64, stated bool, err error) {
	if text == "" {
		return 0, false, nil
	}
	plain, err := o.toPlainDecimal(text)
	if err != nil {
		return 0, false, err
	}
	m, err := crm.ParseMoney(plain, c)
	return m.Minor, err == nil, err
}

// lineAmount returns what one row adds to its order, in minor units: the amount, else
// quantity times price. It returns false if the row states neither.
func (o *Options) lineAmount(r row, c crm.Currency) (minor int64, stated bool, err error) {
	if minor, stated, err = o.parseMoney(r.get("amount"), c); stated || err != nil {
		return minor, stated, err
	}
	quantity := r.get("quantity")
	price := r.get("price")
	if quantity == "" || price == "" {
		return 0, false, nil
	}
	minor, err = o.multiplyPrice(quantity, price, c)
	return minor, err == nil, err
}

// multiplyPrice returns a number of pieces times the price of one.
func (o *Options) multiplyPrice(quantity, price string, c crm.Currency) (minor int64, err error) {
	n, err := strconv.ParseInt(quantity, 10, 32)
	if err != nil {
		return 0, fmt.Errorf("quantity %q is not a whole number", quantity)
	}
	each, _, err := o.parseMoney(price, c)
	if err != nil {
		return 0, err
	}
	if n != 0 && (each > maxAmount/max(n, -n) || -each > maxAmount/max(n, -n)) {
		return 0, errTooMuch
	}
	return each * n, nil
}

// maxAmount is more than any order comes to, in minor units, and far from what can be
// counted.
const maxAmount = int64(1e14)

var errTooMuch = errors.New("the amount is too large to be one")

// currencyOf returns the currency that a row states, else that of the options.
func (o *Options) currencyOf(r row) (crm.Currency, error) {
	if text := r.get("currency"); text != "" {
		return crm.ParseCurrency(text)
	}
	if o.Currency == "" {
		return "", errors.New("the row states no currency: say it with --currency")
	}
	return o.Currency, nil
}

// cutApostrophe removes the apostrophe by which exports mark a number as text for
// spreadsheets.
func cutApostrophe(cell string) string {
	if rest, marked := strings.CutPrefix(cell, "'"); marked && rest != "" &&
		strings.ContainsAny(rest[:1], "+0123456789") {
		return rest
	}
	return cell
}

// shortened matches a number that a spreadsheet has shortened, as 1.23E+12: its last
// digits are lost.
var shortened = regexp.MustCompile(`^[0-9]+([.,][0-9]+)?[eE]\+[0-9]+$`)

// rounded matches a number of which a spreadsheet has kept fifteen digits, as it does with
// every longer one: noughts stand for the others. Of a thousand true ids one ends so.
var rounded = regexp.MustCompile(`^[1-9][0-9]{14}0{3,}$`)

// checkNotShortened returns an error if one of the ids was shortened.
func checkNotShortened(ids ...string) error {
	for _, id := range ids {
		if shortened.MatchString(id) || rounded.MatchString(id) {
			return fmt.Errorf(
				"%q was shortened by a spreadsheet: export the file again, and do not save it from there",
				id,
			)
		}
	}
	return nil
}

// parseWhen reads a cell that says whether something has happened: yes, no, or the day on
// which it did. The day is zero if the cell says only yes or no.
func (o *Options) parseWhen(text string) (is bool, day time.Time, err error) {
	if is, ok := parseYesNo(text); ok {
		return is, day, nil
	}
	switch strings.ToLower(text) {
	case "", "-", "null", "none", "never", "0000-00-00", "0000-00-00 00:00:00":
		return false, day, nil
	}
	day, err = o.parseAnyDate(text)
	if err != nil {
		return false, day, fmt.Errorf("%q is neither yes nor no nor a date: %w", text, err)
	}
	if year := day.Year(); year <= 1970 || year == 9999 { // how some systems write never
		return false, time.Time{}, nil
	}
	day, err = o.parseDate(text)
	return true, day, err
}

// parseYesNo reads an answer; ok is false for an empty cell or a word that is none.
func parseYesNo(text string) (is, ok bool) {
	switch strings.ToLower(text) {
	case "yes", "y", "true", "1", "subscribed", "given", "opted_in", "是":
		return true, true
	case "no", "n", "false", "0", "unsubscribed", "not_subscribed", "refused", "opted_out", "否":
		return false, true
	}
	return false, false
}
