package cost

import (
	"bytes"
	"context"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/infra/awslambda"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/records/queue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/steps/ingest"
	"holdfast/tests/facts"
)

const root = "../.."

// counted is what the mix of webhooks took.
type counted struct {
	batch     int // messages that are folded at once
	webhooks  int
	batches   int
	tasks     int
	write     float64 // units, those for tasks included
	read      float64
	actWrite  float64 // units for tasks carried out
	actRead   float64
	hook      int // bytes of a webhook,
	sent      int // of its message
	answer    int // and of the answer, headers included
	ingestLog int // bytes of log a webhook at the door,
	accessLog int // in the access log,
	foldLog   int // of all batches
	actLog    int // and of all tasks
	metrics   map[string]bool
	alarmed   int // metrics that alarms look at
}

// lambda is a function whose output is counted.
type lambda struct {
	awslambda.Function
	out bytes.Buffer
}

func (c *counted) lambda(name string, now func() time.Time) *lambda {
	l := &lambda{}
	l.Log, l.Metrics, l.Now = awslambda.NewLog(&l.out, "INFO"), awslambda.NewMetrics(&l.out, "holdfast", "holdfast-"+name, now), now
	l.Queue = ignored{}
	return l
}

type ignored struct{}

func (ignored) Settle(context.Context, ...queue.Result) error { return nil }

// printed empties a function's output and gives its size in bytes, as CloudWatch Logs counts it: 26 more for each line.
func (c *counted) printed(tb testing.TB, l *lambda) (size int) {
	tb.Helper()
	for text := range strings.Lines(l.out.String()) {
		size += len(text) + 26
		var written struct {
			Function string
			Meta     struct {
				CloudWatchMetrics []struct{ Metrics []struct{ Name string } }
			} `json:"_aws"`
		}
		if err := json.Unmarshal([]byte(text), &written); err != nil {
			tb.Fatalf("%q: %v", text, err)
		}
		for _, m := range written.Meta.CloudWatchMetrics {
			for _, one := range m.Metrics {
				c.metrics[written.Function+" "+one.Name] = true
			}
		}
	}
	l.out.Reset()
	return size
}

// How many messages SQS hands to the functions that fold them in one event: within a second it gathers up to fifty, of a busy shop's
// ten or more, and of a quiet one's each by itself.
const (
	busy  = 10
	quiet = 1
)

// count runs the mix through the functions as Lambda would, over a table that counts units by DynamoDB's rules.
func count(tb testing.TB, batch int) *counted {
	tb.Helper()
	c := &counted{batch: batch, metrics: map[string]bool{}}
	var metering sync.Mutex // customers of one batch are written side by side
	h := facts.NewHouse(tb, func(w, r float64) {
		metering.Lock()
		defer metering.Unlock()
		c.write += w
		c.read += r
	}, nil)
	messages, _ := facts.Mix(h.Time, 400)
	fold, do := c.lambda("orders", h.Shops.Now), c.lambda("act", h.Shops.Now)
	h.Apply.Log, fold.Batch = fold.Log, h.Apply.Fold
	acting := act.Act{Book: h.Book, Shops: h.Shops, Send: carried{}, Now: h.Shops.Now, Log: do.Log, Count: do.Metrics.Task}
	do.Batch = acting.CarryOut
	c.write, c.read, c.webhooks = 0, 0, len(messages)
	for i := 0; i < len(messages); i += batch {
		c.invoke(tb, &fold.Function, event(messages[i:min(i+batch, len(messages))]))
		c.batches++
	}
	c.foldLog = c.printed(tb, fold)
	folded := *c
	for {
		tasks, err := h.Act.Receive(context.Background(), 3, time.Hour)
		if err != nil {
			tb.Fatal(err)
		}
		if len(tasks) == 0 {
			break
		}
		c.tasks += len(tasks)
		c.invoke(tb, &do.Function, event(tasks))
	}
	c.actLog = c.printed(tb, do)
	c.actWrite, c.actRead = c.write-folded.write, c.read-folded.read
	c.door(tb)
	return c
}

type carried struct{ act.Sender } // nobody asks it twice

func (carried) Send(context.Context, act.Errand) error         { return nil }
func (carried) Idempotent(context.Context, playbook.Task) bool { return true }

func (c *counted) invoke(tb testing.TB, f *awslambda.Function, event []byte) []byte {
	tb.Helper()
	answer, err := f.Invoke(context.Background(), event)
	if err != nil {
		tb.Fatal(err)
	}
	return answer
}

