package embedded

import (
	"bytes"
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"
)

const deadBatch = 200 // dead letters moved in one commit, so that other writes get their turn

// DeadLetter is a message that was received too often.
type DeadLetter struct {
	ID       string
	Body     []byte
	Receives int
	Died     time.Time
}

// DeadLetters lists up to limit dead letters, the oldest death first.
func (q *Queue) DeadLetters(ctx context.Context, limit int) ([]DeadLetter, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	var dead []DeadLetter
	err := view(q.in.db, func(tx *bolt.Tx) error {
		bodies := tx.Bucket(q.bodies)
		c := tx.Bucket(q.deadLetters).Cursor()
		for k, v := c.First(); k != nil && len(dead) < limit; k, v = c.Next() {
			e, err := parseDead(k, v)
			if err != nil {
				return err
			}
			dead = append(dead, DeadLetter{
				ID:       idText(e.id),
				Body:     bytes.Clone(bodies.Get(idKey(e.id))),
				Receives: int(e.receives),
				Died:     e.at,
			})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("embedded: dead letters: %w", err)
	}
	return dead, nil
}

// moveToDead moves messages from the schedule to the dead letters.
func (q *Queue) moveToDead(tx *bolt.Tx, dying []entry, now time.Time) error {
	schedule := tx.Bucket(q.schedule)
	deadLetters := tx.Bucket(q.deadLetters)
	for _, e := range dying {
		if err := schedule.Delete(e.scheduleKey()); err != nil {
			return err
		}
		died := entry{
			group:    e.group,
			position: position{at: now, id: e.id},
			progress: progress{receives: e.receives},
		}
		if err := deadLetters.Put(died.key(), died.deadValue()); err != nil {
			return err
		}
	}
	q.count(tx, -len(dying), len(dying))
	return nil
}

// Redrive implements queue.Queue. It returns at once: a limit becomes delays, perSecond
// messages for each second from now. Receives count from one again.
func (q *Queue) Redrive(ctx context.Context, perSecond int) (int, error) {
	now := q.in.readClock()
	total := int(q.deadCount.Load())
	moved := 0
	for moved < total {
		limit := min(deadBatch, total-moved)
		n := 0
		err := q.in.writes.submit(ctx, 0, func(tx *bolt.Tx) (bool, error) {
			n = 0
			oldest, err := q.oldestDead(tx, limit)
			if err != nil {
				return false, err
			}
			for _, dead := range oldest {
				at := now.Add(redriveDelay(moved+n, perSecond))
				if err := q.moveBack(tx, dead, at); err != nil {
					return false, err
				}
				n++
			}
			return n > 0, nil
		})
		if err != nil {
			return moved, fmt.Errorf("embedded: redrive: %w", err)
		}
		if n == 0 {
			break
		}
		moved += n
		q.wake()
	}
	return moved, nil
}

// redriveDelay returns after how long the n-th message, from 0, is visible.
func redriveDelay(n, perSecond int) time.Duration {
	if perSecond <= 0 {
		return 0
	}
	return time.Duration(n/perSecond) * time.Second
}

// oldestDead lists the oldest dead letters.
func (q *Queue) oldestDead(tx *bolt.Tx, limit int) ([]entry, error) {
	var oldest []entry
	c := tx.Bucket(q.deadLetters).Cursor()
	for k, v := c.First(); k != nil && len(oldest) < limit; k, v = c.Next() {
		dead, err := parseDead(k, v)
		if err != nil {
			return nil, err
		}
		oldest = append(oldest, dead)
	}
	return oldest, nil
}

// moveBack moves a dead letter into the schedule, visible at an instant.
func (q *Queue) moveBack(tx *bolt.Tx, dead entry, at time.Time) error {
	deadLetters := tx.Bucket(q.deadLetters)
	schedule := tx.Bucket(q.schedule)
	if err := deadLetters.Delete(dead.key()); err != nil {
		return err
	}
	q.count(tx, 1, -1)
	back := entry{group: dead.group, position: position{at: at, id: dead.id}}
	return schedule.Put(back.scheduleKey(), back.value())
}

// expireDead removes dead letters that died before an instant, and returns how many.
func (q *Queue) expireDead(ctx context.Context, before time.Time) (int, error) {
	total := 0
	for {
		n := 0
		err := q.in.writes.submit(ctx, 0, func(tx *bolt.Tx) (bool, error) {
			var err error
			n, err = q.removeDead(tx, before)
			return n > 0, err
		})
		if err != nil || n == 0 {
			return total, err
		}
		total += n
	}
}

// removeDead removes up to deadBatch dead letters that died before an instant.
func (q *Queue) removeDead(tx *bolt.Tx, before time.Time) (int, error) {
	deadLetters := tx.Bucket(q.deadLetters)
	bodies := tx.Bucket(q.bodies)
	oldest, err := q.oldestDead(tx, deadBatch)
	if err != nil {
		return 0, err
	}
	n := 0
	for _, dead := range oldest {
		if !dead.at.Before(before) {
			break
		}
		if err := deadLetters.Delete(dead.key()); err != nil {
			return 0, err
		}
		if err := bodies.Delete(idKey(dead.id)); err != nil {
			return 0, err
		}
		n++
	}
	q.count(tx, 0, -n)
	return n, nil
}
