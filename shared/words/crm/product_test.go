package crm_test

import (
	"bytes"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/words/crm"
	"holdfast/shared/words/packed"
)

func aText(t *rapid.T, name string) crm.Text {
	value := rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, name)
	if value == "" {
		return crm.Text{}
	}
	return crm.Text{Value: value, At: anInstant(t)}
}

func aPrice(t *rapid.T, name string) crm.PriceTag {
	if !rapid.Bool().Draw(t, name) {
		return crm.PriceTag{}
	}
	currency := rapid.SampledFrom([]crm.Currency{"EUR", crm.ShopCurrency}).Draw(t, "currency")
	at := rapid.SampledFrom([]crm.Instant{crm.LineDate(800 * day), 3 * day, 4*day + 7}).Draw(t, "at")
	return crm.PriceTag{Money: currency.Of(rapid.Int64Range(0, 3).Draw(t, "minor")), At: at}
}

func aProduct(t *rapid.T) crm.Product {
	p := crm.Product{
		Ref:      crm.Ref{Source: "shop", ID: rapid.SampledFrom([]string{"1", "9", "sku:a", "49148385886514"}).Draw(t, "id")},
		Parent:   rapid.SampledFrom([]string{"", "60"}).Draw(t, "parent"),
		SKU:      aText(t, "sku"),
		Title:    aText(t, "title"),
		Category: aText(t, "category"),
		Vendor:   aText(t, "vendor"),
		Price:    aPrice(t, "price"),
		Cost:     aPrice(t, "cost"),
		Gone:     rapid.SampledFrom([]crm.Instant{0, 2 * day}).Draw(t, "gone"),
	}
	if rapid.Bool().Draw(t, "lasts") {
		p.Life = crm.Lifetime{Days: rapid.Int64Range(1, 60).Draw(t, "days"), At: anInstant(t)}
	}
	return p
}

func someProducts(t *rapid.T) []crm.Product {
	return crm.JoinProducts(rapid.SliceOfN(rapid.Custom(aProduct), 0, 4).Draw(t, "products"), nil)
}

func TestProductsJoinInAnyOrderAndComeBackAsTheyWere(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		a, b, c := someProducts(t), someProducts(t), someProducts(t)
		same := func(law string, x, y []crm.Product) {
			if !bytes.Equal(crm.EncodeProducts(x), crm.EncodeProducts(y)) {
				t.Fatalf("%s: %s", law, cmp.Diff(x, y))
			}
		}
		same("commutative", crm.JoinProducts(a, b), crm.JoinProducts(b, a))
		same("associative", crm.JoinProducts(crm.JoinProducts(a, b), c), crm.JoinProducts(a, crm.JoinProducts(b, c)))
		same("idempotent", crm.JoinProducts(crm.JoinProducts(a, b), b), crm.JoinProducts(a, b))

		back, err := crm.DecodeProducts(crm.EncodeProducts(a))
		if diff := cmp.Diff(a, back); err != nil || len(a)+len(back) > 0 && diff != "" {
			t.Fatalf("%v %s", err, diff)
		}
	})
}

func TestDamagedProductsAreRefusedOrReadAsTheyWouldBeWritten(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		b := crm.EncodeProducts(someProducts(t))
		i := rapid.IntRange(0, len(b)-1).Draw(t, "at")
		b[i] = rapid.Byte().Draw(t, "with")
		products, err := crm.DecodeProducts(b)
		if err != nil {
			if !errors.Is(err, packed.ErrCorrupt) && !errors.Is(err, packed.ErrNewer) {
				t.Fatal(err)
			}
			return
		}
		crm.NewRegister(products).List()
	})
}

// sold is what an order's line says, stated what a product's own delivery does.
func sold(id, title string, minor int64, placed crm.Instant) crm.Product {
	return crm.Product{
		Ref:   crm.Ref{Source: "shop", ID: id},
		Title: crm.Text{Value: title, At: crm.LineDate(placed)},
		Price: crm.PriceTag{Money: crm.Currency("EUR").Of(minor), At: crm.LineDate(placed)},
	}
}

func TestAnOrdersLineIsTheWeakestWordOfAProduct(t *testing.T) {
	t.Parallel()
	year := 365 * day
	stated := crm.Product{Ref: crm.Ref{Source: "shop", ID: "7"}, Title: crm.Text{Value: "Assam", At: 20 * year}}
	joined := stated.Join(sold("7", "Assam (old)", 900, 30*year))
	if joined.Title.Value != "Assam" || joined.Price.Minor != 900 {
		t.Errorf("%+v", joined)
	}
	again := joined.Join(sold("7", "Assam (old)", 700, 30*year+3*day)) // in a sale
	if again != joined {
		t.Errorf("another order of the year is news: %+v", again)
	}
	if next := joined.Join(sold("7", "Assam", 950, 31*year+day)); next.Price.Minor != 950 {
		t.Errorf("next year's price is %+v", next.Price)
	}
}

func costing(id string, minor int64, c crm.Currency) crm.Product {
	return crm.Product{
		Ref:  crm.Ref{Source: "shop", ID: id},
		Cost: crm.PriceTag{Money: c.Of(minor), At: 5 * day},
	}
}

