package facts

import (
	"context"
	"fmt"
	"math/rand/v2"
	"testing"
	"time"

	"holdfast/shared/book"
	"holdfast/shared/crm"
	"holdfast/shared/queue"
	"holdfast/shared/table"
)

// counter adds up the capacity units that a table consumed.
type counter struct{ write, read float64 }

func (c *counter) meter(write, read float64) { c.write += write; c.read += read }

func orderMessage(customer, order, change int, status string, at time.Time) queue.Message {
	return Message("shop", "order.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"58800%06d","number":"#%d","currency":"EUR","total":"49.90","discount":"5.00","status":%q,"placed_at":%q,"updated_at":%q,"customer":{"id":"71500%06d","email":"customer%d@example.com","name":"Customer Number%d","phone":"+4917612345%03d"}}}`,
		at.Format(time.RFC3339), order, 1000+order, status, at.Format(time.RFC3339), at.Add(time.Duration(change)*time.Hour).Format(time.RFC3339), customer, customer, customer, customer), at.Add(time.Duration(change)*time.Hour))
}

func TestAnOrdinaryEventCostsOneWriteUnit(t *testing.T) {
	t.Parallel()
	var c counter
	h := NewHouse(t, c.meter, nil)
	at := h.Time.AddDate(0, 0, -3)
	h.Fold(t, []queue.Message{orderMessage(1, 1, 0, "pending", at)})
	for i, status := range []string{"paid", "fulfilled", "completed"} {
		c = counter{}
		h.Fold(t, []queue.Message{orderMessage(1, 1, i+1, status, at)})
		if c.write != 1 || c.read != 1 {
			t.Errorf("news of an order that is known: %v write and %v read units, want 1 and 1", c.write, c.read)
		}
	}
	c = counter{}
	h.Fold(t, []queue.Message{orderMessage(1, 1, 3, "completed", at)})
	if c.write != 0 {
		t.Errorf("the same again: %v write units, want none", c.write)
	}
	c = counter{}
	h.Fold(t, []queue.Message{orderMessage(1, 2, 1, "paid", at), orderMessage(1, 2, 2, "fulfilled", at), orderMessage(1, 3, 1, "paid", at)})
	if c.write != 1 {
		t.Errorf("three events of one customer in a batch: %v write units, want 1", c.write)
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

// The mix of reference/ports.md: 6.2 webhooks an order, four orders in ten from new customers, one delivery in twenty
// comes twice, in batches of ten as SQS hands them out.
func TestARealisticMixStaysWithinItsUnits(t *testing.T) {
	t.Parallel()
	var c counter
	h := NewHouse(t, c.meter, nil)
	r := rand.New(rand.NewPCG(1, 2))
	var messages []queue.Message
	customers := 0
	for order := range 400 {
		who := r.IntN(max(1, customers))
		if customers == 0 || r.IntN(10) < 4 {
			who = customers
			customers++
		}
		at := h.Time.AddDate(0, 0, -200+order/2)
		for i, status := range []string{"pending", "paid", "paid", "fulfilled", "completed"} {
			messages = append(messages, orderMessage(who, order, i, status, at))
		}
		messages = append(messages, profileMessage(who, at))
		if r.IntN(5) == 0 {
			messages = append(messages, ticketMessage(who, order, at))
		}
		if r.IntN(3) == 0 {
			messages = append(messages, messages[len(messages)-3])
		}
	}
	// Webhooks of different orders mingle: neighbours are seldom of one customer.
	for i := range messages {
		j := min(len(messages)-1, i+r.IntN(40))
		messages[i], messages[j] = messages[j], messages[i]
	}
	c = counter{}
	for i := 0; i < len(messages); i += 10 {
		h.Fold(t, messages[i:min(i+10, len(messages))])
	}
	n := float64(len(messages))
	t.Logf("%d webhooks of %d customers: %.2f write and %.2f read units each", len(messages), customers, c.write/n, c.read/n)
	if c.write/n > 1.8 || c.read/n > 1.5 {
		t.Errorf("%.2f write and %.2f read units a webhook, want at most 1.8 and 1.5", c.write/n, c.read/n)
	}
}

func profileMessage(who int, at time.Time) queue.Message {
	return Message("shop", "customer.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"71500%06d","email":"customer%d@example.com","consents":{"email":{"state":"given","at":%q}}}}`,
		at.Add(time.Minute).Format(time.RFC3339), who, who, at.Format(time.RFC3339)), at.Add(time.Minute))
}

func ticketMessage(who, n int, at time.Time) queue.Message {
	return Message("desk", "ticket.updated", fmt.Sprintf(`{"timestamp":%q,"data":{"id":"%d","requester":{"id":"R%d"},"customer":{"email":"customer%d@example.com"},"status":"open","subject":"where is my parcel","created_at":%q}}`,
		at.Add(50*time.Hour).Format(time.RFC3339), n, who, who, at.Add(50*time.Hour).Format(time.RFC3339)), at.Add(50*time.Hour))
}
