package heard

import (
	"slices"
	"sync"
	"time"

	"holdfast/shared/words/crm"
)

// Delivery is one delivery, as a Tally notes it.
type Delivery struct {
	Store  string
	Source string
	What   string
	Detail string
	At     crm.Instant
}

// Tally counts deliveries in memory. It is safe for use by several goroutines.
type Tally struct {
	By string // the name of this process

	mu      sync.Mutex
	days    map[dayKey]*Day
	changed map[dayKey]bool
}

type dayKey struct{ store, source, date string }

// How much a Tally holds. Topics come from headers that nobody signs, and from bodies.
const (
	maxDetails = 40 // of one day and source; further ones count as other
	maxDetail  = 80 // bytes of a topic
	other      = "other"
)

// Note counts a delivery.
func (t *Tally) Note(d Delivery) {
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.days == nil {
		t.days = map[dayKey]*Day{}
		t.changed = map[dayKey]bool{}
	}

	key := dayKey{
		store:  d.Store,
		source: d.Source,
		date:   d.At.Time().Format(time.DateOnly),
	}
	day := t.days[key]
	if day == nil {
		t.dropBefore(key.date)
		day = &Day{
			Store:  d.Store,
			Source: d.Source,
			Date:   key.date,
			By:     t.By,
		}
		t.days[key] = day
	}

	if d.What != Refused {
		day.Last = max(day.Last, d.At)
	}
	day.add(d.What, d.Detail)
	t.changed[key] = true
}

// dropBefore forgets the days before a date that are kept.
func (t *Tally) dropBefore(date string) {
	for key := range t.days {
		if key.date < date && !t.changed[key] {
			delete(t.days, key)
		}
	}
}

func (d *Day) add(what, detail string) {
	c := Count{
		What:   what,
		Detail: detail[:min(len(detail), maxDetail)],
	}
	i, known := d.find(c)
	isFull := len(d.Counts) >= maxDetails
	if isFull && !known {
		c.Detail = other
		i, known = d.find(c)
	}
	if !known {
		d.Counts = slices.Insert(d.Counts, i, c)
	}
	d.Counts[i].N++
}

// find returns the place of a count, and reports whether it is there.
func (d *Day) find(c Count) (int, bool) {
	return slices.BinarySearchFunc(d.Counts, c, Count.compare)
}

// Changed returns the days that have changed since it was called last.
func (t *Tally) Changed() []Day {
	t.mu.Lock()
	defer t.mu.Unlock()
	var days []Day
	for key := range t.changed {
		day := *t.days[key]
		day.Counts = slices.Clone(day.Counts)
		days = append(days, day)
	}
	clear(t.changed)
	return days
}
