package embedded

import (
	"errors"
	"sync/atomic"
	"syscall"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// failing makes a committer whose commits fail in one way until healed is set.
func failing(t *testing.T, how func(*bolt.Tx) error) (c *committer, db file, healed *atomic.Bool) {
	t.Helper()
	c, db = openCommitter(t)
	c.mending.every = time.Millisecond
	healed = new(atomic.Bool)
	c.commitTx = func(tx *bolt.Tx) error {
		if healed.Load() {
			return tx.Commit()
		}
		return how(tx)
	}
	return c, db, healed
}

// A disk that is full fails a commit before anything is written. A disk that cannot sync the last page fails it after.
func TestWritesGoOnOnceCommitsGoThroughAgain(t *testing.T) {
	t.Parallel()
	ways := map[string]struct {
		how  func(*bolt.Tx) error
		want string
	}{
		"not written": {func(tx *bolt.Tx) error { return errors.Join(syscall.ENOSPC, tx.Rollback()) }, "later"},
		"written":     {func(tx *bolt.Tx) error { return errors.Join(syscall.EIO, tx.Commit()) }, "first later"},
	}
	for name, way := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, db, healed := failing(t, way.how)
			var in int
			err := c.submit(t.Context(), 0, putting("first", &in))
			if !errors.Is(err, ErrFailing) || !errors.Is(c.health(), ErrFailing) {
				t.Fatalf("%v, health %v, want ErrFailing", err, c.health())
			}
			healed.Store(true)
			for err := err; err != nil; err = c.submit(t.Context(), 0, putting("later", &in)) {
				if !errors.Is(err, ErrFailing) {
					t.Fatal(err)
				}
			}
			if got := keys(t, db); got != way.want {
				t.Errorf("written were %q, want %q", got, way.want)
			}
			if err := c.health(); err != nil {
				t.Errorf("health: %v", err)
			}
		})
	}
}

func TestNoTrialIsMadeWhereNoneCanHelp(t *testing.T) {
	t.Parallel()
	ways := map[string]func(*bolt.Tx) error{
		"unmapped": func(tx *bolt.Tx) error { return errors.Join(bolterrors.ErrInvalidMapping, tx.Rollback()) },
		"a page that makes no sense": func(*bolt.Tx) error {
			panic("page 9 already freed")
		},
	}
	for name, how := range ways {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			c, _, _ := failing(t, how)
			var in int
			if err := c.submit(t.Context(), 0, putting("k", &in)); err == nil {
				t.Fatal("the write went through")
			}
			<-c.mending.beyond
			if err := c.submit(t.Context(), 0, putting("k", &in)); err == nil || errors.Is(err, ErrFailing) {
				t.Errorf("a later write: %v", err)
			}
		})
	}
}
