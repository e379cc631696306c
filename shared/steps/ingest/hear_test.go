package ingest_test

import (
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/heard"
)

func TestEachDeliveryIsHeardWithItsTopicOrTheCauseOfItsRefusal(t *testing.T) {
	t.Parallel()
	h, token := asking(t)
	var got []heard.Delivery
	h.Hear = func(d heard.Delivery) { got = append(got, d) }
	at := crm.InstantOf(h.now)
	expect := func(name string, r ingest.Request, want ...heard.Delivery) {
		t.Helper()
		got = nil
		h.TakeRequest(t.Context(), r)
		for i := range want {
			want[i].At = at
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("%s: %s", name, diff)
		}
	}

	good := h.signed("linden", "shop", "orders/create", order)
	expect("taken", good, heard.Delivery{Store: "linden", Source: "shop", What: heard.Taken, Detail: "orders/create"})
	expect("not used", h.signed("linden", "shop", "app/uninstalled", `{"id":1}`), heard.Delivery{Store: "linden", Source: "shop", What: heard.Unused, Detail: "app/uninstalled"})
	expect("not readable", h.signed("linden", "shop", "orders/create", "{"), heard.Delivery{Store: "linden", Source: "shop", What: heard.Unreadable, Detail: "orders/create"})

	const rated = `{"type":"holdfast.ticket","ticket_id":"1","status":"Solved","requester_id":"5","rating":"Megfelelő"}`
	isTaken := heard.Delivery{Store: "linden", Source: "desk", What: heard.Taken, Detail: "holdfast.ticket"}
	unknown := isTaken
	unknown.What, unknown.Detail = heard.Unknown, "rating megfelelő"
	expect("an unknown word", h.signed("linden", "desk", "holdfast.ticket", rated), isTaken, unknown)
	expect("a known word", h.signed("linden", "desk", "holdfast.ticket", strings.Replace(rated, "Megfelelő", "Jó", 1)), isTaken)

	forged := good
	forged.Body = []byte(order + " ")
	expect("forged", forged, heard.Delivery{Store: "linden", Source: "shop", What: heard.Refused, Detail: "signature"})
	p, _ := platforms.For("shopify")
	other := webhook.Source{Secrets: h.settings["linden"]["shop"].Secrets, Account: "another.myshopify.com"}
	elsewhere := good
	elsewhere.Header = p.Sign(other, "orders/create", []byte(order), h.now)
	expect("another account", elsewhere, heard.Delivery{Store: "linden", Source: "shop", What: heard.Refused, Detail: "account"})
	late := good
	late.Source = "own"
	late.Header = platformSign(t, h, "own", good.Body, h.now.Add(-time.Hour))
	expect("an old time", late, heard.Delivery{Store: "linden", Source: "own", What: heard.Refused, Detail: "clock"})
	for _, store := range []string{"linden", "nobody", "../x"} {
		lost := good
		lost.Store, lost.Source = store, "shopp"
		expect("no such address", lost, heard.Delivery{Store: heard.Nobody, Source: heard.Nobody, What: heard.Refused, Detail: "path"})
	}

	expect("a page", opened("linden", "survey", token))
	expect("an answer", sent("linden", "survey", token, "price"))
	expect("a bad link", sent("linden", "survey", "x", "price"))
	expect("a probe", ingest.Request{Method: http.MethodGet, Store: "linden", Source: "shop"})
	expect("a trial call", ingest.Request{Method: http.MethodPost, Store: "linden", Source: "woo", Body: []byte("webhook_id=142")})
}

func TestAJournalSendsAtOnceAndThenNowAndThen(t *testing.T) {
	t.Parallel()
	q := &memory{}
	j := ingest.Journal{Tally: heard.Tally{By: "7"}, Queue: q, Every: 10 * time.Minute, Log: slog.New(slog.NewTextHandler(io.Discard, nil))}
	at := crm.InstantOf(time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC))
	note := func(what string, minutes int) {
		j.Hear(heard.Delivery{Store: "acme", Source: "shop", What: what, Detail: "account", At: at.Add(time.Duration(minutes) * time.Minute)})
	}
	for range 100 {
		note(heard.Taken, 0)
	}
	if len(q.bodies) != 0 {
		t.Errorf("%d messages for what is taken", len(q.bodies))
	}
	for minute := range 10 {
		note(heard.Refused, minute)
	}
	if len(q.bodies) != 1 {
		t.Fatalf("%d messages in ten minutes", len(q.bodies))
	}
	note(heard.Refused, 10)
	if len(q.bodies) != 2 {
		t.Fatalf("%d messages after ten minutes", len(q.bodies))
	}
	m, err := envelope.Decode(q.bodies[1])
	if err != nil || m.Platform != envelope.Internal || m.Topic != heard.Topic || m.Store != "acme" {
		t.Fatalf("%+v, %v", m, err)
	}
	var day heard.Day
	if err := json.Unmarshal(m.Body, &day); err != nil {
		t.Fatal(err)
	}
	sum := heard.SumDays([]heard.Day{day})["shop"]
	if sum.Total(heard.Taken) != 100 || sum.Total(heard.Refused) != 11 || day.By != "7" {
		t.Errorf("%+v", day)
	}
}
