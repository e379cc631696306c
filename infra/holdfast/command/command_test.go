package command_test

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/holdfast/command"
	"holdfast/infra/holdfast/demo"
	"holdfast/infra/holdfast/terminal"
	"holdfast/shared/records/queue"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/ingest"
)

// desk is where an operator sits: a folder to work in, and commands typed there.
type desk struct {
	t   *testing.T
	cwd string
}

func newDesk(t *testing.T) desk {
	t.Helper()
	return desk{t, t.TempDir()}
}

// run runs a command line and gives its exit code and what it printed.
func (d desk) run(line ...string) (code int, out, errout string) {
	d.t.Helper()
	var o, e bytes.Buffer
	c := command.Command{Terminal: terminal.Terminal{Out: &o, Err: &e}, Workdir: d.cwd}
	code = c.Run(d.t.Context(), line)
	return code, o.String(), e.String()
}

// do runs a command line that must succeed.
func (d desk) do(line ...string) string {
	d.t.Helper()
	code, out, errout := d.run(line...)
	if code != command.ExitOK {
		d.t.Fatalf("holdfast %s: exit %d\n%s%s", strings.Join(line, " "), code, out, errout)
	}
	return out
}

func (d desk) write(name, content string) {
	d.t.Helper()
	if err := os.WriteFile(filepath.Join(d.cwd, name), []byte(content), 0o600); err != nil {
		d.t.Fatal(err)
	}
}

func (d desk) read(name string) string {
	d.t.Helper()
	b, err := os.ReadFile(filepath.Join(d.cwd, name))
	if err != nil {
		d.t.Fatal(err)
	}
	return string(b)
}

// digest is what facts digest --json says.
func (d desk) digest(dir string) (out struct {
	SHA256    string
	Customers int
	Orders    int
	Net       []struct{ Minor int64 }
},
) {
	d.t.Helper()
	if err := json.Unmarshal([]byte(d.do("--dir", dir, "--json", "facts", "digest")), &out); err != nil {
		d.t.Fatal(err)
	}
	return out
}

// shop writes ten orders of three customers, as deliveries and as a CSV file, and sets up a folder that takes them.
func (d desk) shop(dirs ...string) {
	d.t.Helper()
	lines, rows := "", "order,customer,date,amount\n"
	for n := range 10 {
		at := fmt.Sprintf("2026-01-%02dT10:00:00Z", n+1)
		lines += fmt.Sprintf(`{"topic": "orders/create", "body": {"id": %d, "name": "#%d", "created_at": %q, "updated_at": %q, "currency": "EUR",
			"total_price": "%d.50", "financial_status": "paid", "customer": {"id": %d}}}`, n+1, n+1, at, at, n+10, n%3)
		lines = strings.ReplaceAll(lines, "\n\t\t\t", " ") + "\n"
		rows += fmt.Sprintf("%d,%d,%s,%d.50\n", n+1, n%3, at, n+10)
	}
	d.write("orders.jsonl", strings.ReplaceAll(lines, `"id": 0}`, `"id": 3}`))
	d.write("orders.csv", strings.ReplaceAll(rows, ",0,2026", ",3,2026"))
	for _, dir := range dirs {
		d.do("--dir", dir, "source", "add", "acme/shop", "--platform", "shopify", "--secret", "a secret")
	}
}

func TestTheSameOrdersByWebhookAndByImportAreTheSameFacts(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("posted", "imported", "both")
	d.do("--dir", "posted", "replay", "orders.jsonl")
	d.do("--dir", "imported", "import", "orders.csv", "--source", "shop")
	d.do("--dir", "both", "import", "orders.csv", "--source", "shop")
	d.do("--dir", "both", "replay", "orders.jsonl", "--source", "acme/shop")
	want := d.digest("posted")
	for _, dir := range []string{"imported", "both"} {
		if diff := cmp.Diff(want, d.digest(dir)); diff != "" {
			t.Errorf("%s: %s", dir, diff)
		}
	}
	if want.Customers != 3 || want.Orders != 10 || want.Net[0].Minor != 15000 {
		t.Errorf("%+v", want)
	}
}

