package embedded

import (
	"context"
	"errors"
	"runtime"
	"strings"
	"sync"
	"testing"

	bolt "go.etcd.io/bbolt"
)

var testBucket = []byte("test")

func openCommitter(t *testing.T) (*committer, file) {
	t.Helper()
	db, err := openFile(t.TempDir(), "test.db", tablePage)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Update(func(tx *bolt.Tx) error { _, err := tx.CreateBucket(testBucket); return err }); err != nil {
		t.Fatal(err)
	}
	c := newCommitter(db, func() {})
	t.Cleanup(func() {
		c.close()
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	return c, db
}

// putting is a job that writes one key, and reports the transaction it was in.
func putting(key string, tx *int) func(*bolt.Tx) (bool, error) {
	return func(t *bolt.Tx) (bool, error) {
		*tx = t.ID()
		return true, t.Bucket(testBucket).Put([]byte(key), []byte("x"))
	}
}

// busy keeps the committer in one job until the returned function is called, which waits for the job's end.
func busy(t *testing.T, c *committer) (release func()) {
	t.Helper()
	started, free, ended := make(chan struct{}), make(chan struct{}), make(chan error)
	go func() {
		ended <- c.submit(t.Context(), 0, func(*bolt.Tx) (bool, error) {
			close(started)
			<-free
			return false, nil
		})
	}()
	<-started
	return func() {
		close(free)
		if err := <-ended; err != nil {
			t.Error(err)
		}
	}
}

// waiting returns once so many jobs are queued.
func waiting(c *committer, n int) {
	for {
		c.mu.Lock()
		queued := len(c.waiting)
		c.mu.Unlock()
		if queued == n {
			return
		}
		runtime.Gosched()
	}
}

func TestJobsThatWaitTogetherShareACommit(t *testing.T) {
	t.Parallel()
	c, _ := openCommitter(t)
	release := busy(t, c)
	const n = 20
	var in [n]int
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() {
			if err := c.submit(t.Context(), 100, putting(string(rune('a'+i)), &in[i])); err != nil {
				t.Error(err)
			}
		})
	}
	waiting(c, n)
	release()
	wg.Wait()
	for i := range in {
		if in[i] == 0 || in[i] != in[0] {
			t.Fatalf("transactions %v, want one", in)
		}
	}
}

func TestACommitTakesNoMoreThanItsShare(t *testing.T) {
	t.Parallel()
	c, _ := openCommitter(t)
	release := busy(t, c)
	var in [3]int
	var wg sync.WaitGroup
	for i := range in {
		wg.Go(func() {
			if err := c.submit(t.Context(), maxBatchBytes/2, putting(string(rune('a'+i)), &in[i])); err != nil {
				t.Error(err)
			}
		})
	}
	waiting(c, 3)
	release()
	wg.Wait()
	if n := len(map[int]bool{in[0]: true, in[1]: true, in[2]: true}); n != 2 {
		t.Errorf("three halves of a commit went in %d transactions, want 2", n)
	}
}

func TestAJobWhoseCallerLeavesBeforeItsTurnIsNotApplied(t *testing.T) {
	t.Parallel()
	c, db := openCommitter(t)
	release := busy(t, c)
	ctx, cancel := context.WithCancel(t.Context())
	left := make(chan error)
	go func() {
		var in int
		left <- c.submit(ctx, 0, putting("gone", &in))
	}()
	waiting(c, 1)
	cancel()
	if err := <-left; !errors.Is(err, context.Canceled) {
		t.Errorf("do: %v, want canceled", err)
	}
	release()
	var in int
	if err := c.submit(t.Context(), 0, putting("after", &in)); err != nil {
		t.Fatal(err)
	}
	err := db.View(func(tx *bolt.Tx) error {
		if tx.Bucket(testBucket).Get([]byte("gone")) != nil {
			t.Error("the job was applied")
		}
		return nil
	})
	if err != nil {
		t.Fatal(err)
	}
}

func TestAJobThatFailsFailsAlone(t *testing.T) {
	t.Parallel()
	c, db := openCommitter(t)
	release := busy(t, c)
	fault := errors.New("the record makes no sense")
	var first, last int
	var wg sync.WaitGroup
	jobs := []struct {
		apply func(*bolt.Tx) (bool, error)
		want  error
	}{
		{putting("first", &first), nil},
		{func(tx *bolt.Tx) (bool, error) {
			return true, errors.Join(fault, tx.Bucket(testBucket).Put([]byte("half"), []byte("x")))
		}, fault},
		{func(*bolt.Tx) (bool, error) { panic("page 7 is no page") }, ErrDamaged},
		{putting("last", &last), nil},
	}
	for i, j := range jobs {
		wg.Go(func() {
			if err := c.submit(t.Context(), 0, j.apply); !errors.Is(err, j.want) {
				t.Errorf("job %d: %v, want %v", i, err, j.want)
			}
		})
		waiting(c, i+1)
	}
	release()
	wg.Wait()
	if got := keys(t, db); got != "first last" {
		t.Errorf("written were %q", got)
	}
	if err := c.health(); !errors.Is(err, ErrDamaged) {
		t.Errorf("health: %v, want the damage that was met", err)
	}
}

// keys lists the keys of testBucket.
func keys(t *testing.T, db file) string {
	t.Helper()
	var all []string
	err := db.View(func(tx *bolt.Tx) error {
		return tx.Bucket(testBucket).ForEach(func(k, _ []byte) error {
			all = append(all, string(k))
			return nil
		})
	})
	if err != nil {
		t.Fatal(err)
	}
	return strings.Join(all, " ")
}

func TestCloseCommitsWhatWaitsAndRefusesMore(t *testing.T) {
	t.Parallel()
	c, _ := openCommitter(t)
	release := busy(t, c)
	waited := make(chan error)
	var in, never int
	go func() { waited <- c.submit(t.Context(), 0, putting("waits", &in)) }()
	waiting(c, 1)
	closed := make(chan struct{})
	go func() { c.close(); close(closed) }()
	release()
	if err := <-waited; err != nil || in == 0 {
		t.Errorf("the job that waited: %v in transaction %d", err, in)
	}
	<-closed
	if err := c.submit(t.Context(), 0, putting("late", &never)); !errors.Is(err, ErrClosed) {
		t.Errorf("a late job: %v, want ErrClosed", err)
	}
}

func TestCommitsWaitForTheDiskUnlessThatIsDeferred(t *testing.T) {
	t.Parallel()
	c, _ := openCommitter(t)
	waits := func() (waits bool) {
		t.Helper()
		err := c.submit(t.Context(), 0, func(tx *bolt.Tx) (bool, error) {
			waits = !tx.DB().NoSync
			return false, nil
		})
		if err != nil {
			t.Fatal(err)
		}
		return waits
	}
	atFirst := waits()
	c.deferred.Store(true)
	deferred := waits()
	if err := c.sync(t.Context()); err != nil {
		t.Fatal(err)
	}
	if afterSync := waits(); !atFirst || deferred || !afterSync {
		t.Errorf("commits wait at first: %t, deferred: %t, after a sync: %t", atFirst, deferred, afterSync)
	}
}
