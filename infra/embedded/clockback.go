package embedded

import (
	"context"
	"encoding/binary"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// A message waits in the schedule under the instant at which it is visible. When the clock
// goes back by an hour, all that was visible would wait for an hour. So the queues note the
// latest instant that they have seen, in the file too, and move what waits back by as much
// as the clock went.

// clockTolerance is by how much the clock may go back without that being one: goroutines
// that ask at the same time are answered out of order.
const clockTolerance = time.Second

// noteClockEvery is how much later the latest instant is when it is written again.
const noteClockEvery = time.Second

var clockKey = []byte("clock")

// readClock returns what the clock shows. If that is earlier than what it showed before, the
// messages that wait are moved first.
func (qs *Queues) readClock() time.Time {
	now := qs.clock().Round(0) // what the wall shows, without the reading that never goes back
	qs.clockMu.Lock()
	defer qs.clockMu.Unlock()
	back := qs.latest.Sub(now)
	if back > clockTolerance {
		if err := qs.moveBack(now); err != nil {
			return now // the next call tries again
		}
		qs.latest = now
		return now
	}
	if back < 0 {
		qs.latest = now
	}
	return now
}

// loadClock reads the latest instant that an earlier process saw.
func (qs *Queues) loadClock() error {
	return view(qs.db, func(tx *bolt.Tx) error {
		stored := tx.Bucket(metaBucket).Get(clockKey)
		if len(stored) == 8 {
			micro := int64(binary.BigEndian.Uint64(stored))
			qs.before = time.UnixMicro(micro).UTC()
			qs.noted = qs.before
		}
		return nil
	})
}

// catchUp moves the messages of a queue that was just opened, if the clock went back since
// an earlier process wrote them.
func (q *Queue) catchUp(ctx context.Context) error {
	now := q.in.readClock()
	if q.in.before.Sub(now) <= clockTolerance {
		return nil
	}
	if err := q.showAgain(ctx, now, q.in.before); err != nil {
		return err
	}
	return q.in.writes.submit(ctx, 0, func(tx *bolt.Tx) (bool, error) {
		return true, q.shortenDelays(tx, now, q.in.before)
	})
}

// noteClock writes the latest instant beside the changes of a transaction, unless it was
// written a moment ago. It is called by the committer.
func (qs *Queues) noteClock(tx *bolt.Tx, now time.Time) error {
	if now.Sub(qs.noted).Abs() < noteClockEvery {
		return nil
	}
	if err := putClock(tx, now); err != nil {
		return err
	}
	tx.OnCommit(func() { qs.noted = now })
	return nil
}

func putClock(tx *bolt.Tx, now time.Time) error {
	micro := uint64(now.UnixMicro())
	value := binary.BigEndian.AppendUint64(nil, micro)
	meta := tx.Bucket(metaBucket)
	return meta.Put(clockKey, value)
}

// moveBatch is how many messages are moved in one commit.
const moveBatch = 10_000

// moveBack moves the messages of all open queues, and notes the new instant. A crash in
// between leaves some to be moved by the next process.
func (qs *Queues) moveBack(now time.Time) error {
	ctx := context.Background()
	for _, q := range qs.listOpen() {
		if err := q.showAgain(ctx, now, qs.latest); err != nil {
			return fmt.Errorf("embedded: the clock went back: %w", err)
		}
	}
	return qs.writes.submit(ctx, 0, func(tx *bolt.Tx) (bool, error) {
		for _, q := range qs.listOpen() {
			if err := q.shortenDelays(tx, now, qs.latest); err != nil {
				return false, err
			}
		}
		qs.noted = now
		return true, putClock(tx, now)
	})
}

// showAgain makes visible now what was visible before the clock went back from an instant.
func (q *Queue) showAgain(ctx context.Context, now, from time.Time) error {
	for {
		moved := 0
		err := q.in.writes.submit(ctx, 0, func(tx *bolt.Tx) (bool, error) {
			schedule := tx.Bucket(q.schedule)
			hidden, err := findWaiting(schedule, now, from, moveBatch)
			moved = len(hidden)
			for _, e := range hidden {
				shown := e
				shown.at = now
				shown.delivery = 0 // one that was received was not settled in its time
				if err := moveInSchedule(schedule, e, shown); err != nil {
					return false, err
				}
			}
			return moved > 0, err
		})
		if err != nil {
			return err
		}
		if moved > 0 {
			q.wake()
		}
		if moved < moveBatch {
			return nil
		}
	}
}

// shortenDelays moves what was delayed past the instant from which the clock went back. What
// a worker holds stays where it is, or the worker could not settle it.
func (q *Queue) shortenDelays(tx *bolt.Tx, now, from time.Time) error {
	schedule := tx.Bucket(q.schedule)
	const never = 200 * 365 * 24 * time.Hour
	delayed, err := findWaiting(schedule, from, now.Add(never), 0)
	if err != nil {
		return err
	}
	for _, e := range delayed {
		if e.delivery != 0 {
			continue
		}
		sooner := e
		sooner.at = e.at.Add(now.Sub(from))
		if err := moveInSchedule(schedule, e, sooner); err != nil {
			return err
		}
	}
	return nil
}

// findWaiting lists messages of the schedule that are visible after an instant and not after
// another, at most so many; 0 = all.
func findWaiting(schedule *bolt.Bucket, after, to time.Time, most int) ([]entry, error) {
	var waiting []entry
	firsts, err := groupsOf(schedule)
	if err != nil {
		return nil, err
	}
	for _, first := range firsts {
		begin := entry{group: first.group, position: position{at: after.Add(time.Microsecond)}}
		end := entry{group: first.group, position: position{at: to.Add(time.Microsecond)}}
		last := string(end.scheduleKey())
		c := schedule.Cursor()
		k, v := c.Seek(begin.scheduleKey())
		for ; k != nil && string(k) < last; k, v = c.Next() {
			if most > 0 && len(waiting) == most {
				return waiting, nil
			}
			e, err := parseScheduled(k, v)
			if err != nil {
				return nil, err
			}
			waiting = append(waiting, e)
		}
	}
	return waiting, nil
}