func TestACommandEndsWithTheExitCodeOfItsOutcome(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("unreadable.jsonl", `{"topic": "orders/create", "body": {"id": "no order"}}`)
	d.write("large.jsonl", `{"topic": "orders/create", "body": {"id": "`+strings.Repeat("x", ingest.MaxBody)+`"}}`)
	d.write("bad.yaml", "margin: lots\n")
	for line, want := range map[string]int{
		"--help": command.ExitOK, "tasks --help": command.ExitOK, "source list --dir shop": command.ExitOK, "tasks --dir shop": command.ExitOK, "quarantine --dir shop": command.ExitOK,
		"redrive --dir shop": command.ExitOK, "settings show --dir shop": command.ExitOK,
		"nonsense": command.ExitUsage, "import": command.ExitUsage, "tasks --dir nowhere": command.ExitUsage, "import orders.csv --source S! --dir shop": command.ExitUsage,
		"import orders.csv --source shop --map order=Nope --dir shop": command.ExitUsage, "source add acme --platform shopify --dir shop": command.ExitUsage,
		"settings set -f bad.yaml --dir shop": command.ExitUsage, "turn 2030-01-01 --dir shop": command.ExitUsage, "quarantine replay --dir shop": command.ExitUsage,
		"redrive nonsense --dir shop": command.ExitUsage, "tasks result 00 nonsense --dir shop": command.ExitUsage, "tasks --store nope --dir shop": command.ExitUsage,
		"replay unreadable.jsonl --dir shop": command.ExitOK, "replay large.jsonl --dir shop": command.ExitFailed, "replay missing.jsonl --dir shop": command.ExitFailed, "tasks show 00 --dir shop": command.ExitFailed,
		"customers show nobody --dir shop": command.ExitFailed, "report --dir shop": command.ExitFailed,
		"source add other/shop --platform shopify --secret-file secret --dir shop": command.ExitFailed,
	} {
		d.write("secret", "a secret\n")
		if code, out, errout := d.run(strings.Fields(line)...); code != want {
			t.Errorf("holdfast %s: exit %d, want %d\n%s%s", line, code, want, out, errout)
		}
	}
}

func TestWhoeverIsErasedIsGoneWhateverTheyAreKnownBy(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.do("--dir", "shop", "source", "add", "acme/desk", "--platform", "standard")
	d.write("more.csv", "order,email,date,amount\n77,guest@example.com,2026-01-05,5\n")
	d.do("--dir", "shop", "import", "orders.csv", "--source", "shop")
	d.do("--dir", "shop", "import", "more.csv", "--source", "shop")
	d.write("desk.jsonl", `{"topic": "ticket.updated", "body": {"type": "ticket.updated", "timestamp": "2026-01-06T10:00:00Z", "data": {"id": "T1",
		"status": "open", "created_at": "2026-01-06T10:00:00Z", "subject": "hello", "requester": {"id": "R9"}}}}`)
	d.write("desk.jsonl", strings.ReplaceAll(d.read("desk.jsonl"), "\n\t\t", " "))
	d.do("--dir", "shop", "replay", "desk.jsonl", "--source", "acme/desk")
	if code, _, errout := d.run("--dir", "shop", "customers", "erase", "p:shop:1"); code != command.ExitUsage || !strings.Contains(errout, "nothing was erased") {
		t.Errorf("without --yes: exit %d, %s", code, errout)
	}
	before := d.digest("shop")
	for _, key := range []string{"p:shop:1", "guest@example.com", "d:desk:R9"} {
		d.do("--dir", "shop", "customers", "erase", key, "--yes")
	}
	after := d.digest("shop")
	if before.Customers != 5 || after.Customers != 2 || before.Net[0] != after.Net[0] {
		t.Errorf("before %+v, after %+v", before, after)
	}
	if out := d.do("--dir", "shop", "customers", "show", "p:shop:1"); !strings.Contains(out, "erased") {
		t.Errorf("who was erased is shown as:\n%s", out)
	}
	if all := d.do("--dir", "shop", "customers"); strings.Contains(all, "guest@") || strings.Contains(all, "R9") || strings.Contains(all, "p:shop:1") {
		t.Errorf("left over:\n%s", all)
	}
}

func TestWhoeverNamesWhatIsNotThereIsToldWhatIs(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	for line, want := range map[string]string{
		"redrive nonsense": "orders, tickets, imports, sweep", "tasks result 00 nonsense": "reached, no_answer", "tasks --store nope": "there are acme",
		"quarantine --store nope": "there are acme",
	} {
		if _, _, errout := d.run(append([]string{"--dir", "shop"}, strings.Fields(line)...)...); !strings.Contains(errout, want) {
			t.Errorf("%s: %s", line, errout)
		}
	}
}

