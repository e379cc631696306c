// Package queuetest is the suite that every queue.Queue passes, and Faulty, a wrapper
// that makes a good queue fail as badly as the contract allows. It imports testing; only
// tests import it.
package queuetest

import (
	"cmp"
	"context"
	"slices"
	"testing"
	"time"

	gocmp "github.com/google/go-cmp/cmp"

	"holdfast/shared/records/queue"
)

// Bench is one empty queue under test.
type Bench struct {
	Queue queue.Queue
	// Turn moves the clock that the queue goes by forward.
	Turn func(d time.Duration)
	// Unfair says that which group's message comes first is left to chance, as SQS leaves it.
	Unfair bool
	// Slow says that Turn takes as long as it says: what needs many turns, or seconds
	// told exactly, is left out then.
	Slow bool
}

// Run tests all that package queue promises, in parallel. open is called once for each
// test and returns an empty queue whose messages die after being received maxReceives
// times.
func Run(t *testing.T, open func(t testing.TB, maxReceives int) Bench) {
	groups := map[string]map[string]func(*bench){
		"deliver":    deliverTests,
		"settle":     settleTests,
		"dead":       deadTests,
		"invalid":    invalidTests,
		"concurrent": concurrentTests,
		"group":      groupTests,
	}
	for group, tests := range groups {
		for name, test := range tests {
			t.Run(group+"/"+name, func(t *testing.T) {
				t.Parallel()
				o := open(t, maxReceives)
				test(&bench{
					tester: t,
					Queue:  o.Queue,
					turn:   o.Turn,
					slow:   o.Slow,
					unfair: o.Unfair,
				})
			})
		}
	}
	t.Run("model/any history ends as it would in a list", func(t *testing.T) {
		t.Parallel()
		o := open(t, maxReceives)
		if o.Slow {
			t.Skip("left out where time cannot be turned")
		}
		modelTest(t, o)
	})
}

// maxReceives of the queues that Run asks for.
const maxReceives = 3

// hidden is how long the tests hide what they receive.
const hidden = 30 * time.Second

// bench is one test's queue and the words the tests are written in.
type bench struct {
	tester
	queue.Queue
	turn   func(time.Duration)
	slow   bool
	unfair bool
}

// soon is a moment before and after which a test looks: a second, or as long as a few
// looks take where time is not turned.
func (b *bench) soon() time.Duration {
	if b.slow {
		return 15 * time.Second
	}
	return time.Second
}

// tester is what a test is to its bench: a testing.T, or a rapid.T in the model test.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Fatal(args ...any)
	Context() context.Context
}

// send requires that bodies of no group are accepted.
func (b *bench) send(delay time.Duration, bodies ...string) {
	b.Helper()
	b.sendFor("", delay, bodies...)
}

// sendFor requires that bodies of a group are accepted.
func (b *bench) sendFor(group string, delay time.Duration, bodies ...string) {
	b.Helper()
	raw := make([][]byte, len(bodies))
	for i, body := range bodies {
		raw[i] = []byte(body)
	}
	if err := b.Send(b.Context(), group, delay, raw...); err != nil {
		b.Fatalf("Send: %v", err)
	}
}

// receive takes all that is visible, in any order, hides it, and returns it by body.
func (b *bench) receive(visible time.Duration) []queue.Message {
	b.Helper()
	var all []queue.Message
	for {
		ms, err := b.Receive(b.Context(), queue.MaxReceive, visible)
		if err != nil {
			b.Fatalf("Receive: %v", err)
		}
		if len(ms) == 0 {
			slices.SortFunc(
				all,
				func(x, y queue.Message) int { return cmp.Compare(string(x.Body), string(y.Body)) },
			)
			return all
		}
		if len(ms) > queue.MaxReceive {
			b.Fatalf("Receive gave %d messages, more than %d", len(ms), queue.MaxReceive)
		}
		all = append(all, ms...)
	}
}

// receiveOne receives the only message there is.
func (b *bench) receiveOne() queue.Message {
	b.Helper()
	ms := b.receive(hidden)
	if len(ms) != 1 {
		b.Fatalf("received %d messages, want one", len(ms))
	}
	return ms[0]
}

// receives requires that these bodies, sorted, are what is visible, and hides them.
func (b *bench) receives(bodies ...string) []queue.Message {
	b.Helper()
	ms := b.receive(hidden)
	var got []string
	for _, m := range ms {
		got = append(got, string(m.Body))
	}
	if d := gocmp.Diff(bodies, got); d != "" {
		b.Fatalf("visible bodies (-want +got):\n%s", d)
	}
	return ms
}

// settle requires that results are accepted.
func (b *bench) settle(rs ...queue.Result) {
	b.Helper()
	if err := b.Settle(b.Context(), rs...); err != nil {
		b.Fatalf("Settle: %v", err)
	}
}

func done(m queue.Message) queue.Result { return queue.Result{Message: m} }

func again(m queue.Message, delay time.Duration) queue.Result {
	return queue.Result{Message: m, Again: true, Delay: delay}
}
