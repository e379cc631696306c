package cells

import (
	"errors"
	"fmt"
	"strings"
)

// Form says how a number is written, as far as it can be told from the number alone.
type Form uint8

// The forms of numbers.
const (
	Plain        Form = iota // 1234, 1 234: no separator of decimals
	PointDecimal             // 12.50, 1,234.50, 1,234,567
	CommaDecimal             // 12,50, 1.234,56, 1.234.567
	EitherPoint              // 1.234: a thousand and more, or one and a fraction
	EitherComma              // 1,234
)

// DecimalMark is what stands before the decimals of a file's numbers.
type DecimalMark uint8

// The marks of decimals. With NoMark a number that can be read in two ways is refused.
const (
	NoMark DecimalMark = iota
	Point
	Comma
)

// Number is a number as it is written.
type Number struct {
	Form     Form
	Negative bool
	Whole    string // digits, without separators of groups
	Fraction string // digits; of the forms Either: the three after the separator
	Currency string // the sign or code beside it, as it is written; "" = none

	plain string // the text, if it is one that crm.ParseMoney takes
}

// Errors of texts that are no number, or that do not fit the file's decimal mark.
var (
	ErrNoNumber  = errors.New("is not a number")
	ErrGroups    = errors.New("is not a number: a group between separators has three digits")
	ErrAmbiguous = errors.New("may be a thousand or a fraction: say --decimal-point or --decimal-comma")
	ErrThousand  = errors.New(
		"has three digits behind the decimal mark: is it a thousand? " +
			"Say --decimal-point or --decimal-comma",
	)
	ErrNotPoint = errors.New(
		"has a decimal comma, and the file's decimals are read behind a point: say --decimal-comma " +
			"if the comma is a decimal one",
	)
	ErrNotComma = errors.New("has a decimal point, and the file's decimals are read behind a comma")
)

// ReadNumber reads a number, with or without a currency and separators of groups. Negative
// is -12, 12- and (12). It allocates nothing for what programs write.
func ReadNumber(text string) (Number, error) {
	if n, ok := readPlain(text); ok {
		return n, nil
	}
	if err := CheckDamage(text); err != nil {
		return Number{}, err
	}
	if shortened.MatchString(text) {
		return Number{}, ErrShortened
	}
	return readWritten(text)
}

// readPlain reads digits with at most one point and a minus sign before them.
func readPlain(text string) (n Number, ok bool) {
	digits := text
	if digits != "" && digits[0] == '-' {
		n.Negative = true
		digits = digits[1:]
	}
	point := -1
	for i := range len(digits) {
		switch c := digits[i]; {
		case c >= '0' && c <= '9':
		case c == '.' && point < 0 && i > 0 && i < len(digits)-1:
			point = i
		default:
			return Number{}, false
		}
	}
	if digits == "" {
		return Number{}, false
	}
	n.plain = text
	n.Whole = digits
	if point >= 0 {
		n.Whole = digits[:point]
		n.Fraction = digits[point+1:]
		n.Form = decimalForm(n.Whole, n.Fraction, Point)
	}
	return n, true
}

// decimalForm returns the form of a number with one separator: three digits behind it may
// be a group.
func decimalForm(whole, fraction string, mark DecimalMark) Form {
	isGroup := len(fraction) == 3 && len(whole) >= 1 && len(whole) <= 3 && whole[0] != '0'
	switch {
	case isGroup && mark == Point:
		return EitherPoint
	case isGroup:
		return EitherComma
	case mark == Point:
		return PointDecimal
	}
	return CommaDecimal
}

// Decimal returns the number as crm.ParseMoney takes it: "-1234.5".
func (n Number) Decimal(mark DecimalMark) (string, error) {
	switch {
	case n.Form == EitherPoint && mark == NoMark, n.Form == EitherComma && mark == NoMark:
		return "", ErrAmbiguous
	case n.Form == CommaDecimal && mark == Point:
		return "", ErrNotPoint
	case n.Form == PointDecimal && mark == Comma:
		return "", ErrNotComma
	}
	isGroup := n.Form == EitherPoint && mark == Comma || n.Form == EitherComma && mark == Point
	switch {
	case isGroup:
		return n.sign() + n.Whole + n.Fraction, nil
	case n.plain != "":
		return n.plain, nil
	case n.Fraction == "":
		return n.sign() + n.Whole, nil
	}
	return n.sign() + n.Whole + "." + n.Fraction, nil
}

// IsThousandth reports whether the number has exactly three digits behind the file's
// decimal mark, where it would be a thousand under the other mark.
func (n Number) IsThousandth(mark DecimalMark) bool {
	return n.Form == EitherPoint && mark == Point || n.Form == EitherComma && mark == Comma
}

func (n Number) sign() string {
	if n.Negative {
		return "-"
	}
	return ""
}

// folded are runes that stand for others in numbers.
var folded = strings.NewReplacer(
	"\u00a0", " ", "\u202f", " ", "\u2009", " ", "\u2007", " ", "\u3000", " ",
	"\u2019", "'", "\u2018", "'", "\u02bc", "'", "`", "'", "\u00b4", "'",
	"\u2212", "-", "\u2013", "-", "\u2014", "-", "\uff0d", "-",
	"\uff0c", ",", "\uff0e", ".", "\u066b", ".", "\uff08", "(", "\uff09", ")",
	"\uff10", "0", "\uff11", "1", "\uff12", "2", "\uff13", "3", "\uff14", "4",
	"\uff15", "5", "\uff16", "6", "\uff17", "7", "\uff18", "8", "\uff19", "9",
)

