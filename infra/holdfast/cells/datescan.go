package cells

import (
	"strings"
	"time"
	"unicode/utf8"
)

// dateScanner reads the parts of a date one after the other.
type dateScanner struct {
	rest string
}

// isNumber reports whether the text is digits, with at most one point among them.
func (s *dateScanner) isNumber() bool {
	points := 0
	for i := range len(s.rest) {
		switch c := s.rest[i]; {
		case c >= '0' && c <= '9':
		case (c == '.' || c == ',') && i == 5:
			points++
		default:
			return false
		}
	}
	return points <= 1
}

// skip removes blanks and commas.
func (s *dateScanner) skip() { s.rest = strings.TrimLeft(s.rest, " \u00a0\u202f,") }

// digits removes and returns the number at the beginning, and how many digits it has.
func (s *dateScanner) digits() (n, count int) {
	for count < len(s.rest) && count < 9 && s.rest[count] >= '0' && s.rest[count] <= '9' {
		n = 10*n + int(s.rest[count]-'0')
		count++
	}
	s.rest = s.rest[count:]
	return n, count
}

// word removes and returns the letters at the beginning.
func (s *dateScanner) word() string {
	end := 0
	for end < len(s.rest) {
		c := s.rest[end]
		isLetter := c|0x20 >= 'a' && c|0x20 <= 'z' || c >= utf8.RuneSelf
		if !isLetter {
			break
		}
		end++
	}
	word := s.rest[:end]
	s.rest = s.rest[end:]
	return word
}

// take removes one of the runes at the beginning and returns it; 0 if none stands there.
func (s *dateScanner) take(any string) rune {
	for _, r := range any {
		if rest, is := strings.CutPrefix(s.rest, string(r)); is {
			s.rest = rest
			return r
		}
	}
	return 0
}

// readWritten reads a date of several parts.
func (s *dateScanner) readWritten() (d Date, err error) {
	s.skip()
	first, count := s.digits()
	if count == 0 {
		return s.readNamed()
	}
	if s.take("年") != 0 {
		return s.readChinese(first)
	}
	separator := s.take("/-.")
	if count == 4 && separator != 0 {
		return s.readYearFirst(first, separator)
	}
	s.skip()
	second, more := s.digits()
	if more == 0 {
		return s.readDayMonthName(first)
	}
	if more > 2 || separator == 0 || s.take(string(separator)) == 0 {
		return d, ErrNoDate
	}
	third, last := s.digits()
	if count > 2 || last != 2 && last != 4 {
		return d, ErrNoDate
	}
	d.short = last == 2
	d.parts = [3]int{first, second, third}
	d.Form = Numbers
	if separator == '.' { // the day stands first wherever points are used
		d.Form = Certain
		d.year, d.month, d.day, _ = d.arrange(DayFirst)
	}
	return d, s.readTail(&d)
}

// readYearFirst reads what follows the year in 2026-2-1 and 2026/2/1.
func (s *dateScanner) readYearFirst(year int, separator rune) (d Date, err error) {
	month, count := s.digits()
	if count == 0 || count > 2 || s.take(string(separator)) == 0 {
		return d, ErrNoDate
	}
	day, count := s.digits()
	if count == 0 || count > 2 {
		return d, ErrNoDate
	}
	d.year = year
	d.month = month
	d.day = day
	return d, s.readTail(&d)
}

// readChinese reads what follows the year in 2026年2月1日.
func (s *dateScanner) readChinese(year int) (d Date, err error) {
	s.skip()
	month, _ := s.digits()
	if s.take("月") == 0 {
		return d, ErrNoDate
	}
	s.skip()
	day, _ := s.digits()
	s.take("日号")
	d.year = year
	d.month = month
	d.day = day
	return d, s.readTail(&d)
}

// readNamed reads a date that begins with a word: Feb 1, 2026 or Sun, 1 Feb 2026.
func (s *dateScanner) readNamed() (d Date, err error) {
	word := s.word()
	s.take(".")
	s.skip()
	month := monthOf(word)
	day, count := s.digits()
	switch {
	case month == 0 && isWeekday(word) && count == 0:
		return s.readNamed()
	case month == 0 && isWeekday(word) && count <= 2:
		s.take(".-")
		s.skip()
		return s.readDayMonthName(day)
	case month == 0 || count == 0 || count > 2:
		return d, ErrNoDate
	}
	s.readOrdinal()
	s.skip()
	return s.readNamedYear(day, month)
}

// readOrdinal removes the letters of 1st, 2nd, 3rd and 4th.
func (s *dateScanner) readOrdinal() {
	for _, suffix := range []string{"st", "nd", "rd", "th"} {
		s.rest = strings.TrimPrefix(s.rest, suffix)
	}
}

