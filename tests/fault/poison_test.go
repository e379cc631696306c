package fault

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/tests/stories"
)

// delivery is one of our own events on its way, received when a world begins.
func delivery(t *testing.T, w *stories.World, topic, data string) []byte {
	t.Helper()
	body := fmt.Appendf(nil, `{"type":%q,"timestamp":%q,"data":%s}`, topic, w.Time.Format(time.RFC3339), data)
	m, err := envelope.Encode(envelope.Message{
		Store: stories.Store, Source: "shop", Platform: standard.Name, Topic: topic,
		Received: crm.InstantOf(w.Time), Body: body,
	})
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// empty is a house over a world in which only a shop was set up.
func empty(t *testing.T, walls stories.Walls) *stories.House {
	t.Helper()
	s := trace(t)
	w, err := world(s)
	if err != nil {
		t.Fatal(err)
	}
	return stories.Enter(w, walls)
}

func orderOf(who, id string) string {
	return fmt.Sprintf(`{"id":%q,"currency":"EUR","total":"10.00","status":"paid","placed_at":"2026-02-20T10:00:00Z","customer":{"id":%q}}`, id, who)
}

func TestPoisonBlocksNobodyAndIsKeptWithItsReason(t *testing.T) {
	t.Parallel()
	h := empty(t, stories.Walls{})
	w := h.World
	foreign, err := envelope.Encode(envelope.Message{
		Store: "elsewhere", Source: "shop", Platform: standard.Name, Topic: "order.updated",
		Received: crm.InstantOf(w.Time), Body: []byte(`{"data":` + orderOf("x", "X1") + `}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	poison := map[string][]byte{
		"cannot be read":       []byte("no envelope at all"),
		"nothing names anyone": delivery(t, w, "ticket.updated", `{"id":"1","status":"open"}`),
		"half an order":        delivery(t, w, "order.updated", `{"id":"2"}`),
		"from the far future":  delivery(t, w, "order.updated", strings.Replace(orderOf("ann", "3"), `"placed_at"`, `"updated_at":"2099-01-01T00:00:00Z","placed_at"`, 1)),
		"a consent of the far future": delivery(t, w, "customer.updated",
			`{"id":"ann","consents":{"email":{"state":"given","at":"2099-01-01T00:00:00Z"}}}`),
		"a rating of the far future": delivery(t, w, "ticket.updated",
			`{"id":"4","customer":{"id":"ann"},"rating":{"score":"5","at":"2099-01-01T00:00:00Z"}}`),
		"a shop nobody has set up": foreign,
	}
	var batch []queue.Message
	for name, body := range poison {
		batch = append(batch, queue.Message{ID: name, Body: body})
		batch = append(batch, queue.Message{ID: "good", Body: delivery(t, w, "order.updated", orderOf("ann", fmt.Sprintf("A%d", len(batch))))})
	}
	for i, err := range h.Apply.Fold(t.Context(), batch) {
		_, rejected := outcome.AsRejected(err)
		if bad := batch[i].ID != "good"; bad != rejected {
			t.Errorf("%s: %v", batch[i].ID, err)
		}
	}
	if n := len(orders(t, w)["p:shop:ann"]); n != len(poison) {
		t.Errorf("%d of %d good orders were folded", n, len(poison))
	}
	var kept [][]byte
	for _, store := range []string{stories.Store, "elsewhere", ""} {
		held, err := table.Collect(h.Book.QuarantinedMessages(t.Context(), store))
		if err != nil {
			t.Fatal(err)
		}
		for _, q := range held {
			if kept = append(kept, q.Body); !strings.Contains(q.Reason, " ") {
				t.Errorf("a reason that is no sentence: %q", q.Reason)
			}
		}
	}
	for name, body := range poison {
		if !slices.ContainsFunc(kept, func(k []byte) bool { return string(k) == string(body) }) {
			t.Errorf("%s: not in quarantine", name)
		}
	}
}

func TestPoisonThatComesAgainIsKeptOnceAndCanBeReplayedOnceItIsMended(t *testing.T) {
	t.Parallel()
	h := empty(t, stories.Walls{})
	ctx, w := context.Background(), h.World
	early, err := envelope.Encode(envelope.Message{
		Store: "later", Source: "shop", Platform: standard.Name, Topic: "order.updated",
		Received: crm.InstantOf(w.Time), Body: []byte(`{"timestamp":"2026-02-20T10:00:00Z","data":` + orderOf("ann", "A1") + `}`),
	})
	if err != nil {
		t.Fatal(err)
	}
	for range 3 {
		if err := w.Queues[stories.Orders].Send(ctx, "", 0, early); err != nil {
			t.Fatal(err)
		}
	}
	h.Pump(ctx)
	held, err := table.Collect(h.Book.QuarantinedMessages(ctx, "later"))
	if err != nil || len(held) != 1 {
		t.Fatalf("%d in quarantine, %v", len(held), err)
	}
	settings := trace(t)
	settings.Shop.Config.Store = "later"
	if err := openAs(ctx, w, settings, "later"); err != nil {
		t.Fatal(err)
	}
	w.Time = w.Time.Add(time.Hour)
	if err := w.Queues[stories.Orders].Send(ctx, "", 0, held[0].Body); err != nil {
		t.Fatal(err)
	}
	if err := h.Book.ReleaseQuarantined(ctx, held[0]); err != nil {
		t.Fatal(err)
	}
	h.Pump(ctx)
	c, err := h.Book.FindCustomer(ctx, "later", "p:shop:ann")
	if err != nil || len(c.Facts.Orders) != 1 {
		t.Errorf("%d orders after the replay, %v", len(c.Facts.Orders), err)
	}
	held, err = table.Collect(h.Book.QuarantinedMessages(ctx, "later"))
	if diff := cmp.Diff(0, len(held)); diff != "" || err != nil {
		t.Error(diff, err)
	}
	if err := h.Failed(); err != nil {
		t.Error(err)
	}
}
