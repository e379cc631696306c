package fault

import (
	"context"
	"fmt"
	"log/slog"
	"net/http"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/steps/ingest"
	"holdfast/tests/stories"
)

// shops is what each store's sources sign with.
type shops map[string]map[string]ingest.Source

func (s shops) FindSource(_ context.Context, store, source string) (ingest.Source, error) {
	src, ok := s[store][source]
	if !ok {
		return ingest.Source{}, ingest.ErrUnknown
	}
	return src, nil
}

func (s shops) ReloadSource(context.Context, string, string) (ingest.Source, bool) {
	return ingest.Source{}, false
}

func secret(text string) ingest.Source {
	return ingest.Source{Platform: standard.Name, Secrets: [][]byte{[]byte("whsec_" + text)}}
}

// Secrets are base64; the fourth shop has none.
var secrets = shops{
	stories.Store: {
		"shop": secret("c2hvcCBvZiBkZW1v"), "desk": secret("ZGVzayBvZiBkZW1v"),
		stories.SurveySource: {Platform: survey.Name, Secrets: [][]byte{[]byte(stories.SurveySecret)}},
	},
	"other":    {"shop": secret("c2hvcCBvZiBvdGhlcg==")},
	"careless": {"shop": {Platform: standard.Name, Secrets: [][]byte{[]byte("whsec_")}}},
}

// gate is the step that takes webhooks, in front of a house's queues.
func gate(h *stories.House) *ingest.Ingest {
	return &ingest.Ingest{
		Sources: secrets, Orders: h.Queue(stories.Orders), Tickets: h.Queue(stories.Tickets),
		Platforms: platforms.For, Now: h.Now, Log: slog.New(slog.DiscardHandler), Count: func(string, string) {},
	}
}

// signed is a request as its sender makes it.
func signed(h *stories.House, store string, by ingest.Source, d stories.Delivery) ingest.Request {
	platform, _ := platforms.For(by.Platform)
	header := platform.Sign(webhook.Source{Secrets: by.Secrets}, d.Topic, d.Body, h.Time)
	return ingest.Request{Method: http.MethodPost, Store: store, Source: d.Source, Header: header, Body: d.Body}
}

// Accepted means durable: whatever breaks between a webhook and the last of what follows from it, a sender that got its 200
// never needs to send it again, and one that did not sends it again as every platform does.
func TestWhatWasAcceptedIsNeverLost(t *testing.T) {
	t.Parallel()
	s := trace(t)
	s.Shop.Sweeps = nil
	throughTheGate := func(p *stories.Player, accepted *int) {
		p.Post = func(ctx context.Context, d stories.Delivery) error {
			for range 5 {
				if a := gate(p.House).TakeRequest(ctx, signed(p.House, stories.Store, secrets[stories.Store][d.Source], d)); a.Status == http.StatusOK {
					*accepted++
					return nil
				}
				p.Seen()
			}
			return fmt.Errorf("%s is never accepted", d.Topic)
		}
	}
	run := func(m *mains) (records, int) {
		accepted := 0
		w, err := playWith(s, m, func(p *stories.Player) { throughTheGate(p, &accepted) })
		if err != nil {
			t.Fatalf("effect %d (%s) %s: %v", m.at, m.what, m.how, err)
		}
		r := recordsOf(w)
		for id := range r.Sent {
			r.Sent[id] = 1
		}
		return r, accepted
	}
	all := &mains{at: nothing}
	want, accepted := run(all)
	if accepted < 50 {
		t.Fatalf("only %d deliveries", accepted)
	}
	tried := 0
	for at, what := range all.effects {
		if what != "send to orders" && what != "send to tickets" {
			continue
		}
		if !every(nil, at) {
			continue
		}
		// Each send fails in one of four ways: applied or not, and the process lives on or not.
		m := &mains{at: at, how: undone + way(tried%2), crash: tried/2%2 == 0}
		tried++
		got, _ := run(m)
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("effect %d %s (crash %v): in the end\n%s", at, m.how, m.crash, diff)
		}
	}
	if tried < 10 {
		t.Errorf("only %d sends were tried", tried)
	}
}
