package crm

import (
	"fmt"
	"strings"
)

// Rate is what one unit of a currency comes to in another: Num / Den, both positive. The
// zero Rate is none. It holds no float, so that a conversion gives the same everywhere.
type Rate struct{ Num, Den int64 }

// The digits that a rate keeps; more are cut off. So no conversion overflows.
const (
	rateDigits   = 12 // significant ones
	rateDecimals = 13
)

// ParseRate reads a decimal such as "0.9234", or one with an exponent such as "1.2E-5". A
// rate that is zero, negative or no number is an error that wraps ErrMoney: it is unknown,
// and never 1.
func ParseRate(text string) (Rate, error) {
	decimal, exponent := splitExponent(strings.TrimSpace(text))
	whole, fraction, _ := strings.Cut(decimal, ".")
	isNumber := whole+fraction != "" && areDigits(whole) && areDigits(fraction)
	if !isNumber || len(decimal) > 64 || exponent < -rateDecimals || exponent > rateDigits {
		return Rate{}, rateError(text)
	}

	// The digits are those of whole and fraction; the point moves by the exponent.
	digits := whole + fraction
	decimals := len(fraction) - exponent
	if decimals < 0 {
		digits += strings.Repeat("0", -decimals)
		decimals = 0
	}
	digits = strings.TrimLeft(digits, "0")
	for len(digits) > rateDigits || decimals > rateDecimals {
		if digits == "" || decimals == 0 {
			return Rate{}, rateError(text)
		}
		digits = digits[:len(digits)-1]
		decimals--
	}
	if digits == "" {
		return Rate{}, rateError(text)
	}
	return newRate(digits, decimals)
}

func newRate(digits string, decimals int) (Rate, error) {
	r := Rate{Den: 1}
	for _, d := range digits {
		r.Num = r.Num*10 + int64(d-'0')
	}
	if r.Num == 0 {
		return Rate{}, rateError(digits)
	}
	for range decimals {
		r.Den *= 10
	}
	return r, nil
}

// splitExponent returns a number without its exponent, and the exponent; a number without
// one has 0.
func splitExponent(text string) (decimal string, exponent int) {
	decimal, power, found := strings.Cut(strings.ToLower(text), "e")
	if !found {
		return text, 0
	}
	if _, err := fmt.Sscanf(power, "%d", &exponent); err != nil {
		return "", 0
	}
	return decimal, exponent
}

func rateError(text string) error {
	return fmt.Errorf("rate %q: %w: want a number above zero, such as 0.92", clip(text), ErrMoney)
}

// Inverse returns the rate the other way round.
func (r Rate) Inverse() Rate { return Rate{Num: r.Den, Den: r.Num} }

// Convert returns what an amount comes to in another currency, in its minor units, rounded
// half away from zero.
func (r Rate) Convert(minor int64, from, to Currency) int64 {
	num := r.Num * to.MinorUnits()
	den := r.Den * from.MinorUnits()
	return MulDiv(minor, num, den)
}

// MinorUnits returns how many minor units a unit of the currency has.
func (c Currency) MinorUnits() int64 {
	units := int64(1)
	for range c.Exponent() {
		units *= 10
	}
	return units
}

// In returns the order with its amounts in another currency.
func (o Order) In(to Currency, r Rate) Order {
	from := o.Currency
	o.Currency = to
	o.Total = r.Convert(o.Total, from, to)
	o.Refunded = r.Convert(o.Refunded, from, to)
	o.Discount = r.Convert(o.Discount, from, to)
	o.Cost = r.Convert(o.Cost, from, to)
	o.Lines = o.Lines.convert(func(minor int64) int64 { return r.Convert(minor, from, to) })
	return o
}

// In returns the facts with the orders of other currencies in this one, as far as find
// knows a rate for the day on which they were placed. It returns f itself if nothing
// changes. Of orders that Spill took out the days are not known: they take the rate of the
// oldest order that is still in the record.
func (f *Facts) In(to Currency, find func(Currency, Instant) (Rate, bool)) *Facts {
	then := *f
	then.Orders = ordersIn(f.Orders, to, find)
	then.Remains = ordersIn(f.Remains, to, find)
	at := f.Older.First
	if len(f.Orders) > 0 {
		at = f.Orders[0].Placed
	}
	then.Older.Sums = sumsIn(f.Older.Sums, to, func(c Currency) (Rate, bool) { return find(c, at) })
	return &then
}

func ordersIn(
	orders []Order,
	to Currency,
	find func(Currency, Instant) (Rate, bool),
) []Order {
	converted := orders
	for i, o := range orders {
		if o.Currency == to {
			continue
		}
		rate, ok := find(o.Currency, o.Placed)
		if !ok {
			continue
		}
		if &converted[0] == &orders[0] {
			converted = append([]Order(nil), orders...)
		}
		converted[i] = o.In(to, rate)
	}
	return converted
}

// sumsIn returns the sums with those of other currencies added to that of one, as far as a
// rate is known.
func sumsIn(sums []Sum, to Currency, find func(Currency) (Rate, bool)) []Sum {
	var own Sum
	rest := make([]Sum, 0, len(sums))
	for _, s := range sums {
		rate, ok := Rate{1, 1}, true
		if s.Currency != to {
			rate, ok = find(s.Currency)
		}
		if !ok {
			rest = append(rest, s)
			continue
		}
		own.add(s.in(to, rate))
	}
	if own.Currency == "" {
		return sums
	}
	return append(rest, own)
}

func (s Sum) in(to Currency, r Rate) Sum {
	return Sum{
		Currency: to,
		Orders:   s.Orders,
		Total:    r.Convert(s.Total, s.Currency, to),
		Refunded: r.Convert(s.Refunded, s.Currency, to),
		Discount: r.Convert(s.Discount, s.Currency, to),
		Cost:     r.Convert(s.Cost, s.Currency, to),
		Costed:   r.Convert(s.Costed, s.Currency, to),
	}
}

// add adds another sum of the same currency.
func (s *Sum) add(o Sum) {
	s.Currency = o.Currency
	s.Orders += o.Orders
	s.Total += o.Total
	s.Refunded += o.Refunded
	s.Discount += o.Discount
	s.Cost += o.Cost
	s.Costed += o.Costed
}
