package embedded

import (
	"context"
	"errors"
	"fmt"
	"runtime"
	"sync"
	"sync/atomic"

	bolt "go.etcd.io/bbolt"
)

// ErrClosed is the error of a write after Close.
var ErrClosed = errors.New("embedded: closed")

// One commit takes at most this much, so that memory and the wait of the first job stay
// bounded.
const (
	maxBatchJobs  = 2048
	maxBatchBytes = 8 << 20
)

// job is one write that waits for its commit. Its apply runs at most once, on the
// committer's goroutine; what it finds out (a conflict, say) it keeps for its caller. An
// error from apply is a fault of the storage.
type job struct {
	apply   func(tx *bolt.Tx) (changed bool, err error)
	bytes   int
	claimed atomic.Bool // by the committer, or by a caller that gave up
	done    chan error
}

// committer collects concurrent jobs and commits all that wait in one transaction as soon
// as the one before is on disk: a lone write does not wait, many share an fsync.
type committer struct {
	db       *bolt.DB
	wake     chan struct{}
	stopped  chan struct{}
	deferred atomic.Bool // commits do not wait for the disk

	mu      sync.Mutex
	waiting []*job
	closed  bool
}

func newCommitter(db *bolt.DB) *committer {
	c := &committer{db: db, wake: make(chan struct{}, 1), stopped: make(chan struct{})}
	go c.run()
	return c
}

// submit hands a job over and waits until it is durable. If ctx ends before the job's
// turn, it is dropped, unapplied. Once its turn has come, submit waits for the outcome, so
// that the bytes a job refers to stay the caller's until then.
func (c *committer) submit(
	ctx context.Context,
	bytes int,
	apply func(*bolt.Tx) (changed bool, err error),
) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	j := &job{apply: apply, bytes: bytes, done: make(chan error, 1)}
	if err := c.enqueue(j); err != nil {
		return err
	}
	select {
	case err := <-j.done:
		return err
	case <-ctx.Done():
		givenUp := j.claimed.CompareAndSwap(false, true)
		if givenUp {
			return ctx.Err()
		}
		return <-j.done
	}
}

func (c *committer) enqueue(j *job) error {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.closed {
		return ErrClosed
	}
	c.waiting = append(c.waiting, j)
	select {
	case c.wake <- struct{}{}:
	default:
	}
	return nil
}

// close commits what waits, then refuses more.
func (c *committer) close() {
	c.mu.Lock()
	if !c.closed {
		c.closed = true
		close(c.wake)
	}
	c.mu.Unlock()
	<-c.stopped
}

// sync makes durable all that was committed, and has later commits wait for the disk. It
// does so with a commit that changes nothing: its fsyncs are those of the whole file.
func (c *committer) sync(ctx context.Context) error {
	c.deferred.Store(false)
	return c.submit(ctx, 0, func(*bolt.Tx) (bool, error) { return true, nil })
}

// run commits batch after batch. After a failed commit it is unknown what the disk holds
// (a second fsync may falsely succeed), so all later writes are refused with the same
// error; opening the file again starts from what is there.
func (c *committer) run() {
	defer close(c.stopped)
	var broken error
	for range c.wake {
		for batch := c.nextBatch(); len(batch) > 0; batch = c.nextBatch() {
			if broken == nil {
				broken = c.commit(batch)
			}
			for _, j := range batch {
				j.done <- broken
			}
			// The callers just answered may have more: this makes larger batches, and half
			// again as many writes a second.
			runtime.Gosched()
		}
	}
}

// nextBatch removes the next jobs from those that wait, and returns them without the jobs
// whose callers gave up.
func (c *committer) nextBatch() []*job {
	c.mu.Lock()
	defer c.mu.Unlock()

	var batch []*job
	seen := 0
	bytes := 0
	for _, j := range c.waiting {
		full := len(batch) == maxBatchJobs || bytes+j.bytes > maxBatchBytes
		if len(batch) > 0 && full {
			break
		}
		seen++
		if j.claimed.CompareAndSwap(false, true) {
			batch = append(batch, j)
			bytes += j.bytes
		}
	}

	left := copy(c.waiting, c.waiting[seen:])
	clear(c.waiting[left:])
	c.waiting = c.waiting[:left]
	return batch
}

// commit applies a batch in one transaction. Jobs see the effects of those before them. A
// crash before the commit's second fsync, which DeferSync puts off, leaves the file as it was before the batch, and
// no caller was told otherwise.
func (c *committer) commit(batch []*job) error {
	tx, err := c.db.Begin(true)
	if err != nil {
		return fmt.Errorf("embedded: begin: %w", err)
	}
	c.db.NoSync = c.deferred.Load() // under the lock of the transaction

	anyChanged := false
	for _, j := range batch {
		changed, err := j.apply(tx)
		if err != nil {
			return errors.Join(fmt.Errorf("embedded: apply: %w", err), tx.Rollback())
		}
		anyChanged = anyChanged || changed
	}

	if !anyChanged {
		return tx.Rollback()
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("embedded: commit: %w", err)
	}
	return nil
}
