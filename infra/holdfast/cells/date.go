package cells

import (
	"errors"
	"strconv"
	"strings"
	"time"

	"holdfast/shared/words/crm"
)

// DateOrder says which of the numbers of a date such as 03/04/2026 is the day.
type DateOrder uint8

// The orders of dates. With NoOrder a date that can be read in two ways is refused.
const (
	NoOrder DateOrder = iota
	DayFirst
	MonthFirst
	YearFirst // only where the year has two digits: 26-04-03
)

// DateForm says how a date is written, as far as it matters for its reading.
type DateForm uint8

// The forms of dates.
const (
	Certain  DateForm = iota // 2026-02-01, 1.2.2026, 1 Feb 2026: can mean one day only
	Numbers                  // 03/04/2026, 03-04-26: which is the day?
	Serial                   // 46054.5: days since 1900, as Excel keeps them
	UnixTime                 // seconds or milliseconds since 1970
)

// Date is a date as it is written, with or without a time.
type Date struct {
	Form DateForm

	parts    [3]int // of the form Numbers: as they stand
	short    bool   // the year has two digits
	year     int
	month    int
	day      int
	clock    time.Duration // since midnight
	zoned    bool
	offset   time.Duration // east of Greenwich, if zoned
	exact    time.Time     // of the form UnixTime
	HasClock bool          // a time stands beside the day
}

// Errors of texts that are no date, or that do not fit the file's order of dates.
var (
	ErrNoDate      = errors.New("is not a date")
	ErrNoSuchDay   = errors.New("is no day of the calendar")
	ErrNoSuchOrder = errors.New("is no day of the calendar, as days and months stand in this file")
	ErrDateOrder   = errors.New("say --day-first or --month-first")
	ErrYearOrder   = errors.New("say --day-first, --month-first or --year-first")
)

// ReadDate reads a date in any of the writings that people and programs use.
func ReadDate(text string) (d Date, err error) {
	if err := CheckDamage(text); err != nil {
		return d, err
	}
	if d, ok := readISO(text); ok {
		return d, d.check()
	}
	s := &dateScanner{rest: text}
	switch {
	case s.isNumber():
		d, err = s.readNumber()
	default:
		d, err = s.readWritten()
	}
	if err != nil {
		return d, err
	}
	return d, d.check()
}

// readISO reads the beginning of most dates fast: 2026-02-01, with or without 10:00:00.
func readISO(text string) (d Date, ok bool) {
	if len(text) < 10 || text[4] != '-' || text[7] != '-' {
		return d, false
	}
	year, okYear := atoi(text[:4])
	month, okMonth := atoi(text[5:7])
	day, okDay := atoi(text[8:10])
	if !okYear || !okMonth || !okDay {
		return d, false
	}
	d.year = year
	d.month = month
	d.day = day
	if len(text) == 10 {
		return d, true
	}
	if text[10] != ' ' && text[10] != 'T' {
		return d, false
	}
	s := &dateScanner{rest: text[11:]}
	return d, s.readClock(&d) == nil
}

// atoi returns the number that a few digits stand for.
func atoi(digits string) (n int, ok bool) {
	for i := range len(digits) {
		c := digits[i]
		if c < '0' || c > '9' {
			return 0, false
		}
		n = 10*n + int(c-'0')
	}
	return n, digits != ""
}

// check returns an error unless the day is one under some order.
func (d Date) check() error {
	switch d.Form {
	case Certain:
		if !isDay(d.year, d.month, d.day) {
			return ErrNoSuchDay
		}
	case Numbers:
		if !d.Fits(DayFirst) && !d.Fits(MonthFirst) && !d.Fits(YearFirst) {
			return ErrNoSuchDay
		}
	}
	return nil
}

// Fits reports whether the date is a day of the calendar under an order.
func (d Date) Fits(order DateOrder) bool {
	if d.Form != Numbers {
		return true
	}
	year, month, day, ok := d.arrange(order)
	return ok && isDay(year, month, day)
}

// arrange returns the year, month and day of a date in numbers under an order.
func (d Date) arrange(order DateOrder) (year, month, day int, ok bool) {
	a := d.parts[0]
	b := d.parts[1]
	c := d.parts[2]
	switch order {
	case DayFirst:
		return d.fullYear(c), b, a, true
	case MonthFirst:
		return d.fullYear(c), a, b, true
	case YearFirst:
		return d.fullYear(a), b, c, d.short
	}
	return 0, 0, 0, false
}

