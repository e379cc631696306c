package console

import "holdfast/shared/words/crm"

// currencySums are sums of different currencies, never added. The currencies stand in the
// order in which they were first added.
type currencySums struct {
	minor      map[crm.Currency]int64
	currencies []crm.Currency
}

// add adds an amount in minor units to the sum of its currency.
func (s *currencySums) add(currency crm.Currency, minor int64) {
	if s.minor == nil {
		s.minor = map[crm.Currency]int64{}
	}
	if _, seen := s.minor[currency]; !seen {
		s.currencies = append(s.currencies, currency)
	}
	s.minor[currency] += minor
}

// amounts returns the sums, one for each currency.
func (s *currencySums) amounts() []crm.Money {
	var amounts []crm.Money
	for _, currency := range s.currencies {
		amounts = append(amounts, currency.Of(s.minor[currency]))
	}
	return amounts
}
