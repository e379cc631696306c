package command_test

import (
	"strings"
	"testing"
)

// Nobody asked to be erased here: the only order was deleted.
func TestACustomerWhoseOnlyOrderWasDeletedIsNotSaidToBeErased(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("order.jsonl", `{"topic": "orders/create", "body": {"id": 1, "created_at": "2026-01-05T10:00:00Z", "updated_at": "2026-01-05T10:00:00Z", "currency": "EUR", "total_price": "10.00", "financial_status": "paid", "email": "ann@example.com"}}
{"topic": "orders/delete", "body": {"id": 1}}
`)
	d.do("--dir", "shop", "replay", "order.jsonl")
	shown := d.do("--dir", "shop", "customers", "show", "ann@example.com")
	if !strings.Contains(shown, "gone: what named them was deleted") || strings.Contains(shown, "0001") {
		t.Error(shown)
	}
}
