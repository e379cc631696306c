// Package heard counts what comes from each source: what was taken, what tells nothing that
// is used, by its topic, what could not be read, and what was refused, by its cause.
//
// A process that takes deliveries notes each in a Tally, in memory. From time to time it
// keeps the days of the Tally that have changed. The counts of a Day only grow, so that one
// that is kept twice, or late, changes nothing: Join takes the greatest of each.
package heard

import (
	"cmp"
	"slices"
	"time"

	"holdfast/shared/words/crm"
)

// What may become of a delivery.
const (
	Taken      = "taken"      // it is used
	Unused     = "unused"     // it tells nothing that is used; the detail is its topic
	Unreadable = "unreadable" // it waits in quarantine, or its sender was told; the detail is its topic
	Refused    = "refused"    // it is not genuine; the detail is the cause

	// Unknown is what is counted beside Taken of a delivery that has a word which stands in
	// no table; the detail is the field and the word.
	Unknown = "unknown"
)

// Causes are why a delivery is refused, in the order in which they are shown.
var Causes = [...]string{"signature", "account", "clock", "path"}

// Topic is the topic of our own messages to the orders queue that say what was heard: the
// body is a Day.
const Topic = "heard"

// Nobody is the store of deliveries to an address that does not exist.
const Nobody = "-"

// Day is what came from one source on one day, as one process counted it.
type Day struct {
	Store  string      `json:"store"`
	Source string      `json:"source"`
	Date   string      `json:"date"`           // in UTC, "2026-06-01"
	By     string      `json:"by"`             // the process that counted
	Last   crm.Instant `json:"last,omitempty"` // the last genuine delivery; 0 = none
	Counts []Count     `json:"counts,omitempty"`
}

// Count is how many deliveries had one outcome.
type Count struct {
	What   string `json:"what"`
	Detail string `json:"detail,omitempty"` // a topic or a cause
	N      int    `json:"n"`
}

func (c Count) compare(o Count) int {
	return cmp.Or(cmp.Compare(c.What, o.What), cmp.Compare(c.Detail, o.Detail))
}

// Join returns what two states of one day, source and process say together.
func (d Day) Join(o Day) Day {
	joined := d
	joined.Last = max(d.Last, o.Last)
	joined.Counts = merge(d.Counts, o.Counts, greater)
	return joined
}

// Sum is what came from a source on some days, whoever counted it.
type Sum struct {
	Last   crm.Instant `json:"last,omitempty"`
	Counts []Count     `json:"counts,omitempty"`
}

// DropCountsBefore drops what was counted before the day of an instant. When something came
// last stays known.
func DropCountsBefore(days []Day, first crm.Instant) {
	date := first.Time().Format(time.DateOnly)
	for i := range days {
		if days[i].Date < date {
			days[i].Counts = nil
		}
	}
}

// SumDays sums up days by source.
func SumDays(days []Day) map[string]Sum {
	sums := map[string]Sum{}
	for _, d := range days {
		sum := sums[d.Source]
		sum.Last = max(sum.Last, d.Last)
		sum.Counts = merge(sum.Counts, d.Counts, together)
		sums[d.Source] = sum
	}
	return sums
}

func greater(a, b int) int { return max(a, b) }

func together(a, b int) int { return a + b }

// Total returns how many deliveries became what, whatever the detail.
func (s Sum) Total(what string) (n int) {
	for _, c := range s.Counts {
		if c.What == what {
			n += c.N
		}
	}
	return n
}

// Details lists the counts of what, the greatest first.
func (s Sum) Details(what string) (all []Count) {
	for _, c := range s.Counts {
		if c.What == what {
			all = append(all, c)
		}
	}
	slices.SortStableFunc(all, func(a, b Count) int { return cmp.Compare(b.N, a.N) })
	return all
}

// merge unites two lists of counts; of one outcome it takes what choose makes of both.
func merge(a, b []Count, choose func(a, b int) int) []Count {
	merged := slices.Clone(a)
	for _, c := range b {
		i, known := slices.BinarySearchFunc(merged, c, Count.compare)
		if known {
			merged[i].N = choose(merged[i].N, c.N)
		} else {
			merged = slices.Insert(merged, i, c)
		}
	}
	return merged
}
