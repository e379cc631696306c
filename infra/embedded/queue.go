package embedded

import (
	"context"
	"fmt"
	"slices"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/queue"
)

// Queue is a queue.Queue in the file of its Queues. A message's body is written once; as
// it is hidden and shown again, only its small entry in the schedule moves, which sorts by
// the time at which the message will be visible.
type Queue struct {
	in          *Queues
	name        string
	maxReceives int
	ready       chan struct{}

	bodies      []byte // bucket: message id -> body
	schedule    []byte // bucket: group, visible-at, id -> receives, delivery
	deadLetters []byte // bucket: died-at, id -> receives, 0, group

	served string // the group whose message was received last; the committer's

	// How many entries the buckets schedule and deadLetters have.
	liveCount, deadCount atomic.Int64
}

var _ queue.Queue = (*Queue)(nil)

// prepare makes the buckets and counts what is in them.
func (q *Queue) prepare() error {
	ctx := context.Background()
	err := q.in.writes.submit(ctx, 0, func(tx *bolt.Tx) (bool, error) {
		return true, createBuckets(tx, q.bodies, q.schedule, q.deadLetters)
	})
	if err == nil {
		err = q.upgradeSchedule(ctx, []byte(q.name+"/order"))
	}
	if err != nil {
		return err
	}
	if err := q.catchUp(ctx); err != nil {
		return err
	}
	err = q.countAll()
	if q.liveCount.Load() > 0 {
		q.wake()
	}
	return err
}

// countAll counts what is in the buckets.
func (q *Queue) countAll() error {
	return view(q.in.db, func(tx *bolt.Tx) error {
		live := countKeys(tx.Bucket(q.schedule))
		q.liveCount.Store(live)

		dead := countKeys(tx.Bucket(q.deadLetters))
		q.deadCount.Store(dead)
		return nil
	})
}

// countKeys returns how many keys a bucket has.
func countKeys(b *bolt.Bucket) int64 {
	n := int64(0)
	c := b.Cursor()
	for k, _ := c.First(); k != nil; k, _ = c.Next() {
		n++
	}
	return n
}

// Ready has a value when there may be something to receive: after a Send, a redrive, a
// message given back without delay, or a Receive that got as many as it asked for. A
// worker that takes the value receives until nothing comes. Ready says nothing when time
// makes a message visible: see Next.
func (q *Queue) Ready() <-chan struct{} { return q.ready }

func (q *Queue) wake() {
	select {
	case q.ready <- struct{}{}:
	default:
	}
}

// Next returns the instant at which the first message is or becomes visible; ok is false
// if the queue holds none.
func (q *Queue) Next() (at time.Time, ok bool, err error) {
	_ = q.in.readClock() // if it went back, what waits is moved first
	err = view(q.in.db, func(tx *bolt.Tx) error {
		firsts, err := groupsOf(tx.Bucket(q.schedule))
		for _, first := range firsts {
			if !ok || first.at.Before(at) {
				at = first.at
				ok = true
			}
		}
		return err
	})
	return at, ok, err
}

// Stats counts what the queue holds now.
func (q *Queue) Stats() (queue.Stats, error) {
	now := q.in.readClock()
	var hidden int64
	err := view(q.in.db, func(tx *bolt.Tx) (err error) {
		hidden, err = countHidden(tx.Bucket(q.schedule), now)
		return err
	})
	visible := q.liveCount.Load() - hidden
	return queue.Stats{
		Visible: int(max(0, visible)),
		Hidden:  int(hidden),
		Dead:    int(q.deadCount.Load()),
	}, err
}

// Send implements queue.Queue. All bodies are in one commit: after a crash all are there
// or none.
func (q *Queue) Send(
	ctx context.Context,
	group string,
	delay time.Duration,
	bodies ...[]byte,
) error {
	if err := queue.CheckSend(delay, bodies); err != nil {
		return err
	}
	if len(bodies) == 0 {
		return nil
	}

	size := 0
	for _, b := range bodies {
		size += len(b)
	}
	now := q.in.readClock()
	at := now.Add(delay)
	err := q.in.writes.submit(ctx, size, func(tx *bolt.Tx) (bool, error) {
		if err := q.in.noteClock(tx, now); err != nil {
			return false, err
		}
		return true, q.addMessages(tx, entry{group: group, position: position{at: at}}, bodies)
	})
	if err != nil {
		return fmt.Errorf("embedded: send: %w", err)
	}
	if delay == 0 {
		q.wake()
	}
	return nil
}

// addMessages adds messages that are all of one group and visible at one instant.
func (q *Queue) addMessages(tx *bolt.Tx, first entry, bodies [][]byte) error {
	store := tx.Bucket(q.bodies)
	schedule := tx.Bucket(q.schedule)
	store.FillPercent = 1 // ids only grow, so pages are never inserted into
	for _, body := range bodies {
		id, err := store.NextSequence()
		if err != nil {
			return err
		}
		if err := store.Put(idKey(id), body); err != nil {
			return err
		}
		first.id = id
		if err := schedule.Put(first.scheduleKey(), first.value()); err != nil {
			return err
		}
	}
	q.count(tx, len(bodies), 0)
	return nil
}

// count adds to the numbers of messages that wait and of dead letters, once the transaction
// is committed.
func (q *Queue) count(tx *bolt.Tx, live, dead int) {
	tx.OnCommit(func() {
		q.liveCount.Add(int64(live))
		q.deadCount.Add(int64(dead))
	})
}

// Settle implements queue.Queue.
func (q *Queue) Settle(ctx context.Context, rs ...queue.Result) error {
	if err := queue.CheckSettle(rs); err != nil || len(rs) == 0 {
		return err
	}
	now := q.in.readClock()
	err := q.in.writes.submit(ctx, 0, func(tx *bolt.Tx) (changed bool, err error) {
		for _, r := range rs {
			settled, err := q.settleOne(tx, r, now)
			if err != nil {
				return false, err
			}
			changed = changed || settled
		}
		return changed, nil
	})
	if err != nil {
		return fmt.Errorf("embedded: settle: %w", err)
	}
	if slices.ContainsFunc(rs, visibleAtOnce) {
		q.wake()
	}
	return nil
}

func visibleAtOnce(r queue.Result) bool { return r.Again && r.Delay == 0 }

// settleOne ends one delivery and reports whether it did. It does not if a newer delivery
// of the message has begun or this one was settled already.
func (q *Queue) settleOne(tx *bolt.Tx, r queue.Result, now time.Time) (bool, error) {
	from, ok := parseReceipt(r.Message.Receipt)
	if !ok {
		return false, nil
	}
	schedule := tx.Bucket(q.schedule)
	value := schedule.Get(from.scheduleKey())
	if value == nil {
		return false, nil
	}
	p, err := parseProgress(value)
	if err != nil || p.delivery != from.delivery {
		return false, err
	}

	if r.Again {
		to := entry{
			group:    from.group,
			position: position{at: now.Add(r.Delay), id: from.id},
			progress: progress{receives: p.receives},
		}
		return true, moveInSchedule(schedule, from, to)
	}
	q.count(tx, -1, 0)
	if err := schedule.Delete(from.scheduleKey()); err != nil {
		return false, err
	}
	return true, tx.Bucket(q.bodies).Delete(idKey(from.id))
}