func TestTheQueuesAreCountedForProgramsToo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	var counted []struct {
		Queue   string
		Waiting *int `json:"waiting"`
		Dead    *int `json:"dead_letters"`
		PutBack *int `json:"put_back"`
	}
	if err := json.Unmarshal([]byte(d.do("--dir", "shop", "--json", "redrive", "--list")), &counted); err != nil {
		t.Fatal(err)
	}
	if len(counted) != len(queue.Names) || counted[0].Queue != queue.Names[0] || counted[0].Waiting == nil || counted[0].Dead == nil || counted[0].PutBack == nil {
		t.Errorf("%+v", counted)
	}
}

func TestAnotherCurrencyIsSetWithAWord(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("usd.yaml", "currency: USD\n")
	for _, want := range []bool{true, false} {
		if _, _, errout := d.run("--dir", "shop", "settings", "set", "-f", "usd.yaml"); strings.Contains(errout, "The currency was EUR") != want {
			t.Errorf("said %q", errout)
		}
	}
}

func TestRowsThatCannotBeUsedAreKeptInAFile(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("orders.csv", "order,customer,date,amount\n1,7,2026-01-01,5\n2,7,yesterday,5\n")
	_, out, errout := d.run("--dir", "shop", "import", "orders.csv", "--source", "shop")
	if !strings.Contains(out, "1 unusable") || !strings.Contains(errout, `line 3: date "yesterday" is not a date`) {
		t.Errorf("said %s%s", out, errout)
	}
	kept, err := os.ReadFile(filepath.Join(d.cwd, "shop", "rejected-orders.csv"))
	if want := "3,\"date \"\"yesterday\"\" is not a date\",2,7,yesterday,5\n"; string(kept) != want || err != nil {
		t.Errorf("kept %q, %v", kept, err)
	}
}

// The shop refuses to answer the third delivery, so that the replay stops there, and the same command goes on from there.
func TestAnInterruptedReplayGoesOnWhereItStopped(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	interrupted := true
	shop := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if interrupted && strings.Contains(string(body), `"id": 3,`) {
			w.WriteHeader(http.StatusMultipleChoices) // neither accepted nor refused, and no reason to try again
		}
	}))
	defer shop.Close()
	line := []string{"--dir", "shop", "replay", "orders.jsonl", "-c", "1", "--to", shop.URL}
	if code, _, errout := d.run(line...); code != command.ExitFailed || !strings.Contains(errout, "line 3") {
		t.Fatalf("exit %d, %s", code, errout)
	}
	interrupted = false
	if out := d.do(line...); !strings.Contains(out, "8 accepted") || !strings.Contains(out, "2 had been posted before") {
		t.Error(out)
	}
	if out := d.do(line...); !strings.Contains(out, "10 accepted") {
		t.Errorf("after the end it begins anew: %s", out)
	}
}

func TestSettingsThatAreShownCanBeChangedAndSetAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	shown := d.do("--dir", "shop", "settings", "show")
	if strings.Contains(shown, "pepper") {
		t.Error("the pepper is shown")
	}
	d.write("settings.yaml", strings.Replace(shown, "margin_bp: 1000", "margin_bp: 4321", 1))
	d.do("--dir", "shop", "settings", "set", "-f", "settings.yaml")
	if again := d.do("--dir", "shop", "settings", "show"); !strings.Contains(again, "margin_bp: 4321") {
		t.Error(again)
	}
}

func TestWhatIsInQuarantineCanBeSeenAndSentAgain(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	d.write("early.jsonl", `{"topic": "orders/create", "body": {"id": 1, "created_at": "2090-01-01T00:00:00Z", "updated_at": "2090-01-01T00:00:00Z", "currency": "EUR", "total_price": "1", "customer": {"id": 7}}}`)
	d.do("--dir", "shop", "replay", "early.jsonl")
	var listed []struct{ ID, Reason, Source, Topic string }
	if err := json.Unmarshal([]byte(d.do("--dir", "shop", "--json", "quarantine")), &listed); err != nil || len(listed) != 1 {
		t.Fatal(listed, err)
	}
	if listed[0].Source != "shop" || listed[0].Topic != "orders/create" {
		t.Errorf("%+v", listed[0])
	}
	if shown := d.do("--dir", "shop", "quarantine", "show", listed[0].ID); !strings.Contains(shown, "2090") || !strings.Contains(shown, listed[0].Reason) {
		t.Error(shown)
	}
	if out := d.do("--dir", "shop", "quarantine", "replay", "--all"); !strings.Contains(out, "1 sent again; 1 in quarantine now") {
		t.Errorf("it is as early as before: %s", out)
	}
}

