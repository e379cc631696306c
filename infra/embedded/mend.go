package embedded

import (
	"errors"
	"fmt"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// ErrFailing is wrapped by the errors of writes that are refused because a commit before
// them failed. It ends by itself, once a commit goes through again.
var ErrFailing = errors.New("embedded: writes fail, and are refused until one goes through")

// retryEvery is how often a committer tries whether commits go through again.
const retryEvery = time.Second

// probeSize is how many bytes a trial commit writes. It is more than one page, so that the
// trial fails while a disk is full.
const probeSize = 64 << 10

var probeKey = []byte("probe")

// mending holds why commits fail, and when the next trial commit is due.
type mending struct {
	broken atomic.Pointer[error] // why the last commit failed; nil if it went through
	retry  *time.Timer           // for the next trial; only the committer uses it
	every  time.Duration         // between trials
	beyond chan struct{}         // closed when no trial can help
	mended func()                // called when commits go through again
}

func newMending(mended func()) mending {
	retry := time.NewTimer(retryEvery)
	retry.Stop()
	return mending{
		retry:  retry,
		every:  retryEvery,
		beyond: make(chan struct{}),
		mended: mended,
	}
}

// fault returns why writes are refused, or nil. It wraps ErrFailing, or ErrDamaged if
// opening the file anew is the only way.
func (m *mending) fault() error {
	if err := m.broken.Load(); err != nil {
		return *err
	}
	return nil
}

// fail notes that a commit failed. It sets the time of the next trial, unless that cannot
// help.
func (m *mending) fail(cause error) {
	isFinal := errors.Is(cause, ErrDamaged) || errors.Is(cause, bolterrors.ErrInvalidMapping)
	if !isFinal {
		cause = fmt.Errorf("%w: %w", ErrFailing, cause)
	}
	m.broken.Store(&cause)
	if !isFinal {
		m.retry.Reset(m.every)
		return
	}
	select {
	case <-m.beyond:
	default:
		close(m.beyond)
	}
}

// mend tries whether commits go through again, and if so ends the refusal of writes.
//
// After a failed commit it is open what the disk holds. The pages that it wrote were free
// before and are free again, so they do no harm. Its meta page may be in the cache of the
// operating system and not on the disk, and a later fsync would not tell. So the newest
// meta page is written once more before anything is built on it.
func (c *committer) mend() {
	if errors.Is(c.mending.fault(), ErrDamaged) {
		return
	}
	err := rewriteMeta(c.file.on)
	if err != nil {
		err = fmt.Errorf("embedded: meta page: %v", err) // perhaps it can be read later
	} else {
		err = c.probe()
	}
	if err != nil {
		c.mending.fail(err)
		return
	}
	c.mending.mended()
	c.mending.broken.Store(nil)
}

// probe makes a commit that needs room, and one that gives it back.
func (c *committer) probe() error {
	put := func(tx *bolt.Tx) (bool, error) {
		return true, tx.Bucket(metaBucket).Put(probeKey, make([]byte, probeSize))
	}
	remove := func(tx *bolt.Tx) (bool, error) {
		return true, tx.Bucket(metaBucket).Delete(probeKey)
	}
	for _, apply := range []func(*bolt.Tx) (bool, error){put, remove} {
		if err := c.commit([]*job{{apply: apply}}); err != nil {
			return err
		}
	}
	return nil
}