func TestTheRegisterJoinsWhatSourcesSayByIDBySKUAndByParent(t *testing.T) {
	t.Parallel()
	text := func(value string, at crm.Instant) crm.Text { return crm.Text{Value: value, At: at} }
	shop := func(id string) crm.Ref { return crm.Ref{Source: "shop", ID: id} }
	r := crm.NewRegister([]crm.Product{
		{Ref: shop("60"), Title: text("Assam", day), Vendor: text("Linden", day)},
		{Ref: shop("611"), Parent: "60", SKU: text("TEA-S", day), Title: text("Assam - 100 g", day)},
		{Ref: shop("612"), Parent: "60", SKU: text("TEA-L", day), Title: text("Assam - 500 g", day)},
		{Ref: shop("sku:tea-l"), Cost: crm.PriceTag{Money: crm.ShopCurrency.Of(4_5000), At: day}},
		{Ref: shop("60"), Life: crm.Lifetime{Days: 30, At: 2 * day}},
		{Ref: crm.Ref{Source: "till", ID: "sku:TEA-L"}, Title: text("ASSAM 500", crm.LineDate(day))},
		{Ref: crm.Ref{Source: "till", ID: "sku:CUP"}, Title: text("Cup", crm.LineDate(day))},
	})
	var titles []string
	for _, p := range r.List() {
		titles = append(titles, p.Ref.String()+" "+p.Title.Value)
	}
	if diff := cmp.Diff([]string{"shop:611 Assam - 100 g", "shop:612 Assam - 500 g", "till:sku:CUP Cup"}, titles); diff != "" {
		t.Error(diff)
	}
	large, ok := r.Find(shop("612"))
	if cost, known := large.Cost.In("EUR", "EUR"); !ok || !known || cost != 450 || large.Vendor.Value != "Linden" || large.Life.Days != 30 {
		t.Errorf("%+v", large)
	}
	if byTill, _ := r.Find(crm.Ref{Source: "till", ID: "sku:TEA-L"}); byTill.Cost != large.Cost {
		t.Errorf("the till's own entry has the cost %v", byTill.Cost)
	}
	gone := crm.NewRegister([]crm.Product{
		{Ref: shop("60"), Gone: 3 * day},
		{Ref: shop("611"), Parent: "60", Title: text("Assam", day)},
		{Ref: shop("70"), Gone: 3 * day, Title: text("back again", 4*day)},
	})
	variant, _ := gone.Find(shop("611"))
	again, _ := gone.Find(shop("70"))
	if !variant.Deleted() || again.Deleted() {
		t.Errorf("deleted: the variant %t, what came back %t", variant.Deleted(), again.Deleted())
	}
}

func TestAnOrdersCostIsThatOfItsPieces(t *testing.T) {
	t.Parallel()
	costs := crm.NewRegister([]crm.Product{
		costing("1", 300, "EUR"),
		costing("2", 12_3450, crm.ShopCurrency),
		costing("3", 100, "USD"),
	}).Costs()
	line := func(product string, quantity, back int64) crm.Line {
		return crm.Line{Product: product, Quantity: quantity, Back: back, Amount: 1000}
	}
	for name, c := range map[string]struct {
		order crm.Order
		want  int64
		known bool
	}{
		"pieces times cost":            {crm.Order{Total: 5000, Lines: crm.NewLines(line("1", 2, 0), line("2", 1, 0))}, 600 + 1235, true},
		"a piece that came back":       {crm.Order{Total: 5000, Refunded: 5000, Lines: crm.NewLines(line("1", 3, 1))}, 600, true},
		"all the money given back":     {crm.Order{Total: 5000, Refunded: 5000, Lines: crm.NewLines(line("1", 3, 0))}, 0, true},
		"some of it, nobody says why":  {crm.Order{Total: 5000, Refunded: 1000, Lines: crm.NewLines(line("1", 3, 0))}, 900, true},
		"a cost in another currency":   {crm.Order{Total: 5000, Lines: crm.NewLines(line("3", 1, 0))}, 0, false},
		"a product without a cost":     {crm.Order{Total: 5000, Lines: crm.NewLines(line("1", 1, 0), line("4", 1, 0))}, 0, false},
		"a line without a product":     {crm.Order{Total: 5000, Lines: crm.NewLines(line("1", 1, 0), line("", 1, 0))}, 0, false},
		"an order that states no line": {crm.Order{Total: 5000}, 0, false},
	} {
		c.order.Source = "shop"
		c.order.Currency = "EUR"
		got, known := costs.CostOf(&c.order, "EUR")
		if got != c.want || known != c.known {
			t.Errorf("%s: %d, %t; want %d, %t", name, got, known, c.want, c.known)
		}
	}
}

func TestCostsAreFilledInWithoutChangingTheRecord(t *testing.T) {
	t.Parallel()
	lines := crm.NewLines(crm.Line{Product: "1", Quantity: 2, Amount: 1000})
	stated := crm.Order{Ref: crm.Ref{Source: "shop", ID: "a"}, Currency: "EUR", Total: 1000, Lines: lines, Cost: 7, CostKnown: true}
	silent := crm.Order{Ref: crm.Ref{Source: "shop", ID: "b"}, Currency: "EUR", Total: 1000, Lines: lines}
	f := &crm.Facts{Orders: []crm.Order{stated, silent}}
	before := crm.EncodeFacts(f)
	filled := crm.NewRegister([]crm.Product{costing("1", 300, "EUR")}).Costs().Fill(f, "EUR")
	if filled.Orders[0] != stated || filled.Orders[1].Cost != 600 || !filled.Orders[1].CostKnown {
		t.Errorf("%+v", filled.Orders)
	}
	if !bytes.Equal(before, crm.EncodeFacts(f)) {
		t.Error("the record was changed")
	}
	if same := (crm.Costs{}).Fill(f, "EUR"); same != f {
		t.Error("without any cost the facts are copied")
	}
}