// screen tells when it shows a text for the first time.
type screen struct {
	shows string
	shown chan struct{}
	mu    sync.Mutex
	bytes.Buffer
}

func (w *screen) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	before := strings.Contains(w.String(), w.shows)
	n, err := w.Buffer.Write(p)
	if !before && strings.Contains(w.String(), w.shows) {
		close(w.shown)
	}
	return n, err
}

// A folder in use by a running system takes the same commands, with the same words.
func TestCommandsWorkWhileTheSystemRuns(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	offline := d.do("--dir", "shop", "source", "list")

	ctx, stop := context.WithCancel(t.Context())
	screen := &screen{shows: "Holdfast is up", shown: make(chan struct{})}
	exited := make(chan int, 1)
	go func() {
		up := command.Command{Terminal: terminal.Terminal{Out: screen, Err: io.Discard}, Workdir: d.cwd}
		exited <- up.Run(ctx, []string{"--dir", "shop", "up", "--address", "127.0.0.1:0"})
	}()
	select {
	case <-screen.shown:
	case exit := <-exited:
		t.Fatalf("holdfast up: exit %d", exit)
	}
	if online := d.do("--dir", "shop", "source", "list"); online != offline {
		t.Errorf("while it runs %q, otherwise %q", online, offline)
	}
	d.do("--dir", "shop", "replay", "orders.jsonl")
	live := d.digest("shop")
	if code, _, errout := d.run("--dir", "shop", "customers", "show", "nobody"); code != command.ExitFailed || !strings.Contains(errout, "nobody is found") {
		t.Errorf("exit %d, %s", code, errout)
	}
	stop()
	if exit := <-exited; exit != command.ExitOK {
		t.Fatalf("holdfast up: exit %d", exit)
	}
	if diff := cmp.Diff(live, d.digest("shop")); diff != "" || live.Orders != 10 {
		t.Errorf("%d orders; %s", live.Orders, diff)
	}
}

func TestTheDemoEndsWithWhatItCounted(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	line := []string{"demo", "--days", "92", "--customers", "60", "--address", "127.0.0.1:0", "--json"}
	var shown demo.Result
	if err := json.Unmarshal([]byte(d.do(line...)), &shown); err != nil {
		t.Fatal(err)
	}
	if shown.Refused != int64(shown.Forged+shown.Stale) || shown.Accepted == 0 || shown.Sweeps != 2*92+2 || shown.Facts.Customers < 40 {
		t.Errorf("%+v", shown)
	}
	again := newDesk(t)
	var twin demo.Result
	if err := json.Unmarshal([]byte(again.do(line...)), &twin); err != nil {
		t.Fatal(err)
	}
	if shown.Facts.SHA256 != twin.Facts.SHA256 || !cmp.Equal(shown.Tasks, twin.Tasks) {
		t.Errorf("the same demo twice: %v and %v", shown.Tasks, twin.Tasks)
	}
	if out := d.do("report"); !strings.Contains(out, "Leaving") && !strings.Contains(out, "leaving") {
		t.Error(out)
	}
	checkDemo(t, d)
}

// checkDemo requires that the folder of a demo is sound, and that a check reads its records of each kind.
func checkDemo(t *testing.T, d desk) {
	t.Helper()
	var found struct{ Counts map[string]int }
	if err := json.Unmarshal([]byte(d.do("--json", "check")), &found); err != nil {
		t.Fatal(err)
	}
	kinds := []string{"customer records", "tasks", "settings", "rules", "reports", "products", "days heard of"}
	for _, kind := range kinds {
		if found.Counts[kind] == 0 {
			t.Errorf("no %s were checked: %v", kind, found.Counts)
		}
	}
}

