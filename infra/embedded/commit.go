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

// job is one write that waits for its commit. Its apply runs on the committer's goroutine.
// It may run again from the start, since a job that shared a transaction with one that
// failed is applied alone; what it finds out (a conflict, say) it keeps for its caller, and
// begins anew each time. What it counts in memory it counts when the transaction is
// committed (Tx.OnCommit). An error from apply is the job's own.
type job struct {
	apply   func(tx *bolt.Tx) (changed bool, err error)
	bytes   int
	claimed atomic.Bool // by the committer, or by a caller that gave up
	done    chan error
}

// committer collects concurrent jobs and commits all that wait in one transaction as soon
// as the one before is on disk: a lone write does not wait, many share an fsync.
type committer struct {
	file     file
	wake     chan struct{}
	stopped  chan struct{}
	deferred atomic.Bool // commits do not wait for the disk
	mending  mending
	commitTx func(*bolt.Tx) error // (*bolt.Tx).Commit, but in tests

	mu      sync.Mutex
	waiting []*job
	closed  bool
}

func newCommitter(f file, mended func()) *committer {
	c := &committer{
		file:     f,
		wake:     make(chan struct{}, 1),
		stopped:  make(chan struct{}),
		mending:  newMending(mended),
		commitTx: (*bolt.Tx).Commit,
	}
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
	changeNothing := func(*bolt.Tx) (bool, error) {
		return true, nil
	}
	return c.submit(ctx, 0, changeNothing)
}

// run commits batch after batch. While commits fail it refuses what comes, and tries now
// and then whether they go through again.
func (c *committer) run() {
	defer close(c.stopped)
	for {
		select {
		case _, isOpen := <-c.wake:
			c.answerWaiting()
			if !isOpen {
				return
			}
		case <-c.mending.retry.C:
			c.mend()
		}
	}
}

// answerWaiting commits all that waits, batch after batch.
func (c *committer) answerWaiting() {
	for batch := c.nextBatch(); len(batch) > 0; batch = c.nextBatch() {
		c.answer(batch)
		// The callers just answered may have more: this makes larger batches, and half
		// again as many writes a second.
		runtime.Gosched()
	}
}

// answer commits a batch and tells each job what became of it.
func (c *committer) answer(batch []*job) {
	err := c.mending.fault()
	if err != nil {
		tellAll(batch, err)
		return
	}

	err = c.commit(batch)
	var own *jobError
	isOwn := errors.As(err, &own)
	if isOwn && len(batch) > 1 {
		for i := range batch {
			c.answer(batch[i : i+1])
		}
		return
	}
	if err != nil && !isOwn {
		c.mending.fail(err)
		err = c.mending.fault()
	}
	tellAll(batch, err)
}

func tellAll(batch []*job, err error) {
	for _, j := range batch {
		j.done <- err
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

// jobError is an error of a job's apply. It says nothing of the storage.
type jobError struct{ error }

func (e *jobError) Unwrap() error { return e.error }

// commit applies a batch in one transaction. Jobs see the effects of those before them. A
// crash before the commit's second fsync, which DeferSync puts off, leaves the file as it
// was before the batch, and no caller was told otherwise. The error is a jobError if a
// job's apply failed; nothing is written then. Any other error is the storage's, and leaves
// open whether the batch was written.
func (c *committer) commit(batch []*job) (err error) {
	defer c.file.noteDamage(&err)
	defer catchFault(&err, watchFaults())
	tx, err := c.file.Begin(true)
	if err != nil {
		return fmt.Errorf("embedded: begin: %w", err)
	}
	defer func() { _ = tx.Rollback() }() // ends a transaction that a panic left open
	c.file.NoSync = c.deferred.Load()    // under the lock of the transaction

	anyChanged, err := applyAll(tx, batch)
	if err != nil || !anyChanged {
		return err
	}
	if err := c.commitTx(tx); err != nil {
		return fmt.Errorf("embedded: commit: %w", err)
	}
	return nil
}

// applyAll applies the jobs of a batch one after the other. The error, also of a panic at a
// damaged page, is a jobError.
func applyAll(tx *bolt.Tx, batch []*job) (anyChanged bool, err error) {
	defer func() {
		if err != nil {
			err = &jobError{fmt.Errorf("embedded: apply: %w", err)}
		}
	}()
	defer catchFault(&err, true)
	for _, j := range batch {
		changed, err := j.apply(tx)
		if err != nil {
			return false, err
		}
		anyChanged = anyChanged || changed
	}
	return anyChanged, nil
}
