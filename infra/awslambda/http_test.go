package awslambda

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/aws/aws-lambda-go/lambdacontext"
	"github.com/google/go-cmp/cmp"

	"holdfast/shared/steps/act"
	"holdfast/shared/steps/ingest"
)

const post = `{"version":"2.0","routeKey":"ANY /hooks/{store}/{source}","rawPath":"/v1/hooks/linden/shop","rawQueryString":"t=a%20b&x=1","headers":{"x-shopify-topic":"orders/create","content-type":"application/json"},
 "pathParameters":{"store":"linden","source":"shop"},"requestContext":{"http":{"method":"POST","path":"/v1/hooks/linden/shop"}},`

func TestARequestReachesIngestAsItWasSent(t *testing.T) {
	t.Parallel()
	want := ingest.Request{
		Method: "POST", Store: "linden", Source: "shop", Query: "t=a%20b&x=1", Body: []byte(`{"id":1,"name":"客"}`),
		Header: http.Header{"X-Shopify-Topic": {"orders/create"}, "Content-Type": {"application/json"}},
	}
	for name, event := range map[string]string{
		"text":              post + `"body":"{\"id\":1,\"name\":\"客\"}","isBase64Encoded":false}`,
		"base64":            post + `"body":"eyJpZCI6MSwibmFtZSI6IuWuoiJ9","isBase64Encoded":true}`,
		"without variables": strings.Replace(post, `"pathParameters":{"store":"linden","source":"shop"},`, "", 1) + `"body":"{\"id\":1,\"name\":\"客\"}"}`,
	} {
		r := newRig(t)
		r.Hooks = func(_ context.Context, q ingest.Request) ingest.Answer {
			if d := cmp.Diff(want, q); d != "" {
				t.Errorf("%s: request (-want +got):\n%s", name, d)
			}
			return ingest.Answer{Status: 202, Text: "Accepted."}
		}
		b, err := r.Invoke(t.Context(), []byte(event))
		if err != nil {
			t.Fatal(err)
		}
		answered(t, b, 202, "Accepted.")
	}
}