// The whole demo, as make demo runs it: what it ends with is what a person sees first.
func TestTheDemoEndsWithADozenPeopleToReach(t *testing.T) {
	t.Parallel()
	if testing.Short() {
		t.Skip("it takes half a minute")
	}
	d := newDesk(t)
	var shown demo.Result
	if err := json.Unmarshal([]byte(d.do("demo", "--address", "127.0.0.1:0", "--json")), &shown); err != nil {
		t.Fatal(err)
	}
	if open := shown.Tasks[playbook.Open]; open < 10 || open > 14 {
		t.Errorf("%d people to reach, want about a dozen; tasks %v", open, shown.Tasks)
	}
	var listed []struct{ Task struct{ Customer string } }
	if err := json.Unmarshal([]byte(d.do("--json", "tasks")), &listed); err != nil {
		t.Fatal(err)
	}
	people := map[string]bool{}
	for _, l := range listed {
		people[l.Task.Customer] = true
	}
	if len(people) != shown.Tasks[playbook.Open] {
		t.Errorf("the list has %d people, %d tasks are open", len(people), shown.Tasks[playbook.Open])
	}
}

func TestADayBeginsAtTheStoresMidnight(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop()
	d.do("--dir", "shop", "source", "add", "acme/shop", "--platform", "shopify", "--secret", "a secret", "--zone", "America/New_York")
	d.do("--dir", "shop", "import", "orders.csv", "--source", "shop")
	var r struct {
		Estimate struct {
			AsOf int64 `json:"as_of"`
		} `json:"estimate"`
	}
	out := d.do("--dir", "shop", "report", "exit-cost", "--fresh", "--as-of", "2026-02-01", "--format", "json")
	if err := json.Unmarshal([]byte(out), &r); err != nil {
		t.Fatal(err)
	}
	midnight := time.Date(2026, 2, 1, 5, 0, 0, 0, time.UTC)
	if made := time.UnixMilli(r.Estimate.AsOf).UTC(); made.Before(midnight) || made.After(midnight.Add(time.Second)) {
		t.Errorf("as of the first of February in New York: %s", made)
	}
}

func TestWhatSettingsDoNotNameStaysAtAnyDepth(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	type settings struct {
		Caps  map[string]struct{ Contacts, Days int }
		Plays map[string]struct{ Within, Hours, Uplift int }
	}
	shown := func() (all settings) {
		if err := json.Unmarshal([]byte(d.do("--dir", "shop", "--json", "settings", "show")), &all); err != nil {
			t.Fatal(err)
		}
		return all
	}
	want := shown()
	call, owner := want.Caps["call"], want.Plays["owner_call"]
	call.Days, owner.Within = 7, 20
	want.Caps["call"], want.Plays["owner_call"] = call, owner
	d.write("some.yaml", "caps: {call: {days: 7}}\nplays: {owner_call: {within: 20}}\n")
	d.do("--dir", "shop", "settings", "set", "-f", "some.yaml")
	if diff := cmp.Diff(want, shown()); diff != "" {
		t.Error(diff)
	}
	for name, text := range map[string]string{"nothing": "", "an unknown name": "plays: {owner_call: {wihtin: 3}}\n", "seconds": "live_since: 1767225600\n", "a list": "[1]\n"} {
		d.write("some.yaml", text)
		if code, _, errout := d.run("--dir", "shop", "settings", "set", "-f", "some.yaml"); code != command.ExitUsage || errout == "" {
			t.Errorf("%s: exit %d, %s", name, code, errout)
		}
	}
}

func TestASecretIsChangedAndTheAccountStays(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.do("--dir", "shop", "source", "add", "acme/shop", "--platform", "shopify", "--secret", "a secret", "--account", "acme.myshopify.com")
	d.do("--dir", "shop", "source", "add", "acme/shop", "--platform", "shopify", "--secret", "another secret", "--keep")
	if list := d.do("--dir", "shop", "source", "list"); !strings.Contains(list, "acme.myshopify.com") {
		t.Error(list)
	}
}

func TestAReportOfADayToComeIsRefusedAndOneBeforeAllSaysSo(t *testing.T) {
	t.Parallel()
	d := newDesk(t)
	d.shop("shop")
	if code, _, errout := d.run("--dir", "shop", "report", "exit-cost", "--fresh", "--as-of", "2999-01-01"); code != command.ExitUsage || !strings.Contains(errout, "still to come") {
		t.Errorf("exit %d: %s", code, errout)
	}
	if code, _, errout := d.run("--dir", "shop", "report", "exit-cost", "--as-of", "2020-01-31"); code != command.ExitFailed || !strings.Contains(errout, "up to 2020-01-31") {
		t.Errorf("exit %d: %s", code, errout)
	}
}
