package ingest_test

import (
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/heard"
)

func TestARehearsalIsAnsweredAsTheRealThingAndNothingComesOfIt(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.Hear = func(heard.Delivery) { t.Error("a rehearsal is heard") }
	genuine := h.signed("linden", "shop", "orders/create", order)
	a := h.Rehearse(t.Context(), genuine)
	if a.Status != http.StatusOK || a.Text != "Accepted." || len(h.orders.bodies) != 1 {
		t.Fatalf("answered %+v, %d messages", a, len(h.orders.bodies))
	}
	m, err := envelope.Decode(h.orders.bodies[0])
	if err != nil {
		t.Fatal(err)
	}
	p, ok := platforms.For(m.Platform)
	if !ok {
		t.Fatalf("it is of platform %q: a worker would put it into quarantine", m.Platform)
	}
	_, err = p.Parse(webhook.Delivery{Source: m.Source, Topic: m.Topic, Received: m.Received, Body: m.Body})
	if diff := cmp.Diff(webhook.ErrIgnored.Error(), err.Error()); diff != "" {
		t.Errorf("a worker makes of it (-want +got):\n%s", diff)
	}

	genuine.Body = []byte(order + " ")
	if a := h.Rehearse(t.Context(), genuine); a.Status != http.StatusUnauthorized {
		t.Errorf("a forged one is answered %+v", a)
	}
	if len(h.counted) > 0 || len(h.orders.bodies) != 1 {
		t.Errorf("counted %v, %d messages", h.counted, len(h.orders.bodies))
	}
}

func TestTheOnlyStoreIsOfNoGroup(t *testing.T) {
	t.Parallel()
	h := newHouse()
	cache := h.Sources.(*ingest.Cache)
	h.IsOnlyStore = cache.IsOnlyStore
	if cache.IsOnlyStore() {
		t.Error("the only store before any is known")
	}
	h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusOK, ingest.Queued)
	delete(h.settings, "other")
	h.now = h.now.Add(ingest.Fresh)
	h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusOK, ingest.Queued)
	if d := cmp.Diff([]string{"linden", ""}, h.orders.groups); d != "" {
		t.Errorf("groups (-want +got):\n%s", d)
	}
}
