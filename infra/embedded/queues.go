package embedded

import (
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"sync"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/queue"
)

// DeadLife is how long a dead letter is kept: personal data must not outlive it.
const DeadLife = 30 * 24 * time.Hour

// queuePage is the page size of queues.db: bodies are a few KB, and pages that hold
// several keep the free list small.
const queuePage = 16 << 10

// Queues are the queues of one folder. They share a file and so their fsyncs.
type Queues struct {
	db     *bolt.DB
	writes *committer
	now    func() time.Time

	mu   sync.Mutex
	open map[string]*Queue
}

// OpenQueues opens queues.db in a folder, creating both if need be. It fails with
// ErrInUse when they are open already. Delays, visibility and the ages of dead letters
// follow now, which may jump forward by any amount.
func OpenQueues(folder string, now func() time.Time) (*Queues, error) {
	db, err := openFile(folder, "queues.db", queuePage)
	if err != nil {
		return nil, err
	}
	return &Queues{
		db:     db,
		writes: newCommitter(db),
		now:    now,
		open:   make(map[string]*Queue),
	}, nil
}

// Close commits what waits and closes the file. Later calls fail.
func (qs *Queues) Close() error {
	qs.writes.close()
	return qs.db.Close()
}

// Queue opens the queue of a name, created if need be. A message that was received
// maxReceives times goes to the dead letters instead of being received again. The same
// name gives the same queue; maxReceives must then be the same too.
func (qs *Queues) Queue(name string, maxReceives int) (*Queue, error) {
	if name == "" || maxReceives < 1 {
		return nil, fmt.Errorf(
			"%w: queue %q with at most %d receives",
			queue.ErrInvalid,
			name,
			maxReceives,
		)
	}
	qs.mu.Lock()
	defer qs.mu.Unlock()
	if q := qs.open[name]; q != nil {
		if q.maxReceives != maxReceives {
			return nil, fmt.Errorf(
				"%w: queue %q is open with at most %d receives, not %d",
				queue.ErrInvalid,
				name,
				q.maxReceives,
				maxReceives,
			)
		}
		return q, nil
	}
	q := &Queue{
		in:          qs,
		maxReceives: maxReceives,
		ready:       make(chan struct{}, 1),
		bodies:      []byte(name + "/bodies"),
		order:       []byte(name + "/order"),
		letters:     []byte(name + "/dead"),
	}
	if err := q.prepare(); err != nil {
		return nil, fmt.Errorf("embedded: open queue %q: %w", name, err)
	}
	qs.open[name] = q
	return q, nil
}

// Expire removes dead letters of open queues that died longer than DeadLife before an
// instant, and says how many.
func (qs *Queues) Expire(ctx context.Context, now time.Time) (int, error) {
	qs.mu.Lock()
	queues := make([]*Queue, 0, len(qs.open))
	for _, q := range qs.open {
		queues = append(queues, q)
	}
	qs.mu.Unlock()
	total := 0
	for _, q := range queues {
		n, err := q.expire(ctx, now.Add(-DeadLife))
		total += n
		if err != nil {
			return total, fmt.Errorf("embedded: expire dead letters: %w", err)
		}
	}
	return total, nil
}

// Queue is a queue.Queue in the file of its Queues. A message's body is written once;
// what moves, as it is hidden and shown again, is a small entry sorted by the time it
// will be visible.
type Queue struct {
	in          *Queues
	maxReceives int
	ready       chan struct{}

	bodies  []byte // bucket: message id -> body
	order   []byte // bucket: visible-at, id -> receives, delivery
	letters []byte // bucket: died-at, id -> receives, 0

	live, dead atomic.Int64
}

var _ queue.Queue = (*Queue)(nil)

// prepare makes the buckets and counts what is in them.
func (q *Queue) prepare() error {
	err := q.in.writes.do(context.Background(), 0, func(tx *bolt.Tx) (bool, error) {
		var errs []error
		for _, name := range [][]byte{q.bodies, q.order, q.letters} {
			_, err := tx.CreateBucketIfNotExists(name)
			errs = append(errs, err)
		}
		return true, errors.Join(errs...)
	})
	if err != nil {
		return err
	}
	err = q.in.db.View(func(tx *bolt.Tx) error {
		q.live.Store(count(tx.Bucket(q.order).Cursor(), nil))
		q.dead.Store(count(tx.Bucket(q.letters).Cursor(), nil))
		return nil
	})
	if q.live.Load() > 0 {
		q.wake()
	}
	return err
}

// count is how many keys stand at or after one.
func count(c *bolt.Cursor, from []byte) int64 {
	n := int64(0)
	for k, _ := c.Seek(from); k != nil; k, _ = c.Next() {
		n++
	}
	return n
}

// Ready has a value when there may be something to receive: after a Send, a redrive, a
// message given back without delay, or a Receive that took all it was allowed to. Who
// takes the value receives until nothing comes. It does not speak when time makes a
// message visible: see Next.
func (q *Queue) Ready() <-chan struct{} { return q.ready }

func (q *Queue) wake() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// Next is the instant at which the first message is or becomes visible; ok is false when
// the queue holds none.
func (q *Queue) Next() (at time.Time, ok bool, err error) {
	err = q.in.db.View(func(tx *bolt.Tx) error {
		if k, _ := tx.Bucket(q.order).Cursor().First(); k != nil {
			at = placeOf(k).at
			ok = true
		}
		return nil
	})
	return at, ok, err
}

// Stats counts what the queue holds now.
func (q *Queue) Stats() (queue.Stats, error) {
	s := queue.Stats{}
	err := q.in.db.View(func(tx *bolt.Tx) error {
		s.Hidden = int(
			count(tx.Bucket(q.order).Cursor(), place{at: q.in.now().Add(time.Microsecond)}.key()),
		)
		return nil
	})
	s.Dead = int(q.dead.Load())
	s.Visible = max(0, int(q.live.Load())-s.Hidden)
	return s, err
}

// place is where a message stands in the order: by microsecond, then by id.
type place struct {
	at time.Time
	id uint64
}

// key sorts as places do; the flipped sign bit puts times before 1970 first.
func (p place) key() []byte {
	b := binary.BigEndian.AppendUint64(make([]byte, 0, 16), uint64(p.at.UnixMicro())^1<<63)
	return binary.BigEndian.AppendUint64(b, p.id)
}

// placeOf reads what key wrote.
func placeOf(key []byte) place {
	return place{
		at: time.UnixMicro(int64(binary.BigEndian.Uint64(key) ^ 1<<63)).UTC(),
		id: binary.BigEndian.Uint64(key[8:]),
	}
}

func idKey(id uint64) []byte { return binary.BigEndian.AppendUint64(nil, id) }

// progress is what a message has been through.
type progress struct {
	receives uint64
	delivery uint64 // number of the newest delivery, of all the queue's; 0 = none that counts
}

func (p progress) value() []byte {
	return binary.AppendUvarint(binary.AppendUvarint(make([]byte, 0, 8), p.receives), p.delivery)
}

func progressOf(v []byte) (progress, error) {
	r := reader{b: v}
	p := progress{receives: r.uvarint(), delivery: r.uvarint()}
	if r.bad {
		return progress{}, fmt.Errorf("read message: %w", errCorrupt)
	}
	return p, nil
}
