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
