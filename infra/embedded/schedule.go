package embedded

import (
	"context"
	"fmt"
	"slices"
	"time"

	bolt "go.etcd.io/bbolt"
)

// The schedule of a queue holds the messages that wait, by their group and then by when
// they are visible. Receive takes one message of each group in turn, so that a group with
// a hundred thousand messages does not hold up the one message of another.

// groupsOf returns the first entry of each group, in the order of the groups' names.
func groupsOf(schedule *bolt.Bucket) ([]entry, error) {
	var firsts []entry
	c := schedule.Cursor()
	k, v := c.First()
	for k != nil {
		e, err := parseScheduled(k, v)
		if err != nil {
			return nil, err
		}
		firsts = append(firsts, e)
		k, v = c.Seek(afterGroup(e.group))
	}
	return firsts, nil
}

// afterGroup returns a key that sorts after all of a group and before those of the next.
func afterGroup(group string) []byte {
	after := appendPart(nil, group)
	after[len(after)-1]++
	return after
}

// line is the messages of one group that can be received, in the order of their times.
type line struct {
	group  string
	cursor *bolt.Cursor
	key    []byte // of the next message; nil = none is left
	value  []byte
}

// openLines returns a line for each group that has a visible message. The first is the
// one whose turn it is: that after the group which was served last.
func (q *Queue) openLines(tx *bolt.Tx, now time.Time) ([]*line, error) {
	schedule := tx.Bucket(q.schedule)
	firsts, err := groupsOf(schedule)
	if err != nil {
		return nil, err
	}
	var before, after []*line
	for _, first := range firsts {
		if first.at.After(now) {
			continue
		}
		l := &line{group: first.group, cursor: schedule.Cursor()}
		l.key, l.value = l.cursor.Seek(first.scheduleKey())
		if first.group > q.served {
			after = append(after, l)
		} else {
			before = append(before, l)
		}
	}
	return slices.Concat(after, before), nil
}

// next returns the next message of the line that is visible at an instant, and false if
// there is none.
func (l *line) next(now time.Time) (entry, bool, error) {
	if l.key == nil {
		return entry{}, false, nil
	}
	e, err := parseScheduled(l.key, l.value)
	if err != nil || e.group != l.group || e.at.After(now) {
		return entry{}, false, err
	}
	l.key, l.value = l.cursor.Next()
	return e, true, nil
}

// findVisible lists up to max messages that can be received, one of each group in turn,
// and those met before them that have been received too often, at most deadBatch.
func (q *Queue) findVisible(
	tx *bolt.Tx,
	max int,
	now time.Time,
) (due, dying []entry, err error) {
	lines, err := q.openLines(tx, now)
	for i := 0; err == nil && len(lines) > 0 && len(due) < max && len(dying) < deadBatch; {
		i %= len(lines)
		e, ok, nextErr := lines[i].next(now)
		err = nextErr
		switch {
		case !ok:
			lines = slices.Delete(lines, i, i+1)
		case e.receives >= uint64(q.maxReceives):
			dying = append(dying, e)
		default:
			due = append(due, e)
			q.served = e.group
			i++
		}
	}
	return due, dying, err
}

// moveInSchedule replaces an entry.
func moveInSchedule(schedule *bolt.Bucket, from, to entry) error {
	if err := schedule.Delete(from.scheduleKey()); err != nil {
		return err
	}
	return schedule.Put(to.scheduleKey(), to.value())
}

// countHidden returns how many messages of the schedule are visible after an instant only.
func countHidden(schedule *bolt.Bucket, now time.Time) (int64, error) {
	firsts, err := groupsOf(schedule)
	n := int64(0)
	for _, first := range firsts {
		hidden := entry{group: first.group, position: position{at: now.Add(time.Microsecond)}}
		end := string(afterGroup(first.group))
		c := schedule.Cursor()
		k, _ := c.Seek(hidden.scheduleKey())
		for ; k != nil && string(k) < end; k, _ = c.Next() {
			n++
		}
	}
	return n, err
}

// upgradeBatch is how many entries of the old schedule are moved in one commit.
const upgradeBatch = 10_000

// upgradeSchedule moves what a version without groups left waiting into the schedule, as
// messages of no group.
func (q *Queue) upgradeSchedule(ctx context.Context, old []byte) error {
	for {
		moved := 0
		err := q.in.writes.submit(ctx, 0, func(tx *bolt.Tx) (bool, error) {
			moved = 0
			bucket := tx.Bucket(old)
			if bucket == nil {
				return false, nil
			}
			c := bucket.Cursor()
			k, v := c.First()
			for ; k != nil && moved < upgradeBatch; k, v = c.Next() {
				e := entry{position: parsePosition(k)}
				if err := tx.Bucket(q.schedule).Put(e.scheduleKey(), v); err != nil {
					return false, err
				}
				moved++
			}
			if k == nil {
				return true, tx.DeleteBucket(old)
			}
			return true, deleteBefore(bucket, k)
		})
		if err != nil {
			return fmt.Errorf("upgrade schedule: %w", err)
		}
		if moved < upgradeBatch {
			return nil
		}
	}
}

// deleteBefore deletes the keys of a bucket that sort before one.
func deleteBefore(b *bolt.Bucket, end []byte) error {
	until := string(end)
	c := b.Cursor()
	for k, _ := c.First(); k != nil && string(k) < until; k, _ = c.First() {
		if err := b.Delete(k); err != nil {
			return err
		}
	}
	return nil
}
