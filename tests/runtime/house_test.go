//go:build emulator

package runtime

import (
	"bytes"
	"context"
	"crypto/rand"
	"encoding/json"
	"fmt"
	"math/big"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/infra/dynamo"
	"holdfast/infra/sqs"
	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/tests/runtime/sandbox"
)

const (
	store  = "linden"
	domain = "linden.myshopify.com"
	secret = "shpss_0123456789abcdef"
)

var functions = []string{"ingest", "orders", "tickets", "imports", "sweep", "census", "act"}

// house is a whole Holdfast: the functions in their sandboxes over a stack, and one store with a shop and a help desk.
type house struct {
	*stack
	ctx      context.Context
	book     book.Book
	wire     *wire
	fleets   map[string]*sandbox.Fleet
	mappings []*mapping
	log      *printed
	fates    []error // of invocations that ended badly
}

// plan is what differs between houses.
type plan struct {
	timeout time.Duration // of every function; 0 = a minute
	most    int           // sandboxes of each at once; 0 = 1
}

func newHouse(t testing.TB, p plan) *house {
	t.Helper()
	if p.timeout == 0 {
		p.timeout = time.Minute
	}
	h := &house{stack: newStack(t), ctx: t.Context(), fleets: map[string]*sandbox.Fleet{}, log: &printed{}}
	h.wire = newWire(t, h.emulator)
	h.book = book.Book{Table: dynamo.New(h.in, h.table, nil)}
	for _, name := range functions {
		h.fleets[name] = sandbox.New(sandbox.Function{
			Name: h.name + "-" + name, Binary: bootstrap(name), Env: h.environ(name), Timeout: p.timeout, Most: p.most, Log: h.log,
		})
		t.Cleanup(h.fleets[name].Close)
	}
	h.wire.set(func(w *wire) { w.fleets = h.fleets })
	for _, q := range queues {
		h.mappings = append(h.mappings, &mapping{
			name: q.name, queue: sqs.New(h.in, h.urls[q.name]), fleet: h.fleets[q.function], batch: q.batch, hidden: q.hidden,
		})
	}
	h.open()
	t.Cleanup(func() {
		if t.Failed() {
			t.Logf("the functions printed, metrics left out:\n%s", h.log.words())
		}
	})
	return h
}

// environ is what template.yaml gives every function.
func (h *house) environ(function string) []string {
	env := []string{
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=" + h.id, "AWS_SECRET_ACCESS_KEY=secret", "AWS_ENDPOINT_URL=" + h.wire.at(function),
		"HOLDFAST_STACK=" + h.name, "HOLDFAST_TABLE=" + h.table, "HOLDFAST_HOOKS=https://hooks.example/hooks", "HOLDFAST_MAIL_EVENTS=none", "ZONEINFO=" + filepath.Join(filepath.Dir(bootstrap(function)), "zoneinfo.zip"),
	}
	for _, q := range queues {
		env = append(env, "HOLDFAST_"+strings.ToUpper(q.name)+"="+h.urls[q.name])
	}
	return env
}

// open sets the store up: settings without a night, since the functions live by the wall's clock, and two sources.
func (h *house) open() {
	h.t.Helper()
	c := playbook.DefaultConfig(store, "EUR")
	c.Quiet, c.Holdout, c.Owner, c.LiveSince = playbook.Quiet{}, 0, "olga", 1
	shop := &book.Shop{Settings: book.Settings{Store: store, Name: "Linden & Oak", Pepper: []byte("pepper"), Playbook: c}}
	if err := h.book.SaveSettings(h.ctx, shop); err != nil {
		h.t.Fatal(err)
	}
	h.put(store+"/shop", map[string]any{"platform": "shopify", "account": domain, "secrets": []string{secret}})
	h.put(store+"/desk", map[string]any{"platform": "zendesk", "account": "4711", "secrets": []string{secret}})
}

// newID is twelve digits: an account, to the emulator.
func newID(t testing.TB) string {
	t.Helper()
	n, err := rand.Int(rand.Reader, big.NewInt(1e12))
	if err != nil {
		t.Fatal(err)
	}
	return fmt.Sprintf("%012d", n)
}

// poll gives every function what there is to be received, and says how much that was.
func (h *house) poll() (n int) {
	h.t.Helper()
	for _, m := range h.mappings {
		for {
			got, fate, err := m.poll(h.ctx)
			if err != nil {
				h.t.Fatal(err)
			}
			if fate != nil {
				h.fates = append(h.fates, fate)
			}
			if n += got; got == 0 {
				break
			}
		}
	}
	return n
}

// drain works the queues until they are empty, and turns the clock where messages have to come back first.
func (h *house) drain() {
	h.t.Helper()
	for range 50 {
		if h.poll() > 0 {
			continue
		}
		if h.held(h.all...) == 0 {
			return
		}
		h.ahead += 30 * time.Minute
	}
	h.t.Fatalf("%d messages do not leave their queues", h.held(h.all...))
}

// tick has a schedule start a function.
func (h *house) tick(function string, at time.Time) {
	h.t.Helper()
	for range 3 { // as Lambda does with asynchronous invocations
		_, err := h.fleets[function].Invoke(h.ctx, []byte(`{"at":"`+at.UTC().Format(time.RFC3339)+`"}`))
		if err == nil {
			return
		}
		h.fates = append(h.fates, err)
	}
	h.t.Fatalf("%s cannot be started: %v", function, h.fates)
}

// customer loads a customer of the shop.
func (h *house) customer(id string) *book.Customer {
	h.t.Helper()
	c, err := h.book.FindCustomer(h.ctx, store, shopKey(id))
	if err != nil {
		h.t.Fatal(err)
	}
	return c
}

// tasks lists what is to be done.
func (h *house) tasks() []book.Task {
	h.t.Helper()
	tasks, err := table.Collect(h.book.OpenTasks(h.ctx, store))
	if err != nil {
		h.t.Fatal(err)
	}
	return tasks
}

// printed is what functions printed.
type printed struct {
	mu   sync.Mutex
	text bytes.Buffer
}

func (p *printed) Write(b []byte) (int, error) {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.Write(b)
}

func (p *printed) String() string {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.text.String()
}

// words is all but the metrics.
func (p *printed) words() string {
	var all strings.Builder
	for line := range strings.Lines(p.String()) {
		if !strings.Contains(line, `"_aws"`) {
			all.WriteString(line)
		}
	}
	return all.String()
}

// lines are the JSON lines that were printed.
func (p *printed) lines(t testing.TB) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(p.String()) {
		var v map[string]any
		if err := json.Unmarshal([]byte(line), &v); err != nil {
			t.Errorf("not a line of JSON: %s", line)
		}
		all = append(all, v)
	}
	return all
}
