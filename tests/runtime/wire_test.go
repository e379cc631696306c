//go:build emulator

package runtime

import (
	"io"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"os"
	"slices"
	"strings"
	"sync"
	"syscall"
	"testing"

	"holdfast/tests/runtime/sandbox"
)

// way is how an effect of a function goes wrong.
type way string

const (
	well         way = ""
	killedBefore way = "killed before it"
	killedAfter  way = "killed after it"
	frozenAfter  way = "frozen after it" // until its time is over
	unanswered   way = "without an answer"
	throttled    way = "throttled"
)

// effects are the requests that change something.
var effects = []string{
	"PutItem", "DeleteItem", "TransactWriteItems", "SendMessage", "SendMessageBatch", "ChangeMessageVisibility", "ChangeMessageVisibilityBatch",
}

// wire stands between the functions and the emulator. It counts their effects, and has them go wrong.
type wire struct {
	url    string
	fleets map[string]*sandbox.Fleet

	mu   sync.Mutex
	seen []string                               // the effects so far: the function and what it asked for
	goes func(n int, function, what string) way // nil = all go well
	busy func(what string) bool                 // requests of any kind that AWS has too many of; nil = none
	move func() error                           // what a message move task does
	hit  []string                               // those that went wrong
}

func newWire(t testing.TB, emulator string) *wire {
	t.Helper()
	to, err := url.Parse(emulator)
	if err != nil {
		t.Fatal(err)
	}
	w := &wire{fleets: map[string]*sandbox.Fleet{}}
	proxy := httputil.NewSingleHostReverseProxy(to)
	proxy.ErrorHandler = func(http.ResponseWriter, *http.Request, error) { panic(http.ErrAbortHandler) } // the asking process is gone
	server := httptest.NewServer(http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) { w.pass(proxy, rw, r) }))
	t.Cleanup(server.Close)
	w.url = server.URL
	return w
}

// at is the address that a function is given. Its path says whose requests they are.
func (w *wire) at(function string) string { return w.url + "/" + function }

func (w *wire) pass(to http.Handler, rw http.ResponseWriter, r *http.Request) {
	function, rest, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, "/"), "/")
	r.URL.Path = "/" + rest
	_, what, _ := strings.Cut(r.Header.Get("X-Amz-Target"), ".")
	if move := w.moves(); what == "StartMessageMoveTask" && move != nil {
		if err := move(); err != nil {
			panic(err)
		}
		_, _ = io.WriteString(rw, `{"TaskHandle":"task"}`)
		return
	}
	fleet, how := w.next(function, what)
	if w.throttles(what) {
		how = throttled
	}
	switch how {
	case throttled:
		_, _ = io.Copy(io.Discard, r.Body)
		rw.Header().Set("Content-Type", r.Header.Get("Content-Type"))
		rw.WriteHeader(http.StatusBadRequest)
		_, _ = io.WriteString(rw, `{"__type":"`+tooMany(r.Header.Get("X-Amz-Target"))+`","message":"Rate exceeded"}`)
		return
	case killedBefore:
		fleet.Signal(os.Kill)
		panic(http.ErrAbortHandler)
	case killedAfter, frozenAfter:
		to.ServeHTTP(httptest.NewRecorder(), r) // it is applied, and nobody hears of it
		if how == killedAfter {
			fleet.Signal(os.Kill)
		} else {
			fleet.Signal(syscall.SIGSTOP)
			<-r.Context().Done()
		}
		panic(http.ErrAbortHandler)
	case unanswered:
		_, _ = io.Copy(io.Discard, r.Body) // only a request read to its end tells when the caller gives up
		<-r.Context().Done()
		panic(http.ErrAbortHandler)
	}
	to.ServeHTTP(rw, r)
}

// set changes the fields.
func (w *wire) set(by func(*wire)) {
	w.mu.Lock()
	defer w.mu.Unlock()
	by(w)
}

func (w *wire) moves() func() error {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.move
}

// next counts an effect, and says how it goes and whose it is.
func (w *wire) next(function, what string) (*sandbox.Fleet, way) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if !slices.Contains(effects, what) {
		return nil, well
	}
	n, how := len(w.seen), well
	w.seen = append(w.seen, function+" "+what)
	if w.goes != nil {
		how = w.goes(n, function, what)
	}
	if how != well {
		w.hit = append(w.hit, w.seen[n])
	}
	return w.fleets[function], how
}

func (w *wire) throttles(what string) bool {
	w.mu.Lock()
	defer w.mu.Unlock()
	return w.busy != nil && what != "" && w.busy(what)
}

// tooMany is how the service that a target names says that it has too many requests.
func tooMany(target string) string {
	switch service, _, _ := strings.Cut(target, "."); {
	case strings.HasPrefix(service, "DynamoDB"):
		return "com.amazonaws.dynamodb.v20120810#ThrottlingException"
	case service == "AmazonSQS":
		return "com.amazonaws.sqs#RequestThrottled"
	}
	return "ThrottlingException"
}
