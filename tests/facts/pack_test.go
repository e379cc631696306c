package facts

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// imported is an event of a file.
type imported struct{ topic, body string }

// orderOf is one order of a customer. An amount that is no number cannot be read.
func orderOf(customer, number int, amount string) imported {
	const order = `{"timestamp":"2026-02-%02dT08:00:00Z","data":{"id":"%d","currency":"EUR","total":%q,"status":"paid",` +
		`"placed_at":"2026-02-%02dT08:00:00Z","customer":{"id":"%d","email":"p%d@example.com"}}}`
	day := 1 + number%20
	return imported{"order.updated", fmt.Sprintf(order, day, number, amount, day, customer, customer)}
}

// packOf packs events into one message.
func packOf(t TB, received time.Time, events ...imported) queue.Message {
	t.Helper()
	p := envelope.NewPack(envelope.Message{
		Store:    Store,
		Source:   "shop",
		Platform: standard.Name,
		Received: crm.InstantOf(received),
	})
	for _, e := range events {
		if err := p.Add(e.topic, []byte(e.body)); err != nil {
			t.Fatal(err)
		}
	}
	body, err := p.Encode()
	if err != nil {
		t.Fatal(err)
	}
	return queue.Message{ID: "pack", Body: body, Receives: 1}
}

func TestDeliveriesOfOneMessageFoldAsTheyWouldAlone(t *testing.T) {
	t.Parallel()
	received := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	for seed := range uint64(10) {
		draw := rand.New(rand.NewPCG(seed, 1))
		var events []imported
		for range 1 + draw.IntN(40) {
			events = append(events, orderOf(1+draw.IntN(4), 100+draw.IntN(40), "12.50"))
		}
		alone, together := NewHouse(t, nil, nil), NewHouse(t, nil, nil)
		var singles, packs []queue.Message
		for _, e := range events {
			singles = append(singles, Message("shop", e.topic, e.body, received))
		}
		for left := events; len(left) > 0; {
			size := 1 + draw.IntN(len(left))
			packs = append(packs, packOf(t, received, left[:size]...))
			left = left[size:]
		}
		alone.Fold(t, singles)
		together.Fold(t, packs)
		if d := cmp.Diff(alone.Facts(t, Nothing), together.Facts(t, Nothing)); d != "" {
			t.Fatalf("seed %d, facts of deliveries alone and packed (-alone +packed):\n%s", seed, d)
		}
	}
}

func TestALongHistoryInOneMessageFoldsAsItWouldAlone(t *testing.T) {
	t.Parallel()
	received := time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
	alone, together := NewHouse(t, nil, nil), NewHouse(t, nil, nil)
	var events []imported
	var singles []queue.Message
	for n := range 400 {
		events = append(events, orderOf(1, 1000+n, "1.00"))
		singles = append(singles, Message("shop", events[n].topic, events[n].body, received))
	}
	for batch := range slices.Chunk(singles, queue.MaxReceive) {
		alone.Fold(t, batch)
	}
	together.Fold(t, []queue.Message{packOf(t, received, events...)})
	if d := cmp.Diff(alone.Facts(t, Nothing), together.Facts(t, Nothing)); d != "" {
		t.Fatalf("facts (-alone +packed):\n%s", d)
	}
}

func TestOneBadDeliveryOfAMessageGoesToQuarantineAlone(t *testing.T) {
	t.Parallel()
	h := NewHouse(t, nil, nil)
	bad := orderOf(2, 2, "a lot")
	h.Fold(t, []queue.Message{packOf(t, h.Time, orderOf(1, 1, "1.00"), bad, orderOf(3, 3, "3.00"))})

	held, err := table.Collect(h.Book.QuarantinedMessages(context.Background(), Store))
	if err != nil || len(held) != 1 {
		t.Fatalf("%d in quarantine, %v", len(held), err)
	}
	m, err := envelope.Decode(held[0].Body)
	if err != nil || string(m.Body) != bad.body || m.Platform != standard.Name || m.Source != "shop" {
		t.Errorf("in quarantine is %+v, %v", m, err)
	}
	for id, want := range map[string]int{"1": 1, "2": 0, "3": 1} {
		c, err := h.Book.FindCustomer(context.Background(), Store, crm.PlatformKey(crm.Ref{Source: "shop", ID: id}))
		if err != nil || len(c.Facts.Orders) != want {
			t.Errorf("customer %s: %v, want %d orders", id, err, want)
		}
	}
}
