package ingest_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/unsubscribe"
	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/crm"
)

// leaving is a house whose first store lets customers out of e-mails, and the query of a link.
func leaving(t *testing.T) (h *house, query string) {
	t.Helper()
	h = newHouse()
	h.settings["linden"]["unsubscribe"] = ingest.Source{Platform: unsubscribe.Name, Secrets: [][]byte{[]byte(surveySecret)}}
	link, err := unsubscribe.Link("https://x/hooks",
		webhook.Source{Store: "linden", Name: unsubscribe.Name, Secrets: [][]byte{[]byte(surveySecret)}},
		unsubscribe.Token{Customer: "p:shop:7", Address: crm.EmailKey([]byte("pepper"), "a@example.com"), Language: "zh"})
	if err != nil {
		t.Fatal(err)
	}
	u, err := url.Parse(link)
	if err != nil {
		t.Fatal(err)
	}
	return h, u.RawQuery
}

// Gmail posts a form of one kind, RFC 8058 asks for the other. Both say the same, and so does nothing at all.
func TestAMailProgramUnsubscribesByOneClick(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ kind, body string }{
		"urlencoded": {"application/x-www-form-urlencoded", "List-Unsubscribe=One-Click"},
		"multipart":  {"multipart/form-data; boundary=b", "--b\r\nContent-Disposition: form-data; name=\"List-Unsubscribe\"\r\n\r\nOne-Click\r\n--b--\r\n"},
		"nothing":    {"", ""},
	} {
		h, query := leaving(t)
		r := ingest.Request{
			Method: http.MethodPost, Store: "linden", Source: "unsubscribe", Query: query,
			Header: http.Header{"Content-Type": {c.kind}}, Body: []byte(c.body),
		}
		h.expect(t, r, http.StatusOK, ingest.Queued)
		if len(h.orders.bodies) != 1 {
			t.Fatalf("%s: %d messages", name, len(h.orders.bodies))
		}
		m, err := envelope.Decode(h.orders.bodies[0])
		if err != nil {
			t.Fatal(err)
		}
		events, err := unsubscribe.Platform{}.Parse(webhook.Delivery{Source: m.Source, Received: m.Received, Body: m.Body})
		if err != nil || len(events) != 1 || events[0].Who.Key != "p:shop:7" {
			t.Errorf("%s: %v, %v", name, events, err)
		}
	}
}

func TestALinkOutOfEMailsThatIsOpenedChangesNothing(t *testing.T) {
	t.Parallel()
	h, query := leaving(t)
	h.orders.broken = errors.New("nothing may be sent")
	for _, method := range []string{http.MethodGet, http.MethodHead} {
		r := ingest.Request{Method: method, Store: "linden", Source: "unsubscribe", Query: query, Header: browser}
		a := h.expect(t, r, http.StatusOK, ingest.Shown)
		if !strings.Contains(a.Body(), `action="unsubscribe"`) || !strings.Contains(a.Body(), "退订") {
			t.Error(a.Body())
		}
	}
}

func TestAPersonUnsubscribesByTheButton(t *testing.T) {
	t.Parallel()
	h, query := leaving(t)
	r := ingest.Request{Method: http.MethodPost, Store: "linden", Source: "unsubscribe", Header: browser, Body: []byte(query)}
	a := h.expect(t, r, http.StatusOK, ingest.Queued)
	if !strings.Contains(a.Body(), "您已退订") {
		t.Error(a.Body())
	}
}

func TestAForgedLinkOutOfEMailsIsRefused(t *testing.T) {
	t.Parallel()
	h, query := leaving(t)
	for name, r := range map[string]ingest.Request{
		"cut":             {Method: http.MethodPost, Store: "linden", Source: "unsubscribe", Query: query[:len(query)-2]},
		"to another shop": {Method: http.MethodPost, Store: "other", Source: "unsubscribe", Query: query},
		"to the shop":     {Method: http.MethodPost, Store: "linden", Source: "shop", Query: query, Body: []byte("List-Unsubscribe=One-Click")},
		"without a token": {Method: http.MethodPost, Store: "linden", Source: "unsubscribe", Body: []byte("List-Unsubscribe=One-Click")},
	} {
		r.Header = http.Header{}
		if a := h.TakeRequest(t.Context(), r); a.Status != http.StatusUnauthorized {
			t.Errorf("%s: %d %s", name, a.Status, a.Text)
		}
	}
	if len(h.orders.bodies) > 0 {
		t.Error("something was queued")
	}
}
