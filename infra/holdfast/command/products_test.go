package command_test

import (
	"encoding/json"
	"testing"

	"holdfast/infra/holdfast/command"
)

// productLine is what the command says of a product to programs.
type productLine struct {
	ID    string
	SKU   string
	Title string
	Cost  *struct {
		Minor    int64
		Currency string
	}
	Deleted bool
}

func listProducts(t *testing.T, d desk, line ...string) (list []productLine) {
	t.Helper()
	said := d.do(append([]string{"--json", "--dir", "new", "products"}, line...)...)
	if err := json.Unmarshal([]byte(said), &list); err != nil {
		t.Fatalf("%v\n%s", err, said)
	}
	return list
}

// The lines of orders tell of products, a file tells their costs, and with these an order's margin is real.
func TestCostsFromAFileGiveOrdersARealMargin(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.do("--dir", "new", "source", "add", "acme/erp", "--platform", "standard", "--currency", "USD", "--margin", "10 %")
	d.write("orders.csv", "order,customer,email,date,sku,product,quantity,unit price\n"+
		"A1,7,ann@example.com,2026-06-01,TEA-S,Assam,2,50.00\nA2,7,ann@example.com,2026-06-11,TEA-S,Assam,1,50.00\nA2,7,,2026-06-11,CUP,Cup,1,20.00\n")
	d.do("--dir", "new", "import", "orders.csv", "--source", "erp")
	if list := listProducts(t, d, "--no-cost"); len(list) != 2 || list[0].Title != "Assam" || list[1].SKU != "CUP" {
		t.Fatalf("%+v", list)
	}
	year := func() (sums struct{ Profit, Costed int64 }) {
		var shown struct {
			Customer struct {
				Year *struct{ Profit, Costed int64 }
			}
		}
		shown.Customer.Year = &sums
		said := d.do("--json", "--dir", "new", "customers", "show", "ann@example.com")
		if err := json.Unmarshal([]byte(said), &shown); err != nil {
			t.Fatal(err)
		}
		return sums
	}
	if got := year(); got.Profit != 17_00 || got.Costed != 0 {
		t.Errorf("by the assumed margin %+v", got)
	}

	d.write("costs.csv", "SKU,Cost,Life\ntea-s,20.00,30\nMUG,1.00,\n")
	says(t, d.do("--dir", "new", "import", "costs.csv", "--source", "erp", "--kind", "products"), "2 products; 0 unusable")
	if got := year(); got.Profit != 60_00+7_00 || got.Costed != 1 {
		t.Errorf("with the cost of the tea only: %+v", got)
	}
	d.write("cup.csv", "id,sku,cost\n,CUP,15\n")
	d.do("--dir", "new", "import", "cup.csv", "--source", "erp", "--kind", "products")
	if got := year(); got.Profit != 60_00+35_00 || got.Costed != 2 {
		t.Errorf("with all costs: %+v", got)
	}

	says(t, d.do("--dir", "new", "products"), "Assam", "20.00 USD", "MUG")
	says(t, d.do("--dir", "new", "products", "show", "TEA-S"), "50.00 USD", "20.00 USD", "30 days")
	if list := listProducts(t, d, "cup"); len(list) != 1 || list[0].Cost == nil || list[0].Cost.Minor != 15_00 || list[0].Cost.Currency != "USD" {
		t.Errorf("%+v", list)
	}
	if code, _, errout := d.run("--dir", "new", "products", "show", "SAUCER"); code != command.ExitFailed {
		t.Errorf("an unknown product: exit %d, %s", code, errout)
	}
	says(t, d.do("--dir", "new", "report", "exit-cost", "--fresh", "--json"), `"costed": 2`)
}
