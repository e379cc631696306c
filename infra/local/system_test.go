package local_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/embedded"
	"holdfast/infra/local"
	"holdfast/infra/outbox"
	"holdfast/shared/edge/webhook"
	platform "holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/records/queue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
)

var noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)

// system is a local system on a clock that stands at noon, with one store and one Shopify source whose secret is "mine".
func system(t testing.TB, dir string) *local.System {
	t.Helper()
	s, err := local.Open(local.Options{Dir: dir, Clock: local.Standing(noon)})
	if err != nil {
		t.Fatal(err)
	}
	err = s.AddStore(t.Context(), "Ours", nil, playbook.DefaultConfig("ours", "EUR"))
	if err != nil && !errors.Is(err, local.ErrStoreExists) {
		t.Fatal(err)
	}
	if err := s.PutSource("ours", "shop", shopify("mine")); err != nil {
		t.Fatal(err)
	}
	return s
}

func closed(t *testing.T, s *local.System) {
	t.Helper()
	if err := s.Close(); err != nil {
		t.Error(err)
	}
}

func order(n int, customer string) []byte {
	return fmt.Appendf(nil, `{"id": %d, "created_at": "2026-02-01T10:00:00Z", "updated_at": "2026-02-01T10:00:00Z", "currency": "EUR",
		"total_price": "12.50", "financial_status": "paid", "customer": {"id": %s}}`, n, customer)
}

// post posts an order signed with a secret and gives status and text of the answer.
func post(t testing.TB, s *local.System, path, secret string, body []byte) (int, string) {
	t.Helper()
	return send(t, s, path, platform.Platform{}.Sign(webhook.Source{Secrets: [][]byte{[]byte(secret)}}, "orders/create", body, noon), body)
}

// postTopic posts a delivery of the source of the tests.
func postTopic(t testing.TB, s *local.System, topic string, body []byte) (int, string) {
	t.Helper()
	return send(t, s, "/hooks/ours/shop", platform.Platform{}.Sign(webhook.Source{Secrets: [][]byte{[]byte("mine")}}, topic, body, noon), body)
}

func send(t testing.TB, s *local.System, path string, header http.Header, body []byte) (int, string) {
	t.Helper()
	r := httptest.NewRequestWithContext(t.Context(), http.MethodPost, path, bytes.NewReader(body))
	r.Header = header
	w := httptest.NewRecorder()
	s.Handler().ServeHTTP(w, r)
	text, err := io.ReadAll(w.Result().Body)
	if err != nil {
		t.Fatal(err)
	}
	return w.Code, string(text)
}

func accept(t *testing.T, s *local.System, body []byte) {
	t.Helper()
	if status, text := post(t, s, "/hooks/ours/shop", "mine", body); status != http.StatusOK {
		t.Fatalf("answered %d %s", status, text)
	}
}

func orders(t *testing.T, s *local.System, id string) int {
	t.Helper()
	c, err := s.Book.FindCustomer(t.Context(), "ours", crm.PlatformKey(crm.Ref{Source: "shop", ID: id}))
	if err != nil {
		t.Fatal(err)
	}
	return len(c.Facts.Orders)
}

func TestAnOrderThatIsPostedTwiceIsFoldedOnce(t *testing.T) {
	t.Parallel()
	s := system(t, t.TempDir())
	defer closed(t, s)
	accept(t, s, order(1, "7"))
	accept(t, s, order(1, "7"))
	if err := s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := orders(t, s, "7"); n != 1 {
		t.Errorf("%d orders, want one", n)
	}
}

// What waits in the outbox names the customer too.
func TestAnErasureReachesTheOutbox(t *testing.T) {
	t.Parallel()
	s := system(t, t.TempDir())
	defer closed(t, s)
	accept(t, s, order(1, "7"))
	if err := s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	errand := act.Errand{ID: "00ff", Store: "ours"}
	errand.Brief.Name = "Hana Sato"
	errand.Brief.Task.Customer = crm.PlatformKey(crm.Ref{Source: "shop", ID: "7"})
	if err := outbox.Folder(local.OutboxOf(s.Dir)).Send(t.Context(), errand); err != nil {
		t.Fatal(err)
	}
	request := []byte(`{"shop_id": 1, "shop_domain": "ours.myshopify.com", "customer": {"id": 7, "email": "hana@example.com"}, "orders_to_redact": [1]}`)
	if status, text := postTopic(t, s, "customers/redact", request); status != http.StatusOK {
		t.Fatal(status, text)
	}
	if err := s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	left, err := os.ReadDir(filepath.Join(local.OutboxOf(s.Dir), "ours"))
	if err != nil || len(left) != 0 {
		t.Errorf("%d errands are left, %v", len(left), err)
	}
}

func TestWorkersFoldWhatComesWhileTheSystemRuns(t *testing.T) {
	t.Parallel()
	s := system(t, t.TempDir())
	defer closed(t, s)
	s.Start()
	for n := range 40 {
		accept(t, s, order(n+1, fmt.Sprint(1+n%4)))
	}
	// Two workers may meet at the first orders of a store: one gives way for some seconds.
	if err := s.Drain(t.Context()); err != nil {
		t.Fatal(err)
	}
	for _, id := range []string{"1", "2", "3", "4"} {
		if n := orders(t, s, id); n != 10 {
			t.Errorf("customer %s has %d orders, want ten", id, n)
		}
	}
}

