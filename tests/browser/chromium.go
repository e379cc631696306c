//go:build browser

package browser

import (
	"bufio"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync"
	"syscall"
	"testing"
	"time"
)

// names are those under which Chromium is installed.
var names = []string{"chromium", "chromium-browser", "google-chrome", "chrome"}

// patience is how long one command of the protocol, or the loading of a page, may take.
const patience = 30 * time.Second

// Browser is one Chromium process.
type Browser struct {
	t    testing.TB
	to   io.Writer
	cmd  *exec.Cmd
	mu   sync.Mutex
	next int
	wait map[int]chan answer
	load chan string // sessions whose page has loaded
	gone chan struct{}
}

type answer struct {
	ID      int             `json:"id"`
	Method  string          `json:"method"`
	Session string          `json:"sessionId"`
	Result  json.RawMessage `json:"result"`
	Error   *struct {
		Message string `json:"message"`
	} `json:"error"`
}

// Start starts Chromium until the end of the test.
func Start(t testing.TB) *Browser {
	t.Helper()
	path := ""
	for _, name := range names {
		if found, err := exec.LookPath(name); err == nil {
			path = found
			break
		}
	}
	if path == "" {
		t.Fatal("Chromium is not installed: apt-get install chromium")
	}
	readCommands, commands, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	answers, writeAnswers, err := os.Pipe()
	if err != nil {
		t.Fatal(err)
	}
	profile, err := os.MkdirTemp("", "chromium")
	if err != nil {
		t.Fatal(err)
	}
	b := &Browser{t: t, to: commands, wait: map[int]chan answer{}, load: make(chan string, 100), gone: make(chan struct{})}
	b.cmd = exec.Command(path, "--headless=new", "--remote-debugging-pipe", "--no-sandbox", "--disable-gpu", "--hide-scrollbars",
		"--disable-dev-shm-usage", "--no-first-run", "--disable-extensions", "--user-data-dir="+profile)
	b.cmd.SysProcAttr = &syscall.SysProcAttr{Setpgid: true}   // it has children
	b.cmd.ExtraFiles = []*os.File{readCommands, writeAnswers} // the protocol has 3 and 4
	if err := b.cmd.Start(); err != nil {
		t.Fatal(err)
	}
	_ = readCommands.Close() // the child has them now
	_ = writeAnswers.Close()
	go b.read(answers)
	t.Cleanup(func() {
		_ = b.try("", "Browser.close", map[string]any{}, nil) // whatever it answers, this is its end
		_ = syscall.Kill(-b.cmd.Process.Pid, syscall.SIGKILL)
		_ = b.cmd.Wait()
		<-b.gone
		_ = commands.Close()
		_ = os.RemoveAll(profile) // a dying child may hold on to it; it lies among temporary files
	})
	return b
}

// read hands out answers; messages end with a zero byte.
func (b *Browser) read(from io.ReadCloser) {
	defer close(b.gone)
	defer from.Close()
	r := bufio.NewReader(from)
	for {
		text, err := r.ReadBytes(0)
		if err != nil {
			return
		}
		var a answer
		if err := json.Unmarshal(text[:len(text)-1], &a); err != nil {
			continue
		}
		if a.Method == "Page.loadEventFired" {
			b.load <- a.Session
			continue
		}
		b.mu.Lock()
		ch := b.wait[a.ID]
		delete(b.wait, a.ID)
		b.mu.Unlock()
		if ch != nil {
			ch <- a
		}
	}
}

// call sends a command and waits for its result.
func (b *Browser) call(session, method string, params, result any) {
	b.t.Helper()
	if err := b.try(session, method, params, result); err != nil {
		b.t.Fatalf("%s: %v", method, err)
	}
}

func (b *Browser) try(session, method string, params, result any) error {
	ch := make(chan answer, 1)
	b.mu.Lock()
	b.next++
	id := b.next
	b.wait[id] = ch
	b.mu.Unlock()
	body, err := json.Marshal(map[string]any{"id": id, "method": method, "params": params, "sessionId": session})
	if session == "" {
		body, err = json.Marshal(map[string]any{"id": id, "method": method, "params": params})
	}
	if err != nil {
		return err
	}
	if _, err := b.to.Write(append(body, 0)); err != nil {
		return err
	}
	select {
	case a := <-ch:
		if a.Error != nil {
			return errors.New(a.Error.Message)
		}
		if result == nil {
			return nil
		}
		return json.Unmarshal(a.Result, result)
	case <-b.gone:
		return errors.New("the browser has gone")
	case <-time.After(patience):
		return errors.New("no answer")
	}
}

// Page is one tab.
type Page struct {
	b       *Browser
	session string
	target  string
}

// Look is how a page is looked at.
type Look struct {
	Width int // CSS pixels
	Dark  bool
	Print bool
}

