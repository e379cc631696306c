package cells

import (
	"time"
)

// Example is a cell that shows something, and its line.
type Example struct {
	Line int
	Cell string
}

// NumberTally counts how the numbers of a file are written.
type NumberTally struct {
	Count [EitherComma + 1]int
	First [EitherComma + 1]Example // of each form, the first
	Signs map[string]Example       // of each sign or code beside an amount, the first
}

// Add counts one number.
func (t *NumberTally) Add(n Number, line int, cell string) {
	if t.Count[n.Form] == 0 {
		t.First[n.Form] = Example{Line: line, Cell: cell}
	}
	t.Count[n.Form]++
	if n.Currency == "" {
		return
	}
	if t.Signs == nil {
		t.Signs = map[string]Example{}
	}
	if _, seen := t.Signs[n.Currency]; !seen && len(t.Signs) < maxSigns {
		t.Signs[n.Currency] = Example{Line: line, Cell: cell}
	}
}

// maxSigns bounds how many signs of currencies are kept.
const maxSigns = 32

// Mark returns the decimal mark that the numbers prove, or NoMark: if they prove none, or
// both.
func (t *NumberTally) Mark() DecimalMark {
	points, commas := t.Count[PointDecimal], t.Count[CommaDecimal]
	switch {
	case points > 0 && commas == 0:
		return Point
	case commas > 0 && points == 0:
		return Comma
	}
	return NoMark
}

// Ambiguous returns a number that may be a thousand or a fraction; ok is false if there is
// none.
func (t *NumberTally) Ambiguous() (e Example, ok bool) {
	switch {
	case t.Count[EitherPoint] > 0:
		return t.First[EitherPoint], true
	case t.Count[EitherComma] > 0:
		return t.First[EitherComma], true
	}
	return e, false
}

// Orders lists the orders that dates in numbers can have.
var Orders = [...]DateOrder{DayFirst, MonthFirst, YearFirst}

// DateTally counts how the dates of a column are written.
type DateTally struct {
	Count [UnixTime + 1]int
	First [UnixTime + 1]Example // of each form, the first

	// Unfit counts the dates in numbers that are no day under an order, or one to come, and
	// UnfitFirst is the first of each.
	Unfit      [YearFirst + 1]int
	UnfitFirst [YearFirst + 1]Example
	short      int
	least      [3]int // of the three numbers of short dates
	most       [3]int
}

// Add counts one date. Days after the limit count as unfit; a zero limit allows all.
func (t *DateTally) Add(d Date, e Example, limit time.Time) {
	if t.Count[d.Form] == 0 {
		t.First[d.Form] = e
	}
	t.Count[d.Form]++
	if d.Form != Numbers {
		return
	}
	t.addUnfit(d, e, limit)
	if d.short {
		t.addShort(d)
	}
}

// addUnfit counts the orders under which a date is no day, or one to come. A date that is
// one under none proves nothing: its year is wrong.
func (t *DateTally) addUnfit(d Date, e Example, limit time.Time) {
	var fits [YearFirst + 1]bool
	for _, order := range Orders {
		fits[order] = t.fits(d, order, limit)
		fits[NoOrder] = fits[NoOrder] || fits[order] // under any
	}
	for _, order := range Orders {
		if fits[order] || !fits[NoOrder] {
			continue
		}
		if t.Unfit[order] == 0 {
			t.UnfitFirst[order] = e
		}
		t.Unfit[order]++
	}
}

func (t *DateTally) fits(d Date, order DateOrder, limit time.Time) bool {
	at, err := d.Time(order, time.UTC)
	return err == nil && (limit.IsZero() || !at.After(limit))
}

// addShort keeps between what the numbers of dates with a short year lie.
func (t *DateTally) addShort(d Date) {
	for i, n := range d.parts {
		if t.short == 0 || n < t.least[i] {
			t.least[i] = n
		}
		if t.short == 0 || n > t.most[i] {
			t.most[i] = n
		}
	}
	t.short++
}

// recentYears is how far back the years of a file with short years are taken to lie.
const recentYears = 25

// mayBeYears reports whether the numbers at a place of short dates may all be years before
// the year.
func (t *DateTally) mayBeYears(place, year int) bool {
	last := year % 100
	return t.most[place] <= last && t.least[place] >= last-recentYears
}

// Possible lists the orders under which all dates in numbers are days, none of them to
// come. The year is that in which the file is read, 0 if it is not known.
func (t *DateTally) Possible(year int) (orders []DateOrder) {
	for _, order := range Orders {
		if t.Unfit[order] > 0 {
			continue
		}
		if t.short > 0 && year > 0 && !t.mayBeYears(placeOfYear(order), year) {
			continue
		}
		orders = append(orders, order)
	}
	return orders
}

// placeOfYear returns at which place the year stands.
func placeOfYear(order DateOrder) int {
	if order == YearFirst {
		return 0
	}
	return 2
}

// WereSwapped reports whether a spreadsheet has read some of the dates with day and month
// the wrong way round: it leaves 13/05/2026 as it stands, where it finds no month 13, and
// makes another date of 12/05/2026. Then no date in numbers has a first number below 13,
// and all others lie on the first twelve days of their months.
func (t *DateTally) WereSwapped(others *DayTally) bool {
	const enough = 3
	numbers := t.Count[Numbers]
	return numbers >= enough && others.firstTwelve >= enough && others.later == 0 &&
		(t.Unfit[MonthFirst] == numbers || t.Unfit[DayFirst] == numbers)
}

// DayTally counts the days of the month of dates that can be read in one way.
type DayTally struct {
	firstTwelve int
	later       int
}

// Add counts one date.
func (t *DayTally) Add(d Date) {
	switch {
	case d.Form != Certain && d.Form != Serial:
	case d.day <= 12:
		t.firstTwelve++
	default:
		t.later++
	}
}
