// Package census judges every customer of every store and reduces what it counts to the
// exit-cost estimate, the thresholds and the store's own policy.
//
// A schedule calls Start, which sends one message for each segment of the table.
// CountSegments takes such messages: it scans a segment, counts each customer in a tally of
// its store, and puts the tallies if they are absent. The worker that then finds all
// segments done merges the tallies of each store and puts the report of the day, and, about
// once a week, new rules that come into force a little later.
//
// What it finds is as of one instant, as seen by the scan. A segment may be counted twice
// and stands once; a message that comes again changes nothing. A record that cannot be read
// is left out, and log and report say how many were; a store whose settings a newer version
// wrote keeps its last report.
//
// What a census is to learn besides is added to book.CensusTally (one customer at a time,
// in storeCount.add) and to book.CensusReport (once, in newCensusReport).
package census

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/outcome"
	"holdfast/shared/words/packed"
	"holdfast/shared/words/parallel"
)

// Census is the step. Its fields are what it needs; all but the functions that count
// are required, unless they say what 0 means.
type Census struct {
	Book     book.Book
	Shops    *book.Shops
	Segments queue.Queue
	Of       int // into how many segments the table is cut; 0 = DefaultSegments
	Workers  int // how many segments of one batch are counted side by side; 0 = 1
	Now      func() time.Time
	Log      *slog.Logger

	// WritesAtOnce is how many customers of a segment are written side by side; 0 = 16. A
	// store that commits in groups takes hundreds in one.
	WritesAtOnce int

	// CountUnreadable is told of each record that is left out because it cannot be read; nil =
	// they are only logged.
	CountUnreadable func()
	// CountSilent is told of each source of which nothing was heard for two days; nil = they
	// are only logged.
	CountSilent func()
}

// DefaultSegments is enough for Lambda to read a million customers in minutes, and few
// enough for an idle table.
const DefaultSegments = 4

// defaultWritesAtOnce is what a store with a request for each write takes well.
const defaultWritesAtOnce = 16

func (c *Census) writesAtOnce() int { return cmp.Or(c.WritesAtOnce, defaultWritesAtOnce) }

// messageVersion is the version of the messages that Start and StartReport send.
const messageVersion = 1

// segmentMessage asks for one segment.
type segmentMessage struct {
	V          int         `json:"v"`
	At         crm.Instant `json:"at"`
	Segment    int         `json:"segment"`
	Of         int         `json:"of"`
	ReportOnly bool        `json:"look,omitempty"`  // no new rules, no new dates
	Store      string      `json:"store,omitempty"` // of this store alone
	Rules      *book.Rules `json:"rules,omitempty"` // by these, instead of those in force
}

// run returns the name of the census that a segment belongs to.
func (m segmentMessage) run() string {
	if m.ReportOnly {
		return fmt.Sprintf("%013d-look-%s", m.At, m.Store)
	}
	return fmt.Sprintf("%013d", m.At)
}

// rules returns the rules by which the census judges a store.
func (m segmentMessage) rules(shop *book.Shop) book.Rules {
	if m.Rules != nil {
		return *m.Rules
	}
	return shop.RulesAt(m.At.Time())
}

// Start asks for a census as of an instant. Asked twice for the same instant, it is one
// census.
func (c *Census) Start(ctx context.Context, at time.Time) error {
	c.findSilent(ctx, at)
	return c.send(ctx, segmentMessage{At: crm.InstantOf(at)})
}

// StartReport asks for a report of one store alone, as of any instant, by the given
// rules; without any, by those in force then. It changes no rules and no dates.
func (c *Census) StartReport(
	ctx context.Context,
	store string,
	at time.Time,
	by *book.Rules,
) error {
	return c.send(ctx, segmentMessage{
		At:         crm.InstantOf(at),
		ReportOnly: true,
		Store:      store,
		Rules:      by,
	})
}

// send sends a message for each segment.
func (c *Census) send(ctx context.Context, m segmentMessage) error {
	m.V = messageVersion
	m.Of = c.Of
	if m.Of == 0 {
		m.Of = DefaultSegments
	}

	bodies := make([][]byte, m.Of)
	for i := range bodies {
		m.Segment = i
		body, err := json.Marshal(m)
		if err != nil {
			return fmt.Errorf("ask for census: %w", err)
		}
		bodies[i] = body
	}
	if err := c.Segments.Send(ctx, m.Store, 0, bodies...); err != nil {
		return fmt.Errorf("ask for census: %w", err)
	}
	return nil
}

// CountSegments counts the segments that messages ask for, reduces the census if they were
// the last, and answers for each message. One of a newer version is left for later. On
// conflict a message comes back, and finds the report or the rules that another worker
// wrote.
func (c *Census) CountSegments(ctx context.Context, messages []queue.Message) []error {
	return parallel.Each(max(1, c.Workers), messages, func(m queue.Message) error {
		err := c.answer(ctx, m)
		if errors.Is(err, packed.ErrNewer) {
			c.Log.WarnContext(ctx, "a segment is left for later", "message", m.ID, "error", err)
		}
		if table.IsConflict(err) {
			return outcome.Later(time.Second, "another worker is writing the same records")
		}
		return err
	})
}

func (c *Census) answer(ctx context.Context, m queue.Message) error {
	segment, err := readSegmentMessage(m.Body)
	if errors.Is(err, packed.ErrNewer) {
		return err
	}
	if err != nil {
		c.Log.ErrorContext(ctx, "not a census segment", "message", m.ID)
		return outcome.Reject("not a census segment")
	}

	if err := c.countSegment(ctx, segment); err != nil {
		return err
	}
	// A crash here leaves all parts and no result: this message comes again.
	done, complete, err := c.Book.FindDoneSegments(ctx, segment.run(), segment.Of)
	if err != nil || !complete {
		return err
	}
	for _, store := range done.Stores() { // trouble with one store stops no other
		err = errors.Join(err, c.reduce(ctx, segment, done, store))
	}
	return err
}

func readSegmentMessage(body []byte) (segmentMessage, error) {
	var m segmentMessage
	if err := queue.Decode(body, messageVersion, &m); err != nil {
		return m, fmt.Errorf("read census segment: %w", err)
	}
	if m.Of < 1 || m.Segment < 0 || m.Segment >= m.Of {
		return m, fmt.Errorf("read census segment: %d of %d", m.Segment, m.Of)
	}
	return m, nil
}
