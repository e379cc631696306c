package ingest_test

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"maps"
	"net/http"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/steps/ingest"
)

// memory is a queue of which only the sending end is needed.
type memory struct {
	mu     sync.Mutex
	bodies [][]byte
	groups []string // of each
	broken error
}

func (q *memory) Send(_ context.Context, group string, _ time.Duration, bodies ...[]byte) error {
	q.mu.Lock()
	defer q.mu.Unlock()
	if q.broken == nil {
		q.bodies = append(q.bodies, bodies...)
		q.groups = append(q.groups, group)
	}
	return q.broken
}

// house is an ingest step with two stores, and everything that can be seen of it.
type house struct {
	*ingest.Ingest
	orders, tickets memory
	settings        ingest.Stores
	counted         map[string]int
	now             time.Time
	loads           int
	failing         error
}

func newHouse() *house {
	source := func(platform, secret, account string) ingest.Source {
		return ingest.Source{Platform: platform, Secrets: [][]byte{[]byte(secret)}, Account: account}
	}
	h := &house{now: webhooktest.Now, counted: map[string]int{}, settings: ingest.Stores{
		"linden": {
			"shop": source("shopify", "linden secret", "linden-and-oak.myshopify.com"), "woo": source("woocommerce", "tea", ""),
			"desk": source("zendesk", "desk secret", ""), "own": source("standard", "whsec_aHVzaCBodXNoIGh1c2ggaHVzaCBodXNo", ""),
			"open": source("shopify", "", ""), "odd": source("fax", "x", ""),
		},
		"other": {"shop": source("shopify", "another secret", "")},
	}}
	cache := ingest.NewCache(h.load, func() time.Time { return h.now })
	h.Ingest = &ingest.Ingest{
		Sources: cache, Orders: &h.orders, Tickets: &h.tickets, Platforms: platforms.For,
		Now: func() time.Time { return h.now }, Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
		Count: func(what, _ string) { h.counted[what]++ },
	}
	return h
}

func (h *house) load(context.Context) (ingest.Stores, error) {
	h.loads++
	if h.failing != nil {
		return nil, h.failing
	}
	all := ingest.Stores{}
	for store, sources := range h.settings {
		all[store] = maps.Clone(sources)
	}
	return all, nil
}

// signed is a request as the source's own platform would send it.
func (h *house) signed(store, source, topic, body string) ingest.Request {
	src := h.settings[store][source]
	p, _ := platforms.For(src.Platform)
	account := webhook.Source{Secrets: src.Secrets, Account: src.Account}
	return ingest.Request{
		Method: http.MethodPost, Store: store, Source: source,
		Header: p.Sign(account, topic, []byte(body), h.now), Body: []byte(body),
	}
}

const order = `{"id":5,"currency":"EUR","total_price":"12.00","created_at":"2026-06-01T10:00:00Z","updated_at":"2026-06-01T10:00:01Z"}`

func (h *house) expect(t *testing.T, r ingest.Request, status int, what string) ingest.Answer {
	t.Helper()
	before, queued := h.counted[what], len(h.orders.bodies)+len(h.tickets.bodies)
	a := h.TakeRequest(t.Context(), r)
	if a.Status != status || h.counted[what] != before+1 || a.Text == "" {
		t.Errorf("answered %+v, counted %v; want %d and one more %s", a, h.counted, status, what)
	}
	if more := len(h.orders.bodies) + len(h.tickets.bodies) - queued; more != 0 && what != ingest.Queued {
		t.Errorf("%d messages queued", more)
	}
	return a
}

func TestAGenuineDeliveryIsQueuedAsItCame(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusOK, ingest.Queued)
	got, err := envelope.Decode(h.orders.bodies[0])
	if err != nil {
		t.Fatal(err)
	}
	want := envelope.Message{
		ID: envelope.Identify("linden", "shop", "orders/create", []byte(order)), Store: "linden", Source: "shop", Platform: "shopify",
		Topic: "orders/create", Triggered: got.Received, Received: got.Received, Body: []byte(order),
	}
	if diff := cmp.Diff(want, got); diff != "" || got.Received.Time() != h.now {
		t.Errorf("received %v (-want +got):\n%s", got.Received.Time(), diff)
	}
}