// fullYear returns a year of two digits as one of four: 70 to 99 are of the last century.
func (d Date) fullYear(year int) int {
	switch {
	case !d.short:
		return year
	case year < 70:
		return 2000 + year
	}
	return 1900 + year
}

// Short reports whether the year has two digits.
func (d Date) Short() bool { return d.short }

// isDay reports whether the calendar has the day, in years that a shop may name.
func isDay(year, month, day int) bool {
	if year < 1 || year > 9999 || month < 1 || month > 12 || day < 1 || day > 31 {
		return false
	}
	return day <= 28 || day <= time.Date(year, time.Month(month)+1, 0, 0, 0, 0, 0, time.UTC).Day()
}

// Time returns the moment of the date: in its own zone if it states one, else in the given
// one.
func (d Date) Time(order DateOrder, zone *time.Location) (time.Time, error) {
	year := d.year
	month := d.month
	day := d.day
	switch d.Form {
	case UnixTime:
		return d.exact, nil
	case Numbers:
		if order == NoOrder && d.short {
			return time.Time{}, ErrYearOrder
		}
		if order == NoOrder {
			return time.Time{}, ErrDateOrder
		}
		var ok bool
		if year, month, day, ok = d.arrange(order); !ok || !isDay(year, month, day) {
			return time.Time{}, ErrNoSuchOrder
		}
	}
	shown := time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Add(d.clock)
	if d.zoned {
		return shown.Add(-d.offset), nil
	}
	return crm.InZone(shown, zone), nil
}

// Day returns the day of the date in numbers as birthdays are written: 1980-04-19.
func (d Date) Day(order DateOrder) (string, error) {
	at, err := d.Time(order, time.UTC)
	if err != nil {
		return "", err
	}
	return at.Add(d.offset).Format(time.DateOnly), nil
}

// excelEpoch is day 0 of Excel's serial dates.
var excelEpoch = time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC)

// The serial dates that are read: from 1954 to 2118. Smaller and larger numbers are none.
const (
	leastSerial = 20_000
	mostSerial  = 80_000
)

// fromSerial sets the day and the time of Excel's serial date, to the second.
func (d *Date) fromSerial(days float64) {
	const secondsOfDay = 24 * 60 * 60
	seconds := int64(days*secondsOfDay + 0.5)
	at := excelEpoch.Add(time.Duration(seconds) * time.Second)
	year, month, day := at.Date()
	d.Form = Serial
	d.year = year
	d.month = int(month)
	d.day = day
	d.clock = at.Sub(time.Date(year, month, day, 0, 0, 0, 0, time.UTC))
	d.HasClock = d.clock != 0
}

// readNumber reads a date that is one number: 20260201, 20260201103000, a serial date, or
// the seconds or milliseconds since 1970.
func (s *dateScanner) readNumber() (d Date, err error) {
	text := strings.Replace(s.rest, ",", ".", 1)
	if strings.Contains(text, ".") || len(text) == 5 {
		days, err := strconv.ParseFloat(text, 64)
		if err != nil || days < leastSerial || days >= mostSerial {
			return d, ErrNoDate
		}
		d.fromSerial(days)
		return d, nil
	}
	number, err := strconv.ParseInt(text, 10, 64)
	if err != nil {
		return d, ErrNoDate
	}
	switch len(text) {
	case 8, 14:
		return readCompact(text)
	case 10:
		d.Form = UnixTime
		d.exact = time.Unix(number, 0)
	case 13:
		d.Form = UnixTime
		d.exact = time.UnixMilli(number)
	default:
		return d, ErrNoDate
	}
	return d, nil
}

// readCompact reads 20260201 and 20260201103000.
func readCompact(text string) (d Date, err error) {
	d.year, _ = atoi(text[:4])
	d.month, _ = atoi(text[4:6])
	d.day, _ = atoi(text[6:8])
	if len(text) == 8 {
		return d, nil
	}
	hour, _ := atoi(text[8:10])
	minute, _ := atoi(text[10:12])
	second, _ := atoi(text[12:])
	return d, d.setClock(hour, minute, second)
}

// setClock sets the time of the day.
func (d *Date) setClock(hour, minute, second int) error {
	if hour > 23 || minute > 59 || second > 60 {
		return ErrNoDate
	}
	d.HasClock = true
	d.clock = time.Duration(hour)*time.Hour +
		time.Duration(minute)*time.Minute +
		time.Duration(min(second, 59))*time.Second
	return nil
}
