//go:build emulator

package runtime

import (
	"bytes"
	"errors"
	"fmt"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/infra/sqs"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/records/queue"
)

// command builds the operator's command.
var command = sync.OnceValues(func() (string, error) {
	path := filepath.Join(root, ".tools", "holdfast-under-test")
	out, err := exec.Command("go", "build", "-o", path, "holdfast/infra/holdfast").CombinedOutput()
	if err != nil {
		err = errors.Join(err, errors.New(string(out)))
	}
	return path, err
})

// operator is somebody with AWS credentials, or a folder.
type operator struct {
	t     testing.TB
	where []string // the flags that say where
	env   []string
}

func (h *house) operator() operator {
	return operator{h.t, []string{"--stack", h.name}, []string{
		"AWS_REGION=us-east-1", "AWS_ACCESS_KEY_ID=" + h.id, "AWS_SECRET_ACCESS_KEY=secret", "AWS_ENDPOINT_URL=" + h.wire.at("operator"),
		"AWS_CONFIG_FILE=/dev/null", "AWS_SHARED_CREDENTIALS_FILE=/dev/null", "AWS_EC2_METADATA_DISABLED=true", "HOME=/nowhere",
	}}
}

// run runs a command line and gives what it printed.
func (o operator) run(line ...string) (string, error) {
	o.t.Helper()
	path, err := command()
	if err != nil {
		o.t.Fatal(err)
	}
	c := exec.Command(path, append(o.where, line...)...)
	var out, errout bytes.Buffer
	c.Env, c.Stdout, c.Stderr, c.Dir = o.env, &out, &errout, o.t.TempDir()
	if err := c.Run(); err != nil {
		return out.String(), errors.Join(err, errors.New(errout.String()))
	}
	return out.String(), nil
}

func (o operator) do(line ...string) string {
	o.t.Helper()
	out, err := o.run(line...)
	if err != nil {
		o.t.Fatalf("holdfast %s: %v", strings.Join(line, " "), err)
	}
	return out
}

// working has the functions work their queues until fn returns.
func (h *house) working(fn func()) {
	h.t.Helper()
	stop := make(chan struct{})
	var wait sync.WaitGroup
	wait.Go(func() {
		for {
			select {
			case <-stop:
				return
			default:
				h.poll()
			}
		}
	})
	fn()
	close(stop)
	wait.Wait()
}

// neighbour is a folder of this machine that was told the same as the house.
func (h *house) neighbour(ds ...delivery) operator {
	h.t.Helper()
	dir := h.t.TempDir()
	sys, err := local.Open(local.Options{Dir: dir})
	if err != nil {
		h.t.Fatal(err)
	}
	shop, err := h.book.FindShop(h.ctx, store)
	if err == nil {
		err = sys.AddStore(h.ctx, shop.Name, shop.Pepper, shop.Playbook)
	}
	err = errors.Join(err, sys.PutSource(store, "shop", sources.Source{Platform: "shopify", Account: domain, Secrets: []string{secret}}),
		sys.PutSource(store, "desk", sources.Source{Platform: "zendesk", Account: "4711", Secrets: []string{secret}}))
	if err != nil {
		h.t.Fatal(err)
	}
	for _, d := range ds {
		r := httptest.NewRequest(http.MethodPost, "/hooks/"+store+"/"+d.source, bytes.NewReader(d.body))
		r.Header = d.header
		w := httptest.NewRecorder()
		if sys.Handler().ServeHTTP(w, r); w.Code != http.StatusOK {
			h.t.Fatalf("the folder answers %d", w.Code)
		}
	}
	if err := errors.Join(sys.Drain(h.ctx), sys.Close()); err != nil {
		h.t.Fatal(err)
	}
	return operator{h.t, []string{"--dir", dir}, nil}
}

// minutes differ between two systems that were told the same one after the other.
var minutes = regexp.MustCompile(`\d\d:\d\d(:\d\d)?`)

// taken is how many deliveries of a source were taken, at the end of its line.
var taken = regexp.MustCompile(`(?m)\s+\d+$`)

func TestTheCommandSaysTheSameOfAStackAsOfAFolder(t *testing.T) {
	t.Parallel()
	now := time.Now()
	h := newHouse(t, plan{})
	ds := append(trace(now), order(5, 10, "1.00", now.AddDate(0, 0, 3)))
	h.deliver(ds...)
	h.drain()
	stack, folder := h.operator(), h.neighbour(ds...)
	task, asOf := h.tasks()[0].ID, now.UTC().Format(time.RFC3339)
	h.working(func() {
		for _, line := range [][]string{
			{"customers"},
			{"customers", "lindqvist"},
			{"customers", "show", "p:shop:7"},
			{"customers", "export", "p:shop:7"},
			{"customers", "7"},
			{"tasks"},
			{"tasks", "show", task},
			{"report", "--fresh", "--as-of", asOf},
			{"--json", "report", "--as-of", asOf},
			{"quarantine"},
			{"quarantine", "replay", "--all"},
			{"redrive", "--list"},
			{"source", "list"},
			{"settings", "show"},
			{"facts", "digest"},
			{"tasks", "result", task, "reached"},
			{"tasks"},
			{"tasks", "--past"},
		} {
			got, want := stack.do(line...), folder.do(line...)
			if line[0] == "source" { // a stack writes down what it took once an hour
				got, want = taken.ReplaceAllString(got, ""), taken.ReplaceAllString(want, "")
			}
			if diff := gocmp.Diff(minutes.ReplaceAllString(want, "hh:mm"), minutes.ReplaceAllString(got, "hh:mm")); diff != "" {
				t.Errorf("holdfast %s (-folder +stack):\n%s", strings.Join(line, " "), diff)
			}
		}
	})
	if _, err := stack.run("up"); err == nil {
		t.Error("a stack is brought up on this machine")
	}
	stack.where = []string{"--stack", "elsewhere"}
	if out, err := stack.run("customers"); err == nil {
		t.Errorf("a stack that is not there says: %s", out)
	}
}

