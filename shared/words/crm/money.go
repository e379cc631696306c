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

	ShopCurrency: 4, // more than any but the two before has
}

// Exponent returns the number of decimals of the currency's minor unit: 2 for most, 0 for
// JPY, 3 for KWD.
func (c Currency) Exponent() int {
	if e, ok := exponents[c]; ok {
		return e
	}
	return 2
}

// ParseCurrency reads a three-letter code in any case. Its errors wrap ErrMoney.
func ParseCurrency(text string) (Currency, error) {
	code := strings.ToUpper(strings.TrimSpace(text))
	isNoLetter := func(r rune) bool { return r < 'A' || r > 'Z' }
	if len(code) != 3 || strings.ContainsFunc(code, isNoLetter) {
		return "", fmt.Errorf("currency %q: %w: want three letters", clip(code), ErrMoney)
	}
	return Currency(code), nil
}

// maxDigits keeps every amount far from int64's end, so that sums of a million orders
// cannot overflow.
const maxDigits = 15

// ParseMoney reads a decimal such as "-1234.5" into minor units without ever passing
// through a float. Digits beyond the currency's minor unit are rounded half away from
// zero (some shops send four decimals). Its errors wrap ErrMoney.
func ParseMoney(text string, c Currency) (Money, error) {
	amount := strings.TrimSpace(text)
	amount, negative := strings.CutPrefix(amount, "-")
	whole, fraction, _ := strings.Cut(amount, ".")
	if whole+fraction == "" || !areDigits(whole) || !areDigits(fraction) {
		return Money{}, amountError(text, "want digits with at most one point")
	}

	// The minor unit is the last digit kept; the next one decides the rounding.
	decimals := c.Exponent()
	roundUp := len(fraction) > decimals && fraction[decimals] >= '5'
	padded := fraction + strings.Repeat("0", decimals)
	digits := strings.TrimLeft(whole+padded[:decimals], "0")
	if len(digits) > maxDigits {
		return Money{}, amountError(text, "too large")
	}
	minor, err := strconv.ParseInt("0"+digits, 10, 64)
	if err != nil {
		return Money{}, amountError(text, "unreadable")
	}

	if roundUp {
		minor++
	}
	if negative {
		minor = -minor
	}
	return c.Of(minor), nil
}

// amountError returns the error of a text that is no amount.
func amountError(text, why string) error {
	return fmt.Errorf("amount %q: %w: %s", clip(text), ErrMoney, why)
}

func areDigits(s string) bool {
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return true
}

// Decimal returns the amount as a plain decimal with the currency's own number of
// decimals: "-1234.50".
func (m Money) Decimal() string {
	decimals := m.Currency.Exponent()
	minor := uint64(m.Minor)
	sign := ""
	if m.Minor < 0 {
		minor = -minor
		sign = "-"
	}

	digits := strconv.FormatUint(minor, 10)
	if missing := decimals + 1 - len(digits); missing > 0 {
		digits = strings.Repeat("0", missing) + digits
	}
	if decimals == 0 {
		return sign + digits
	}
	point := len(digits) - decimals
	return sign + digits[:point] + "." + digits[point:]
}

// String returns the amount for people: "1,234.50 EUR".
func (m Money) String() string {
	whole, fraction, hasFraction := strings.Cut(m.Decimal(), ".")
	whole, negative := strings.CutPrefix(whole, "-")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + "," + whole[i:]
	}

	amount := whole
	if hasFraction {
		amount += "." + fraction
	}
	if negative {
		amount = "-" + amount
	}
	return strings.TrimSpace(amount + " " + string(m.Currency))
}

// clip shortens what an error quotes.
func clip(s string) string {
	if len(s) > 24 {
		return s[:24] + "..."
	}
	return s
}
