package fault

import (
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/survey"
	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/crm"
	"holdfast/tests/stories"
)

func TestAForgedStaleOrStrayDeliveryChangesNothing(t *testing.T) {
	t.Parallel()
	h := empty(t, stories.Walls{})
	ctx := t.Context()
	for _, store := range []string{"other", "careless"} {
		if err := openAs(ctx, h.World, trace(t), store); err != nil {
			t.Fatal(err)
		}
	}
	body := []byte(`{"type":"order.updated","timestamp":"` + h.Time.Format(time.RFC3339) + `","data":` + orderOf("ann", "A1") + `}`)
	d := stories.Delivery{Source: "shop", Topic: "order.updated", Body: body}
	own := secrets[stories.Store]["shop"]
	at := func(when time.Time) ingest.Request {
		r := signed(h, stories.Store, own, d)
		r.Header = standard.Platform{}.Sign(webhook.Source{Secrets: own.Secrets}, d.Topic, d.Body, when)
		return r
	}
	change := func(by func(*ingest.Request)) ingest.Request {
		r := signed(h, stories.Store, own, d)
		by(&r)
		return r
	}
	before := digest(h.World)
	for name, r := range map[string]ingest.Request{
		"signed for another shop":     signed(h, "other", own, d),
		"signed by another shop":      signed(h, stories.Store, secrets["other"]["shop"], d),
		"signed by the shop's desk":   signed(h, stories.Store, secrets[stories.Store]["desk"], d),
		"signed with an empty secret": signed(h, stories.Store, secrets["careless"]["shop"], d),
		"to a shop with an empty one": signed(h, "careless", secrets["careless"]["shop"], d),
		"to a shop there is not":      signed(h, "nowhere", own, d),
		"to a source there is not":    change(func(r *ingest.Request) { r.Source = "shop2" }),
		"an hour old":                 at(h.Time.Add(-time.Hour)),
		"an hour ahead":               at(h.Time.Add(time.Hour)),
		"with another amount":         change(func(r *ingest.Request) { r.Body = []byte(strings.Replace(string(body), "10.00", "99.00", 1)) }),
		"with one byte more":          change(func(r *ingest.Request) { r.Body = append(r.Body[:len(r.Body):len(r.Body)], ' ') }),
		"without a signature":         change(func(r *ingest.Request) { r.Header.Del("Webhook-Signature") }),
		"with no header at all":       change(func(r *ingest.Request) { r.Header = http.Header{} }),
		"with a signature of nothing": change(func(r *ingest.Request) { r.Header.Set("Webhook-Signature", "v1,") }),
		"with another id":             change(func(r *ingest.Request) { r.Header.Set("Webhook-Id", "msg_x") }),
		"under another version": change(func(r *ingest.Request) {
			r.Header.Set("Webhook-Signature", "v2,"+r.Header.Get("Webhook-Signature")[3:])
		}),
		"read instead of posted":        change(func(r *ingest.Request) { r.Method = http.MethodGet }),
		"with a path that climbs":       change(func(r *ingest.Request) { r.Store = "../" + r.Store }),
		"with the separator in a name":  change(func(r *ingest.Request) { r.Store += "#x" }),
		"signed by a platform's secret": change(func(r *ingest.Request) { r.Header.Set("X-Shopify-Hmac-Sha256", "AAAA"); r.Header.Del("Webhook-Id") }),
	} {
		a := gate(h).TakeRequest(ctx, r)
		if want := http.StatusUnauthorized; a.Status != want && r.Method == http.MethodPost {
			t.Errorf("%s: %d %s", name, a.Status, a.Text)
		}
	}
	h.Pump(ctx)
	if diff := cmp.Diff(before, digest(h.World)); diff != "" {
		t.Errorf("something changed:\n%s", diff)
	}
	if a := gate(h).TakeRequest(ctx, signed(h, stories.Store, own, d)); a.Status != http.StatusOK {
		t.Fatalf("the genuine one: %d %s", a.Status, a.Text)
	}
	h.Pump(ctx)
	if n := len(orders(t, h.World)["p:shop:ann"]); n != 1 {
		t.Errorf("%d orders of the genuine one", n)
	}
}

func TestALinkThatIsOnlyOpenedOrForgedChangesNothing(t *testing.T) {
	t.Parallel()
	h := empty(t, stories.Walls{})
	ctx := t.Context()
	by := webhook.Source{Store: stories.Store, Name: stories.SurveySource, Secrets: secrets[stories.Store][stories.SurveySource].Secrets}
	sealed := func(a webhook.Source, asked time.Time) string {
		token, err := survey.Seal(a, survey.Token{Customer: "p:shop:ann", Asked: crm.InstantOf(asked), Days: 60})
		if err != nil {
			t.Fatal(err)
		}
		return token
	}
	good := sealed(by, h.Time)
	answer := func(token string) ingest.Request {
		return ingest.Request{Method: http.MethodPost, Store: stories.Store, Source: stories.SurveySource, Body: []byte("reason=price&t=" + token)}
	}
	other := by
	other.Store = "other"
	before := digest(h.World)
	for name, r := range map[string]ingest.Request{
		"opened":              {Method: http.MethodGet, Store: stories.Store, Source: stories.SurveySource, Query: "reason=price&t=" + good},
		"opened with a body":  {Method: http.MethodGet, Store: stories.Store, Source: stories.SurveySource, Query: "t=" + good, Body: []byte("reason=price&t=" + good)},
		"looked for":          {Method: http.MethodHead, Store: stories.Store, Source: stories.SurveySource, Query: "t=" + good},
		"signed for another":  answer(sealed(other, h.Time)),
		"two months old":      answer(sealed(by, h.Time.AddDate(0, 0, -61))),
		"cut":                 answer(good[:len(good)-2]),
		"of nobody":           answer(""),
		"without an answer":   {Method: http.MethodPost, Store: stories.Store, Source: stories.SurveySource, Body: []byte("t=" + good)},
		"posted in the query": {Method: http.MethodPost, Store: stories.Store, Source: stories.SurveySource, Query: "reason=price&t=" + good},
		"sent to the shop":    {Method: http.MethodPost, Store: stories.Store, Source: "shop", Body: []byte("reason=price&t=" + good)},
	} {
		if a := gate(h).TakeRequest(ctx, r); r.Method == http.MethodPost && a.Status/100 != 4 {
			t.Errorf("%s: %d %s", name, a.Status, a.Text)
		}
	}
	h.Pump(ctx)
	if diff := cmp.Diff(before, digest(h.World)); diff != "" {
		t.Errorf("something changed:\n%s", diff)
	}
}
