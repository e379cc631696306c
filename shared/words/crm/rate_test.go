package crm_test

import (
	"testing"

	"holdfast/shared/words/crm"
)

func TestARateConvertsWithoutAFloat(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		rate     string
		minor    int64
		from, to crm.Currency
		want     int64
	}{
		{"0.92", 10000, "USD", "EUR", 9200},
		{"1", 10000, "USD", "EUR", 10000},
		{"0.0062", 10000, "JPY", "EUR", 6200},
		{"161.3", 6200, "EUR", "JPY", 10001},
		{"1.2E-2", 10000, "USD", "EUR", 120},
		{"12e1", 100, "USD", "EUR", 12000},
		{"0.333333333333333333", 300, "USD", "EUR", 100},
		{"0.92", -10005, "USD", "EUR", -9205},
		{"3.27", 100, "KWD", "USD", 33},
	} {
		rate, err := crm.ParseRate(c.rate)
		if got := rate.Convert(c.minor, c.from, c.to); err != nil || got != c.want {
			t.Errorf("%d %s at %s is %d %s, want %d (%v)", c.minor, c.from, c.rate, got, c.to, c.want, err)
		}
	}
	rate, _ := crm.ParseRate("1.25")
	if got := rate.Inverse().Convert(10000, "USD", "EUR"); got != 8000 {
		t.Errorf("100.00 divided by 1.25 is %d", got)
	}
}

func TestWhatIsNoRateIsUnknownAndNeverOne(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"", "0", "0.000", "-1", "one", "1,1", "1e99", "1e-99", "1ex", ".", "1.2.3", "9999999999999"} {
		if r, err := crm.ParseRate(text); err == nil {
			t.Errorf("%q is taken for %v", text, r)
		}
	}
}
