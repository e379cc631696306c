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

// job is one write that waits for its commit. Its apply may run once only, on the
// committer's goroutine; what it judges (a conflict, say) it keeps for its caller. An
// error from apply is a fault of the storage.
type job struct {
	apply func(tx *bolt.Tx) (changed bool, err error)
	bytes int
	taken atomic.Bool // by the committer, or by a caller that gave up
	done  chan error
}

// committer collects concurrent jobs and commits all that wait in one transaction as soon
// as the one before is on disk: a lone write waits for no one, many share an fsync.
type committer struct {
	db      *bolt.DB
	wake    chan struct{}
	stopped chan struct{}

	mu     sync.Mutex
	queue  []*job
	closed bool
}

func newCommitter(db *bolt.DB) *committer {
	c := &committer{db: db, wake: make(chan struct{}, 1), stopped: make(chan struct{})}
	go c.run()
	return c
}

// do hands a job over and waits until it is durable. When ctx ends before the job's turn
// it is dropped, unapplied; after that do waits for the outcome, so that the bytes a job
// refers to stay the caller's until then.
func (c *committer) do(ctx context.Context, bytes int, apply func(*bolt.Tx) (bool, error)) error {
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
		if j.taken.CompareAndSwap(false, true) {
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
	c.queue = append(c.queue, j)
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

// run commits batch after batch. After a failed commit nobody knows what the disk holds
// (a second fsync may falsely succeed), so all later writes are refused with the same
// error; opening the file again starts from what is there.
func (c *committer) run() {
	defer close(c.stopped)
	var broken error
	for range c.wake {
		for batch := c.take(); len(batch) > 0; batch = c.take() {
			if broken == nil {
				broken = c.commit(batch)
			}
			for _, j := range batch {
				j.done <- broken
			}
			runtime.Gosched() // those just answered may have more: larger batches, half again as many writes a second
		}
	}
}

// take removes the next batch from the queue, without the jobs whose callers gave up.
func (c *committer) take() []*job {
	c.mu.Lock()
	defer c.mu.Unlock()
	var batch []*job
	n := 0
	bytes := 0
	for _, j := range c.queue {
		if len(batch) > 0 && (len(batch) == maxBatchJobs || bytes+j.bytes > maxBatchBytes) {
			break
		}
		n++
		if j.taken.CompareAndSwap(false, true) {
			batch = append(batch, j)
			bytes += j.bytes
		}
	}
	rest := copy(c.queue, c.queue[n:])
	clear(c.queue[rest:])
	c.queue = c.queue[:rest]
	return batch
}

// commit applies a batch in one transaction. Jobs see the effects of those before them. A
// crash before the commit's second fsync leaves the file as it was before the batch, and
// nobody was told otherwise.
func (c *committer) commit(batch []*job) error {
	tx, err := c.db.Begin(true)
	if err != nil {
		return fmt.Errorf("embedded: begin: %w", err)
	}
	changed := false
	for _, j := range batch {
		ch, err := j.apply(tx)
		if err != nil {
			return errors.Join(fmt.Errorf("embedded: apply: %w", err), tx.Rollback())
		}
		changed = changed || ch
	}
	if !changed {
		return tx.Rollback()
	}
	if err := tx.Commit(); err != nil {
		return fmt.Errorf("embedded: commit: %w", err)
	}
	return nil
}
