package sandbox

import (
	"context"
	"crypto/rand"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os/exec"
	"strconv"
	"sync"
	"time"
)

// environment is one process with the Runtime API that it talks to. It ends with its process and is never started again.
type environment struct {
	fn    *Function
	cmd   *exec.Cmd
	api   *http.Server
	begun time.Time
	init  time.Duration

	questions chan question // one whenever the process asks for work
	gone      chan struct{} // closed once the process has ended

	mu      sync.Mutex
	current *invocation
}

// question is a process's wait for work: what is sent on it, the process is given.
type question chan *invocation

type invocation struct {
	id    string
	event []byte
	until time.Time
	end   chan ending // holds one
}

type ending struct {
	body []byte
	err  error
}

// begin starts a process.
func begin(fn *Function) (*environment, error) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	if err != nil {
		return nil, fmt.Errorf("start %s: %w", fn.Name, err)
	}
	e := &environment{fn: fn, questions: make(chan question), gone: make(chan struct{})}
	e.api = &http.Server{Handler: e.handler(), ReadHeaderTimeout: time.Minute}
	go func() { _ = e.api.Serve(l) }() // ends with kill
	e.cmd = exec.Command(fn.Binary)
	e.cmd.Env = append(environ(fn.Name, l.Addr().String()), fn.Env...)
	e.cmd.Stdout, e.cmd.Stderr = fn.Log, fn.Log
	e.begun = time.Now()
	if err := e.cmd.Start(); err != nil {
		return nil, errors.Join(fmt.Errorf("start %s: %w", fn.Name, err), e.api.Close())
	}
	go func() {
		_ = e.cmd.Wait() // how it ended is in ProcessState
		_ = e.api.Close()
		close(e.gone)
	}()
	return e, nil
}

// environ is what Lambda sets.
func environ(name, api string) []string {
	return []string{
		"AWS_LAMBDA_RUNTIME_API=" + api, "AWS_LAMBDA_FUNCTION_NAME=" + name, "AWS_LAMBDA_FUNCTION_VERSION=$LATEST",
		"AWS_LAMBDA_FUNCTION_MEMORY_SIZE=256", "AWS_LAMBDA_INITIALIZATION_TYPE=on-demand",
		"AWS_LAMBDA_LOG_GROUP_NAME=/aws/lambda/" + name, "AWS_LAMBDA_LOG_STREAM_NAME=here",
		"AWS_EXECUTION_ENV=AWS_Lambda_provided.al2023", "_HANDLER=bootstrap", "LAMBDA_TASK_ROOT=/var/task", "TZ=:UTC",
	}
}

// first waits until a new process asks for work.
func (e *environment) first(ctx context.Context) (question, error) {
	late := time.NewTimer(e.fn.Start)
	defer late.Stop()
	select {
	case ask := <-e.questions:
		e.init = time.Since(e.begun)
		return ask, nil
	case <-e.gone:
		return nil, e.exit()
	case <-late.C:
		return nil, &Failure{TimedOut, "the process asked for no work"}
	case <-ctx.Done():
		return nil, ctx.Err()
	}
}

// asks waits until a process that answered asks for more work, and reports whether it does. Only then its last invocation is
// over: after a panic it tells, and dies.
func (e *environment) asks(ctx context.Context) (question, bool) {
	select {
	case ask := <-e.questions:
		return ask, true
	case <-e.gone:
	case <-ctx.Done():
	}
	return nil, false
}

// invoke gives the process an event and waits for its answer.
func (e *environment) invoke(ctx context.Context, ask question, event []byte) ([]byte, error) {
	in := &invocation{id: id(), event: event, until: time.Now().Add(e.fn.Timeout), end: make(chan ending, 1)}
	e.mu.Lock()
	e.current = in
	e.mu.Unlock()
	late := time.NewTimer(e.fn.Timeout)
	defer late.Stop()
	select {
	case ask <- in:
	case <-e.gone:
		return nil, e.exit()
	}
	select {
	case end := <-in.end:
		return end.body, end.err
	case <-e.gone:
		select {
		case end := <-in.end: // it had answered before it died
			return end.body, end.err
		default:
			return nil, e.exit()
		}
	case <-late.C:
		e.kill()
		return nil, &Failure{TimedOut, fmt.Sprintf("Task timed out after %s", e.fn.Timeout)}
	case <-ctx.Done():
		e.kill()
		return nil, ctx.Err()
	}
}

func id() string {
	var b [16]byte
	_, _ = rand.Read(b[:]) // never fails
	return hex.EncodeToString(b[:])
}

func (e *environment) exit() error { return &Failure{Exited, e.cmd.ProcessState.String()} }

func (e *environment) over() bool {
	select {
	case <-e.gone:
		return true
	default:
		return false
	}
}

func (e *environment) kill() {
	_ = e.cmd.Process.Kill() // fails where it has ended by itself
	<-e.gone
}

// largest is what an answer may be: https://docs.aws.amazon.com/lambda/latest/dg/gettingstarted-limits.html
const largest = 6 << 20

func (e *environment) handler() http.Handler {
	const root = "/2018-06-01/runtime/"
	mux := http.NewServeMux()
	mux.HandleFunc("GET "+root+"invocation/next", e.next)
	mux.HandleFunc("POST "+root+"invocation/{id}/response", func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, largest))
		var much *http.MaxBytesError
		if errors.As(err, &much) {
			e.end(r.PathValue("id"), ending{err: &Failure{TooLarge, fmt.Sprintf("more than %d bytes", largest)}})
			w.WriteHeader(http.StatusRequestEntityTooLarge)
			return
		}
		e.accept(w, r, ending{body, err})
	})
	mux.HandleFunc("POST "+root+"invocation/{id}/error", func(w http.ResponseWriter, r *http.Request) {
		var said struct{ ErrorType, ErrorMessage string }
		if err := json.NewDecoder(r.Body).Decode(&said); err != nil {
			said.ErrorType, said.ErrorMessage = "Unhandled", err.Error()
		}
		e.accept(w, r, ending{err: &Failure{said.ErrorType, said.ErrorMessage}})
	})
	return mux
}

// next is the process's question for work, which is answered once there is some.
func (e *environment) next(w http.ResponseWriter, r *http.Request) {
	ask := make(question)
	select {
	case e.questions <- ask:
	case <-r.Context().Done():
		return
	}
	select {
	case in := <-ask:
		h := w.Header()
		h.Set("Content-Type", "application/json")
		h.Set("Lambda-Runtime-Aws-Request-Id", in.id)
		h.Set("Lambda-Runtime-Deadline-Ms", strconv.FormatInt(in.until.UnixMilli(), 10))
		h.Set("Lambda-Runtime-Invoked-Function-Arn", "arn:aws:lambda:us-east-1:123456789012:function:"+e.fn.Name)
		h.Set("Lambda-Runtime-Trace-Id", "Root=1-00000000-"+in.id[:24]+";Parent="+in.id[:16]+";Sampled=0")
		_, _ = w.Write(in.event) // a process that dies of it is noticed
	case <-r.Context().Done():
	}
}

func (e *environment) accept(w http.ResponseWriter, r *http.Request, end ending) {
	if !e.end(r.PathValue("id"), end) {
		http.Error(w, `{"errorType":"InvalidRequestID"}`, http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusAccepted)
}

// end ends the current invocation, if that is its id.
func (e *environment) end(id string, how ending) bool {
	e.mu.Lock()
	defer e.mu.Unlock()
	if e.current == nil || e.current.id != id {
		return false
	}
	e.current.end <- how
	e.current = nil
	return true
}
