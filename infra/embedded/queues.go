package embedded

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"

	"holdfast/shared/records/queue"
)

// DeadLife is how long a dead letter is kept: personal data must not outlive it.
const DeadLife = 30 * 24 * time.Hour

// queuePage is the page size of queues.db: bodies are a few KB, and pages that hold
// several keep the free list small.
const queuePage = 16 << 10

// Queues are the queues of one folder. They share a file and so their fsyncs.
type Queues struct {
	db     file
	writes *committer
	clock  func() time.Time

	clockMu sync.Mutex
	latest  time.Time // that the clock has shown
	noted   time.Time // in the file; the committer's
	before  time.Time // that an earlier process has seen

	mu   sync.Mutex
	open map[string]*Queue
}

// OpenQueues opens queues.db in a folder, creating both if need be. It fails with
// ErrInUse if they are open already. Delays, visibility and the ages of dead letters
// follow now, which may jump by any amount, forward and back: what waits when the clock goes
// back waits no longer than it would have.
func OpenQueues(folder string, now func() time.Time) (*Queues, error) {
	db, err := openFile(folder, QueuesFile, queuePage)
	if err != nil {
		return nil, err
	}
	qs := &Queues{
		db:    db,
		clock: now,
		open:  make(map[string]*Queue),
	}
	if err := qs.loadClock(); err != nil {
		return nil, errors.Join(err, db.Close())
	}
	qs.writes = newCommitter(db, qs.recount)
	return qs, nil
}

// recount counts anew what the queues hold, after a commit of which it is open whether it
// was written. It is called by the committer.
func (qs *Queues) recount() {
	for _, q := range qs.listOpen() {
		_ = q.countAll() // reading it again will say what is wrong
		q.wake()
	}
}

// DeferSync has commits not wait for the disk until Sync, as Table.DeferSync does.
func (qs *Queues) DeferSync() { qs.writes.deferred.Store(true) }

// Sync makes all that was written durable, and ends DeferSync.
func (qs *Queues) Sync(ctx context.Context) error { return qs.writes.sync(ctx) }

// Health says whether writes go through, as Table.Health does.
func (qs *Queues) Health() error { return qs.writes.health() }

// Beyond is closed when writes fail for good, as Table.Beyond is.
func (qs *Queues) Beyond() <-chan struct{} { return qs.writes.mending.beyond }

// Close commits what waits and closes the file. Later calls fail.
func (qs *Queues) Close() error {
	qs.writes.close()
	return qs.db.Close()
}

// Queue opens the queue of a name, creating it if need be. A message that was received
// maxReceives times goes to the dead letters instead of being received again. The same
// name gives the same queue; maxReceives must then be the same too.
func (qs *Queues) Queue(name string, maxReceives int) (*Queue, error) {
	if name == "" || maxReceives < 1 {
		return nil, fmt.Errorf(
			"%w: queue %q with at most %d receives",
			queue.ErrInvalid, name, maxReceives,
		)
	}
	qs.mu.Lock()
	defer qs.mu.Unlock()

	if q := qs.open[name]; q != nil {
		if q.maxReceives != maxReceives {
			return nil, fmt.Errorf(
				"%w: queue %q is open with at most %d receives, not %d",
				queue.ErrInvalid, name, q.maxReceives, maxReceives,
			)
		}
		return q, nil
	}

	q := &Queue{
		in:          qs,
		name:        name,
		maxReceives: maxReceives,
		ready:       make(chan struct{}, 1),
		bodies:      []byte(name + "/bodies"),
		schedule:    []byte(name + "/schedule"),
		deadLetters: []byte(name + "/dead"),
	}
	if err := q.prepare(); err != nil {
		return nil, fmt.Errorf("embedded: open queue %q: %w", name, err)
	}
	qs.open[name] = q
	return q, nil
}

// Expire removes dead letters of open queues that died longer than DeadLife before an
// instant, and returns how many.
func (qs *Queues) Expire(ctx context.Context, now time.Time) (int, error) {
	total := 0
	for _, q := range qs.listOpen() {
		n, err := q.expireDead(ctx, now.Add(-DeadLife))
		total += n
		if err != nil {
			return total, fmt.Errorf("embedded: expire dead letters: %w", err)
		}
	}
	return total, nil
}

func (qs *Queues) listOpen() []*Queue {
	qs.mu.Lock()
	defer qs.mu.Unlock()
	open := make([]*Queue, 0, len(qs.open))
	for _, q := range qs.open {
		open = append(open, q)
	}
	return open
}