func TestTicketsHaveAQueueOfTheirOwn(t *testing.T) {
	t.Parallel()
	h := newHouse()
	for source, names := range map[string][]string{"desk": {"ticket-created", "trigger-rated-bad"}, "own": {"ticket-updated", "delivery-updated"}} {
		platform := h.settings["linden"][source].Platform
		for _, name := range names {
			body := string(webhooktest.Samples(t, platform)[name].Body)
			h.expect(t, h.signed("linden", source, "", body), http.StatusOK, ingest.Queued)
		}
	}
	if len(h.tickets.bodies) != 4 || len(h.orders.bodies) != 0 {
		t.Errorf("%d tickets and %d orders", len(h.tickets.bodies), len(h.orders.bodies))
	}
}

func TestWhateverIsNotGenuineGetsTheSameAnswerAndChangesNothing(t *testing.T) {
	t.Parallel()
	h := newHouse()
	good := h.signed("linden", "shop", "orders/create", order)
	with := func(change func(*ingest.Request)) ingest.Request {
		r := good
		r.Header = good.Header.Clone()
		change(&r)
		return r
	}
	unsignedOpen := h.signed("linden", "open", "orders/create", order)
	staleDesk := h.signed("linden", "desk", "", `{"type":"zen:event-type:ticket.created"}`)
	staleDesk.Header = platformSign(t, h, "desk", staleDesk.Body, h.now.Add(-time.Hour))
	var texts []ingest.Answer
	for _, r := range []ingest.Request{
		with(func(r *ingest.Request) { r.Store = "nobody" }),
		with(func(r *ingest.Request) { r.Source = "nothing" }),
		with(func(r *ingest.Request) { r.Store = "other" }),
		with(func(r *ingest.Request) { r.Source = "../desk" }),
		with(func(r *ingest.Request) { r.Source = "odd" }),
		with(func(r *ingest.Request) { r.Body = []byte(order + " ") }),
		with(func(r *ingest.Request) { r.Header.Del("X-Shopify-Hmac-Sha256") }),
		with(func(r *ingest.Request) { r.Header.Set("X-Shopify-Shop-Domain", "other.myshopify.com") }),
		unsignedOpen, staleDesk,
		{Method: http.MethodPost, Store: "linden", Source: "shop", Body: []byte("webhook_id=1")},
		{Method: http.MethodPost},
	} {
		texts = append(texts, h.expect(t, r, http.StatusUnauthorized, ingest.Unauthorized))
	}
	for _, a := range texts {
		if a != texts[0] {
			t.Errorf("%+v differs from %+v", a, texts[0])
		}
	}
}

func platformSign(t *testing.T, h *house, source string, body []byte, at time.Time) http.Header {
	t.Helper()
	src := h.settings["linden"][source]
	p, ok := platforms.For(src.Platform)
	if !ok {
		t.Fatal("no platform")
	}
	return p.Sign(webhook.Source{Secrets: src.Secrets}, "", body, at)
}

func TestWhatTellsNothingIsAcceptedAndCountedAndSaidToTellNothing(t *testing.T) {
	t.Parallel()
	h := newHouse()
	for _, r := range []ingest.Request{
		h.signed("linden", "shop", "app/uninstalled", `{"id":1}`), h.signed("linden", "shop", "inventory_items/delete", `{"id":1}`),
		h.signed("linden", "shop", "orders/create", `{"test":true}`), h.signed("linden", "own", "", `{"type":"contact.created","data":{}}`),
		h.signed("linden", "desk", "", `{"type":"zen:event-type:organization.created"}`),
	} {
		if a := h.expect(t, r, http.StatusOK, ingest.Ignored); !strings.Contains(a.Text, "nothing in it") {
			t.Errorf("a sender who misspelt a type is told %q", a.Text)
		}
	}
	ping := ingest.Request{Method: http.MethodPost, Store: "linden", Source: "woo", Body: []byte("webhook_id=142")}
	h.expect(t, ping, http.StatusOK, ingest.Ping)
}

// A sender who writes bodies for us can mend them. Shops and desks cannot: they would only
// switch their webhook off, so that what they send waits in quarantine.
func TestASenderOfOurOwnFormatIsToldWhatIsWrong(t *testing.T) {
	t.Parallel()
	h := newHouse()
	for _, body := range []string{`{"type":"order.updated"}`, `{"type":"order.updated","data":{"id":"5"}}`, "not JSON", "[]", ""} {
		a := h.expect(t, h.signed("linden", "own", "", body), http.StatusBadRequest, ingest.Unusable)
		if !strings.HasSuffix(a.Text, ".") {
			t.Errorf("%q is no sentence", a.Text)
		}
	}
	if len(h.orders.bodies)+len(h.tickets.bodies) > 0 {
		t.Error("what is refused is queued too")
	}
}

