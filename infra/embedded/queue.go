package embedded

import (
	"bytes"
	"context"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/queue"
)

// Send implements queue.Queue. All bodies are in one commit: after a crash all are there
// or none.
func (q *Queue) Send(ctx context.Context, delay time.Duration, bodies ...[]byte) error {
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
	at := q.in.now().Add(delay)
	err := q.in.writes.do(
		ctx,
		size,
		func(tx *bolt.Tx) (bool, error) { return true, q.add(tx, at, bodies) },
	)
	if err != nil {
		return fmt.Errorf("embedded: send: %w", err)
	}
	if delay == 0 {
		q.wake()
	}
	return nil
}

func (q *Queue) add(tx *bolt.Tx, at time.Time, bodies [][]byte) error {
	store := tx.Bucket(q.bodies)
	order := tx.Bucket(q.order)
	store.FillPercent = 1 // ids only grow, so pages are never inserted into
	for _, b := range bodies {
		id, err := store.NextSequence()
		if err != nil {
			return err
		}
		if err := store.Put(idKey(id), b); err != nil {
			return err
		}
		if err := order.Put(place{at, id}.key(), progress{}.value()); err != nil {
			return err
		}
		q.live.Add(1)
	}
	return nil
}

// Receive implements queue.Queue: the messages that have been visible longest. The count
// of receives is durable before a message is handed out, so that one which kills its
// receiver dies in the end too.
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
	now := q.in.now()
	if first, ok, err := q.Next(); err != nil || !ok || first.After(now) {
		return nil, err
	}
	var ms []queue.Message
	err := q.in.writes.do(ctx, 0, func(tx *bolt.Tx) (changed bool, err error) {
		ms, changed, err = q.take(tx, max, now, now.Add(visible))
		return changed, err
	})
	if err != nil {
		return nil, fmt.Errorf("embedded: receive: %w", err)
	}
	if len(ms) == max {
		q.wake()
	}
	return ms, nil
}

// standing is a message in the order.
type standing struct {
	place
	progress
}

// take hides up to max visible messages until an instant; those received too often die on
// the way.
func (q *Queue) take(
	tx *bolt.Tx,
	max int,
	now, until time.Time,
) (ms []queue.Message, changed bool, err error) {
	found, dying, err := q.visible(tx, max, now)
	if err != nil {
		return nil, false, err
	}
	if err := q.bury(tx, dying, now); err != nil {
		return nil, false, err
	}
	store := tx.Bucket(q.bodies)
	order := tx.Bucket(q.order)
	for _, s := range found {
		delivery, err := order.NextSequence()
		if err != nil {
			return nil, false, err
		}
		to := standing{place{until, s.id}, progress{s.receives + 1, delivery}}
		if err := requeue(order, s.place, to); err != nil {
			return nil, false, err
		}
		ms = append(ms, queue.Message{
			ID:       idText(s.id),
			Receipt:  receipt(to),
			Body:     bytes.Clone(store.Get(idKey(s.id))),
			Receives: int(to.receives),
		})
	}
	return ms, len(found)+len(dying) > 0, nil
}

// visible lists up to max messages that can be received, and those met before them that
// have been received too often.
func (q *Queue) visible(tx *bolt.Tx, max int, now time.Time) (found, dying []standing, err error) {
	c := tx.Bucket(q.order).Cursor()
	for k, v := c.First(); k != nil && len(found) < max; k, v = c.Next() {
		s := standing{place: placeOf(k)}
		if s.at.After(now) {
			break
		}
		if s.progress, err = progressOf(v); err != nil {
			return nil, nil, err
		}
		if s.receives >= uint64(q.maxReceives) {
			dying = append(dying, s)
		} else {
			found = append(found, s)
		}
	}
	return found, dying, nil
}

func requeue(order *bolt.Bucket, from place, to standing) error {
	if err := order.Delete(from.key()); err != nil {
		return err
	}
	return order.Put(to.key(), to.value())
}

// Settle implements queue.Queue.
func (q *Queue) Settle(ctx context.Context, rs ...queue.Result) error {
	if err := queue.CheckSettle(rs); err != nil || len(rs) == 0 {
		return err
	}
	now := q.in.now()
	err := q.in.writes.do(ctx, 0, func(tx *bolt.Tx) (changed bool, err error) {
		for _, r := range rs {
			did, err := q.settle(tx, r, now)
			if err != nil {
				return false, err
			}
			changed = changed || did
		}
		return changed, nil
	})
	if err != nil {
		return fmt.Errorf("embedded: settle: %w", err)
	}
	if slices.ContainsFunc(rs, func(r queue.Result) bool { return r.Again && r.Delay == 0 }) {
		q.wake()
	}
	return nil
}

// settle ends one delivery, unless a newer one of the message has begun or it was settled
// already.
func (q *Queue) settle(tx *bolt.Tx, r queue.Result, now time.Time) (bool, error) {
	at, delivery, ok := parseReceipt(r.Message.Receipt)
	if !ok {
		return false, nil
	}
	order := tx.Bucket(q.order)
	v := order.Get(at.key())
	if v == nil {
		return false, nil
	}
	p, err := progressOf(v)
	if err != nil || p.delivery != delivery {
		return false, err
	}
	if r.Again {
		return true, requeue(
			order,
			at,
			standing{place{now.Add(r.Delay), at.id}, progress{receives: p.receives}},
		)
	}
	q.live.Add(-1)
	if err := order.Delete(at.key()); err != nil {
		return false, err
	}
	return true, tx.Bucket(q.bodies).Delete(idKey(at.id))
}

func idText(id uint64) string { return fmt.Sprintf("%016x", id) }

// receipt names a delivery by where the message stands until it ends, and the delivery's
// number: once the message has moved, the receipt finds nothing.
func receipt(s standing) string {
	return strconv.FormatUint(
		s.id,
		36,
	) + "." + strconv.FormatInt(
		s.at.UnixMicro(),
		36,
	) + "." + strconv.FormatUint(
		s.delivery,
		36,
	)
}

// parseReceipt reads what receipt wrote; ok is false for anything else.
func parseReceipt(text string) (at place, delivery uint64, ok bool) {
	parts := strings.Split(text, ".")
	if len(parts) != 3 {
		return place{}, 0, false
	}
	id, e1 := strconv.ParseUint(parts[0], 36, 64)
	micro, e2 := strconv.ParseInt(parts[1], 36, 64)
	delivery, e3 := strconv.ParseUint(parts[2], 36, 64)
	if e1 != nil || e2 != nil || e3 != nil || delivery == 0 {
		return place{}, 0, false
	}
	return place{time.UnixMicro(micro), id}, delivery, true
}