func event(messages []queue.Message) []byte {
	var records []string
	for i, m := range messages {
		body, _ := json.Marshal(string(m.Body)) // a string can always be written
		records = append(records, fmt.Sprintf(`{"messageId":"m%d","receiptHandle":"r","body":%s,"attributes":{"ApproximateReceiveCount":"1"}}`, i, body))
	}
	return []byte(`{"Records":[` + strings.Join(records, ",") + `]}`)
}

// hookBytes is the size of a webhook: a Shopify order with some items has ten to fifteen kilobytes.
const hookBytes = 12 << 10

// hold keeps what is sent, to be measured.
type hold struct{ bodies [][]byte }

func (h *hold) Send(_ context.Context, _ string, _ time.Duration, bodies ...[]byte) error {
	h.bodies = append(h.bodies, bodies...)
	return nil
}

// door takes one webhook in, and measures what is queued, printed and answered.
func (c *counted) door(tb testing.TB) {
	tb.Helper()
	now := func() time.Time { return time.Unix(1_800_000_000, 0) }
	sources := func(context.Context) (ingest.Stores, error) {
		return ingest.Stores{"acme": {"shop": {Platform: shopify.Name, Secrets: [][]byte{[]byte("hush")}}}}, nil
	}
	queued := &hold{}
	l := c.lambda("ingest", now)
	in := ingest.Ingest{Sources: ingest.NewCache(sources, now), Orders: queued, Tickets: queued, Platforms: platforms.For, Now: now, Log: l.Log, Count: l.Metrics.Webhook, Hear: l.Metrics.Heard}
	l.Hooks = in.TakeRequest
	body := fmt.Appendf(nil, `{"id":1,"created_at":"2026-11-20T00:00:00Z","updated_at":"2026-11-20T00:00:00Z","currency":"EUR","total_price":"49.90","customer":{"id":7},"note":%q}`,
		strings.Repeat("x", hookBytes-150))
	h := shopify.Platform{}.Sign(webhook.Source{Secrets: [][]byte{[]byte("hush")}}, "orders/updated", body, now())
	headers := map[string]string{}
	for k := range h {
		headers[strings.ToLower(k)] = h.Get(k)
	}
	ask, err := json.Marshal(map[string]any{
		"rawPath": "/hooks/acme/shop", "headers": headers, "body": base64.StdEncoding.EncodeToString(body), "isBase64Encoded": true,
		"pathParameters": map[string]string{"store": "acme", "source": "shop"}, "requestContext": map[string]any{"http": map[string]string{"method": "POST"}},
	})
	if err != nil {
		tb.Fatal(err)
	}
	var answer struct {
		StatusCode int
		Body       string
	}
	if err := json.Unmarshal(c.invoke(tb, &l.Function, ask), &answer); err != nil || answer.StatusCode != http.StatusOK || len(queued.bodies) != 1 {
		tb.Fatalf("answered %+v, %d queued, %v", answer, len(queued.bodies), err)
	}
	c.ingestLog = c.printed(tb, l)
	c.hook, c.sent = len(body), len(queued.bodies[0])
	c.answer = len(answer.Body) + 250 // headers of the gateway
	c.accessLog = len(accessLine(tb)) + 26
	c.alarmed = strings.Count(file(tb, "infra/watch.yaml"), "MetricName:")
}

func file(tb testing.TB, name string) string {
	tb.Helper()
	b, err := os.ReadFile(filepath.Join(root, name))
	if err != nil {
		tb.Fatal(err)
	}
	return string(b)
}

var accessFormat = regexp.MustCompile(`(?m)^ +(\{"id":"\$context.*\})$`)

// accessLine is a line of the access log in the template's format, with values of usual length.
func accessLine(tb testing.TB) string {
	tb.Helper()
	m := accessFormat.FindStringSubmatch(file(tb, "template.yaml"))
	if m == nil {
		tb.Fatal("template.yaml has no access log")
	}
	return strings.NewReplacer("$context.requestIdTimeEpoch", "", "$context.requestTimeEpoch", "1795313161109", "$context.requestId", "aBcDeFgHiJkLmNo=",
		"$context.httpMethod", "POST", "$context.path", "/hooks/acme/shop", "$context.status", "200", "$context.responseLatency", "12",
		"$context.integrationErrorMessage", "-").Replace(m[1])
}
