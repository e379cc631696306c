package standard_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/santhosh-tekuri/jsonschema/v6"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/edge/webhook/webhooktest"
	"holdfast/shared/words/crm"
)

// The vectors are published in standard-webhooks/standard-webhooks, libraries/go/webhook_test.go.
func TestTheSpecificationsOwnVectors(t *testing.T) {
	t.Parallel()
	a := webhook.Source{Secrets: [][]byte{[]byte("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")}}
	body, now := []byte(`{"test": 2432232314}`), time.Unix(1614265330, 0)
	const good, bad = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", "v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc="
	for list, want := range map[string]error{
		good: nil, bad: webhook.ErrSignature, bad + " " + good: nil, "v1a,x v2," + good[3:] + " " + good: nil, "v2," + good[3:]: webhook.ErrSignature,
		strings.Repeat(bad+" ", 100) + good: webhook.ErrSignature, // more than anybody sends
	} {
		h := http.Header{}
		h.Set("webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek")
		h.Set("webhook-timestamp", "1614265330")
		h.Set("webhook-signature", list)
		if err := (standard.Platform{}).Verify(a, h, body, now); !errors.Is(err, want) {
			t.Errorf("%.80s: %v", list, err)
		}
		if err := (standard.Platform{}).Verify(a, h, body, now.Add(time.Hour)); err == nil {
			t.Errorf("%.80s was accepted an hour late", list)
		}
	}
}

func TestASecretMustBeBase64(t *testing.T) {
	t.Parallel()
	for _, secret := range []string{"", "whsec_", "whsec_ ", "whsec_***", "plain text"} {
		if err := (standard.Platform{}).CheckSecret([]byte(secret)); !errors.Is(err, webhook.ErrSecret) {
			t.Errorf("%q: %v", secret, err)
		}
	}
	for _, secret := range []string{"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n"} {
		if err := (standard.Platform{}).CheckSecret([]byte(secret)); err != nil {
			t.Errorf("%q: %v", secret, err)
		}
	}
}

// schemas compiles the schema of each event by its type.
func schemas(t *testing.T) map[string]*jsonschema.Schema {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(webhooktest.Events(t), "schemas", "*.*.json"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no schemas: %v", err)
	}
	raw, err := os.ReadFile(filepath.Join(webhooktest.Events(t), "schemas", "common.json"))
	if err != nil {
		t.Fatal(err)
	}
	common, err := jsonschema.UnmarshalJSON(bytes.NewReader(raw))
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]*jsonschema.Schema{}
	for _, f := range files {
		c := jsonschema.NewCompiler()
		c.AssertFormat()
		if err := c.AddResource("https://holdfast.example/schemas/common.json", common); err != nil {
			t.Fatal(err)
		}
		s, err := c.Compile(f)
		if err != nil {
			t.Fatal(err)
		}
		all[strings.TrimSuffix(filepath.Base(f), ".json")] = s
	}
	return all
}

// A schema and the parser must agree on every sample: what the schema allows can be used, what it forbids is refused.
func TestSchemasAndParserAgreeOnTheSamples(t *testing.T) {
	t.Parallel()
	known, sampled := schemas(t), map[string]bool{}
	p := standard.Platform{}
	for name, s := range webhooktest.Samples(t, standard.Name) {
		label, err := p.ReadLabel(s.Header, s.Body)
		if err != nil {
			t.Fatal(err)
		}
		schema, ok := known[label.Topic]
		if ok == (label.Lane == webhook.Nowhere) {
			t.Errorf("%s: type %s has lane %d and a schema: %t", name, label.Topic, label.Lane, ok)
		}
		if !ok {
			continue
		}
		sampled[label.Topic] = true
		body, err := jsonschema.UnmarshalJSON(strings.NewReader(string(s.Body)))
		if err != nil {
			t.Fatal(err)
		}
		_, parsed := p.Parse(webhooktest.NewDelivery(label, s.Body))
		if valid := schema.Validate(body); (valid == nil) != (parsed == nil) {
			t.Errorf("%s: the schema says %v, the parser %v", name, valid, parsed)
		}
	}
	for topic := range known {
		if !sampled[topic] {
			t.Errorf("no sample of %s", topic)
		}
	}
}

// change is a sample with one field of its data set, or taken out where the value is nil.
func change(t *testing.T, sample, field string, value any) (topic string, body []byte) {
	t.Helper()
	var m map[string]any
	if err := json.Unmarshal(webhooktest.Samples(t, standard.Name)[sample].Body, &m); err != nil {
		t.Fatal(err)
	}
	data := maps.Clone(m["data"].(map[string]any))
	data[field] = value
	if value == nil {
		delete(data, field)
	}
	m["data"] = data
	body, err := json.Marshal(m)
	if err != nil {
		t.Fatal(err)
	}
	return m["type"].(string), body
}