// Open opens a page and waits until it has loaded.
func (b *Browser) Open(url string, look Look) *Page {
	b.t.Helper()
	var target struct {
		TargetID string `json:"targetId"`
	}
	b.call("", "Target.createTarget", map[string]any{"url": "about:blank"}, &target)
	var attached struct {
		SessionID string `json:"sessionId"`
	}
	b.call("", "Target.attachToTarget", map[string]any{"targetId": target.TargetID, "flatten": true}, &attached)
	p := &Page{b, attached.SessionID, target.TargetID}
	p.call("Page.enable", map[string]any{}, nil)
	scheme, medium := "light", "screen"
	if look.Dark {
		scheme = "dark"
	}
	if look.Print {
		medium = "print"
	}
	p.call("Emulation.setDeviceMetricsOverride", map[string]any{"width": look.Width, "height": 900, "deviceScaleFactor": 1, "mobile": false}, nil)
	p.call("Emulation.setEmulatedMedia", map[string]any{"media": medium, "features": []map[string]string{{"name": "prefers-color-scheme", "value": scheme}}}, nil)
	p.Go(url)
	return p
}

func (p *Page) call(method string, params, result any) {
	p.b.t.Helper()
	p.b.call(p.session, method, params, result)
}

// Go leads the page to an address.
func (p *Page) Go(url string) {
	p.b.t.Helper()
	p.call("Page.navigate", map[string]any{"url": url}, nil)
	p.loaded()
}

// loaded waits for the page's load event.
func (p *Page) loaded() {
	p.b.t.Helper()
	deadline := time.After(patience)
	for {
		select {
		case s := <-p.b.load:
			if s == p.session {
				return
			}
		case <-p.b.gone:
			p.b.t.Fatal("the browser has gone")
		case <-deadline:
			p.b.t.Fatal("the page does not load")
		}
	}
}

// Press clicks where the middle of an element is, as a mouse does, and waits for the page that follows.
func (p *Page) Press(selector string) {
	p.b.t.Helper()
	p.Click(selector)
	p.loaded()
}

// Click clicks where the middle of an element is, and stays on the page.
func (p *Page) Click(selector string) {
	p.b.t.Helper()
	var at struct{ X, Y float64 }
	p.Ask(fmt.Sprintf(`(() => { const e = document.querySelector(%q); e.scrollIntoView({block: "center"}); const r = e.getBoundingClientRect();
		return {x: r.x + r.width / 2, y: r.y + r.height / 2} })()`, selector), &at)
	for _, kind := range [...]string{"mousePressed", "mouseReleased"} {
		p.call("Input.dispatchMouseEvent", map[string]any{"type": kind, "x": at.X, "y": at.Y, "button": "left", "clickCount": 1}, nil)
	}
}

// Ask evaluates an expression in the page.
func (p *Page) Ask(expression string, result any) {
	p.b.t.Helper()
	var got struct {
		Result struct {
			Value json.RawMessage `json:"value"`
		} `json:"result"`
		Exception *struct {
			Text      string `json:"text"`
			Exception struct {
				Description string `json:"description"`
			} `json:"exception"`
		} `json:"exceptionDetails"`
	}
	p.call("Runtime.evaluate", map[string]any{"expression": expression, "returnByValue": true}, &got)
	if got.Exception != nil {
		p.b.t.Fatalf("%s: %s", expression, got.Exception.Exception.Description)
	}
	if err := json.Unmarshal(got.Result.Value, result); err != nil {
		p.b.t.Fatalf("%s: %v", expression, err)
	}
}

// Text is the visible text of what a selector finds first; "" = it finds nothing.
func (p *Page) Text(selector string) (text string) {
	p.b.t.Helper()
	p.Ask(fmt.Sprintf(`document.querySelector(%q)?.innerText ?? ""`, selector), &text)
	return text
}

// Picture is the page as a PNG: its whole length, or as many pixels of it as high says.
func (p *Page) Picture(high int) []byte {
	p.b.t.Helper()
	var size struct{ W, H float64 }
	p.Ask(`({w: document.documentElement.clientWidth, h: document.documentElement.scrollHeight})`, &size)
	if high > 0 {
		size.H = min(size.H, float64(high))
	}
	var got struct{ Data string }
	p.call("Page.captureScreenshot", map[string]any{
		"format": "png", "captureBeyondViewport": true, "optimizeForSpeed": false,
		"clip": map[string]any{"x": 0, "y": 0, "width": size.W, "height": size.H, "scale": 1},
	}, &got)
	png, err := base64.StdEncoding.DecodeString(got.Data)
	if err != nil {
		p.b.t.Fatal(err)
	}
	return png
}

// Close closes the page.
func (p *Page) Close() {
	p.b.t.Helper()
	p.b.call("", "Target.closeTarget", map[string]any{"targetId": p.target}, nil)
}
