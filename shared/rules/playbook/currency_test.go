package playbook_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

func onDay(day crm.Instant, c crm.Currency, total int64) crm.Order {
	return crm.Order{Placed: day * crm.DayLength, Currency: c, Total: total, Status: crm.OrderPaid}
}

func TestOrdersAreConvertedByTheRateOfTheirDay(t *testing.T) {
	t.Parallel()
	c := playbook.DefaultConfig("acme", "EUR")
	c.Rates = playbook.Rates{"USD": {{From: "1970-02-01", Rate: "0.5"}, {From: "1970-03-01", Rate: "0.8"}}}
	f := &crm.Facts{
		Orders: []crm.Order{
			onDay(0, "USD", 1000), onDay(31, "USD", 1000), onDay(58, "USD", 1000), onDay(59, "USD", 1000),
			onDay(60, "EUR", 1000), onDay(61, "CNY", 1000),
		},
		Older: crm.Older{Orders: 3, First: 1, Sums: []crm.Sum{
			{Currency: "CNY", Orders: 1, Total: 70}, {Currency: "EUR", Orders: 1, Total: 100}, {Currency: "USD", Orders: 1, Total: 100},
		}},
	}
	before := crm.EncodeFacts(f)
	got := c.Facts(f, 100*crm.DayLength)
	var said []crm.Money
	for _, o := range got.Orders {
		said = append(said, o.Net())
	}
	eur := crm.Currency("EUR").Of
	want := []crm.Money{eur(500), eur(500), eur(500), eur(800), eur(1000), crm.Currency("CNY").Of(1000)}
	if diff := cmp.Diff(want, said); diff != "" {
		t.Error(diff)
	}
	sums := []crm.Sum{{Currency: "CNY", Orders: 1, Total: 70}, {Currency: "EUR", Orders: 2, Total: 150}}
	if diff := cmp.Diff(sums, got.Older.Sums); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(before, crm.EncodeFacts(f)); diff != "" {
		t.Error("the record was changed")
	}
}

func TestEachLineOfTheRatesIsChecked(t *testing.T) {
	t.Parallel()
	for want, rates := range map[string]playbook.Rates{
		"":                             {"USD": {{From: "2026-01-01", Rate: "0.92"}, {From: "2026-02-01", Rate: "0.93"}}},
		"which is no currency":         {"usd": {{From: "2026-01-01", Rate: "0.92"}}},
		"the store's own currency":     {"EUR": {{From: "2026-01-01", Rate: "1"}}},
		"rates.USD has no line":        {"USD": {}},
		"line 2 of rates.USD: from is": {"USD": {{From: "2026-01-01", Rate: "0.92"}, {From: "2026-2-1", Rate: "0.93"}}},
		"not later than the line":      {"USD": {{From: "2026-01-01", Rate: "0.92"}, {From: "2026-01-01", Rate: "0.93"}}},
		"line 1 of rates.USD: rate is": {"USD": {{From: "2026-01-01", Rate: "0"}}},
	} {
		c := playbook.DefaultConfig("acme", "EUR")
		c.Rates = rates
		err := c.Validate()
		if want == "" && err != nil || want != "" && (err == nil || !strings.Contains(err.Error(), want)) {
			t.Errorf("%v: %v, want %q", rates, err, want)
		}
	}
}

func TestAStoreThatLearnsItsCurrencyHasThatCurrencysCosts(t *testing.T) {
	t.Parallel()
	c := playbook.DefaultConfig("acme", "EUR")
	c.CurrencyFrom = playbook.Assumed
	var own playbook.Measure
	for own = range c.Costs {
		break
	}
	c.Costs[own] = 77_77
	c.SetCurrency("JPY", playbook.FromFirstOrder+"shop")
	want := playbook.DefaultConfig("acme", "JPY")
	want.Costs[own] = 77_77
	want.CurrencyFrom = "first order of shop"
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
	if c.CurrencyAssumed() || c.Validate() != nil {
		t.Error(c.Validate())
	}
}