// readDayMonthName reads what follows the day in 1 Feb 2026, 1-Feb-26 and 1. Februar 2026.
func (s *dateScanner) readDayMonthName(day int) (d Date, err error) {
	s.readOrdinal()
	s.skip()
	word := s.word()
	if word == "de" || word == "of" {
		s.skip()
		word = s.word()
	}
	month := monthOf(word)
	if month == 0 {
		return d, ErrNoDate
	}
	s.take("./-")
	s.skip()
	return s.readNamedYear(day, month)
}

// readNamedYear reads the year behind the day and the name of a month.
func (s *dateScanner) readNamedYear(day, month int) (d Date, err error) {
	if rest, is := strings.CutPrefix(s.rest, "de "); is {
		s.rest = rest
	}
	year, count := s.digits()
	if count != 2 && count != 4 {
		return d, ErrNoDate
	}
	d.short = count == 2
	d.year = d.fullYear(year)
	d.month = month
	d.day = day
	return d, s.readTail(&d)
}

// readTail reads what follows the day: nothing, or a time.
func (s *dateScanner) readTail(d *Date) error {
	if s.rest == "" {
		return nil
	}
	if s.take("T") == 0 {
		before := s.rest
		s.skip()
		if s.rest == "" {
			return nil
		}
		if s.rest == before && !strings.HasPrefix(before, "上") && !strings.HasPrefix(before, "下") {
			return ErrNoDate
		}
	}
	return s.readClock(d)
}

// readClock reads a time of day, with what may follow: AM or PM, and a zone.
func (s *dateScanner) readClock(d *Date) error {
	half := s.readChineseHalf()
	hour, count := s.digits()
	if count == 0 || count > 2 {
		return ErrNoDate
	}
	minute, second := 0, 0
	hasMinutes := s.take(":") != 0
	if hasMinutes {
		if minute, count = s.digits(); count != 2 {
			return ErrNoDate
		}
		if s.take(":") != 0 {
			if second, count = s.digits(); count != 2 {
				return ErrNoDate
			}
			s.skipFraction()
		}
	}
	s.rest = strings.TrimLeft(s.rest, " \u00a0\u202f")
	if half == 0 {
		half = s.readHalf()
	}
	if half == 0 && !hasMinutes {
		return ErrNoDate
	}
	hour, ok := onClock(hour, half)
	if !ok {
		return ErrNoDate
	}
	if err := d.setClock(hour, minute, second); err != nil {
		return err
	}
	return s.readZone(d)
}

// skipFraction removes fractions of a second.
func (s *dateScanner) skipFraction() {
	if s.rest != "" && (s.rest[0] == '.' || s.rest[0] == ',') {
		rest := strings.TrimLeft(s.rest[1:], "0123456789")
		if len(rest) < len(s.rest)-1 {
			s.rest = rest
		}
	}
}

// onClock returns an hour of 24 for one before (half is 'a') or after noon ('p').
func onClock(hour int, half byte) (int, bool) {
	switch {
	case half == 0:
		return hour, true
	case hour < 1 || hour > 12:
		return 0, false
	case half == 'a':
		return hour % 12, true
	}
	return hour%12 + 12, true
}

// readHalf reads AM or PM: 'a', 'p', or 0 for neither.
func (s *dateScanner) readHalf() byte {
	lower := strings.ToLower(s.rest[:min(len(s.rest), 4)])
	for _, mark := range []string{"a.m.", "p.m.", "am", "pm"} {
		if strings.HasPrefix(lower, mark) {
			s.rest = strings.TrimLeft(s.rest[len(mark):], " ")
			return mark[0]
		}
	}
	return 0
}

// readChineseHalf reads what stands before the hour in Chinese.
func (s *dateScanner) readChineseHalf() byte {
	half := byte(0)
	if rest, is := strings.CutPrefix(s.rest, "上午"); is {
		half = 'a'
		s.rest = strings.TrimLeft(rest, " ")
	} else if rest, is := strings.CutPrefix(s.rest, "下午"); is {
		half = 'p'
		s.rest = strings.TrimLeft(rest, " ")
	}
	return half
}

// readZone reads Z, UTC, +02:00 or +0200, and that nothing follows.
func (s *dateScanner) readZone(d *Date) error {
	for _, name := range []string{"Z", "UTC", "GMT"} {
		if s.rest == name {
			d.zoned = true
			return nil
		}
	}
	if s.rest == "" {
		return nil
	}
	sign := s.take("+-")
	hours, count := s.digits()
	minutes := 0
	switch {
	case sign == 0:
		return ErrNoDate
	case count == 4:
		minutes = hours % 100
		hours /= 100
	case count == 2 && s.take(":") != 0:
		minutes, count = s.digits()
		if count != 2 {
			return ErrNoDate
		}
	case count != 2:
		return ErrNoDate
	}
	if s.rest != "" || hours > 14 || minutes > 59 {
		return ErrNoDate
	}
	d.zoned = true
	d.offset = time.Duration(hours)*time.Hour + time.Duration(minutes)*time.Minute
	if sign == '-' {
		d.offset = -d.offset
	}
	return nil
}
