// Package sandbox runs Lambda bootstraps as AWS does: as processes behind the Runtime API, each in an execution environment
// of its own that handles one invocation at a time, is started when no other is free, and is lost when its process is. It
// neither freezes processes between invocations nor limits their memory and CPU.
package sandbox

import (
	"context"
	"io"
	"os"
	"sync"
	"time"
)

// Function is what is run, and how.
type Function struct {
	Name    string
	Binary  string
	Env     []string      // all that processes get beside what Lambda itself sets: nothing is inherited
	Timeout time.Duration // of one invocation; its process is killed then
	Start   time.Duration // how long a process may take to ask for work; 0 = Lambda's 10 s
	Most    int           // how many invocations run at once, each in a process of its own; 0 = 1
	Log     io.Writer     // where processes print; nil = nowhere
}

// Answer is what an invocation came to.
type Answer struct {
	Body []byte
	Cold bool          // a process was started for it
	Init time.Duration // of a cold one: from the start of the process until it asked for work
	Took time.Duration // from then until the answer was there
}

// Failure is the error of an invocation that ended without an answer, in Lambda's words or, where the function itself
// reported one, in its own.
type Failure struct{ Type, Message string }

func (f *Failure) Error() string { return f.Type + ": " + f.Message }

// The types of failures that Lambda tells of.
const (
	Exited   = "Runtime.ExitError"             // the process ended
	TimedOut = "Sandbox.Timedout"              // it took too long, and was killed
	TooLarge = "Function.ResponseSizeTooLarge" // its answer was
)

// Fleet is the execution environments of one function. It is safe for use by several goroutines.
type Fleet struct {
	fn    Function
	slots chan struct{}

	mu   sync.Mutex
	idle []*environment // the one used last is taken first
	all  map[*environment]bool
}

// New makes a fleet without any process yet.
func New(fn Function) *Fleet {
	if fn.Start == 0 {
		fn.Start = 10 * time.Second
	}
	fn.Log = &oneByOne{to: fn.Log}
	return &Fleet{fn: fn, slots: make(chan struct{}, max(fn.Most, 1)), all: map[*environment]bool{}}
}

// Invoke gives an event to an idle environment, or to a new one, and waits while as many as may are at work. The error is a
// *Failure, ctx's own, or says why no process could be started.
func (f *Fleet) Invoke(ctx context.Context, event []byte) (Answer, error) {
	select {
	case f.slots <- struct{}{}:
		defer func() { <-f.slots }()
	case <-ctx.Done():
		return Answer{}, ctx.Err()
	}
	for {
		e := f.takeIdle()
		if e == nil {
			break
		}
		if ask, ok := e.asks(ctx); ok {
			return f.run(ctx, e, ask, event)
		}
		f.forget(e) // it died in between
	}
	e, err := f.start()
	if err != nil {
		return Answer{}, err
	}
	ask, err := e.first(ctx)
	if err != nil {
		f.forget(e)
		return Answer{}, err
	}
	a, err := f.run(ctx, e, ask, event)
	a.Cold, a.Init = true, e.init
	return a, err
}

func (f *Fleet) run(ctx context.Context, e *environment, ask question, event []byte) (Answer, error) {
	begun := time.Now()
	body, err := e.invoke(ctx, ask, event)
	a := Answer{Body: body, Took: time.Since(begun)}
	f.mu.Lock()
	defer f.mu.Unlock()
	if !e.over() {
		f.idle = append(f.idle, e)
	} else {
		delete(f.all, e)
	}
	return a, err
}

func (f *Fleet) takeIdle() *environment {
	f.mu.Lock()
	defer f.mu.Unlock()
	if len(f.idle) == 0 {
		return nil
	}
	e := f.idle[len(f.idle)-1]
	f.idle = f.idle[:len(f.idle)-1]
	return e
}

func (f *Fleet) start() (*environment, error) {
	e, err := begin(&f.fn)
	if err != nil {
		return nil, err
	}
	f.mu.Lock()
	defer f.mu.Unlock()
	f.all[e] = true
	return e, nil
}

func (f *Fleet) forget(e *environment) {
	e.kill()
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.all, e)
}

// Signal sends a signal to every process that lives: os.Kill for a crash, which has happened when Signal returns, SIGSTOP for
// one that hangs.
func (f *Fleet) Signal(s os.Signal) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for e := range f.all {
		_ = e.cmd.Process.Signal(s) // one that is gone needs none
		if s == os.Kill {
			<-e.gone
		}
	}
}

// Close ends every process. Nothing may be invoked any more.
func (f *Fleet) Close() {
	f.mu.Lock()
	defer f.mu.Unlock()
	for e := range f.all {
		e.kill()
	}
	clear(f.all)
	f.idle = nil
}

// oneByOne lets several processes write to one place.
type oneByOne struct {
	mu sync.Mutex
	to io.Writer
}

func (w *oneByOne) Write(p []byte) (int, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.to == nil {
		return len(p), nil
	}
	return w.to.Write(p)
}
