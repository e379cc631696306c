package embedded

import (
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

// Release makes visible what was received and not settled, and returns how many messages
// that were. It is for a process that has just opened the queues: their file is its own,
// so the workers that received those messages are dead. Receipts handed out before settle
// nothing any more; what is delayed stays delayed, and receives stay counted.
func (q *Queue) Release(ctx context.Context) (int, error) {
	now := q.in.readClock()
	n := 0
	err := q.in.writes.submit(ctx, 0, func(tx *bolt.Tx) (bool, error) {
		schedule := tx.Bucket(q.schedule)
		inFlight, err := findInFlight(schedule, now)
		if err != nil {
			return false, err
		}
		for _, e := range inFlight {
			visible := entry{
				group:    e.group,
				position: position{at: now, id: e.id},
				progress: progress{receives: e.receives},
			}
			if err := moveInSchedule(schedule, e, visible); err != nil {
				return false, err
			}
		}
		n = len(inFlight)
		return n > 0, nil
	})
	if err != nil {
		return 0, fmt.Errorf("embedded: release: %w", err)
	}
	if n > 0 {
		q.wake()
	}
	return n, nil
}

// findInFlight lists the messages that were received, are hidden and not settled.
func findInFlight(schedule *bolt.Bucket, now time.Time) ([]entry, error) {
	var inFlight []entry
	firsts, err := groupsOf(schedule)
	if err != nil {
		return nil, err
	}
	for _, first := range firsts {
		hidden := entry{group: first.group, position: position{at: now}}
		end := string(afterGroup(first.group))
		c := schedule.Cursor()
		k, v := c.Seek(hidden.scheduleKey())
		for ; k != nil && string(k) < end; k, v = c.Next() {
			e, err := parseScheduled(k, v)
			if err != nil {
				return nil, err
			}
			if e.delivery != 0 {
				inFlight = append(inFlight, e)
			}
		}
	}
	return inFlight, nil
}
