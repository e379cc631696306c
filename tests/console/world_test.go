// Package console looks at the console's pages as a browser would get them, over a shop filled by signed webhooks.
package console

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"holdfast/infra/holdfast/invent"
	"holdfast/infra/local"
	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/view/console"
	"holdfast/shared/words/crm"
	"holdfast/tests/invented"
)

// world is a small shop: forty-two people who buy a little every fortnight, and those whom the tests are about.
type world struct {
	t   *testing.T
	sys *local.System
	web http.Handler
}

const store = invented.Store

// begin is when the first order is placed; the pages are looked at on the last day.
var (
	begin   = time.Date(2025, 9, 1, 9, 0, 0, 0, time.UTC)
	lastDay = time.Date(2026, 1, 12, 13, 0, 0, 0, time.UTC)
)

// hostile is what a customer is called who would like to take the page over.
const hostile = `<script>alert("x")</script>`

// person is somebody with a rhythm, who may fall silent.
type person struct {
	id, more  string // more fields of the profile, as JSON
	total     string
	every     int // days between orders
	silentDay int // after which there is none; 0 = buys on
}

var people = []person{
	{"1", `"name":"Hana Sato","company":"Sato Studio","phone":"+49 151 2345678","zone":"Europe/Berlin","owner":"mei","consents":{"call":{"state":"given","at":"2025-09-01T08:00:00Z"}}`, "420.00", 14, 114},
	{"2", `"name":"Lee Park","phone":"+1 555 0100","zone":"America/Los_Angeles","owner":"jonas","consents":{"call":{"state":"given","at":"2025-09-01T08:00:00Z"}}`, "390.00", 14, 114},
	{"3", `"name":"` + strings.ReplaceAll(hostile, `"`, `\"`) + `","company":"\"><img src=x onerror=alert(1)>","phone":"javascript:alert(1)","owner":"jonas","consents":{"call":{"state":"given","at":"2025-09-01T08:00:00Z"}}`, "360.00", 14, 114},
	{"4", `"name":"Amara Oduya","email":"amara@example.com","consents":{"email":{"state":"given","at":"2025-09-01T08:00:00Z"}}`, "24.00", 10, 60},
}

// template is the folder that every world begins as a copy of.
var template string

func TestMain(m *testing.M) {
	dir, err := os.MkdirTemp("", "console")
	if err == nil {
		template = dir
		err = fill(dir)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "the world cannot be made:", err)
		os.Exit(1)
	}
	code := m.Run()
	_ = os.RemoveAll(dir)
	os.Exit(code)
}

func open(dir string, at time.Time) (*local.System, error) {
	everyFourDays := local.Schedule{Censuses: []time.Duration{11 * time.Hour}, CensusDays: 4, Sweeps: []time.Duration{12 * time.Hour}}
	how := local.Options{Dir: dir, Clock: local.Standing(at), Schedule: &everyFourDays}
	if _, err := os.Stat(filepath.Join(dir, "secrets.json")); err == nil {
		return local.Open(how)
	}
	return invented.Empty(context.Background(), dir, invented.Options{Settings: func(c *playbook.Config) {
		c.Holdout = 0
		for name, hours := range map[playbook.Name]int{playbook.Obligation: 120, playbook.OwnerCall: 2400} {
			c.Plays[name] = playbook.Play{Within: 30, Hours: hours, Uplift: c.Plays[name].Uplift}
		}
	}}, how)
}

// fill makes the shop's past.
func fill(dir string) error {
	sys, err := open(dir, begin)
	if err != nil {
		return err
	}
	everybody := people
	for i := range 42 {
		everybody = append(everybody, person{fmt.Sprint(100 + i), fmt.Sprintf(`"name":"Regular %d"`, i), fmt.Sprintf("%d.00", 5+i/2), 7, 0})
	}
	for at := begin; at.Before(lastDay); at = at.AddDate(0, 0, 1) {
		day := int(at.Sub(begin).Hours() / 24)
		sys.Clock.Turn(at)
		for i, p := range everybody {
			if day%p.every != i%7 || p.silentDay > 0 && day > p.silentDay {
				continue
			}
			if err := p.buy(sys, at, day); err != nil {
				return err
			}
		}
		if err := sys.Turn(context.Background(), at.Add(4*time.Hour)); err != nil {
			return err
		}
	}
	sys.Clock.Turn(lastDay)
	if err := trouble(sys); err != nil {
		return err
	}
	return sys.Close()
}

func (p person) buy(sys *local.System, at time.Time, day int) error {
	if day < 14 {
		if err := invented.Tell(sys, "customer.updated", fmt.Sprintf(`{"id":%q,%s}`, p.id, p.more)); err != nil {
			return err
		}
	}
	return invented.Tell(sys, "order.updated", fmt.Sprintf(`{"id":"%s-%d","number":"#%s%03d","currency":"EUR","total":%q,"status":"fulfilled","placed_at":%q,"customer":{"id":%q}}`,
		p.id, day, p.id, day, p.total, at.Format(time.RFC3339), p.id))
}

