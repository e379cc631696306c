//go:build linux

package steadfast

import (
	"bytes"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/tests/steadfast/process"
)

func TestMain(m *testing.M) {
	process.RunIfAsked()
	os.Exit(m.Run())
}

const secret = "a secret of some length"

// shop is a folder with one store, and the command to work on it.
type shop struct {
	t      *testing.T
	binary process.Binary
	dir    string
}

func newShop(t *testing.T) shop {
	t.Helper()
	binary, err := process.Own()
	if err != nil {
		t.Fatal(err)
	}
	s := shop{t, binary, filepath.Join(t.TempDir(), "shop")}
	s.do("source", "add", "acme/shop", "--platform", "shopify", "--secret", secret)
	return s
}

// do runs a command line on the folder that must succeed.
func (s shop) do(line ...string) string {
	s.t.Helper()
	out, exit, err := s.binary.Run(s.t.Context(), append([]string{"--dir", s.dir}, line...)...)
	if err != nil || exit != 0 {
		s.t.Fatalf("holdfast %s: exit %d, %v\n%s", strings.Join(line, " "), exit, err, out)
	}
	return out
}

func (s shop) up(flags ...string) *process.Server {
	s.t.Helper()
	up, err := s.binary.Up(s.t.Context(), s.dir, flags...)
	if err != nil {
		s.t.Fatal(err)
	}
	return up
}

// post posts the n-th order and returns the status of the answer.
func (s shop) post(up *process.Server, n int) int {
	s.t.Helper()
	at := time.Date(2026, 1, 1, 0, 0, n, 0, time.UTC).Format(time.RFC3339)
	body := fmt.Appendf(nil, `{"id":%d,"name":"#%d","created_at":%q,"updated_at":%q,"currency":"EUR","total_price":"10.00",`+
		`"financial_status":"paid","customer":{"id":%d},"note":"%s"}`, 1000+n, n, at, at, 1+n%7, strings.Repeat("x", 20_000))
	header := shopify.Platform{}.Sign(webhook.Source{Secrets: [][]byte{[]byte(secret)}}, "orders/create", body, time.Now())
	req, err := http.NewRequestWithContext(s.t.Context(), http.MethodPost, up.Base+"/hooks/acme/shop", bytes.NewReader(body))
	if err != nil {
		s.t.Fatal(err)
	}
	req.Header = header
	resp, err := http.DefaultClient.Do(req)
	if err != nil {
		s.t.Fatal(err)
	}
	resp.Body.Close()
	return resp.StatusCode
}

// orders returns how many orders are known once the queues are empty.
func (s shop) orders() string {
	out := s.do("--json", "facts", "digest")
	_, after, _ := strings.Cut(out, `"orders": `)
	count, _, _ := strings.Cut(after, ",")
	return count
}

func TestAProcessWhoseDiskWasFullTakesWebhooksAgainByItself(t *testing.T) {
	t.Parallel()
	s := newShop(t)
	up := s.up()
	const page = 4 << 10
	n, accepted := 0, 0
	post := func() int {
		n++
		status := s.post(up, n)
		if status == http.StatusOK {
			accepted++
		}
		return status
	}
	if status := post(); status != http.StatusOK {
		t.Fatalf("before: %d", status)
	}

	if err := up.FillDisk(4 * page); err != nil {
		t.Fatal(err)
	}
	for post() == http.StatusOK { // while there is room in pages that are free
	}
	status, text, err := up.Health()
	if err != nil || status != http.StatusServiceUnavailable || !strings.Contains(text, "file too large") {
		t.Errorf("while the disk is full, /healthz says %d %q, %v", status, text, err)
	}
	if status := post(); status != http.StatusServiceUnavailable {
		t.Errorf("a webhook is answered %d", status)
	}

	if err := up.FreeDisk(); err != nil {
		t.Fatal(err)
	}
	for status != http.StatusOK {
		if status, _, err = up.Health(); err != nil {
			t.Fatal(err)
		}
	}
	if status := post(); status != http.StatusOK {
		t.Errorf("after: %d", status)
	}
	const looks = 500 // until all is folded, what waited for room included
	for look := 0; s.orders() != fmt.Sprint(accepted); look++ {
		if look == looks {
			t.Fatalf("%s orders are known, %d were accepted", s.orders(), accepted)
		}
	}
	if log := up.Log(); strings.Contains(log, "webhook not queued") || strings.Contains(log, "message failed") {
		t.Errorf("that writes fail is to be logged once, and not with each webhook: %s", log)
	}
	if err := up.Stop(); err != nil || up.Exit != 0 {
		t.Errorf("%v, exit %d: %s", err, up.Exit, up.Log())
	}
	if got := s.orders(); got != fmt.Sprint(accepted) {
		t.Errorf("after a restart %s orders are known, %d were accepted", got, accepted)
	}
}
