//go:build browser

package browser

import (
	"context"
	"encoding/json"
	"flag"
	"fmt"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"holdfast/infra/local"
	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/view/console"
	"holdfast/tests/invented"
)

var (
	shots     = flag.String("shots", "", "folder to put pictures of all pages into")
	high      = flag.Int("high", 2600, "how many pixels of each page are on its picture")
	customers = flag.Int("customers", 200, "how many customers the shop has had")
)

// shop is a year of an invented shop, made once; nobody writes to it.
var shop = sync.OnceValues(func() (*local.System, error) {
	dir, err := os.MkdirTemp("", "browser")
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	sys, err := invented.Shop(ctx, dir, invented.Options{Customers: *customers})
	if err != nil {
		return nil, err
	}
	// However small the shop, somebody is owed an answer.
	now := sys.Clock.Now()
	err = invented.Tell(sys, "ticket.updated", fmt.Sprintf(`{"id":"T1","customer":{"source":"shop","id":"7100000003"},"status":"open","priority":"urgent","complaint":true,"reason":"service","created_at":%q}`,
		now.Format(time.RFC3339)))
	if err != nil {
		return nil, err
	}
	return sys, sys.Turn(ctx, now.Add(time.Hour))
})

func TestMain(m *testing.M) {
	flag.Parse()
	code := m.Run()
	if sys, err := shop(); err == nil {
		_ = sys.Close()
		_ = os.RemoveAll(sys.Dir)
	}
	os.Exit(code)
}

// site is the console of the shop on a port of this machine.
type site struct {
	t    *testing.T
	sys  *local.System
	base string
}

func serve(t *testing.T) *site {
	t.Helper()
	sys, err := shop()
	if err != nil {
		t.Fatal(err)
	}
	c := &console.Console{Book: sys.Book, Shops: sys.Shops, Now: sys.Clock.Now, Log: sys.Log, Loopback: true}
	s := httptest.NewServer(c.Handler())
	t.Cleanup(s.Close)
	return &site{t, sys, s.URL + "/" + invented.Store + "/"}
}

// speak changes the language of the pages until the end of the test.
func (s *site) speak(language string) {
	s.t.Helper()
	set := func(language string) {
		one, err := s.sys.Book.FindShop(context.Background(), invented.Store)
		if err != nil {
			s.t.Fatal(err)
		}
		one.Playbook.Language = language
		if err := s.sys.Book.SaveSettings(context.Background(), one); err != nil {
			s.t.Fatal(err)
		}
		s.sys.Shops = &book.Shops{Book: s.sys.Book, Now: s.sys.Clock.Now}
		c := &console.Console{Book: s.sys.Book, Shops: s.sys.Shops, Now: s.sys.Clock.Now, Log: s.sys.Log, Loopback: true}
		server := httptest.NewServer(c.Handler())
		s.t.Cleanup(server.Close)
		s.base = server.URL + "/" + invented.Store + "/"
	}
	set(language)
	s.t.Cleanup(func() { set("en") })
}

// pages lists what there is to look at, by name.
func (s *site) pages() map[string]string {
	s.t.Helper()
	report, ok, err := s.sys.Book.FindCensusReport(context.Background(), invented.Store, s.sys.Clock.Now())
	if err != nil || !ok || len(report.Estimate.Leaving.Top) == 0 {
		s.t.Fatalf("the shop has no report: %v", err)
	}
	who := report.Estimate.Leaving.Top[0]
	for _, l := range report.Estimate.Leaving.Top {
		if l.Reason != "unknown" {
			who = l
			break
		}
	}
	return map[string]string{
		"today": s.base, "exit-cost": s.base + "exit-cost", "customer": s.base + "customers/" + string(who.Key), "search": s.base + "customers?q=a",
		"quarantine": s.base + "quarantine", "not-found": s.base + "customers/p:shop:0",
	}
}

