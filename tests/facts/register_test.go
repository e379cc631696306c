package facts

import (
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// describeRegister writes what is known of the products that are sold, one a line.
func describeRegister(b *strings.Builder, h *House) {
	products, err := table.Collect(book.Readable(h.Book.Products(context.Background(), Store)))
	if err != nil {
		fmt.Fprintln(b, err)
	}
	for _, p := range crm.NewRegister(products).List() {
		fmt.Fprintf(b, "product %s %q", p.Ref, p.Title.Value)
		for _, text := range []crm.Text{p.SKU, p.Category, p.Vendor} {
			if text.Value != "" {
				fmt.Fprintf(b, ", %s", text.Value)
			}
		}
		if price, ok := p.Price.In("EUR", "EUR"); ok {
			fmt.Fprintf(b, ", for %s", crm.Currency("EUR").Of(price))
		}
		if cost, ok := p.Cost.In("EUR", "EUR"); ok {
			fmt.Fprintf(b, ", costs %s", crm.Currency("EUR").Of(cost))
		}
		if p.Life.Days > 0 {
			fmt.Fprintf(b, ", lasts %d days", p.Life.Days)
		}
		if p.Deleted() {
			fmt.Fprint(b, ", deleted")
		}
		fmt.Fprintln(b)
	}
}

// The register is learned once: what a worker has seen of a product costs nothing when it is sold again.
func TestOrdersOfKnownProductsCostNoMoreThanOthers(t *testing.T) {
	t.Parallel()
	var c counter
	h := NewHouse(t, c.meter, nil)
	const orders, products = 300, 40
	var messages []queue.Message
	for order := range orders {
		at := h.Time.AddDate(0, 0, -(orders-order)/2)
		for i, status := range []string{"pending", "paid", "paid", "fulfilled", "completed"} {
			messages = append(messages, orderOfProducts(order, i, status, at, order%products, (order*7+3)%products))
		}
	}
	for i := 0; i < len(messages); i += 10 {
		h.Fold(t, messages[i:min(i+10, len(messages))])
	}
	n := float64(len(messages))
	t.Logf("%.2f write and %.2f read units a webhook of two lines", c.write/n, c.read/n)
	if c.write/n > 1.15 || c.read/n > 1.25 {
		t.Errorf("%.2f write and %.2f read units a webhook, want at most 1.15 and 1.25", c.write/n, c.read/n)
	}

	placed := h.Time.AddDate(0, 0, -1)
	h.Fold(t, []queue.Message{orderOfProducts(orders, 0, "pending", placed, 1, 2)})
	c.reset()
	h.Fold(t, []queue.Message{orderOfProducts(orders, 1, "paid", placed, 1, 2)})
	if c.write != 1 || c.read != 1 {
		t.Errorf("news of a known order of known products: %v write and %v read units, want 1 and 1", c.write, c.read)
	}
}

// orderOfProducts is an order, of one of 120 customers, of two products.
func orderOfProducts(order, change int, status string, at time.Time, one, other int) queue.Message {
	const item = `{"id":"4914838%04d","sku":"TEA-%d","name":"Tea no. %d","quantity":1,"amount":"24.95"}`
	items := fmt.Sprintf(item+","+item, one, one, one, other, other, other)
	updated := at.Add(time.Duration(change) * time.Hour)
	who := order % 120
	return Message("shop", "order.updated", fmt.Sprintf(
		`{"timestamp":%q,"data":{"id":"58800%06d","currency":"EUR","total":"49.90","status":%q,"placed_at":%q,"updated_at":%q,"items":[%s],"customer":{"id":"71500%06d","email":"customer%d@example.com"}}}`,
		at.Format(time.RFC3339), order, status, at.Format(time.RFC3339), updated.Format(time.RFC3339), items, who, who), updated)
}

func TestAProductsRecordThatCannotBeReadHoldsUpNoOrder(t *testing.T) {
	t.Parallel()
	h := NewHouse(t, nil, nil)
	key := table.Key{PK: "P#" + Store, SK: "shop:49148380001"}
	damaged := table.Op{Kind: table.Put, Item: table.Item{Key: key, Body: []byte{1, 9}}}
	if err := h.Table.Write(context.Background(), damaged); err != nil {
		t.Fatal(err)
	}
	h.Fold(t, []queue.Message{orderOfProducts(1, 0, "paid", h.Time.AddDate(0, 0, -1), 1, 2)})
	if got := knownBy(t, h); !strings.Contains(got, "order shop:58800000001: paid") || !strings.Contains(got, `product shop:49148380002 "Tea no. 2"`) {
		t.Error(got)
	}
}

// A worker reads what products cost now and then, and judges by it; the record stays as it was told.
func TestCostsServeWithinTheHourAndStayOutOfTheRecord(t *testing.T) {
	t.Parallel()
	ctx := context.Background()
	h := NewHouse(t, nil, nil)
	placed := h.Time.AddDate(0, 0, -1)
	h.Fold(t, []queue.Message{orderOfProducts(1, 0, "paid", placed, 1, 2)})
	const cost = `{"timestamp":%q,"data":{"sku":"TEA-%d","cost":"%d.50"}}`
	for i := range 3 {
		body := fmt.Sprintf(cost, placed.Format(time.RFC3339), i, i)
		h.Fold(t, []queue.Message{Message("shop", "product.updated", body, h.Time)})
	}
	h.Time = h.Time.Add(time.Hour)

	shop, err := h.Shops.FindShop(ctx, Store)
	if err != nil {
		t.Fatal(err)
	}
	c, err := h.Book.FindCustomer(ctx, Store, crm.PlatformKey(crm.Ref{Source: "shop", ID: "71500000001"}))
	if err != nil {
		t.Fatal(err)
	}
	judged := shop.FactsAt(c.Facts, crm.InstantOf(h.Time)).Orders[0]
	if !judged.CostKnown || judged.Cost != 150+250 {
		t.Errorf("judged by the cost %d, known %t", judged.Cost, judged.CostKnown)
	}
	if told := c.Facts.Orders[0]; told.CostKnown {
		t.Errorf("the record says %d", told.Cost)
	}
}
