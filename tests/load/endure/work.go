//go:build linux

package endure

import (
	"sync"
	"sync/atomic"
)

// work is what is left to post. It is safe for use by several goroutines.
type work struct {
	mu       sync.Mutex
	changed  sync.Cond
	left     []int // deliveries to post, the next one last
	accepted []int // in the order in which they were
	total    int
	epoch    int // how often a restore has lost what was accepted
	stopped  bool

	refused atomic.Int64 // answers other than 200
	failed  atomic.Int64 // requests without an answer
	resent  atomic.Int64 // after a restore
}

func newWork(sequence []int) *work {
	w := &work{total: len(sequence)}
	w.changed.L = &w.mu
	for i := len(sequence) - 1; i >= 0; i-- {
		w.left = append(w.left, sequence[i])
	}
	return w
}

// next returns the next delivery, or false when all are accepted and the work is over.
func (w *work) next() (n, epoch int, ok bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.left) == 0 && !w.stopped {
		w.changed.Wait()
	}
	if len(w.left) == 0 {
		return 0, 0, false
	}
	n = w.left[len(w.left)-1]
	w.left = w.left[:len(w.left)-1]
	return n, w.epoch, true
}

// end says what became of a delivery that next returned. One that was accepted before a
// restore is posted again.
func (w *work) end(n, epoch int, accepted bool) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if accepted && epoch == w.epoch {
		w.accepted = append(w.accepted, n)
	} else {
		w.left = append(w.left, n)
	}
	w.changed.Broadcast()
}

// progress returns how many deliveries are accepted.
func (w *work) progress() int {
	w.mu.Lock()
	defer w.mu.Unlock()
	return len(w.accepted)
}

// await returns when so many deliveries are accepted.
func (w *work) await(accepted int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	for len(w.accepted) < accepted && !w.stopped {
		w.changed.Wait()
	}
}

// postAgain puts back what was accepted after the first so many: a restore has lost it.
func (w *work) postAgain(first int) {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.epoch++
	again := w.accepted[first:]
	w.resent.Add(int64(len(again)))
	w.left = append(w.left, again...)
	w.accepted = w.accepted[:first]
	w.changed.Broadcast()
}

// stop ends the work once nothing is left.
func (w *work) stop() {
	w.mu.Lock()
	defer w.mu.Unlock()
	w.stopped = true
	w.changed.Broadcast()
}
