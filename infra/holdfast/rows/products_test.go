package rows_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/holdfast/rows"
	"holdfast/shared/words/crm"
)

// products are what a file says of products, a line each: id, parent, SKU, title, category, vendor, price, cost, days.
func products(t *testing.T, file string, o rows.Options) (list []string, bad []string) {
	t.Helper()
	events, bad, _ := read(t, file, o)
	for _, e := range events {
		for _, p := range e.Products {
			list = append(list, strings.Join([]string{
				p.ID, p.Parent, p.SKU.Value, p.Title.Value, p.Category.Value, p.Vendor.Value, price(p.Price), price(p.Cost),
				strings.Repeat("*", int(p.Life.Days)),
			}, "|"))
		}
	}
	return list, bad
}

func price(p crm.PriceTag) string {
	if p.At == 0 {
		return ""
	}
	return p.Decimal()
}

var pricedInEuros = rows.Options{Kind: rows.Products, Currency: "EUR", AsOf: at("2026-02-01T00:00:00Z").Time()}

func TestAListOfProductsIsRead(t *testing.T) {
	t.Parallel()
	commas := pricedInEuros
	commas.DecimalComma = true
	for name, c := range map[string]struct {
		file    string
		options rows.Options
		want    []string
	}{
		"every column": {
			"id,parent,sku,title,category,vendor,price,cost,life\n611,60,TEA-S,\"Assam, 100 g\",Tea,Linden,9.90,4.20,3 days\n", pricedInEuros,
			[]string{"611|60|TEA-S|Assam, 100 g|Tea|Linden|9.90|4.20|***"},
		},
		"costs by SKU, as an accountant writes them": {
			"SKU;Cost price\nTEA-S;4,20\nTEA-L;1.014,50\n", commas,
			[]string{"sku:TEA-S||TEA-S|||||4.20|", "sku:TEA-L||TEA-L|||||1014.50|"},
		},
		"Chinese headers": {"商品编号,货号,商品名称,类目,单价,成本,使用天数\n7,T1,龙井,茶,88,31.5,2天\n", pricedInEuros, []string{"7||T1|龙井|茶||88.00|31.50|**"}},
		"Shopify's export": {
			"Handle,Title,Vendor,Type,Option1 Value,Variant SKU,Variant Price,Image Src,Cost per item\n" +
				"assam,Assam,Linden,Tea,100 g,TEA-S,9.90,https://a.example/1.jpg,4.20\nassam,,,,500 g,TEA-L,39.00,,\nassam,,,,,,,https://a.example/2.jpg,\n",
			pricedInEuros,
			[]string{"sku:TEA-S||TEA-S|Assam - 100 g|Tea|Linden|9.90|4.20|", "sku:TEA-L||TEA-L|Assam - 500 g|Tea|Linden|39.00||"},
		},
		"WooCommerce's export": {
			"ID,Type,SKU,Name,Published,Regular price,Categories,Parent,Cost of goods\n77,variable,,Assam,1,,Tea,,\n78,variation,A-250,Assam - 250 g,1,18,,id:77,7.10\n", pricedInEuros,
			[]string{"77|||Assam|Tea||||", "78|77|A-250|Assam - 250 g|||18.00|7.10|"},
		},
	} {
		got, bad := products(t, c.file, c.options)
		if diff := cmp.Diff(c.want, got); diff != "" || len(bad) > 0 {
			t.Errorf("%s: %v %s", name, bad, diff)
		}
	}
}

func TestARowOfNoProductIsRefusedWithItsReason(t *testing.T) {
	t.Parallel()
	got, bad := products(t, "id,sku,price,cost,life\n,,9.90,4.20,\n1.2E+13,,1,1,\n5,,-3,,\n6,,1,1,long\n7,,abc,,\n8,,2,1,\n", pricedInEuros)
	if diff := cmp.Diff([]string{"8|||||" + "|2.00|1.00|"}, got); diff != "" {
		t.Error(diff)
	}
	for i, want := range []string{"neither an id nor an SKU", "shortened by a spreadsheet", "less than nothing", "not a number of days", "price"} {
		if len(bad) != 5 || !strings.Contains(bad[i], want) {
			t.Fatalf("%q does not say %q", bad, want)
		}
	}
	undated := pricedInEuros
	undated.AsOf = rows.Options{}.AsOf
	if _, bad := products(t, "id,price\n5,1\n", undated); len(bad) != 1 || !strings.Contains(bad[0], "--as-of") {
		t.Error(bad)
	}
}