// save takes a picture of so many pixels of a page, if pictures are asked for.
func save(t *testing.T, name string, p *Page, high int) {
	t.Helper()
	if *shots == "" {
		return
	}
	if err := os.WriteFile(filepath.Join(*shots, name+".png"), p.Picture(high), 0o644); err != nil {
		t.Fatal(err)
	}
}

func TestPressingReachedShowsTheResultAndUndoTakesItBack(t *testing.T) {
	s := serve(t)
	p := Start(t).Open(s.base, Look{Width: 1000})
	headline, name := p.Text("h1"), p.Text(".card h3 a")
	if name == "" {
		t.Fatalf("nobody is on today's list: %s", headline)
	}
	p.Press(`.card .actions button[value=reached]`)
	if got := p.Text("#done p"); got != name+" was reached. The task is done." {
		t.Errorf("after Reached the page says %q", got)
	}
	if got := p.Text(".card h3 a"); got == name {
		t.Errorf("%s still is the first to reach", name)
	}
	save(t, "after-reached", p, *high)
	p.Press("#done button")
	if got := p.Text("#done"); got != "Taken back: the task for "+name+" is open again." {
		t.Errorf("after Undo the page says %q", got)
	}
	if got := p.Text("h1"); got != headline {
		t.Errorf("after Undo the list is %q, before it was %q", got, headline)
	}
	p.Click(".choose:nth-of-type(2) > summary")
	save(t, "choose", p, *high)
	p.Press(`button[name=reason][value=price]`)
	if got := p.Text("#done p"); got != "Noted why "+name+" stays away. The task is done." {
		t.Errorf("after the reason the page says %q", got)
	}
	p.Press("#done button")
	tasks, err := table.Collect(s.sys.Book.OpenTasks(context.Background(), invented.Store))
	if err != nil {
		t.Fatal(err)
	}
	for _, task := range tasks {
		if task.Result == playbook.Reached || task.Result == playbook.ExitReason {
			t.Errorf("%s is left of it", task.Result)
		}
	}
}

func TestEveryPageFitsEveryScreenAndCanBeRead(t *testing.T) {
	s, b := serve(t), Start(t)
	looks := map[string]Look{"light": {Width: 1000}, "dark": {Width: 1000, Dark: true}, "360": {Width: 360}, "360-dark": {Width: 360, Dark: true}, "print": {Width: 700, Print: true}}
	for name, url := range s.pages() {
		for kind, look := range looks {
			check(t, b, "en-"+name+"-"+kind, url, look)
		}
	}
	s.speak("zh")
	for name, url := range s.pages() {
		for _, kind := range []string{"light", "360"} {
			check(t, b, "zh-"+name+"-"+kind, url, looks[kind])
		}
	}
}

func check(t *testing.T, b *Browser, what, url string, look Look) {
	t.Helper()
	p := b.Open(url, look)
	defer p.Close()
	fits(t, what, p, look.Width)
	readable(t, what, p)
	save(t, what, p, *high)
}