// readWritten reads a number as people write it.
func readWritten(text string) (n Number, err error) {
	body := strings.TrimSpace(folded.Replace(text))
	if inner, open := strings.CutPrefix(body, "("); open {
		inner, closed := strings.CutSuffix(inner, ")")
		if !closed {
			return n, ErrNoNumber
		}
		n.Negative = true
		body = strings.TrimSpace(inner)
	}

	body, n.Currency, err = cutCurrency(body)
	if err != nil {
		return n, err
	}
	body, signs := cutSigns(body)
	if signs > 1 || signs == 1 && n.Negative {
		return n, ErrNoNumber
	}
	n.Negative = n.Negative || signs == 1
	n.Whole, n.Fraction, n.Form, err = readDigits(body)
	return n, err
}

// cutSigns returns a number without its signs, and how many minus signs it had. What is
// written 12,- or 12.-- is twelve.
func cutSigns(body string) (rest string, minus int) {
	for _, dashes := range []string{"--", "-"} {
		whole, is := strings.CutSuffix(body, dashes)
		if is && (strings.HasSuffix(whole, ",") || strings.HasSuffix(whole, ".")) {
			body = whole[:len(whole)-1]
		}
	}
	if rest, is := strings.CutPrefix(body, "-"); is {
		minus++
		body = strings.TrimSpace(rest)
	} else {
		body = strings.TrimSpace(strings.TrimPrefix(body, "+"))
	}
	if rest, is := strings.CutSuffix(body, "-"); is {
		minus++
		body = strings.TrimSpace(rest)
	}
	return body, minus
}

// readDigits reads digits and the separators between them.
func readDigits(body string) (whole, fraction string, form Form, err error) {
	first, last := byte(0), byte(0) // the separators of groups, and of decimals
	at, count := -1, 0              // the last separator, and how many there are
	for i := range len(body) {
		c := body[i]
		switch {
		case c >= '0' && c <= '9':
			continue
		case strings.IndexByte(".,' ", c) < 0:
			return "", "", 0, ErrNoNumber
		case count == 0:
			first = c
		case c != first && last != 0:
			return "", "", 0, ErrGroups // a third kind, or groups behind decimals
		case c != first:
			last = c
		case last != 0:
			return "", "", 0, ErrGroups
		}
		at = i
		count++
	}
	switch {
	case body == "" || count == len(body):
		return "", "", 0, ErrNoNumber
	case count == 0:
		return body, "", Plain, nil
	case last != 0:
		return readBoth(body, at, last)
	case count == 1 && (first == '.' || first == ','):
		return readOne(body, at, first)
	}
	whole, err = joinGroups(body, first)
	return whole, "", groupForm(first), err
}

// groupForm returns the form of a number of which only the separator of groups is seen.
func groupForm(separator byte) Form {
	switch separator {
	case ',':
		return PointDecimal
	case '.':
		return CommaDecimal
	}
	return Plain
}

// readOne reads a number with one point or comma.
func readOne(body string, at int, separator byte) (whole, fraction string, form Form, err error) {
	mark := Point
	if separator == ',' {
		mark = Comma
	}
	whole = body[:at]
	fraction = body[at+1:]
	if fraction == "" {
		return whole, "", Plain, nil
	}
	form = decimalForm(whole, fraction, mark)
	if whole == "" {
		whole = "0"
	}
	return whole, fraction, form, nil
}

// readBoth reads a number with separators of groups, and decimals behind the separator at a
// place.
func readBoth(body string, at int, last byte) (whole, fraction string, form Form, err error) {
	form = PointDecimal
	switch last {
	case '.':
	case ',':
		form = CommaDecimal
	default:
		return "", "", 0, ErrGroups
	}
	groups := body[:at]
	whole, err = joinGroups(groups, groups[strings.IndexAny(groups, ".,' ")])
	if body[at+1:] == "" {
		err = ErrNoNumber
	}
	return whole, body[at+1:], form, err
}

// joinGroups returns digits without the separators of their groups, which have three
// digits, or two before the last three as in India.
func joinGroups(body string, separator byte) (string, error) {
	groups := strings.Split(body, string(separator))
	last := groups[len(groups)-1]
	if len(last) != 3 || groups[0] == "" || len(groups[0]) > 3 || groups[0][0] == '0' {
		return "", ErrGroups
	}
	inner := groups[1 : len(groups)-1]
	threes, twos := true, len(groups[0]) <= 2 && separator == ','
	for _, g := range inner {
		threes = threes && len(g) == 3
		twos = twos && len(g) == 2
	}
	if !threes && !twos {
		return "", ErrGroups
	}
	return strings.Join(groups, ""), nil
}

// Explain returns an error that quotes the cell which it is about.
func Explain(what, cell string, err error) error {
	if what != "" {
		what += " "
	}
	return fmt.Errorf("%s%q %w", what, clip(cell), err)
}

// clip returns the beginning of a text that is too long to quote.
func clip(text string) string {
	const most = 60
	if len(text) <= most {
		return text
	}
	return strings.ToValidUTF8(text[:most], "") + "…"
}