// trouble is what happens on the last day.
func trouble(sys *local.System) error {
	now := lastDay.Format(time.RFC3339)
	for _, event := range [][2]string{
		{"ticket.updated", fmt.Sprintf(`{"id":"T1","customer":{"id":"4"},"status":"open","priority":"urgent","complaint":true,"reason":"service","created_at":%q}`, now)},
		{"ticket.updated", fmt.Sprintf(`{"id":"T2","customer":{"id":"1"},"status":"solved","complaint":true,"reason":"price","created_at":%q,"rating":{"score":2,"at":%q}}`, lastDay.AddDate(0, 0, -60).Format(time.RFC3339), lastDay.AddDate(0, 0, -59).Format(time.RFC3339))},
		{"delivery.updated", fmt.Sprintf(`{"order":{"id":"1-84"},"promised_at":"2025-11-27T12:00:00Z","delivered_at":"2025-12-03T12:00:00Z","customer":{"id":"1"},"updated_at":%q}`, now)},
		{"order.updated", fmt.Sprintf(`{"id":"1-70","number":"#1070","currency":"EUR","total":"420.00","refunded":"20.00","status":"fulfilled","placed_at":"2025-11-10T09:00:00Z","customer":{"id":"1"},"updated_at":%q}`, now)},
		{"order.updated", fmt.Sprintf(`{"id":"G1","number":"#G1","currency":"EUR","total":"12.00","status":"paid","placed_at":%q}`, now)},
		{"customer.redact", `{"request":"E1","customer":{"id":"141"},"orders":[]}`},
		{"customer.merged", `{"kept":{"id":"101"},"gone":{"id":"102"}}`},
		{"order.updated", `{"id":"future","currency":"EUR","total":"1.00","status":"paid","placed_at":"2027-01-01T00:00:00Z","updated_at":"2027-01-01T00:00:00Z","customer":{"id":"101"}}`},
	} {
		if err := invented.Tell(sys, event[0], event[1]); err != nil {
			return fmt.Errorf("%s: %w", event[0], err)
		}
	}
	if err := invented.Post(sys, invent.Delivery{Source: invent.Shop, Topic: "customers/data_request", Body: []byte(
		`{"shop_id":1,"shop_domain":"x.example","orders_requested":[],"customer":{"id":77,"email":"asks@example.com","phone":""},"data_request":{"id":9999}}`)}); err != nil {
		return err
	}
	return sys.Turn(context.Background(), lastDay.Add(2*time.Hour))
}

// newWorld opens a copy of the shop.
func newWorld(t *testing.T) *world {
	t.Helper()
	dir := t.TempDir()
	if err := os.CopyFS(dir, os.DirFS(template)); err != nil {
		t.Fatal(err)
	}
	return enter(t, dir, lastDay.Add(2*time.Hour))
}

// emptyWorld is a store that nobody has told anything yet.
func emptyWorld(t *testing.T) *world {
	t.Helper()
	return enter(t, t.TempDir(), lastDay)
}

func enter(t *testing.T, dir string, at time.Time) *world {
	t.Helper()
	sys, err := open(dir, at)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := sys.Close(); err != nil {
			t.Error(err)
		}
	})
	c := &console.Console{Book: sys.Book, Shops: sys.Shops, Now: sys.Clock.Now, Log: slog.New(slog.NewTextHandler(t.Output(), nil)), Loopback: true}
	return &world{t, sys, c.Handler()}
}

// ask sends a request as a browser on this machine would.
func (w *world) ask(method, path string, form url.Values, change ...func(*http.Request)) (*http.Response, string) {
	w.t.Helper()
	r := httptest.NewRequest(method, "http://127.0.0.1:8080"+path, strings.NewReader(form.Encode()))
	r.Header.Set("Sec-Fetch-Site", "same-origin")
	if method == http.MethodPost {
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	for _, f := range change {
		f(r)
	}
	rec := httptest.NewRecorder()
	w.web.ServeHTTP(rec, r)
	res := rec.Result()
	body, err := io.ReadAll(res.Body)
	if err != nil {
		w.t.Fatal(err)
	}
	return res, string(body)
}

// page is the text of a page that must be there.
func (w *world) page(path string) string {
	w.t.Helper()
	res, body := w.ask(http.MethodGet, path, nil)
	if res.StatusCode != http.StatusOK {
		w.t.Fatalf("%s: %d\n%s", path, res.StatusCode, body)
	}
	return body
}

// key is the key of one of the shop's customers.
func key(id string) crm.Key { return crm.PlatformKey(crm.Ref{Source: "erp", ID: id}) }

func customerPath(id string) string {
	return "/" + store + "/customers/" + url.PathEscape(string(key(id)))
}

// task is the open task of a customer.
func (w *world) task(id string) book.Task {
	w.t.Helper()
	tasks, err := table.Collect(w.sys.Book.OpenTasks(context.Background(), store))
	if err != nil {
		w.t.Fatal(err)
	}
	for _, t := range tasks {
		if t.Customer == key(id) {
			return t
		}
	}
	w.t.Fatalf("customer %s has no open task; there are %+v", id, tasks)
	return book.Task{}
}

// again is the task as it stands now.
func (w *world) again(t book.Task) book.Task {
	w.t.Helper()
	tasks, err := w.sys.Book.FindTasks(context.Background(), store, t.ID)
	if err != nil || len(tasks) != 1 {
		w.t.Fatalf("%d tasks: %v", len(tasks), err)
	}
	return tasks[0]
}

// contains fails for each text that the page does not show, in their order.
func contains(t *testing.T, page string, want ...string) {
	t.Helper()
	rest := page
	for _, s := range want {
		i := strings.Index(rest, s)
		if i < 0 {
			t.Errorf("the page does not show %q (in this place)\n%s", s, plain(page))
			return
		}
		rest = rest[i+len(s):]
	}
}