// fits fails for a page that has to be scrolled sideways, and for a text within a chart that is cut off.
func fits(t *testing.T, what string, p *Page, width int) {
	t.Helper()
	var wide int
	p.Ask("document.documentElement.scrollWidth", &wide)
	if wide > width {
		t.Errorf("%s is %d pixels wide", what, wide)
	}
	var cut []string
	p.Ask(`[...document.querySelectorAll("svg.chart text")].filter(e => { const r = e.getBoundingClientRect(), s = e.ownerSVGElement.getBoundingClientRect();
		return r.left < s.left - 1 || r.right > s.right + 1 }).map(e => e.textContent)`, &cut)
	if len(cut) > 0 {
		t.Errorf("%s: texts of a chart leave it: %q", what, cut)
	}
	var out []string
	p.Ask(`[...document.querySelectorAll("svg.grid svg text")].filter(e => e.getBoundingClientRect().right > e.parentNode.querySelector("rect.track").getBoundingClientRect().right + 1).map(e => e.textContent)`, &out)
	if len(out) > 0 {
		t.Errorf("%s: texts of a grid leave their cells: %q", what, out)
	}
	var gone []string
	p.Ask(`[...document.querySelectorAll("svg.chart rect.bar")].filter(e => e.getAttribute("width") !== "0%" && e.getBoundingClientRect().width === 0).map(e => e.outerHTML)`, &gone)
	if len(gone) > 0 {
		t.Errorf("%s: bars of a chart are not drawn: %q", what, gone)
	}
	var over []string
	p.Ask(`[...document.querySelectorAll("svg.chart")].flatMap(s => { const all = [...s.querySelectorAll("text")].map(e => [e.textContent, e.getBoundingClientRect()]);
		return all.flatMap(([a, r], i) => all.slice(i + 1).filter(([, q]) => r.left < q.right - 1 && q.left < r.right - 1 && r.top < q.bottom - 4 && q.top < r.bottom - 4).map(([b]) => a + " | " + b)) })`, &over)
	if len(over) > 0 {
		t.Errorf("%s: texts of a chart lie on each other: %q", what, over)
	}
}

// readable fails for text whose contrast with what lies behind it is below 4.5 to 1 (WCAG 2.2, 1.4.3).
func readable(t *testing.T, what string, p *Page) {
	t.Helper()
	var bad []string
	p.Ask(contrast, &bad)
	if len(bad) > 0 {
		t.Errorf("%s: too little contrast:\n%s", what, strings.Join(bad, "\n"))
	}
}

const contrast = `(() => {
	const parse = c => { const m = c.match(/[\d.]+/g).map(Number); return {rgb: m.slice(0, 3), a: m.length > 3 ? m[3] : 1} };
	const light = c => { const [r, g, b] = c.map(v => { v /= 255; return v <= .04045 ? v / 12.92 : ((v + .055) / 1.055) ** 2.4 }); return .2126 * r + .7152 * g + .0722 * b };
	const ratio = (a, b) => { const [x, y] = [light(a), light(b)].sort((p, q) => q - p); return (x + .05) / (y + .05) };
	const behind = e => { for (; e; e = e.parentElement) { const c = parse(getComputedStyle(e).backgroundColor); if (c.a > 0) return c.rgb } return matchMedia("(prefers-color-scheme: dark)").matches ? [18, 18, 18] : [255, 255, 255] };
	const bad = new Set();
	const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
	while (walk.nextNode()) {
		const e = walk.currentNode.parentElement, text = walk.currentNode.textContent.trim();
		if (!text || !e.checkVisibility() || e.closest("title, desc")) continue;
		const style = getComputedStyle(e);
		const r = ratio(parse(e.namespaceURI.endsWith("svg") ? style.fill : style.color).rgb, behind(e));
		if (r < 4.5) bad.add(r.toFixed(2) + " " + e.tagName + " " + text.slice(0, 40));
	}
	return [...bad];
})()`

func TestNothingIsLoadedFromElsewhereAndNoScriptRuns(t *testing.T) {
	s, b := serve(t), Start(t)
	for name, url := range s.pages() {
		p := b.Open(url, Look{Width: 1000})
		var hosts, blocked []string
		p.Ask(`performance.getEntriesByType("resource").map(e => e.name).filter(u => !u.startsWith(location.origin + "/"))`, &hosts)
		p.Ask(`[...document.querySelectorAll("script, style, [style]")].map(e => e.outerHTML.slice(0, 80))`, &blocked)
		if len(hosts)+len(blocked) > 0 {
			said, _ := json.Marshal([]any{hosts, blocked}) // strings only
			t.Errorf("%s: %s", name, said)
		}
		var rules int
		p.Ask(`document.styleSheets[0].cssRules.length`, &rules)
		if rules < 20 {
			t.Errorf("%s: the style sheet has %d rules", name, rules)
		}
		p.Close()
	}
}
