package queuetest

import (
	"slices"
	"strconv"
	"sync"
	"sync/atomic"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/queue"
)

// runTogether runs f in n goroutines at once and waits for all.
func runTogether(n int, f func(i int)) {
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { f(i) })
	}
	wg.Wait()
}

const (
	senders   = 8
	receivers = 4
	perSender = 25
)

// received collects what receivers received.
type received struct {
	mu     sync.Mutex
	bodies map[string]int // how often each body came
}

func (g *received) add(ms []queue.Message) {
	g.mu.Lock()
	defer g.mu.Unlock()
	for _, m := range ms {
		g.bodies[string(m.Body)]++
	}
}

// seen lists the bodies that came at least once.
func (g *received) seen() []string {
	var bodies []string
	for body := range g.bodies {
		bodies = append(bodies, body)
	}
	slices.Sort(bodies)
	return bodies
}

// sendAll has many senders send, and returns all bodies, sorted.
func (b *bench) sendAll() []string {
	runTogether(senders, func(s int) {
		for i := range perSender {
			if err := b.Send(b.Context(), "", 0, []byte(strconv.Itoa(1000*(s+1)+i))); err != nil {
				b.Errorf("Send: %v", err)
			}
		}
	})
	var want []string
	for s := range senders {
		for i := range perSender {
			want = append(want, strconv.Itoa(1000*(s+1)+i))
		}
	}
	return want
}

// drain receives, and settles what choose lets through, until all senders are done and
// nothing comes.
func (b *bench) drain(sent *atomic.Bool, g *received, choose func(queue.Message) bool) {
	for last := false; !last; {
		last = sent.Load()
		for {
			ms, err := b.Receive(b.Context(), queue.MaxReceive, time.Hour)
			if err != nil {
				b.Errorf("Receive: %v", err)
				return
			}
			if len(ms) == 0 {
				break
			}
			g.add(ms)
			var rs []queue.Result
			for _, m := range ms {
				rs = append(rs, queue.Result{Message: m, Again: !choose(m)})
			}
			if err := b.Settle(b.Context(), rs...); err != nil {
				b.Errorf("Settle: %v", err)
			}
		}
	}
}

var concurrentTests = map[string]func(*bench){
	"every message reaches one of many receivers": func(b *bench) {
		b.exchange(func(queue.Message) bool { return true }, 1)
	},
	"a message given back reaches a receiver again": func(b *bench) {
		b.exchange(func(m queue.Message) bool { return m.Receives > 1 }, 2)
	},
}

// exchange runs senders and receivers at once, and requires that all bodies came at least
// so many times and that nothing is left.
func (b *bench) exchange(choose func(queue.Message) bool, times int) {
	g := &received{bodies: make(map[string]int)}
	var sent atomic.Bool
	var want []string
	var wg sync.WaitGroup
	wg.Go(func() {
		want = b.sendAll()
		sent.Store(true)
	})
	wg.Go(func() { runTogether(receivers, func(int) { b.drain(&sent, g, choose) }) })
	wg.Wait()
	if d := cmp.Diff(want, g.seen()); d != "" {
		b.Errorf("bodies received (-want +got):\n%s", d)
	}
	for body, n := range g.bodies {
		if n < times {
			b.Errorf("%s came %d times, want %d", body, n, times)
		}
	}
	b.turn(2 * time.Hour)
	b.receives()
}