func TestAStoreIsSetUpInAStackByTheCommand(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	desk := h.operator()
	const fresh = "shpss_fresh"
	add := func(name, secret string) (string, error) {
		return desk.run("source", "add", name, "--platform", "shopify", "--account", domain, "--secret", secret)
	}
	said, err := add("elm/shop", fresh)
	if err != nil || !strings.Contains(said, "https://hooks.example/hooks/elm/shop") {
		t.Fatalf("it says %q, %v", said, err)
	}
	if _, err := add("oak/shop", fresh); err == nil {
		t.Error("a secret may sign for two stores")
	}
	if list := desk.do("--json", "source", "list"); strings.Contains(list, fresh) || !strings.Contains(list, `"store": "elm"`) {
		t.Errorf("connected: %s", list)
	}
	d := order(1, 7, "49.90", time.Now().Add(-time.Hour))
	elm := webhook.Source{Secrets: [][]byte{[]byte(fresh)}, Account: domain}
	d.store, d.header = "elm", shopify.Platform{}.Sign(elm, "orders/create", d.body, time.Now())
	h.deliver(d)
	h.drain()
	if shown := desk.do("--store", "elm", "customers", "show", "p:shop:7"); !strings.Contains(shown, "49.90 EUR") {
		t.Errorf("the customer: %s", shown)
	}
}

func TestAPastIsImportedIntoAStackAndAPersonErasedThere(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	file := filepath.Join(t.TempDir(), "orders.csv")
	rows := "order,customer,email,date,amount\n"
	for i := range 40 { // more than four batches
		rows += fmt.Sprintf("%d,%d,c%[2]d@example.com,2025-03-%02d,%d.00\n", i, i%4, 1+i%28, 10+i)
	}
	if err := os.WriteFile(file, []byte(rows), 0o600); err != nil {
		t.Fatal(err)
	}
	stack, folder := h.operator(), h.neighbour()
	var before, after string
	h.working(func() {
		stack.do("import", file, "--source", "shop")
		before = stack.do("facts", "digest")
		stack.do("customers", "erase", "p:shop:3", "--yes")
		stack.do("customers", "erase", "p:shop:2", "--yes")
		stack.do("import", file, "--source", "shop") // brings nothing of them back
		after = stack.do("facts", "digest")
	})
	folder.do("import", file, "--source", "shop")
	if want := folder.do("facts", "digest"); before != want || before == after {
		t.Errorf("imported, then erased:\n%s%swant first:\n%s", before, after, want)
	}
	if shown := stack.do("customers"); strings.Contains(shown, "p:shop:3") || !strings.Contains(shown, "p:shop:1") {
		t.Errorf("customers: %s", shown)
	}
	if len(h.tasks()) > 0 {
		t.Errorf("an import proposed %d tasks", len(h.tasks()))
	}
}

// The logical ids by which the command finds its way are the template's.
func TestTheCommandFindsWhatTheTemplateMakes(t *testing.T) {
	t.Parallel()
	template, err := os.ReadFile(filepath.Join(root, "template.yaml"))
	if err != nil {
		t.Fatal(err)
	}
	for id, kind := range map[string]string{
		"OrdersQueue": "AWS::SQS::Queue", "TicketsQueue": "AWS::SQS::Queue", "SweepQueue": "AWS::SQS::Queue",
		"CensusQueue": "AWS::SQS::Queue", "ActQueue": "AWS::SQS::Queue",
	} {
		if !strings.Contains(string(template), "\n  "+id+":\n    Type: "+kind+"\n") {
			t.Errorf("template.yaml has no %s %s", kind, id)
		}
	}
	for _, output := range []string{"HooksAddress", "TableName"} {
		if !strings.Contains(string(template), "\n  "+output+":\n") {
			t.Errorf("template.yaml does not tell its %s", output)
		}
	}
}

// moveOrders is the message move task that MiniStack does not know.
func (h *house) moveOrders() error {
	dead := sqs.New(h.in, h.urls["orders-dead"])
	ms, err := dead.Receive(h.ctx, queue.MaxReceive, time.Minute)
	for _, m := range ms {
		err = errors.Join(err, h.mappings[0].queue.Send(h.ctx, "", 0, m.Body), dead.Settle(h.ctx, queue.Result{Message: m}))
	}
	return err
}

func TestDeadLettersAreGivenAnotherChance(t *testing.T) {
	t.Parallel()
	h := newHouse(t, plan{})
	d := order(1, 7, "49.90", time.Now().Add(-time.Hour))
	if err := sqs.New(h.in, h.urls["orders-dead"]).Send(t.Context(), "", 0, d.queued(t)); err != nil {
		t.Fatal(err)
	}
	h.wire.set(func(w *wire) { w.move = h.moveOrders })
	out := h.operator().do("redrive")
	if fields := strings.Fields(out); !strings.Contains(strings.Join(fields, " "), "orders 0 0 1 1") {
		t.Errorf("redrive says:\n%s", out)
	}
	h.drain()
	if n := len(h.customer("7").Facts.Orders); n != 1 {
		t.Errorf("the customer has %d orders", n)
	}
}