func TestAForgedAndAnUnknownAddressGetTheVerySameAnswer(t *testing.T) {
	t.Parallel()
	s := system(t, t.TempDir())
	defer closed(t, s)
	if err := s.PutSource("theirs", "shop", shopify("theirs")); err != nil {
		t.Fatal(err)
	}
	forged, text := post(t, s, "/hooks/ours/shop", "guess", order(1, "7"))
	for _, path := range []string{"/hooks/ours/nope", "/hooks/nobody/shop", "/hooks/", "/hooks/ours", "/hooks/ours/shop/more"} {
		if status, got := post(t, s, path, "mine", order(1, "7")); status != forged || got != text {
			t.Errorf("%s: %d %q, a forged one got %d %q", path, status, got, forged, text)
		}
	}
	if status, _ := post(t, s, "/hooks/theirs/shop", "mine", order(1, "7")); status != forged {
		t.Errorf("another store's delivery was answered %d", status)
	}
	if forged != http.StatusUnauthorized || s.Counts()[local.Counted{What: "queued", Platform: "shopify"}] != 0 {
		t.Errorf("%d, counted %v", forged, s.Counts())
	}
}

func TestABodyThatIsTooLargeIsRefused(t *testing.T) {
	t.Parallel()
	s := system(t, t.TempDir())
	defer closed(t, s)
	large := append(order(1, "7"), bytes.Repeat([]byte(" "), 5<<20)...)
	if status, _ := post(t, s, "/hooks/ours/shop", "mine", large); status != http.StatusRequestEntityTooLarge {
		t.Errorf("answered %d", status)
	}
}

func TestASecretThatIsChangedCountsAtOnce(t *testing.T) {
	t.Parallel()
	s := system(t, t.TempDir())
	defer closed(t, s)
	accept(t, s, order(1, "7"))
	if err := s.PutSource("ours", "shop", shopify("new")); err != nil {
		t.Fatal(err)
	}
	if status, _ := post(t, s, "/hooks/ours/shop", "mine", order(2, "7")); status != http.StatusUnauthorized {
		t.Errorf("the old secret was answered %d", status)
	}
	if status, _ := post(t, s, "/hooks/ours/shop", "new", order(2, "7")); status != http.StatusOK {
		t.Errorf("the new secret was answered %d", status)
	}
}

func TestWhatWasAcceptedIsThereAfterARestart(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := system(t, dir)
	accept(t, s, order(1, "7"))
	// A worker that received it dies before it is done.
	if ms, err := s.Queue(queue.Orders).Receive(t.Context(), 10, time.Hour); len(ms) != 1 || err != nil {
		t.Fatal(ms, err)
	}
	closed(t, s)
	s = system(t, dir)
	defer closed(t, s)
	if err := s.Quiet(t.Context()); err != nil {
		t.Fatal(err)
	}
	if n := orders(t, s, "7"); n != 1 {
		t.Errorf("%d orders after the restart, want one", n)
	}
}

func TestAFolderBelongsToOneProcess(t *testing.T) {
	t.Parallel()
	dir := t.TempDir()
	s := system(t, dir)
	defer closed(t, s)
	if _, err := local.Open(local.Options{Dir: dir}); !errors.Is(err, embedded.ErrInUse) {
		t.Errorf("opened a second time: %v", err)
	}
}

// A turned clock keeps its appointments, and the same deliveries on the same days end in the same records.
func TestTurningTheClockTwiceTheSameWayEndsTheSame(t *testing.T) {
	t.Parallel()
	var ends [2]map[string]string
	for i := range ends {
		s := system(t, t.TempDir())
		defer closed(t, s)
		for day := range 16 {
			if day%3 == 0 {
				accept(t, s, order(day+1, fmt.Sprint(1+day%2)))
			}
			if err := s.Turn(t.Context(), noon.AddDate(0, 0, day)); err != nil {
				t.Fatal(err)
			}
		}
		if got, want := s.Sweeps.Load(), int64(15*24); got != want {
			t.Errorf("%d sweeps, want %d", got, want)
		}
		ends[i] = records(t, s)
	}
	if diff := cmp.Diff(ends[0], ends[1]); diff != "" || len(ends[0]) == 0 {
		t.Errorf("%d records; %s", len(ends[0]), diff)
	}
}

// records are all items but those that hold the store's random pepper or the versions of what was read.
func records(t *testing.T, s *local.System) map[string]string {
	t.Helper()
	page, err := s.Table.Scan(t.Context(), 0, 1, "")
	if err != nil || page.Cursor != "" {
		t.Fatal(err, page.Cursor)
	}
	all := map[string]string{}
	for _, it := range page.Items {
		if !strings.HasSuffix(it.SK, "settings") {
			all[it.PK+" "+it.SK] = fmt.Sprint(it.Version, it.Due, string(it.Body))
		}
	}
	return all
}

func TestOnlyThisMachineIsServed(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:0", ":0", "192.168.1.1:80", "[::]:0"} {
		if l, err := local.Listen(address); !errors.Is(err, local.ErrNotLoopback) {
			t.Errorf("%s: %v, %v", address, l, err)
		}
	}
	l, err := local.Listen("127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	s := system(t, filepath.Join(t.TempDir(), "state"))
	defer closed(t, s)
	ctx, stop := context.WithCancel(t.Context())
	served := make(chan error, 1)
	go func() { served <- s.Serve(ctx, l) }()
	resp, err := http.Get("http://" + l.Addr().String() + "/healthz")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Errorf("healthz: %s", resp.Status)
	}
	stop()
	if err := <-served; err != nil {
		t.Errorf("stopped with %v", err)
	}
}
