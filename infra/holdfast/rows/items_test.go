package rows_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/holdfast/rows"
	"holdfast/shared/words/crm"
)

func TestTheProductsOfAnOrderAreItsLines(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		file string
		want []crm.Line
	}{
		"a row a product, priced": {
			"order,customer,date,sku,description,quantity,unit price\n536365,17850,2026-02-01,85123A,HEART,6,2.55\n536365,17850,2026-02-01,71053,LANTERN,8,3.39\n",
			[]crm.Line{{Product: "sku:71053", Quantity: 8, Amount: 2712}, {Product: "sku:85123A", Quantity: 6, Amount: 1530}},
		},
		"a row a product, with what it came to": {
			"order,date,product id,quantity,amount,discount\n1,2026-02-01,77,2,20.00,1.50\n1,2026-02-01,78,1,5.00,\n",
			[]crm.Line{{Product: "77", Quantity: 2, Amount: 2000, Discount: 150}, {Product: "78", Quantity: 1, Amount: 500}},
		},
		"Shopify's export": {
			"Name,Financial Status,Total,Created at,Lineitem quantity,Lineitem name,Lineitem price,Lineitem sku,Lineitem discount,Id,Currency\n" +
				"#1001,paid,24.90,2026-02-01 10:00:00 +0100,2,Assam,9.95,TEA-A,0.00,5001,EUR\n#1001,,,2026-02-01 10:00:00 +0100,1,Cup,8.00,CUP,3.00,,\n",
			[]crm.Line{{Product: "sku:TEA-A", Quantity: 2, Amount: 1990}, {Product: "sku:CUP", Quantity: 1, Amount: 800, Discount: 300}},
		},
		"names alone are no lines": {"order,date,product,amount\n1,2026-02-01,tea,5\n", nil},
	} {
		events, bad, _ := read(t, c.file, euros)
		if len(bad) > 0 || len(events) != 1 {
			t.Fatal(name, events, bad)
		}
		if diff := cmp.Diff(c.want, events[0].Order.Lines.List()); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}
	if events, _, _ := read(t, "order,date,product,sku,amount\n1,2026-02-01,tea,,5\n", rows.Options{Kind: rows.Orders, Currency: "EUR"}); events[0].Order.Goods != "tea" {
		t.Errorf("the name is lost: %q", events[0].Order.Goods)
	}
}
