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
	err := q.in.db.View(func(tx *bolt.Tx) error {
		bodies := tx.Bucket(q.bodies)
		c := tx.Bucket(q.letters).Cursor()
		for k, v := c.First(); k != nil && len(dead) < limit; k, v = c.Next() {
			at := placeOf(k)
			p, err := progressOf(v)
			if err != nil {
				return err
			}
			dead = append(dead, DeadLetter{
				ID:       idText(at.id),
				Body:     bytes.Clone(bodies.Get(idKey(at.id))),
				Receives: int(p.receives),
				Died:     at.at,
			})
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("embedded: dead letters: %w", err)
	}
	return dead, nil
}

// bury moves messages from the order to the dead letters.
func (q *Queue) bury(tx *bolt.Tx, dying []standing, now time.Time) error {
	order := tx.Bucket(q.order)
	letters := tx.Bucket(q.letters)
	for _, s := range dying {
		if err := order.Delete(s.key()); err != nil {
			return err
		}
		if err := letters.Put(place{now, s.id}.key(), progress{receives: s.receives}.value()); err != nil {
			return err
		}
		q.live.Add(-1)
		q.dead.Add(1)
	}
	return nil
}

// Redrive implements queue.Queue. It returns at once: a limit becomes delays, perSecond
// messages for each second from now. Receives count from one again.
func (q *Queue) Redrive(ctx context.Context, perSecond int) (int, error) {
	now := q.in.now()
	todo := int(q.dead.Load())
	moved := 0
	for moved < todo {
		n := 0
		err := q.in.writes.do(ctx, 0, func(tx *bolt.Tx) (bool, error) {
			for _, at := range q.deadest(tx, min(deadBatch, todo-moved)) {
				back := standing{place: place{now.Add(redriveDelay(moved+n, perSecond)), at.id}}
				if err := q.raise(tx, at, back); err != nil {
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

// redriveDelay is when the n-th message, from 0, comes back.
func redriveDelay(n, perSecond int) time.Duration {
	if perSecond <= 0 {
		return 0
	}
	return time.Duration(n/perSecond) * time.Second
}

// deadest lists places of the oldest dead letters.
func (q *Queue) deadest(tx *bolt.Tx, limit int) []place {
	var ps []place
	c := tx.Bucket(q.letters).Cursor()
	for k, _ := c.First(); k != nil && len(ps) < limit; k, _ = c.Next() {
		ps = append(ps, placeOf(k))
	}
	return ps
}

func (q *Queue) raise(tx *bolt.Tx, from place, to standing) error {
	if err := tx.Bucket(q.letters).Delete(from.key()); err != nil {
		return err
	}
	q.dead.Add(-1)
	q.live.Add(1)
	return tx.Bucket(q.order).Put(to.key(), to.value())
}

// expire removes dead letters that died before an instant.
func (q *Queue) expire(ctx context.Context, before time.Time) (int, error) {
	total := 0
	for {
		n := 0
		err := q.in.writes.do(ctx, 0, func(tx *bolt.Tx) (bool, error) {
			letters := tx.Bucket(q.letters)
			bodies := tx.Bucket(q.bodies)
			for _, at := range q.deadest(tx, deadBatch) {
				if !at.at.Before(before) {
					break
				}
				if err := letters.Delete(at.key()); err != nil {
					return false, err
				}
				if err := bodies.Delete(idKey(at.id)); err != nil {
					return false, err
				}
				n++
			}
			q.dead.Add(-int64(n))
			return n > 0, nil
		})
		if err != nil || n == 0 {
			return total, err
		}
		total += n
	}
}
