package shopify_test

import (
	"errors"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/words/crm"
)

// The vector is published in Shopify/shopify-app-js, lib/webhooks/__tests__/validate.test.ts.
func TestShopifysOwnVector(t *testing.T) {
	t.Parallel()
	a := webhook.Source{Secrets: [][]byte{[]byte("test_secret_key")}}
	body := []byte(`{"foo": "bar"}`)
	for _, name := range []string{"X-Shopify-Hmac-Sha256", "x-shopify-hmac-sha256", "shopify-hmac-sha256"} {
		h := webhook.HeaderOf(map[string]string{name: "B23tXN681gZ0qIWNRrgtzBE9XSDo5yaUu6wfmhu3a7g="})
		if err := (shopify.Platform{}).Verify(a, h, body, webhooktest.Now); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestTheShopsDomainMustBeTheOneInTheSettings(t *testing.T) {
	t.Parallel()
	p, body := shopify.Platform{}, []byte(`{}`)
	a := webhook.Source{Secrets: [][]byte{[]byte("hush")}, Account: "Linden.myshopify.com"}
	for domain, want := range map[string]error{"linden.myshopify.com": nil, "other.myshopify.com": webhook.ErrSignature, "": webhook.ErrSignature} {
		h := p.Sign(a, "orders/create", body, webhooktest.Now)
		h.Set("X-Shopify-Shop-Domain", domain)
		if err := p.Verify(a, h, body, webhooktest.Now); !errors.Is(err, want) {
			t.Errorf("%q: %v", domain, err)
		}
	}
}

func parse(t *testing.T, topic, body string) (crm.Event, error) {
	t.Helper()
	events, err := shopify.Platform{}.Parse(webhook.Delivery{Source: "shop", Topic: topic, Body: []byte(body)})
	webhooktest.CheckEvents(t, events, err)
	if len(events) != 1 {
		return crm.Event{}, err
	}
	return events[0], nil
}

func at(text string) crm.Instant {
	t, err := time.Parse(time.RFC3339, text)
	if err != nil {
		panic(err)
	}
	return crm.InstantOf(t)
}

const least = `"id":1,"currency":"EUR","total_price":"10.00","created_at":"2026-06-01T10:00:00Z","updated_at":"2026-06-01T10:00:00Z"`

func TestStatusComesFromWhatWasShippedThenFromWhatWasPaid(t *testing.T) {
	t.Parallel()
	for state, want := range map[[2]string]crm.OrderStatus{
		{"pending", "null"}: crm.OrderPending, {"authorized", "null"}: crm.OrderPending, {"partially_paid", "null"}: crm.OrderPaid,
		{"paid", "null"}: crm.OrderPaid, {"partially_refunded", "null"}: crm.OrderPaid, {"refunded", `"restocked"`}: crm.OrderPaid,
		{"voided", "null"}: crm.OrderFailed, {"expired", "null"}: crm.OrderFailed, {"voided", `"fulfilled"`}: crm.OrderFailed, {"news", "null"}: crm.OrderUnknown,
		{"paid", `"partial"`}: crm.OrderPartlyFulfilled, {"pending", `"fulfilled"`}: crm.OrderFulfilled,
	} {
		ev, err := parse(t, "orders/updated", fmt.Sprintf(`{%s,"financial_status":%q,"fulfillment_status":%s}`, least, state[0], state[1]))
		if err != nil || ev.Order.Status != want {
			t.Errorf("%v: %+v, %v", state, ev.Order, err)
		}
	}
}

func TestAnUntickedBoxWithdrawsNothing(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]crm.ConsentState{
		`{` + least + `,"email":"a@b.example","buyer_accepts_marketing":true}`:  crm.ConsentGiven,
		`{` + least + `,"email":"a@b.example","buyer_accepts_marketing":false}`: crm.ConsentUnknown,
		`{` + least + `,"email":"a@b.example"}`:                                 crm.ConsentUnknown,
		`{` + least + `,"buyer_accepts_marketing":true}`:                        crm.ConsentUnknown, // of nobody
		`{` + least + `,"email":"a@b.example","buyer_accepts_marketing":true,"customer":{"id":7,"email_marketing_consent":{"state":"unsubscribed"}}}`: crm.ConsentRefused,
	} {
		ev, err := parse(t, "orders/create", body)
		if err != nil || ev.Consents[crm.ChannelEmail].Current().State != want {
			t.Errorf("%s: %+v, %v", body, ev.Consents, err)
		}
	}
}

// In the words of Shopify's customer bodies: a no stands as of the body, a yes without a date may be older than any no, and that
// nobody asked is no refusal since now.
func TestWhatTheConsentsOfABodyAreDated(t *testing.T) {
	t.Parallel()
	const bodyAt, said, triggered = "2026-06-01T10:00:00Z", "2026-05-20T00:00:00Z", "2026-06-02T00:00:00Z"
	dated := func(state string) string { return `{"state":"` + state + `","consent_updated_at":"` + said + `"}` }
	for state, want := range map[string]crm.Consent{
		`{"state":"subscribed"}`:                               {State: crm.ConsentGiven},
		`{"state":"redacted"}`:                                 {State: crm.ConsentRefused, At: at(bodyAt)},
		`{"state":"invalid"}`:                                  {State: crm.ConsentRefused, At: at(bodyAt)},
		`{"state":"unsubscribed","consent_updated_at":null}`:   {State: crm.ConsentRefused, At: at(bodyAt)},
		`{"state":"not_subscribed","consent_updated_at":null}`: {State: crm.ConsentNotAsked},
		dated("subscribed"):                                    {State: crm.ConsentGiven, At: at(said)},
		dated("unsubscribed"):                                  {State: crm.ConsentRefused, At: at(said)},
		dated("not_subscribed"):                                {State: crm.ConsentNotAsked, At: at(said)},
		dated("pending"):                                       {State: crm.ConsentPending, At: at(said)},
	} {
		for topic, body := range map[string]string{
			"customers/update": `{"id":7,"updated_at":"` + bodyAt + `","email_marketing_consent":` + state + `}`,
			"orders/updated":   `{` + least + `,"email":"a@b.example","customer":{"id":7,"email_marketing_consent":` + state + `}}`,
		} {
			ev, err := parse(t, topic, body)
			if diff := cmp.Diff(want, ev.Consents[crm.ChannelEmail]); err != nil || diff != "" {
				t.Errorf("%s %s: %v %s", topic, state, err, diff)
			}
		}

		// In the topic of consents, the time at which Shopify sent it dates a no. It dates no yes.
		events, err := shopify.Platform{}.Parse(webhook.Delivery{
			Source: "shop", Topic: "customers_email_marketing_consent/update", Triggered: at(triggered),
			Body: []byte(`{"customer_id":7,"email_address":"a@b.example","email_marketing_consent":` + state + `}`),
		})
		if want.At != at(said) && want.State.No() {
			want.At = at(triggered)
		}
		if err != nil || len(events) != 1 || events[0].Consents[crm.ChannelEmail] != want {
			t.Errorf("%s: %+v, %v", state, events, err)
		}
	}
}

func TestAConsentToTextMessagesNamesItsNumber(t *testing.T) {
	t.Parallel()
	ev, err := parse(t, "customers_marketing_consent/update",
		`{"id":7,"phone":"+4915112345678","sms_marketing_consent":{"state":"unsubscribed","consent_updated_at":"2026-05-20T00:00:00Z"}}`)
	want, _ := crm.PhoneKey(nil, "0151 12345678")
	if diff := cmp.Diff([]crm.Key{want}, ev.Addresses(nil)); err != nil || diff != "" {
		t.Error(err, diff)
	}
}

func TestAnAbsentConsentSaysNothing(t *testing.T) {
	t.Parallel()
	ev, err := parse(t, "customers/update", `{"id":7,"updated_at":"2026-06-01T10:00:00Z","email_marketing_consent":null}`)
	if diff := cmp.Diff(crm.Consents{}, ev.Consents); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}

func TestMaskedBuyersAreNobody(t *testing.T) {
	t.Parallel()
	for _, email := range []string{"x1@marketplace.amazon.co.uk", "b@members.ebay.com", "c@RELAY.walmart.com", "j***@example.com", "", "none"} {
		ev, err := parse(t, "orders/create", fmt.Sprintf(`{%s,"email":%q,"buyer_accepts_marketing":true,"phone":"+4930***12"}`, least, email))
		if err != nil || ev.Who != (crm.Who{}) || ev.Profile != (crm.Profile{}) {
			t.Errorf("%q: %+v, %v", email, ev, err)
		}
	}
}

func TestAMergeCountsOnlyWithSuccess(t *testing.T) {
	t.Parallel()
	body := func(status, errs string) string {
		return fmt.Sprintf(`{"admin_graphql_api_customer_kept_id":"gid://shopify/Customer/1","admin_graphql_api_customer_deleted_id":"gid://shopify/Customer/2","status":%s,"errors":%s}`, status, errs)
	}
	want := &crm.Merge{Kept: crm.Ref{Source: "shop", ID: "1"}, Gone: crm.Ref{Source: "shop", ID: "2"}}
	for _, status := range []string{`"success"`, `"COMPLETED"`} {
		ev, err := parse(t, "customers/merge", body(status, `[]`))
		if diff := cmp.Diff(want, ev.Merge); err != nil || diff != "" {
			t.Errorf("%s: %v\n%s", status, err, diff)
		}
	}
	for _, b := range []string{
		body(`"failed"`, `[]`), body(`"in_progress"`, `[]`), body(`"requested"`, `[]`), body(`null`, `[]`),
		body(`"news"`, `[]`), body(`"completed"`, `[{"field":"x"}]`),
	} {
		if ev, err := parse(t, "customers/merge", b); !errors.Is(err, webhook.ErrIgnored) {
			t.Errorf("%s: %+v, %v", b, ev, err)
		}
	}
}

func TestOneBodyUnderAnotherTopicIsRefused(t *testing.T) {
	t.Parallel()
	samples := webhooktest.Samples(t, shopify.Name)
	for topic, name := range map[string]string{
		"customers/update": "orders-create", "orders/updated": "customers-create", "customers/redact": "customers-data-request",
		"shop/redact": "customers-redact", "customers/data_request": "orders-create", "customers/merge": "customers-redact",
		"customers_email_marketing_consent/update": "customers-create", "customers_marketing_consent/update": "orders-create",
	} {
		_, err := parse(t, topic, string(samples[name].Body))
		if _, unusable := webhook.AsUnusable(err); !unusable {
			t.Errorf("%s as %s: %v", name, topic, err)
		}
	}
}

func TestASentenceNamesTheField(t *testing.T) {
	t.Parallel()
	for body, want := range map[string]string{
		`{"id":1}`: "updated_at is missing.",
		strings.Replace(`{`+least+`}`, `"10.00"`, `"ten"`, 1):   `total_price: "ten" is not an amount.`,
		strings.Replace(`{`+least+`}`, `"EUR"`, `"euro"`, 1):    `currency: "euro" is not a currency code of three letters.`,
		strings.Replace(`{`+least+`}`, `"id":1`, `"id":1e3`, 1): "id: an id must be a whole number or a text.",
	} {
		if _, err := parse(t, "orders/create", body); err == nil || err.Error() != want {
			t.Errorf("%s: %v", body, err)
		}
	}
}

func TestALabelWithoutHeadersIsOfNoTopic(t *testing.T) {
	t.Parallel()
	l, err := shopify.Platform{}.ReadLabel(http.Header{}, nil)
	if diff := cmp.Diff(webhook.Label{}, l); err != nil || diff != "" {
		t.Errorf("%v %s", err, diff)
	}
}
