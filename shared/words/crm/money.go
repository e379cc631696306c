package crm

import (
	"errors"
	"fmt"
	"math"
	"math/bits"
	"strconv"
	"strings"
)

// Currency is an ISO 4217 code in capitals, such as "EUR".
type Currency string

// Money is an amount in minor units (cents) of one currency. Amounts of different
// currencies are never added.
type Money struct {
	Minor    int64    `json:"minor"`
	Currency Currency `json:"currency"`
}

// Of returns an amount of the currency, in its minor units.
func (c Currency) Of(minor int64) Money { return Money{minor, c} }

// BasisPoints returns amount x bp / 10,000, rounded half away from zero. It does not
// overflow.
func BasisPoints(amount, bp int64) int64 { return MulDiv(amount, bp, 10_000) }

// MulDiv returns amount x num / den, rounded half away from zero. The product has 128
// bits, so that it does not overflow; a result beyond int64 is cut to its largest number.
// Num may not be negative, and den must be positive.
func MulDiv(amount, num, den int64) int64 {
	if amount < 0 {
		return -MulDiv(-amount, num, den)
	}
	hi, lo := bits.Mul64(uint64(amount), uint64(num))

	// Half of the divisor is added, so that the division rounds.
	lo, carry := bits.Add64(lo, uint64(den/2), 0)
	hi += carry
	if hi >= uint64(den) {
		return math.MaxInt64
	}
	quotient, _ := bits.Div64(hi, lo, uint64(den))
	return int64(min(quotient, math.MaxInt64))
}

// ErrMoney is wrapped by every error about an amount or a currency that cannot be read.
var ErrMoney = errors.New("not an amount of money")

// exponents lists the ISO 4217 currencies whose minor unit is not a hundredth (ISO 4217
// list one, 2024).
var exponents = map[Currency]int{
	"BIF": 0,
	"CLP": 0,
	"DJF": 0,
	"GNF": 0,
	"ISK": 0,
	"JPY": 0,
	"KMF": 0,
	"KRW": 0,
	"PYG": 0,
	"RWF": 0,
	"UGX": 0,
	"UYI": 0,
	"VND": 0,
	"VUV": 0,
	"XAF": 0,
	"XOF": 0,
	"XPF": 0,
	"BHD": 3,
	"IQD": 3,
	"JOD": 3,
	"KWD": 3,
	"LYD": 3,
	"OMR": 3,
	"TND": 3,
	"CLF": 4,
	"UYW": 4,
}

// Exponent is the number of decimals of the currency's minor unit: 2 for most, 0 for JPY,
// 3 for KWD.
func (c Currency) Exponent() int {
	if e, ok := exponents[c]; ok {
		return e
	}
	return 2
}

// ParseCurrency reads a three-letter code in any case.
func ParseCurrency(s string) (Currency, error) {
	s = strings.ToUpper(strings.TrimSpace(s))
	if len(s) != 3 {
		return "", fmt.Errorf("currency %q: %w: want three letters", clip(s), ErrMoney)
	}
	for _, r := range s {
		if r < 'A' || r > 'Z' {
			return "", fmt.Errorf("currency %q: %w: want three letters", clip(s), ErrMoney)
		}
	}
	return Currency(s), nil
}

// maxDigits keeps every amount far from int64's end, so that sums of a million orders
// cannot overflow.
const maxDigits = 15

// ParseMoney reads a decimal such as "-1234.5" into minor units without ever passing
// through a float. Digits beyond the currency's minor unit are rounded half away from
// zero (some shops send four decimals).
func ParseMoney(text string, c Currency) (Money, error) {
	bad := func(why string) (Money, error) {
		return Money{}, fmt.Errorf("amount %q: %w: %s", clip(text), ErrMoney, why)
	}
	s := strings.TrimSpace(text)
	neg := false
	if rest, ok := strings.CutPrefix(s, "-"); ok {
		s = rest
		neg = true
	}
	whole, frac, _ := strings.Cut(s, ".")
	if whole == "" && frac == "" || !digits(whole) || !digits(frac) {
		return bad("want digits with at most one point")
	}
	exp := c.Exponent()
	up := len(frac) > exp && frac[exp] >= '5'
	frac = (frac + strings.Repeat("0", exp))[:exp]
	all := strings.TrimLeft(whole+frac, "0")
	if len(all) > maxDigits {
		return bad("too large")
	}
	n, err := strconv.ParseInt("0"+all, 10, 64)
	if err != nil {
		return bad("unreadable")
	}
	if up {
		n++
	}
	if neg {
		n = -n
	}
	return Money{n, c}, nil
}

func digits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Decimal writes the amount as a plain decimal with the currency's own number of
// decimals: "-1234.50".
func (m Money) Decimal() string {
	exp := m.Currency.Exponent()
	neg := m.Minor < 0
	n := uint64(m.Minor)
	if neg {
		n = -n
	}
	s := strconv.FormatUint(n, 10)
	if len(s) <= exp {
		s = strings.Repeat("0", exp+1-len(s)) + s
	}
	if exp > 0 {
		s = s[:len(s)-exp] + "." + s[len(s)-exp:]
	}
	if neg {
		s = "-" + s
	}
	return s
}

// String writes the amount for people: "1,234.50 EUR".
func (m Money) String() string {
	whole, frac, has := strings.Cut(m.Decimal(), ".")
	sign := ""
	if rest, ok := strings.CutPrefix(whole, "-"); ok {
		sign = "-"
		whole = rest
	}
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}
	if has {
		whole += "." + frac
	}
	return strings.TrimSpace(sign + whole + " " + string(m.Currency))
}

// clip keeps what an error quotes short.
func clip(s string) string {
	if len(s) > 24 {
		return s[:24] + "..."
	}
	return s
}
