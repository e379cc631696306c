package embedded

import (
	"encoding/binary"
	"maps"
	"slices"
	"strings"
)

// CheckQueues reads all of a queues' file that no process has open: each message must stand
// once in its queue's schedule or among its dead letters, and have its body. Damage is a
// problem that it returns, and no error.
func CheckQueues(path string) (Found, error) { return checkQueues(path, closedFile(path)) }

// Check does what CheckQueues does with the open queues as they stand now.
func (qs *Queues) Check() (Found, error) { return checkQueues(qs.db.path, openFileNow(qs.db)) }

func checkQueues(path string, from source) (Found, error) {
	found := Found{File: path}
	c := queuesCheck{}
	w := &walker{item: c.take, lost: found.noteLoss}
	if err := w.walkFrom(from); err != nil {
		return found, err
	}
	for _, name := range slices.Sorted(maps.Keys(c)) {
		c[name].addTo(&found, name)
	}
	return found, nil
}

// queuesCheck is a check under way, by the names of queues.
type queuesCheck map[string]*queueCheck

type queueCheck struct {
	bodies  map[uint64]bool
	places  map[uint64]int // how often a message stands in the schedule or among the dead
	waiting int
	dead    int
	bad     int
}

// The parts of a queue, as the names of its buckets end.
const (
	bodiesPart   = "bodies"
	schedulePart = "schedule"
	deadPart     = "dead"
	oldPart      = "order" // the schedule before it had groups
)

func (c queuesCheck) take(bucket, key, value []byte) {
	name, part, isQueue := strings.Cut(string(bucket), "/")
	if !isQueue {
		return
	}
	if c[name] == nil {
		c[name] = &queueCheck{bodies: map[uint64]bool{}, places: map[uint64]int{}}
	}
	q := c[name]
	id, err := parseQueueKey(part, key, value)
	switch {
	case err != nil:
		q.bad++
	case part == bodiesPart:
		q.bodies[id] = true
	case part == deadPart:
		q.dead++
		q.places[id]++
	default:
		q.waiting++
		q.places[id]++
	}
}

// parseQueueKey returns the id of the message that an entry of a part of a queue is about.
func parseQueueKey(part string, key, value []byte) (id uint64, err error) {
	switch part {
	case bodiesPart:
		if len(key) != 8 {
			return 0, errCorrupt
		}
		return binary.BigEndian.Uint64(key), nil
	case schedulePart:
		e, err := parseScheduled(key, value)
		return e.id, err
	}
	if len(key) != 16 {
		return 0, errCorrupt
	}
	e, err := parseDead(key, value)
	return e.id, err
}

// addTo adds what was found of one queue.
func (q *queueCheck) addTo(found *Found, name string) {
	found.Counts = append(
		found.Counts,
		Count{name + ": messages that wait", q.waiting},
		Count{name + ": dead letters", q.dead},
	)
	if q.bad > 0 {
		found.addProblem("%d entries of the queue %s make no sense", q.bad, name)
	}
	twice := 0
	bodiless := 0
	for id, n := range q.places {
		twice += n - 1
		if !q.bodies[id] {
			bodiless++
		}
	}
	forgotten := len(q.bodies) + bodiless - len(q.places)
	if twice > 0 {
		found.addProblem("%d messages of the queue %s stand in it twice", twice, name)
	}
	if bodiless > 0 {
		found.addProblem("%d messages of the queue %s have no body", bodiless, name)
	}
	if forgotten > 0 {
		found.addProblem("%d bodies of the queue %s stand at no message", forgotten, name)
	}
}
