package phrase

import (
	"strconv"

	"holdfast/shared/words/crm"
)

// Number writes a whole number with its thousands apart, as English does: 6,600.
func Number(n int64) string { return find(English).number(n) }

// number writes a whole number with its thousands apart.
func (s *speech) number(n int64) string {
	digits := strconv.FormatInt(n, 10)
	sign := ""
	if digits[0] == '-' {
		sign = "-"
		digits = digits[1:]
	}
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + s.format("thousands") + digits[i:]
	}
	return sign + digits
}

// Percent writes hundredths of a per cent with one decimal, rounded: 697 gives "7.0 %".
func Percent(perMyriad int64) string { return find(English).percent(perMyriad) }

func (s *speech) percent(perMyriad int64) string {
	sign := ""
	if perMyriad < 0 {
		sign = "-"
		perMyriad = -perMyriad
	}
	figure := sign + s.tenths((perMyriad+5)/10)
	return fill(s, s.format("percent"), []any{figure})
}

// tenths writes tenths, 0 or more, as a number with one decimal.
func (s *speech) tenths(n int64) string {
	decimal := strconv.FormatInt(n%10, 10)
	return s.number(n/10) + s.format("decimal") + decimal
}

// Whole writes an amount without its minor units, rounded half away from zero, as people
// say large sums: "41,300 EUR".
func Whole(m crm.Money) string { return find(English).whole(m) }

func (s *speech) whole(m crm.Money) string {
	amount := s.number(wholeUnits(m))
	if m.Currency == "" {
		return amount
	}
	return fill(s, s.format("money"), []any{amount, string(m.Currency)})
}

// wholeUnits rounds an amount to units of its currency, half away from zero.
func wholeUnits(m crm.Money) int64 {
	unit := int64(1)
	for range m.Currency.Exponent() {
		unit *= 10
	}
	half := unit / 2
	if m.Minor < 0 {
		half = -half
	}
	return (m.Minor + half) / unit
}
