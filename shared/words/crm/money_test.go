package crm_test

import (
	"errors"
	"testing"

	"pgregory.net/rapid"

	"holdfast/shared/words/crm"
)

func TestAmountsAreReadWithoutFloats(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		text     string
		currency crm.Currency
		want     int64
	}{
		{"29.35", "USD", 2935},
		{"29.3", "USD", 2930},
		{"29", "USD", 2900},
		{".5", "USD", 50},
		{"5.", "USD", 500},
		{"-10.00", "EUR", -1000},
		{"0.005", "EUR", 1},
		{"0.0049", "EUR", 0},
		{"-0.005", "EUR", -1},
		{"1200", "JPY", 1200},
		{"1200.50", "JPY", 1201},
		{"1.2345", "KWD", 1235},
		{"4611686018427.37", "USD", 461168601842737},
		{"0.1", "USD", 10},
		{"1.10", "USD", 110},
		{"8.70", "USD", 870},
	} {
		got, err := crm.ParseMoney(c.text, c.currency)
		if err != nil || got != (crm.Money{Minor: c.want, Currency: c.currency}) {
			t.Errorf("ParseMoney(%q, %s) = %v, %v; want %d", c.text, c.currency, got, err, c.want)
		}
	}
}

func TestWhatIsNoAmountIsRefused(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", ".", "-", "1,000.00", "1e5", "NaN", "0x10", "1.2.3", "--1", "+1", "9999999999999999999", "12 EUR"} {
		if got, err := crm.ParseMoney(text, "EUR"); !errors.Is(err, crm.ErrMoney) {
			t.Errorf("ParseMoney(%q) = %v, %v; want an ErrMoney", text, got, err)
		}
	}
}

func TestAmountsAreWrittenAsTheyWereRead(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		m := crm.Money{
			Minor:    rapid.Int64Range(-1e14, 1e14).Draw(t, "minor"),
			Currency: rapid.SampledFrom([]crm.Currency{"EUR", "JPY", "KWD", "CLF"}).Draw(t, "currency"),
		}
		if back, err := crm.ParseMoney(m.Decimal(), m.Currency); err != nil || back != m {
			t.Fatalf("%v written as %q comes back as %v, %v", m, m.Decimal(), back, err)
		}
	})
}

func TestAmountsForPeopleHaveSeparators(t *testing.T) {
	t.Parallel()
	for want, m := range map[string]crm.Money{
		"1,234,567.89 EUR": {Minor: 123456789, Currency: "EUR"},
		"-1,000 JPY":       {Minor: -1000, Currency: "JPY"},
		"0.05 USD":         {Minor: 5, Currency: "USD"},
	} {
		if got := m.String(); got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
}