func answered(t *testing.T, b []byte, status int, text string) {
	t.Helper()
	var got struct {
		StatusCode int
		Headers    map[string]string
		Body       string
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if got.StatusCode != status || got.Body != text || got.Headers["content-type"] != "text/plain; charset=utf-8" {
		t.Errorf("answered %s", b)
	}
}

func TestAPageIsSentWithItsHeadersAndLoggedAsItsSentence(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	a := ingest.Answer{Status: 401, Text: "No.", Page: "<h1>No</h1>"}
	r.Hooks = func(context.Context, ingest.Request) ingest.Answer { return a }
	b, err := r.Invoke(t.Context(), []byte(strings.Replace(post, "POST", "GET", 1)+`"body":""}`))
	if err != nil {
		t.Fatal(err)
	}
	var got struct {
		Body    string
		Headers map[string]string
	}
	if err := json.Unmarshal(b, &got); err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(a.Headers(), got.Headers); d != "" || got.Body != a.Page || got.Headers["content-security-policy"] == "" {
		t.Errorf("body %q, headers (-want +got):\n%s", got.Body, d)
	}
	if lines := r.lines("unlogged"); len(lines) != 1 || lines[0]["answer"] != "No." || strings.Contains(r.out.String(), "t=a") {
		t.Errorf("logged %v", lines)
	}
}

func TestABodyThatCannotBeReadIsTheSendersFault(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Hooks = func(context.Context, ingest.Request) ingest.Answer {
		t.Error("ingest was asked")
		return ingest.Answer{}
	}
	b, err := r.Invoke(t.Context(), []byte(post+`"body":"*","isBase64Encoded":true}`))
	if err != nil {
		t.Fatal(err)
	}
	answered(t, b, 400, "The body could not be read.")
	for _, event := range []string{`{}`, `x`, sqs("a")} {
		if _, err := r.Invoke(t.Context(), []byte(event)); !errors.Is(err, ErrEvent) {
			t.Errorf("%s: %v", event, err)
		}
	}
}

func TestARehearsalIsKeptFromWhatTakesWebhooks(t *testing.T) {
	t.Parallel()
	want := ingest.Request{
		Method: "POST", Store: "linden", Source: "shop", Query: "t=x", Body: []byte("{}"), Header: http.Header{"X-Shopify-Topic": {"orders/create"}},
	}
	event, err := RehearsalEvent(want)
	if err != nil {
		t.Fatal(err)
	}
	r := newRig(t)
	r.Hooks = func(context.Context, ingest.Request) ingest.Answer {
		t.Error("it was taken for a webhook")
		return ingest.Answer{}
	}
	if _, err := r.Invoke(t.Context(), event); !errors.Is(err, ErrEvent) {
		t.Errorf("a function that cannot rehearse says %v", err)
	}
	r.Rehearse = func(_ context.Context, got ingest.Request) ingest.Answer {
		if d := cmp.Diff(want, got); d != "" {
			t.Errorf("request (-want +got):\n%s", d)
		}
		return ingest.Answer{Status: 401, Text: "No."}
	}
	b, err := r.Invoke(t.Context(), event)
	if err != nil {
		t.Fatal(err)
	}
	answered(t, b, 401, "No.")
	if r.out.Len() > 0 {
		t.Errorf("it was logged: %s", r.out.String())
	}
	// What a sender of webhooks may set stands in headers, body and query: never beside them.
	r.Hooks = func(context.Context, ingest.Request) ingest.Answer {
		return ingest.Answer{Status: 200, Text: "Accepted."}
	}
	if b, err = r.Invoke(t.Context(), []byte(post+`"body":"{\"rehearsal\":true}"}`)); err != nil {
		t.Fatal(err)
	}
	answered(t, b, 200, "Accepted.")
}

func TestADeploymentIsAskedAbout(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	const event = `{"DeploymentId":"d-1","LifecycleEventHookExecutionId":"e"}`
	if _, err := r.Invoke(t.Context(), []byte(event)); !errors.Is(err, ErrEvent) {
		t.Errorf("a function that is no hook says %v", err)
	}
	var got Deployment
	r.Deployment = func(_ context.Context, d Deployment) error { got = d; return nil }
	if _, err := r.Invoke(t.Context(), []byte(event)); err != nil || got != (Deployment{"d-1", "e"}) {
		t.Errorf("asked about %+v, %v", got, err)
	}
}

func TestRefusalsAreLoggedOnceAMinute(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	now := time.Unix(1_900_000_000, 0)
	r.Now = func() time.Time { return now }
	status := 401
	r.Hooks = func(context.Context, ingest.Request) ingest.Answer { return ingest.Answer{Status: status, Text: "No."} }
	ask := func(event string) {
		if _, err := r.Invoke(t.Context(), []byte(event)); err != nil {
			t.Fatal(err)
		}
	}
	genuine := post + `"body":"personal data"}`
	for range 3 {
		ask(genuine)
	}
	status = 413
	ask(strings.ReplaceAll(genuine, "linden", "<script>"))
	status = 200
	ask(genuine)
	status, now = 401, now.Add(everyRefusal)
	ask(genuine)
	type line struct{ status, store, unlogged any }
	var got []line
	for _, l := range r.lines("unlogged") {
		got = append(got, line{l["status"], l["store"], l["unlogged"]})
	}
	want := []line{{401.0, "linden", 0.0}, {413.0, "", 0.0}, {401.0, "linden", 2.0}}
	if d := cmp.Diff(want, got, cmp.AllowUnexported(line{})); d != "" {
		t.Errorf("lines (-want +got):\n%s", d)
	}
	if strings.Contains(r.out.String(), "personal") || strings.Contains(r.out.String(), "script") {
		t.Errorf("the log repeats what a stranger sent: %s", r.out.String())
	}
}

func TestOneLineOfMetricsTellsOfOneInvocation(t *testing.T) {
	t.Parallel()
	r := newRig(t)
	r.Hooks = func(context.Context, ingest.Request) ingest.Answer {
		r.Metrics.Webhook(ingest.TooLarge, "")
		r.Metrics.Webhook(ingest.Queued, "shopify")
		r.Metrics.Webhook(ingest.Shown, "shopify")
		r.Metrics.Units(1, 0)
		r.Metrics.Units(2, 0.5)
		r.Metrics.Task(act.Uncertain)
		return ingest.Answer{Status: 200}
	}
	if _, err := r.Invoke(t.Context(), []byte(post+`"body":""}`)); err != nil {
		t.Fatal(err)
	}
	lines := r.lines("_aws")
	want := []map[string]any{{
		"Stack": "prod", "Function": "orders", "Platform": "shopify",
		"TaskUncertain": 1.0, "WebhookTooLarge": 1.0, "WebhookQueued": 1.0, "WebhookShown": 1.0, "WriteUnits": 3.0, "ReadUnits": 0.5,
		"_aws": map[string]any{
			"Timestamp": 1_900_000_000_123.0,
			"CloudWatchMetrics": []any{map[string]any{
				"Namespace": "Holdfast", "Dimensions": []any{[]any{"Stack", "Function"}},
				"Metrics": []any{
					map[string]any{"Name": "TaskUncertain", "Unit": "Count"},
					map[string]any{"Name": "WebhookQueued", "Unit": "Count"},
					map[string]any{"Name": "WebhookTooLarge", "Unit": "Count"},
				},
			}},
		},
	}}
	if d := cmp.Diff(want, lines); d != "" {
		t.Errorf("line (-want +got):\n%s", d)
	}
	r.out.Reset()
	if r.Metrics.Flush(); r.out.Len() > 0 {
		t.Errorf("nothing happened, and %s was written", r.out.String())
	}
}

func TestEachLogLineNamesItsRequestAndTrace(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	log := NewLog(&out, "WARN").With("store", "linden")
	ctx := lambdacontext.NewContext(t.Context(), &lambdacontext.LambdaContext{AwsRequestID: "id"})
	//lint:ignore SA1029 the key that aws-lambda-go itself uses
	ctx = context.WithValue(ctx, traceKey, "Root=1-2-3")
	log.InfoContext(ctx, "too quiet")
	log.WarnContext(ctx, "words", "n", 1)
	var got map[string]any
	if err := json.Unmarshal(out.Bytes(), &got); err != nil {
		t.Fatal(err)
	}
	if _, err := time.Parse(time.RFC3339Nano, got["timestamp"].(string)); err != nil {
		t.Error(err)
	}
	delete(got, "timestamp")
	want := map[string]any{"level": "WARN", "message": "words", "store": "linden", "n": 1.0, "requestId": "id", "traceId": "Root=1-2-3"}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("line (-want +got):\n%s", d)
	}
}

