package embedded

import (
	"bytes"
	"errors"
	"maps"
	"os"
	"slices"
	"strings"
	"time"

	bolt "go.etcd.io/bbolt"
)

// queuesSalvage is a salvage of queues under way. All messages are held in memory: queues
// empty themselves, and hold little.
type queuesSalvage struct {
	Salvaged
	spare      string
	isDelivery func([]byte) bool
	queues     map[string]*savedQueue
	loose      [][]byte
}

type savedQueue struct {
	bodies map[uint64][]byte
	live   []entry
	dead   []entry
}

func (s *queuesSalvage) queue(name string) *savedQueue {
	if s.queues[name] == nil {
		s.queues[name] = &savedQueue{bodies: map[uint64][]byte{}}
	}
	return s.queues[name]
}

// readAll reads what the tree reaches, and if a part of it is lost, the bodies that it no
// longer reaches.
func (s *queuesSalvage) readAll(on *os.File) error {
	p, err := readPages(on)
	isCut := false
	note := func(l loss) error {
		found := Found{}
		err := found.noteLoss(l)
		s.Problems = append(s.Problems, found.Problems...)
		isCut = true
		return err
	}
	if errors.Is(err, ErrDamaged) {
		_ = note(loss{cause: err}) // never fails
		p, err = guessPages(on, queuePage)
	}
	if err != nil {
		return err
	}

	w := &walker{item: s.take, lost: note}
	w.begin(p)
	if p.meta.root != 0 {
		if err := w.walkAll(); err != nil {
			return err
		}
	}
	if !isCut {
		return nil
	}
	return w.visitLoose(func(e element) {
		if len(e.key) == 8 && s.isDelivery(e.value) {
			s.loose = append(s.loose, bytes.Clone(e.value))
		}
	})
}

// take takes a key and value that the tree reaches.
func (s *queuesSalvage) take(bucket, key, value []byte) {
	name, part, isQueue := strings.Cut(string(bucket), "/")
	if !isQueue {
		return
	}
	q := s.queue(name)
	id, err := parseQueueKey(part, key, value)
	if err != nil {
		s.Lost++
		return
	}
	switch part {
	case bodiesPart:
		q.bodies[id] = bytes.Clone(value)
	case schedulePart:
		e, _ := parseScheduled(key, value) // parseQueueKey read it
		q.live = append(q.live, e)
	case oldPart:
		e, _ := parseDead(key, value)
		q.live = append(q.live, e)
	case deadPart:
		e, _ := parseDead(key, value)
		q.dead = append(q.dead, e)
	}
}

// writeAll writes what was read into a new file.
func (s *queuesSalvage) writeAll(tx *bolt.Tx) error {
	names := slices.Sorted(maps.Keys(s.queues))
	if len(s.loose) > 0 && s.queues[s.spare] == nil {
		names = append(names, s.spare)
	}
	for _, name := range names {
		q := s.queue(name)
		if name == s.spare {
			s.addLoose(q)
		}
		if err := s.writeQueue(tx, name, q); err != nil {
			return err
		}
	}
	return nil
}

// addLoose adds the loose bodies to a queue as messages, under ids of their own.
func (s *queuesSalvage) addLoose(q *savedQueue) {
	next := uint64(1)
	for id := range q.bodies {
		next = max(next, id+1)
	}
	for _, body := range s.loose {
		q.bodies[next] = body
		next++
		s.Loose++
	}
}

func (s *queuesSalvage) writeQueue(tx *bolt.Tx, name string, q *savedQueue) error {
	newest := uint64(0)
	bodies, e1 := tx.CreateBucketIfNotExists([]byte(name + "/" + bodiesPart))
	schedule, e2 := tx.CreateBucketIfNotExists([]byte(name + "/" + schedulePart))
	dead, e3 := tx.CreateBucketIfNotExists([]byte(name + "/" + deadPart))
	if err := errors.Join(e1, e2, e3); err != nil {
		return err
	}

	placed := map[uint64]bool{}
	put := func(in *bolt.Bucket, e entry, key, value []byte) error {
		if q.bodies[e.id] == nil || placed[e.id] {
			s.Lost++
			return nil
		}
		placed[e.id] = true
		return in.Put(key, value)
	}
	for _, e := range q.live {
		if e.delivery != 0 { // its worker is dead, and the receipt with it
			e.delivery = 0
			e.at = time.Time{}
		}
		if err := put(schedule, e, e.scheduleKey(), e.value()); err != nil {
			return err
		}
	}
	for _, e := range q.dead {
		if err := put(dead, e, e.key(), e.deadValue()); err != nil {
			return err
		}
	}
	for id, body := range q.bodies {
		newest = max(newest, id)
		s.Saved++
		if err := bodies.Put(idKey(id), body); err != nil {
			return err
		}
		e := entry{position: position{id: id}}
		if placed[id] {
			continue
		}
		if err := schedule.Put(e.scheduleKey(), e.value()); err != nil {
			return err
		}
	}
	return bodies.SetSequence(newest)
}
