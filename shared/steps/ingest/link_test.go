package ingest_test

import (
	"errors"
	"net/http"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/envelope"
	"holdfast/shared/edge/page"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/crm"
)

const surveySecret = "a secret that nobody guesses"

// asking is a house whose first store has a survey, and the token of a link to it.
func asking(t *testing.T) (*house, string) {
	t.Helper()
	h := newHouse()
	h.settings["linden"]["survey"] = ingest.Source{Platform: survey.Name, Secrets: [][]byte{[]byte(surveySecret)}, Account: "Linden & Oak"}
	return h, token(t, h, "linden", surveySecret, 60)
}

func token(t *testing.T, h *house, store, secret string, days int) string {
	t.Helper()
	text, err := survey.Seal(webhook.Source{Store: store, Name: "survey", Secrets: [][]byte{[]byte(secret)}},
		survey.Token{Customer: "p:shop:7", Asked: crm.InstantOf(h.now.AddDate(0, 0, -30)), Days: days, Language: "en"})
	if err != nil {
		t.Fatal(err)
	}
	return text
}

// browser is what browsers say of themselves.
var browser = http.Header{"Accept": {"text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}, "Accept-Language": {"de,en;q=0.8"}}

func opened(store, source, token string) ingest.Request {
	return ingest.Request{Method: http.MethodGet, Store: store, Source: source, Query: "t=" + token, Header: browser}
}

func sent(store, source, token, why string) ingest.Request {
	return ingest.Request{Method: http.MethodPost, Store: store, Source: source, Header: browser, Body: []byte(url.Values{"t": {token}, "reason": {why}}.Encode())}
}

func TestWhoeverOpensALinkIsAskedAndHasSaidNothing(t *testing.T) {
	t.Parallel()
	h, token := asking(t)
	h.orders.broken, h.tickets.broken = errors.New("nothing may be sent"), errors.New("nothing may be sent")
	for _, query := range []string{"t=" + token, "utm_source=mail&t=" + token, "t=" + token + "&x=%zz;"} {
		r := opened("linden", "survey", "")
		r.Query = query
		a := h.expect(t, r, http.StatusOK, ingest.Shown)
		if !strings.Contains(a.Body(), token) || !strings.Contains(a.Body(), "Linden &amp; Oak") || !strings.Contains(a.Body(), `action="survey"`) {
			t.Errorf("%s shows %s", query, a.Body())
		}
	}
	r := opened("linden", "survey", token)
	r.Method = http.MethodHead
	h.expect(t, r, http.StatusOK, ingest.Shown)
}

func TestAPageIsKeptNowhereAndLoadsNothing(t *testing.T) {
	t.Parallel()
	h, token := asking(t)
	want := map[string]string{
		"content-type": "text/html; charset=utf-8", "content-security-policy": page.Policy, "cache-control": "no-store",
		"x-content-type-options": "nosniff", "referrer-policy": "no-referrer",
	}
	for name, r := range map[string]ingest.Request{
		"asked": opened("linden", "survey", token), "thanked": sent("linden", "survey", token, "price"), "refused": opened("linden", "survey", "x"),
	} {
		if diff := cmp.Diff(want, h.TakeRequest(t.Context(), r).Headers()); diff != "" {
			t.Errorf("%s (-want +got):\n%s", name, diff)
		}
	}
	if !strings.HasPrefix(page.Policy, "default-src 'none'; style-src 'sha256-") || strings.Contains(page.Policy, "unsafe") || strings.Contains(page.Policy, "script") {
		t.Error(page.Policy)
	}
	if diff := cmp.Diff(map[string]string{"content-type": "text/plain; charset=utf-8"}, h.TakeRequest(t.Context(), ingest.Request{Method: "GET"}).Headers()); diff != "" {
		t.Error(diff)
	}
}

func TestAnAnswerIsQueuedAndThankedFor(t *testing.T) {
	t.Parallel()
	h, token := asking(t)
	r := sent("linden", "survey", token, "price")
	if a := h.expect(t, r, http.StatusOK, ingest.Queued); !strings.Contains(a.Page, "Thank you") || !strings.Contains(a.Page, "I found it cheaper") {
		t.Errorf("answered %+v", a)
	}
	got, err := envelope.Decode(h.tickets.bodies[0])
	if err != nil {
		t.Fatal(err)
	}
	want := envelope.Message{
		ID: envelope.Identify("linden", "survey", "answer", r.Body), Store: "linden", Source: "survey", Platform: "survey",
		Topic: "answer", Received: crm.InstantOf(h.now), Body: r.Body,
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("queued (-want +got):\n%s", diff)
	}
}

func TestNobodyIsThankedForWhatIsNotQueued(t *testing.T) {
	t.Parallel()
	h, token := asking(t)
	h.tickets.broken = errors.New("disk full")
	a := h.expect(t, sent("linden", "survey", token, "price"), http.StatusServiceUnavailable, ingest.Unavailable)
	if strings.Contains(a.Body(), "Thank") || strings.Contains(a.Body(), "disk") || !strings.Contains(a.Page, "try again") {
		t.Errorf("shown %s", a.Body())
	}
	h.tickets.broken = nil
	if a := h.expect(t, sent("linden", "survey", token, ""), http.StatusBadRequest, ingest.Unusable); !strings.Contains(a.Page, "mark one of the answers") {
		t.Errorf("shown %s", a.Body())
	}
}

// What somebody without a link can tell from outside: nothing, neither that there is a store nor that it has a survey.
func TestALinkThatIsNotGenuineTellsNothing(t *testing.T) {
	t.Parallel()
	h, good := asking(t)
	h.settings["other"]["survey"] = ingest.Source{Platform: survey.Name, Secrets: [][]byte{[]byte(surveySecret + "!")}}
	wrong := map[string][3]string{
		"tampered":              {"linden", "survey", good[:len(good)-1] + "A"},
		"cut":                   {"linden", "survey", good[:20]},
		"expired":               {"linden", "survey", token(t, h, "linden", surveySecret, 29)},
		"signed by nobody":      {"linden", "survey", token(t, h, "linden", "the secret of somebody else", 60)},
		"of another store":      {"linden", "survey", token(t, h, "other", surveySecret+"!", 60)},
		"taken to another":      {"other", "survey", good},
		"to another platform":   {"linden", "shop", good},
		"to an unknown source":  {"linden", "survey2", good},
		"to an unknown store":   {"nobody", "survey", good},
		"to what can be no one": {"../x", "survey", good},
	}
	for _, lang := range []string{"", "zh-CN,zh;q=0.9"} {
		header := browser.Clone()
		header.Set("Accept-Language", lang)
		var answers []ingest.Answer
		for name, to := range wrong {
			for _, r := range []ingest.Request{opened(to[0], to[1], to[2]), sent(to[0], to[1], to[2], "price")} {
				r.Header = header
				a := h.expect(t, r, http.StatusUnauthorized, ingest.Unauthorized)
				if answers = append(answers, a); a != answers[0] {
					t.Errorf("%s by %s: %+v differs from %+v", name, r.Method, a, answers[0])
				}
				r.Header = nil
				if plain := h.expect(t, r, http.StatusUnauthorized, ingest.Unauthorized); plain.Page != "" || plain.Text != a.Text {
					t.Errorf("%s by %s, to no browser: %+v", name, r.Method, plain)
				}
			}
		}
		if chinese := strings.Contains(answers[0].Page, "链接"); chinese != (lang != "") || !strings.Contains(answers[0].Page, "<h1>") {
			t.Errorf("in %q it reads %s", lang, answers[0].Page)
		}
	}
}

func TestWithoutATokenASurveyIsProbedLikeEverythingElse(t *testing.T) {
	t.Parallel()
	h, _ := asking(t)
	for _, query := range []string{"", "t=", "x=1", "%zz"} {
		r := opened("linden", "survey", "")
		r.Query = query
		if a := h.expect(t, r, http.StatusOK, ingest.Probe); a != h.TakeRequest(t.Context(), ingest.Request{Method: http.MethodGet, Store: "nobody"}) {
			t.Errorf("%q: %+v", query, a)
		}
	}
	h.expect(t, ingest.Request{Method: http.MethodPut, Store: "linden", Source: "survey", Query: "t=x"}, http.StatusMethodNotAllowed, ingest.Probe)
	if h.loads != 0 {
		t.Errorf("settings were read %d times", h.loads)
	}
}

func TestLinksOutliveTheChangeOfTheirSecretWhileBothAreAccepted(t *testing.T) {
	t.Parallel()
	h, old := asking(t)
	h.expect(t, opened("linden", "survey", old), http.StatusOK, ingest.Shown)
	fresh := token(t, h, "linden", "the secret that comes after it", 60)
	src := h.settings["linden"]["survey"]
	src.Secrets = [][]byte{[]byte("the secret that comes after it"), []byte(surveySecret)}
	h.settings["linden"]["survey"] = src
	h.now = h.now.Add(ingest.Renew)
	h.expect(t, opened("linden", "survey", fresh), http.StatusOK, ingest.Shown) // which looks at the settings again
	h.expect(t, sent("linden", "survey", old, "price"), http.StatusOK, ingest.Queued)
	src.Secrets = src.Secrets[:1]
	h.settings["linden"]["survey"] = src
	h.now = h.now.Add(ingest.Fresh + time.Second)
	h.expect(t, sent("linden", "survey", fresh, "price"), http.StatusOK, ingest.Queued)
	h.expect(t, sent("linden", "survey", old, "price"), http.StatusUnauthorized, ingest.Unauthorized)
}

func TestAnAnswerIsNoLargerThanAnythingElse(t *testing.T) {
	t.Parallel()
	h, token := asking(t)
	r := sent("linden", "survey", token, "price")
	r.Body = append(r.Body, make([]byte, ingest.MaxBody)...)
	h.expect(t, r, http.StatusRequestEntityTooLarge, ingest.TooLarge)
	r = sent("linden", "survey", token, "price")
	r.Body = append(r.Body, "&x="+strings.Repeat("x", 5000)...)
	h.expect(t, r, http.StatusUnauthorized, ingest.Unauthorized)
}

func TestALinkIsNotRefusedForGoodWhileSettingsCannotBeRead(t *testing.T) {
	t.Parallel()
	h, token := asking(t)
	h.failing = errors.New("throttled")
	if a := h.expect(t, opened("linden", "survey", token), http.StatusServiceUnavailable, ingest.Unavailable); !strings.Contains(a.Page, "try again") {
		t.Errorf("shown %s", a.Body())
	}
}
