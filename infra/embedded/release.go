package embedded

import (
	"context"
	"fmt"

	bolt "go.etcd.io/bbolt"
)

// Release makes visible what was received and not settled, and says how many messages
// that were. It is for a process that has just opened the queues: their file is its own,
// so whoever received those messages is dead. Receipts handed out before settle nothing
// any more; what is delayed stays delayed, and receives stay counted.
func (q *Queue) Release(ctx context.Context) (int, error) {
	now := q.in.now()
	n := 0
	err := q.in.writes.do(ctx, 0, func(tx *bolt.Tx) (bool, error) {
		order := tx.Bucket(q.order)
		var held []standing
		c := order.Cursor()
		for k, v := c.Seek(place{at: now}.key()); k != nil; k, v = c.Next() {
			s := standing{place: placeOf(k)}
			var err error
			if s.progress, err = progressOf(v); err != nil {
				return false, err
			}
			if s.delivery != 0 {
				held = append(held, s)
			}
		}
		for _, s := range held {
			if err := requeue(order, s.place, standing{place{now, s.id}, progress{receives: s.receives}}); err != nil {
				return false, err
			}
		}
		n = len(held)
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
