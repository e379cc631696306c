package embedded

import (
	"bytes"
	"context"
	"fmt"
	"time"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/queue"
)

// Receive implements queue.Queue: of each group in turn the message that has been visible
// longest. The count of receives is durable before a message is handed out, so that a
// message that kills its receiver goes to the dead letters in the end too.
func (q *Queue) Receive(
	ctx context.Context,
	max int,
	visible time.Duration,
) ([]queue.Message, error) {
	if err := queue.CheckReceive(max, visible); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	now := q.in.readClock()
	first, ok, err := q.Next()
	if err != nil || !ok || first.After(now) {
		return nil, err
	}

	var received []queue.Message
	for moved := deadBatch; moved >= deadBatch && len(received) == 0; {
		received, moved, err = q.receiveSome(ctx, max, now, visible)
		if err != nil {
			return nil, fmt.Errorf("embedded: receive: %w", err)
		}
	}
	if len(received) == max {
		q.wake()
	}
	return received, nil
}

// receiveSome receives in one commit. It also returns how many messages that commit moved
// to the dead letters.
func (q *Queue) receiveSome(
	ctx context.Context,
	max int,
	now time.Time,
	visible time.Duration,
) (received []queue.Message, died int, err error) {
	err = q.in.writes.submit(ctx, 0, func(tx *bolt.Tx) (changed bool, err error) {
		due, dying, err := q.findVisible(tx, max, now)
		if err != nil {
			return false, err
		}
		died = len(dying)
		if err := q.moveToDead(tx, dying, now); err != nil {
			return false, err
		}
		if err := q.in.noteClock(tx, now); err != nil {
			return false, err
		}
		received, err = q.deliver(tx, due, now.Add(visible))
		return len(due)+died > 0, err
	})
	return received, died, err
}

// deliver hides messages until an instant, each under the number of a new delivery, and
// returns them.
func (q *Queue) deliver(tx *bolt.Tx, due []entry, until time.Time) ([]queue.Message, error) {
	store := tx.Bucket(q.bodies)
	schedule := tx.Bucket(q.schedule)
	var messages []queue.Message
	for _, e := range due {
		delivery, err := schedule.NextSequence()
		if err != nil {
			return nil, err
		}
		hidden := entry{
			group:    e.group,
			position: position{at: until, id: e.id},
			progress: progress{receives: e.receives + 1, delivery: delivery},
		}
		if err := moveInSchedule(schedule, e, hidden); err != nil {
			return nil, err
		}
		messages = append(messages, queue.Message{
			ID:       idText(e.id),
			Receipt:  formatReceipt(hidden),
			Body:     bytes.Clone(store.Get(idKey(e.id))),
			Receives: int(hidden.receives),
		})
	}
	return messages, nil
}
