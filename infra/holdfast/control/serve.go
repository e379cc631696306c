package control

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"sync"
)

// Runner runs a command line and returns its exit code.
type Runner func(ctx context.Context, line Line, out, errw io.Writer) int

// Listen opens the socket of a folder that this process has open.
func Listen(dir string) (net.Listener, error) {
	path, release, err := socketPath(dir)
	if err != nil {
		return nil, fmt.Errorf("control socket: %w", err)
	}
	defer release()

	// This process holds the folder's lock, so a socket that is there is a dead process's.
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

// Serve runs the command lines that come in on a socket until the context ends. Commands
// under way end with their context.
func Serve(ctx context.Context, l net.Listener, run Runner) error {
	server := &http.Server{
		Handler:     handler(run),
		BaseContext: func(net.Listener) context.Context { return ctx },
	}
	go func() {
		<-ctx.Done()
		_ = server.Close() // its error is that of connections that end anyway
	}()
	if err := server.Serve(l); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("control socket: %w", err)
	}
	return nil
}

func handler(run Runner) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var line Line
		if err := json.NewDecoder(r.Body).Decode(&line); err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		// Only a request that was read to its end tells when the caller goes away.
		_, _ = io.Copy(io.Discard, r.Body)

		frames := &frameWriter{
			encoder: json.NewEncoder(w),
			flusher: http.NewResponseController(w),
		}
		exit := run(r.Context(), line, outWriter{frames}, errWriter{frames})
		_ = frames.send(frame{Exit: &exit}) // a caller that is gone needs no answer
	})
}

// frameWriter sends frames one after the other. It is safe for use by several goroutines.
type frameWriter struct {
	mu      sync.Mutex
	encoder *json.Encoder
	flusher *http.ResponseController
}

func (w *frameWriter) send(f frame) error {
	w.mu.Lock()
	defer w.mu.Unlock()
	if err := w.encoder.Encode(f); err != nil {
		return err
	}
	_ = w.flusher.Flush() // if it fails, so does the next frame
	return nil
}

// outWriter sends what is written to standard output, errWriter what is written to standard
// error.
type (
	outWriter struct{ *frameWriter }
	errWriter struct{ *frameWriter }
)

func (w outWriter) Write(p []byte) (int, error) { return len(p), w.send(frame{Out: string(p)}) }

func (w errWriter) Write(p []byte) (int, error) { return len(p), w.send(frame{Err: string(p)}) }
