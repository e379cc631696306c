package facts

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// counter adds up the capacity units that a table consumed. Customers of one batch are written side by side.
type counter struct {
	mu          sync.Mutex
	write, read float64
}

func (c *counter) meter(write, read float64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write += write
	c.read += read
}

func (c *counter) reset() {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.write, c.read = 0, 0
}

func TestAnOrdinaryEventCostsOneWriteUnit(t *testing.T) {
	t.Parallel()
	var c counter
	h := NewHouse(t, c.meter, nil)
	at := h.Time.AddDate(0, 0, -3)
	h.Fold(t, []queue.Message{orderMessage(1, 1, 0, "pending", at)})
	for i, status := range []string{"paid", "fulfilled", "completed"} {
		c.reset()
		h.Fold(t, []queue.Message{orderMessage(1, 1, i+1, status, at)})
		if c.write != 1 || c.read != 1 {
			t.Errorf("news of an order that is known: %v write and %v read units, want 1 and 1", c.write, c.read)
		}
	}
	c.reset()
	h.Fold(t, []queue.Message{orderMessage(1, 1, 3, "completed", at)})
	if c.write != 0 {
		t.Errorf("the same again: %v write units, want none", c.write)
	}
	c.reset()
	h.Fold(t, []queue.Message{orderMessage(1, 2, 1, "paid", at), orderMessage(1, 2, 2, "fulfilled", at), orderMessage(1, 3, 1, "paid", at)})
	if c.write != 3 {
		t.Errorf("two new orders of one customer in a batch: %v write units, want 1 and 1 for each to be found by", c.write)
	}
}

func TestNewsOfAParcelCostsOneWriteUnit(t *testing.T) {
	t.Parallel()
	var c counter
	h := NewHouse(t, c.meter, nil)
	at := h.Time.AddDate(0, 0, -3)
	parcel := func(ship string, hours int) queue.Message {
		said := at.Add(time.Duration(hours) * time.Hour)
		body := fmt.Sprintf(`{"id":255,"order_id":"58800000001","status":"success","created_at":%q,"updated_at":%q,"shipment_status":%q}`,
			at.Format(time.RFC3339), said.Format(time.RFC3339), ship)
		return message("shopify", "shop", "fulfillments/update", body, said)
	}
	h.Fold(t, []queue.Message{orderMessage(1, 1, 0, "paid", at)})
	for i, ship := range []string{"in_transit", "out_for_delivery", "delivered"} {
		c.reset()
		h.Fold(t, []queue.Message{parcel(ship, i+1)})
		if c.write != 1 || c.read > 2 {
			t.Errorf("%s: %v write and %v read units, want 1 and at most 2", ship, c.write, c.read)
		}
	}
	c.reset()
	h.Fold(t, []queue.Message{parcel("in_transit", 1)})
	if c.write != 0 {
		t.Errorf("the same again: %v write units, want none", c.write)
	}
}

func TestACustomerWithThreeOrdersTakesLessThanAKilobyte(t *testing.T) {
	t.Parallel()
	h := NewHouse(t, nil, nil)
	for order := range 3 {
		at := h.Time.AddDate(0, -order, 0)
		h.Fold(t, []queue.Message{orderMessage(1, order, 0, "pending", at), orderMessage(1, order, 5, "completed", at)})
	}
	k := crm.PlatformKey(crm.Ref{Source: "shop", ID: "71500000001"})
	items, err := h.Table.Get(context.Background(), true, table.Key{PK: "C#" + Store + "#" + string(k), SK: "c"})
	if err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	for key, it := range items {
		size := len(key.PK) + len(key.SK) + len(it.Body) + len(it.Due.PK) + len(it.Due.SK) + 40 // 40: attribute names, version
		t.Logf("%d bytes, %d of them facts", size, len(book.FactBytes(it)))
		if size >= 1024 {
			t.Errorf("%d bytes: two write units for every event", size)
		}
	}
}

func TestThreeOrdersOfTwoLinesFitOneWriteUnit(t *testing.T) {
	t.Parallel()
	h := NewHouse(t, nil, nil)
	for order := range 3 {
		at := h.Time.AddDate(0, -order, 0)
		h.Fold(t, []queue.Message{orderOfTwoLines(order, "pending", at), orderOfTwoLines(order, "completed", at)})
	}
	k := crm.PlatformKey(crm.Ref{Source: "shop", ID: "71500000001"})
	items, err := h.Table.Get(context.Background(), true, table.Key{PK: "C#" + Store + "#" + string(k), SK: "c"})
	if err != nil || len(items) != 1 {
		t.Fatal(items, err)
	}
	for key, it := range items {
		size := len(key.PK) + len(key.SK) + len(it.Body) + len(it.Due.PK) + len(it.Due.SK) + 40 // 40: attribute names, version
		t.Logf("%d bytes, %d of them facts", size, len(book.FactBytes(it)))
		if size >= 800 {
			t.Errorf("%d bytes, and %d left for tickets, parcels and consents", size, 1024-size)
		}
	}
}

// orderOfTwoLines is one of a customer's orders, each of two products with long names that no other order has.
func orderOfTwoLines(order int, status string, at time.Time) queue.Message {
	const item = `{"id":"491483858865%02d","sku":"TEA-ASSAM-%02d","name":"Assam second flush, whole leaf, no. %d, 500 g","quantity":2,"amount":"39.80","discount":"4.00"}`
	items := fmt.Sprintf(item+","+item, 2*order, 2*order, 2*order, 2*order+1, 2*order+1, 2*order+1)
	updated := at
	if status != "pending" {
		updated = at.Add(time.Hour)
	}
	return Message("shop", "order.updated", fmt.Sprintf(
		`{"timestamp":%q,"data":{"id":"5880000%04d","number":"#%d","currency":"EUR","total":"75.60","discount":"8.00","status":%q,"placed_at":%q,"updated_at":%q,"items":[%s],"customer":{"id":"71500000001","email":"customer1@example.com","name":"Customer Number1","phone":"+4917612345001"}}}`,
		at.Format(time.RFC3339), order, 1000+order, status, at.Format(time.RFC3339), updated.Format(time.RFC3339), items), updated)
}

func TestARealisticMixStaysWithinItsUnits(t *testing.T) {
	t.Parallel()
	var c counter
	h := NewHouse(t, c.meter, nil)
	messages, customers := Mix(h.Time, 400)
	c.reset()
	for i := 0; i < len(messages); i += 10 {
		h.Fold(t, messages[i:min(i+10, len(messages))])
	}
	n := float64(len(messages))
	t.Logf("%d webhooks of %d customers: %.2f write and %.2f read units each", len(messages), customers, c.write/n, c.read/n)
	if c.write/n > 1.15 || c.read/n > 1.25 {
		t.Errorf("%.2f write and %.2f read units a webhook, want at most 1.15 and 1.25", c.write/n, c.read/n)
	}
}
