package facts

import (
	"context"
	"fmt"
	"testing"
	"time"

	"holdfast/shared/records/queue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// unnamed is a house whose store has named no currency.
func unnamed(t *testing.T) *House {
	h := NewHouse(t, nil, nil)
	shop, err := h.Book.FindShop(context.Background(), Store)
	if err != nil {
		t.Fatal(err)
	}
	shop.Playbook.CurrencyFrom = playbook.Assumed
	if err := h.Book.SaveSettings(context.Background(), shop); err != nil {
		t.Fatal(err)
	}
	if _, err := h.Shops.FindShop(context.Background(), Store); err != nil {
		t.Fatal(err)
	}
	return h
}

func (h *House) wooOrder(id int, currency, meta string) queue.Message {
	body := fmt.Sprintf(`{"id": %d, "status": "processing", "currency": %q, "total": "110.00", "customer_id": 4,
		"date_created_gmt": "2026-05-01T10:00:00", "date_modified_gmt": "2026-05-01T10:00:00", "meta_data": [%s]}`, id, currency, meta)
	return message("woocommerce", "woocommerce", "order.created", body, time.Date(2026, 5, 1, 10, 0, 30, 0, time.UTC))
}

func (h *House) config(t *testing.T) playbook.Config {
	shop, err := h.Shops.FindShop(context.Background(), Store)
	if err != nil {
		t.Fatal(err)
	}
	return shop.Playbook
}

func (h *House) netsOf(t *testing.T, key crm.Key) (nets []string) {
	c, err := h.Book.FindCustomer(context.Background(), Store, key)
	if err != nil {
		t.Fatal(err)
	}
	for _, o := range c.Facts.Orders {
		nets = append(nets, o.Net().String())
	}
	return nets
}

func TestAStoreThatNamedNoCurrencyTakesThatOfItsFirstOrder(t *testing.T) {
	t.Parallel()
	h := unnamed(t)
	h.Fold(t, []queue.Message{h.wooOrder(1, "USD", ""), h.wooOrder(2, "CNY", "")})
	c := h.config(t)
	if c.Currency != "USD" || c.CurrencyFrom != "first order of woocommerce" {
		t.Errorf("%s, from %q", c.Currency, c.CurrencyFrom)
	}
	h.Fold(t, []queue.Message{h.wooOrder(3, "CNY", "")})
	if c := h.config(t); c.Currency != "USD" {
		t.Errorf("a later order changed it to %s", c.Currency)
	}
}

func TestACurrencyThatAPersonNamedStays(t *testing.T) {
	t.Parallel()
	h := NewHouse(t, nil, nil)
	h.Fold(t, []queue.Message{h.wooOrder(1, "USD", "")})
	if c := h.config(t); c.Currency != "EUR" || c.CurrencyFrom != "" {
		t.Errorf("%s, from %q", c.Currency, c.CurrencyFrom)
	}
}

// Some plugins state the rate to the shop's currency, but not which that is: the settings know it.
func TestARateWithoutItsCurrencyLeadsToTheStores(t *testing.T) {
	t.Parallel()
	const aelia = `{"key": "_base_currency_exchange_rate", "value": "0.5"}`
	h := NewHouse(t, nil, nil)
	h.Fold(t, []queue.Message{h.wooOrder(1, "USD", aelia)})
	if nets := h.netsOf(t, "p:woocommerce:4"); fmt.Sprint(nets) != "[55.00 EUR]" {
		t.Error(nets)
	}

	// An order in a foreign currency tells no store its own.
	h = unnamed(t)
	h.Fold(t, []queue.Message{h.wooOrder(1, "USD", aelia)})
	if c := h.config(t); !c.CurrencyAssumed() {
		t.Errorf("%s, from %q", c.Currency, c.CurrencyFrom)
	}
	h.Fold(t, []queue.Message{h.wooOrder(2, "GBP", "")})
	h.Fold(t, []queue.Message{h.wooOrder(3, "USD", aelia)})
	if nets := h.netsOf(t, "p:woocommerce:4"); fmt.Sprint(nets) != "[110.00 USD 110.00 GBP 55.00 GBP]" {
		t.Error(nets)
	}
}

// A first order may be a foreign buyer's: the census finds the currency of most.
func TestTheCensusMendsACurrencyThatMostOrdersBelie(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		currencies []crm.Currency // of the orders, in this order
		change     func(*playbook.Config)
		want       crm.Currency
		from       string
	}{
		"one foreign order came first": {[]crm.Currency{"USD", "CNY", "CNY", "CNY"}, nil, "CNY", playbook.FromMostOrders},
		"two currencies, much alike":   {[]crm.Currency{"USD", "CNY", "CNY"}, nil, "USD", "first order of woocommerce"},
		"three currencies":             {[]crm.Currency{"USD", "CNY", "JPY", "JPY", "JPY"}, nil, "JPY", playbook.FromMostOrders},
		"a person named it": {
			[]crm.Currency{"USD", "CNY", "CNY", "CNY"},
			func(c *playbook.Config) { c.SetCurrency("USD", "") },
			"USD", "",
		},
		"a person has set a rate": {
			[]crm.Currency{"USD", "CNY", "CNY", "CNY"},
			func(c *playbook.Config) { c.Rates = playbook.Rates{"GBP": {{From: "2026-01-01", Rate: "1.3"}}} },
			"USD", "first order of woocommerce",
		},
	} {
		h := unnamed(t)
		h.Time = time.Date(2026, 5, 2, 10, 0, 0, 0, time.UTC)
		for i, currency := range c.currencies {
			h.Fold(t, []queue.Message{h.wooOrder(i+1, string(currency), "")})
		}
		shop, err := h.Book.FindShop(t.Context(), Store)
		if err != nil {
			t.Fatal(err)
		}
		if c.change != nil {
			c.change(&shop.Playbook)
			if err := h.Book.SaveSettings(t.Context(), shop); err != nil {
				t.Fatal(err)
			}
		}

		counting, work := h.counting(t)
		if err := counting.Start(t.Context(), h.Time); err != nil {
			t.Fatal(err)
		}
		work()
		after, err := h.Book.FindShop(t.Context(), Store)
		if err != nil {
			t.Fatal(err)
		}
		if got := after.Playbook; got.Currency != c.want || got.CurrencyFrom != c.from {
			t.Errorf("%s: %s from %q, want %s from %q", name, got.Currency, got.CurrencyFrom, c.want, c.from)
		}
	}
}
