package embedded

import (
	"errors"
	"fmt"
	"runtime/debug"

	bolt "go.etcd.io/bbolt"
)

// ErrDamaged is wrapped by errors that say that a file cannot be read as it should: it was
// cut, overwritten, or the disk lost a part of it.
var ErrDamaged = errors.New("the file is damaged")

// watchFaults has faults of memory that a mapped file causes, such as a page that the disk
// cannot read, panic on this goroutine instead of ending the process. Its result is for
// catchFault.
func watchFaults() (before bool) { return debug.SetPanicOnFault(true) }

// catchFault turns a panic into an error that wraps ErrDamaged, and ends watchFaults. It is
// deferred: bbolt panics when it meets a page that makes no sense.
func catchFault(err *error, before bool) {
	debug.SetPanicOnFault(before)
	if reason := recover(); reason != nil {
		*err = fmt.Errorf("%w: %v", ErrDamaged, reason)
	}
}

// view runs fn in a read transaction. A panic while it reads the file is an error that
// wraps ErrDamaged, and is kept for Health.
func view(f file, fn func(*bolt.Tx) error) (err error) {
	defer f.noteDamage(&err)
	defer catchFault(&err, watchFaults())
	return f.View(fn)
}

// update runs fn in a write transaction, past the committer, as view does in a read
// transaction. It is for a file that is being opened.
func update(f file, fn func(*bolt.Tx) error) (err error) {
	defer catchFault(&err, watchFaults())
	return f.Update(fn)
}

// noteDamage keeps the first error that says that the file is damaged.
func (f file) noteDamage(err *error) {
	if errors.Is(*err, ErrDamaged) {
		kept := *err
		f.damage.CompareAndSwap(nil, &kept)
	}
}

// health returns why writes to the file fail, or the first damage that was met in it, or
// nil.
func (c *committer) health() error {
	if err := c.mending.fault(); err != nil {
		return err
	}
	if err := c.file.damage.Load(); err != nil {
		return *err
	}
	return nil
}
