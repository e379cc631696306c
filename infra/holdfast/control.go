package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"sync"

	"holdfast/infra/local"
)

// A running system has its folder to itself. It takes commands on a socket in that
// folder, runs them, and sends back what they print: the same words, wherever the command
// runs.

const (
	controlName = "control.sock"
	maxSocket   = 100 // bytes a socket's path may have on every Unix
)

// socketPath is the folder's socket under a name short enough, and what to close after it
// was used.
func socketPath(dir string) (path string, done func(), err error) {
	path = filepath.Join(dir, controlName)
	if len(path) <= maxSocket {
		return path, func() {}, nil
	}
	d, err := os.Open(dir)
	if err != nil {
		return "", nil, err
	}
	return fmt.Sprintf("/proc/self/fd/%d/%s", d.Fd(), controlName), func() { _ = d.Close() }, nil
}

// asked is a command as it comes in on the socket.
type asked struct {
	Args     []string `json:"args"`
	Cwd      string   `json:"cwd"`
	Terminal bool     `json:"terminal"`
	Bars     bool     `json:"bars"`
	Colour   bool     `json:"colour"`
}

// frame is a piece of what a command prints, or its end.
type frame struct {
	Out  string `json:"out,omitempty"`
	Err  string `json:"err,omitempty"`
	Exit *int   `json:"exit,omitempty"`
}

// forward has a running system run the command, and reports whether there is one.
func (s *session) forward() (code int, ok bool) {
	path, done, err := socketPath(s.dir)
	if err != nil {
		return 0, false
	}
	defer done()
	client := &http.Client{
		Transport: &http.Transport{
			DialContext: func(ctx context.Context, _, _ string) (net.Conn, error) {
				return (&net.Dialer{}).DialContext(ctx, "unix", path)
			},
		},
	}
	body, err := json.Marshal(asked{s.args, s.cwd, s.terminal, s.bars, s.colour})
	if err != nil {
		return s.failed(err), true
	}
	req, err := http.NewRequestWithContext(
		s.ctx,
		http.MethodPost,
		"http://holdfast/",
		bytes.NewReader(body),
	)
	if err != nil {
		return s.failed(err), true
	}
	resp, err := client.Do(req)
	var refused *net.OpError
	if errors.As(err, &refused) && refused.Op == "dial" {
		return 0, false // nobody runs here
	}
	if err != nil {
		return s.failed(s.ended(err)), true
	}
	defer resp.Body.Close()
	return s.relay(json.NewDecoder(bufio.NewReader(resp.Body))), true
}

// ended says why there is no answer: the caller stopped, or the system did.
func (s *session) ended(err error) error {
	if s.ctx.Err() != nil {
		return s.ctx.Err()
	}
	return fmt.Errorf(
		"the running system ended while it worked on this; the same command goes on: %w",
		err,
	)
}

func (s *session) relay(frames *json.Decoder) int {
	for {
		var f frame
		if err := frames.Decode(&f); err != nil {
			return s.failed(s.ended(err))
		}
		_, _ = io.WriteString(s.out, f.Out)
		_, _ = io.WriteString(s.errw, f.Err)
		if f.Exit != nil {
			return *f.Exit
		}
	}
}

// framed sends what is written as frames.
type framed struct {
	mu   *sync.Mutex
	to   *json.Encoder
	done func()
	err  bool
}

func (w framed) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	f := frame{Out: string(p)}
	if w.err {
		f = frame{Err: string(p)}
	}
	if err := w.to.Encode(f); err != nil {
		return 0, err
	}
	w.done()
	return len(p), nil
}

// listenControl opens the folder's socket.
func listenControl(dir string) (net.Listener, error) {
	path, done, err := socketPath(dir)
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	defer done()
	// The folder's lock is ours, so a socket that is there is a dead process's.
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	l, err := net.Listen("unix", path)
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	if err := os.Chmod(path, 0o600); err != nil {
		return nil, errors.Join(fmt.Errorf("control socket: %w", err), l.Close())
	}
	return l, nil
}

// control takes commands for a system that serves at base, until the context ends.
func control(ctx context.Context, l net.Listener, sys *local.System, dir, base string) error {
	server := &http.Server{
		Handler:     controlled(sys, dir, base),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go func() {
		<-ctx.Done()
		_ = server.Close() // commands under way end with their context
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("control socket: %w", err)
	}
	return nil
}

func controlled(sys *local.System, dir, base string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var a asked
		if err := json.NewDecoder(r.Body).Decode(&a); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		_, _ = io.Copy(
			io.Discard,
			r.Body,
		) // only a request read to its end tells when the caller goes away
		flush := http.NewResponseController(w)
		var mu sync.Mutex
		to := json.NewEncoder(w)
		out := framed{&mu, to, func() { _ = flush.Flush() }, false}
		errw := out
		errw.err = true
		s := &session{
			cwd:      a.Cwd,
			out:      out,
			errw:     errw,
			terminal: a.Terminal,
			bars:     a.Bars,
			colour:   a.Colour,
			system:   sys,
			live:     true,
			base:     base,
			dir:      dir,
		}
		code := s.run(r.Context(), a.Args)
		mu.Lock()
		defer mu.Unlock()
		_ = to.Encode(frame{Exit: &code}) // a caller that is gone needs no answer
	})
}