func TestSchemasAndParserAgreeOnMistakes(t *testing.T) {
	t.Parallel()
	known := schemas(t)
	for _, c := range []struct {
		sample, field string
		value         any
		fine          bool
	}{
		{"order-updated", "id", nil, false},
		{"order-updated", "placed_at", nil, false},
		{"order-updated", "currency", "euro", false},
		{"order-updated", "total", "1,000.00", false},
		{"order-updated", "refunded", "-5.00", false},
		{"order-updated", "status", "lost", false},
		{"order-updated", "reason", "weather", false},
		{"order-updated", "placed_at", "last week", false},
		{"order-updated", "cost", nil, true},
		{"order-updated", "updated_at", nil, true},
		{"order-updated", "customer", nil, true},
		{"order-updated", "total", "-12.00", true},
		{"ticket-updated", "status", nil, false},
		{"ticket-updated", "priority", "extreme", false},
		{"ticket-updated", "rating", map[string]any{"score": 6}, false},
		{"ticket-updated", "rating", map[string]any{"score": 1}, true},
		{"ticket-updated", "customer", nil, true},
		{"delivery-updated", "order", nil, false},
		{"delivery-updated", "customer", nil, true},
		{"delivery-updated", "status", "failed", true},
		{"delivery-updated", "status", "eaten", false},
		{"delivery-updated", "delivered_at", nil, true},
		{"return-updated", "order", nil, false},
		{"return-updated", "status", nil, false},
		{"return-updated", "cause", "eaten", false},
		{"return-updated", "cause", "too_small", true},
		{"dispute-updated", "currency", nil, false},
		{"dispute-updated", "amount", nil, true},
		{"dispute-updated", "status", "lost", true},
		{"subscription-updated", "customer", nil, false},
		{"subscription-updated", "status", "gone", false},
		{"subscription-updated", "status", "paused", true},
		{"enquiry-created", "customer", map[string]any{"name": "x"}, false},
		{"customer-updated", "id", nil, true},
		{"customer-updated", "birthday", "04-19", false},
		{"customer-updated", "birthday", "1980-04-19", true},
		{"customer-updated", "country", "China", false},
		{"customer-updated", "zone", "Berlin time", false},
		{"customer-updated", "consents", map[string]any{"fax": map[string]any{"state": "given"}}, false},
		{"customer-updated", "consents", map[string]any{"sms": map[string]any{"state": "yes"}}, false},
		{"customer-merged", "gone", nil, false},
		{"customer-redact", "customer", nil, true},
		{"customer-merged", "kept", map[string]any{"id": "1", "source": "Big Shop"}, false},
	} {
		topic, body := change(t, c.sample, c.field, c.value)
		value, err := jsonschema.UnmarshalJSON(strings.NewReader(string(body)))
		if err != nil {
			t.Fatal(err)
		}
		if err := known[topic].Validate(value); (err == nil) != c.fine {
			t.Errorf("%s with %s %v: the schema says %v", c.sample, c.field, c.value, err)
		}
		events, err := standard.Platform{}.Parse(webhook.Delivery{Source: "own", Topic: topic, Body: body})
		webhooktest.CheckEvents(t, events, err)
		if (err == nil) != c.fine {
			t.Errorf("%s with %s %v: the parser says %v", c.sample, c.field, c.value, err)
		}
	}
}

func TestTheTimestampDatesWhatHasNoDateOfItsOwn(t *testing.T) {
	t.Parallel()
	body := `{"type":"customer.updated","timestamp":"2026-05-12T06:30:00Z","data":{"id":5,"name":"Ada","consents":{` +
		`"call":{"state":"refused"},"email":{"state":"given"},"sms":{"state":"not_asked"}}}}`
	events, err := standard.Platform{}.Parse(webhook.Delivery{Source: "own", Topic: "customer.updated", Body: []byte(body)})
	if err != nil {
		t.Fatal(err)
	}
	at := crm.InstantOf(time.Date(2026, 5, 12, 6, 30, 0, 0, time.UTC))
	want := crm.Event{Kind: crm.KindCustomer, ID: "customer/5", At: at, Who: crm.Who{Account: crm.Ref{Source: "own", ID: "5"}}}
	want.Profile[crm.Name] = crm.Text{Value: "Ada", At: at}
	want.Consents[crm.ChannelCall] = crm.Consent{State: crm.ConsentRefused, At: at}
	want.Consents[crm.ChannelEmail] = crm.Consent{State: crm.ConsentGiven} // a yes may be older than any no
	want.Consents[crm.ChannelSMS] = crm.Consent{State: crm.ConsentNotAsked}
	if diff := cmp.Diff([]crm.Event{want}, events); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsReadIsCalledTheSameWhenItIsTold(t *testing.T) {
	t.Parallel()
	parse := func(topic, data string) crm.Event {
		body := `{"type":"` + topic + `","timestamp":"2026-02-01T10:00:00Z","data":{"id":"1","customer":{"id":"7"},"requester":{"id":"7"},` + data + `}}`
		all, err := standard.Platform{}.Parse(webhook.Delivery{Source: "shop", Topic: topic, Received: crm.InstantOf(time.Date(2026, 2, 1, 10, 0, 0, 0, time.UTC)), Body: []byte(body)})
		if err != nil {
			t.Fatalf("%s: %v", body, err)
		}
		return all[0]
	}
	for _, name := range []string{"pending", "failed", "paid", "partly_fulfilled", "fulfilled", "completed"} {
		e := parse("order.updated", `"placed_at":"2026-02-01T10:00:00Z","currency":"EUR","total":"1","status":"`+name+`"`)
		if got := e.Order.Status.String(); got != name {
			t.Errorf("the status %s of an order is called %s", name, got)
		}
	}
	for _, name := range []string{"new", "open", "pending", "hold", "solved", "closed", "deleted"} {
		e := parse("ticket.updated", `"created_at":"2026-02-01T10:00:00Z","status":"`+name+`"`)
		if got := e.Ticket.Status.String(); got != name {
			t.Errorf("the status %s of a ticket is called %s", name, got)
		}
	}
	for _, name := range []string{"low", "normal", "high", "urgent"} {
		e := parse("ticket.updated", `"created_at":"2026-02-01T10:00:00Z","status":"open","priority":"`+name+`"`)
		if got := e.Ticket.Priority.String(); got != name {
			t.Errorf("the priority %s is called %s", name, got)
		}
	}
	for _, name := range []string{"given", "pending", "refused"} {
		e := parse("customer.updated", `"consents":{"sms":{"state":"`+name+`"}}`)
		if got := e.Consents[crm.ChannelSMS].State.String(); got != name {
			t.Errorf("the consent %s is called %s", name, got)
		}
	}
}
