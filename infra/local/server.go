package local

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"net"
	"net/http"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"holdfast/infra/embedded"
	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/heard"
)

// hooks takes webhooks over HTTP.
type hooks struct {
	ingest ingest.Ingest
	cache  atomic.Pointer[ingest.Cache]
	load   ingest.Load
	now    func() time.Time

	tally heard.Tally

	mu     sync.Mutex
	counts map[Counted]int64
}

// Counted says what became of webhooks of a platform: what is one of ingest's words.
type Counted struct{ What, Platform string }

func newHooks(s *System, orders, tickets *embedded.Queue) *hooks {
	h := &hooks{load: s.sources, now: s.Clock.Now, counts: map[Counted]int64{}}
	h.tally.By = newProcessName()
	h.forget()
	h.ingest = ingest.Ingest{
		Sources:   h,
		Orders:    orders,
		Tickets:   tickets,
		Platforms: platforms.For,
		Now:       s.Clock.Now,
		Log:       s.Log,
		Count:     h.count,
		Hear:      h.tally.Note,
	}
	return h
}

// forget has all sources read anew.
func (h *hooks) forget() { h.cache.Store(ingest.NewCache(h.load, h.now)) }

// FindSource implements ingest.Sources.
func (h *hooks) FindSource(ctx context.Context, store, source string) (ingest.Source, error) {
	return h.cache.Load().FindSource(ctx, store, source)
}

// ReloadSource implements ingest.Sources.
func (h *hooks) ReloadSource(ctx context.Context, store, source string) (ingest.Source, bool) {
	return h.cache.Load().ReloadSource(ctx, store, source)
}

func (h *hooks) count(what, platform string) {
	h.mu.Lock()
	defer h.mu.Unlock()
	h.counts[Counted{what, platform}]++
}

// Counts says what became of the webhooks that came over HTTP since the system was
// opened.
func (s *System) Counts() map[Counted]int64 {
	s.hooks.mu.Lock()
	defer s.hooks.mu.Unlock()
	return maps.Clone(s.hooks.counts)
}

// PutSource connects a source, or replaces its secrets; deliveries are verified with them
// at once.
func (s *System) PutSource(store, name string, src sources.Source) error {
	if err := s.Secrets.Put(store, name, src); err != nil {
		return err
	}
	s.hooks.forget()
	return nil
}

// sources loads the sources of all stores for ingest.
func (s *System) sources(context.Context) (ingest.Stores, error) {
	all, err := s.Secrets.ListAll()
	if err != nil {
		return nil, err
	}
	return all.ForIngest(), nil
}

const hooksPath = "/hooks/"

// Handler answers webhooks under /hooks/{store}/{source}, and /healthz. The pages are not
// among it: shops reach it through a proxy or a tunnel, and the pages have no login.
func (s *System) Handler() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc(hooksPath, s.hook)
	mux.HandleFunc("GET /healthz", s.health)
	return mux
}

// bodies holds buffers for request bodies; ingest keeps none of their bytes.
var bodies = sync.Pool{New: func() any { return new(bytes.Buffer) }}

// keepBuffer is the size in bytes above which a buffer is left to the garbage collector.
const keepBuffer = 64 << 10

func (s *System) hook(w http.ResponseWriter, r *http.Request) {
	store, source, _ := strings.Cut(strings.TrimPrefix(r.URL.Path, hooksPath), "/")
	buf := bodies.Get().(*bytes.Buffer)
	defer func() {
		if buf.Cap() <= keepBuffer {
			buf.Reset()
			bodies.Put(buf)
		}
	}()
	// One byte more than is taken tells ingest that it was too much.
	if _, err := buf.ReadFrom(io.LimitReader(r.Body, ingest.MaxBody+1)); err != nil {
		http.Error(w, "The body could not be read.", http.StatusBadRequest)
		return
	}
	a := s.hooks.ingest.TakeRequest(r.Context(), ingest.Request{
		Method: r.Method,
		Store:  store,
		Source: source,
		Query:  r.URL.RawQuery,
		Header: r.Header,
		Body:   buf.Bytes(),
	})
	for name, value := range a.Headers() {
		w.Header().Set(name, value)
	}
	w.WriteHeader(a.Status)
	_, _ = io.WriteString(w, a.Body()) // a caller that is gone will send again
}

// ErrNotLoopback says that an address can be reached from other machines. There is no login
// that would keep them out.
var ErrNotLoopback = errors.New(
	"only addresses of this machine are served, such as 127.0.0.1:8080: there is no login yet",
)

// Listen opens a TCP address of this machine.
func Listen(address string) (net.Listener, error) {
	host, _, err := net.SplitHostPort(address)
	if err != nil {
		return nil, fmt.Errorf("listen on %q: %w", address, err)
	}
	if ip := net.ParseIP(host); host != "localhost" && (ip == nil || !ip.IsLoopback()) {
		return nil, fmt.Errorf("listen on %q: %w", address, ErrNotLoopback)
	}
	l, err := net.Listen("tcp", address)
	if err != nil {
		return nil, fmt.Errorf("listen: %w", err)
	}
	return l, nil
}

// shutdownWait is how long requests under way may take when the server stops.
const shutdownWait = 10 * time.Second

// Serve answers webhooks on a listener until the context ends.
func (s *System) Serve(ctx context.Context, l net.Listener) error {
	return ServeOn(ctx, l, s.Handler())
}

// ServeOn answers on a listener until the context ends, then lets the requests under way
// finish.
func ServeOn(ctx context.Context, l net.Listener, h http.Handler) error {
	server := &http.Server{
		Handler:           h,
		ReadHeaderTimeout: 10 * time.Second,
		ReadTimeout:       30 * time.Second,
		WriteTimeout:      time.Minute,
		IdleTimeout:       2 * time.Minute,
		MaxHeaderBytes:    64 << 10,
	}
	failed := make(chan error, 1)
	go func() { failed <- server.Serve(l) }()
	select {
	case err := <-failed:
		return fmt.Errorf("serve: %w", err)
	case <-ctx.Done():
	}
	limit, cancel := context.WithTimeout(context.WithoutCancel(ctx), shutdownWait)
	defer cancel()
	return server.Shutdown(limit)
}
