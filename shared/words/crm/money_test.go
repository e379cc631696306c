package crm_test

import (
	"errors"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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

func TestMulDivRoundsHalfAwayFromZeroAndNeverOverflows(t *testing.T) {
	t.Parallel()
	got := []int64{crm.MulDiv(5, 1, 2), crm.MulDiv(-5, 1, 2), crm.MulDiv(1<<60, 1<<60, 1<<60), crm.MulDiv(1<<62, 1<<62, 1), crm.MulDiv(7, 0, 3)}
	want := []int64{3, -3, 1 << 60, 1<<63 - 1, 0}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Fatal(diff)
	}
}

func TestDaysAndDurationsLeadFromOneInstantToAnother(t *testing.T) {
	t.Parallel()
	at := crm.Instant(40 * day)
	got := []crm.Instant{at.AddDays(2), at.AddDays(-2), at.Add(90 * time.Minute), at.Add(-time.Millisecond), at.Add(time.Microsecond)}
	want := []crm.Instant{42 * day, 38 * day, 40*day + 5_400_000, 40*day - 1, at}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}

func TestTheLastPurchaseIsTheNewestOrderThatCountsByThen(t *testing.T) {
	t.Parallel()
	f := &crm.Facts{Orders: []crm.Order{
		{Ref: crm.Ref{ID: "1"}, Placed: 1 * day, Total: 5},
		{Ref: crm.Ref{ID: "2"}, Placed: 2 * day, Total: 5},
		{Ref: crm.Ref{ID: "3"}, Placed: 3 * day, Total: 5, Cancelled: true},
		{Ref: crm.Ref{ID: "4"}, Placed: 4 * day, Refunded: 5}, // a credit note
	}}
	for now, want := range map[crm.Instant]string{5 * day: "2", 2 * day: "2", 2*day - 1: "1", day - 1: ""} {
		o, ok := f.LastPurchase(now)
		if ok != (want != "") || ok && o.ID != want {
			t.Errorf("by %d it is %v, %t", now, o, ok)
		}
	}
}