func TestAFunctionWithoutTimeZonesDoesNotStart(t *testing.T) {
	t.Parallel()
	var out bytes.Buffer
	e := readEnv(func(string) string { return "set" }, &out)
	e.accountErr = nil // "set" is no address
	if !e.isReady() {
		t.Fatalf("with time zones it says %s", out.String())
	}
	e.zoneErr = errors.New("unknown time zone")
	if e.isReady() || !strings.Contains(out.String(), "unknown time zone") {
		t.Errorf("without them it starts, and says %s", out.String())
	}
}

func TestAFunctionNeedsItsSettings(t *testing.T) {
	t.Parallel()
	all := map[string]string{
		"AWS_REGION": "eu-central-1", "AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "key", "HOLDFAST_STACK": "prod", "HOLDFAST_TABLE": "t",
	}
	for _, without := range []string{"", "AWS_REGION", "HOLDFAST_STACK", "HOLDFAST_TABLE"} {
		var out bytes.Buffer
		e := readEnv(func(name string) string {
			if name == without {
				return ""
			}
			return all[name]
		}, &out)
		table := e.Setting("HOLDFAST_TABLE")
		if ready := e.isReady(); ready != (without == "") || !strings.Contains(out.String(), without) {
			t.Errorf("without %q: ready %t, said %s", without, ready, out.String())
		}
		if without == "" && (table != "t" || e.Stack != "prod" || e.Account.Region != "eu-central-1") {
			t.Errorf("read %q and %+v", table, e)
		}
	}
}