func TestWhatAShopOrADeskSendsIsTakenEvenIfItCannotBeRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ source, topic, body string }{
		"no JSON":              {"shop", "orders/create", "not JSON"},
		"a list":               {"shop", "orders/create", "[]"},
		"nothing":              {"shop", "orders/updated", ""},
		"half a body":          {"shop", "orders/updated", order[:60]},
		"no currency":          {"shop", "orders/create", `{"id":5}`},
		"no date":              {"shop", "orders/create", `{"id":5,"currency":"EUR","total_price":"12.00"}`},
		"a deletion of what":   {"shop", "orders/delete", `{}`},
		"an account of nobody": {"shop", "customers/update", `{"email":"a@example.com"}`},
		"an error as body":     {"woo", "order.created", `{"code":"rest_forbidden","message":"No."}`},
		"an amount in words":   {"woo", "order.updated", `{"id":1,"status":"processing","currency":"EUR","total":"ten","date_created_gmt":"2026-05-01T10:00:00","date_modified_gmt":"2026-05-01T10:00:00"}`},
		"a page of a firewall": {"woo", "order.updated", "<html>Blocked</html>"},
		"a trigger's own body": {"desk", "", `{"type":"End User Comment","ticketID":"12345"}`},
		"a desk's broken body": {"desk", "", `{"type": "`},
		"a desk's event":       {"desk", "", `{"type":"zen:event-type:ticket.created","detail":{}}`},
		"an empty desk":        {"desk", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			h := newHouse()
			r := h.signed("linden", c.source, c.topic, c.body)
			a := h.TakeRequest(t.Context(), r)
			if a.Status != http.StatusOK || h.counted[ingest.Unusable] != 1 || !strings.Contains(a.Text, "quarantine") {
				t.Errorf("answered %+v, counted %v", a, h.counted)
			}
			queued := slices.Concat(h.orders.bodies, h.tickets.bodies)
			if len(queued) != 1 {
				t.Fatalf("%d messages queued", len(queued))
			}
			if got, err := envelope.Decode(queued[0]); err != nil || string(got.Body) != c.body {
				t.Errorf("queued %+v, %v", got, err)
			}

			h.orders.broken, h.tickets.broken = errors.New("disk full"), errors.New("disk full")
			h.expect(t, r, http.StatusServiceUnavailable, ingest.Unavailable)
		})
	}
}

func TestTooMuchIsRefused(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.expect(t, ingest.Request{Method: http.MethodPost, Body: make([]byte, ingest.MaxBody+1)}, http.StatusRequestEntityTooLarge, ingest.TooLarge)
}

func TestOtherMethodsRevealNothing(t *testing.T) {
	t.Parallel()
	h := newHouse()
	for _, store := range []string{"linden", "nobody"} {
		for method, status := range map[string]int{"GET": 200, "HEAD": 200, "PUT": 405, "DELETE": 405, "OPTIONS": 405} {
			h.expect(t, ingest.Request{Method: method, Store: store, Source: "shop"}, status, ingest.Probe)
		}
	}
	if h.loads != 0 {
		t.Errorf("settings were read %d times", h.loads)
	}
}

func TestNothingIsAcceptedThatIsNotQueued(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.orders.broken = errors.New("disk full")
	a := h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusServiceUnavailable, ingest.Unavailable)
	if strings.Contains(a.Text, "disk") {
		t.Errorf("the sender is told %q", a.Text)
	}
	h.orders.broken = nil
	h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusOK, ingest.Queued)
}

func TestWithoutSettingsNobodyIsRefusedForGood(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.failing = errors.New("throttled")
	h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusServiceUnavailable, ingest.Unavailable)
}

func TestAChangedSecretIsTakenUpWithinAMinute(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusOK, ingest.Queued)
	src := h.settings["linden"]["shop"]
	src.Secrets = [][]byte{[]byte("new secret")}
	h.settings["linden"]["shop"] = src
	h.now = h.now.Add(ingest.Renew)
	h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusOK, ingest.Queued)
}

func TestARedeliveryHasTheSameIDAndBody(t *testing.T) {
	t.Parallel()
	h := newHouse()
	h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusOK, ingest.Queued)
	h.now = h.now.Add(time.Hour)
	h.expect(t, h.signed("linden", "shop", "orders/create", order), http.StatusOK, ingest.Queued)
	first, _ := envelope.Decode(h.orders.bodies[0])
	second, _ := envelope.Decode(h.orders.bodies[1])
	if first.ID != second.ID || string(first.Body) != string(second.Body) || first.Received == second.Received {
		t.Errorf("%+v and %+v", first, second)
	}
}
