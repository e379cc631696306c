package tabletest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"sync"

	"holdfast/shared/records/table"
)

// Lagging is a table whose indexes stand some writes behind the items, as DynamoDB's may.
// All else is the inner table's. It knows only what is written through it, and lets one
// Write in at a time.
type Lagging struct {
	table.Table

	mu     sync.Mutex
	behind int
	late   []func()                // changes that the indexes do not show yet, oldest first
	shown  map[table.Key]indexKeys // what they show
}

type indexKeys struct{ due, list table.Key }

var _ table.Table = (*Lagging)(nil)

// NewLagging wraps a table with nothing in its indexes. Index queries are answered from
// the state before the last `behind` successful writes; see CatchUp and SetBehind.
func NewLagging(inner table.Table, behind int) *Lagging {
	return &Lagging{Table: inner, behind: behind, shown: make(map[table.Key]indexKeys)}
}

// CatchUp lets the indexes show all writes up to now.
func (l *Lagging) CatchUp() {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.show(0)
}

// SetBehind changes by how many writes the indexes lag from now on.
func (l *Lagging) SetBehind(writes int) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.behind = writes
	l.show(writes)
}

// show lets the indexes catch up until only so many writes are late.
func (l *Lagging) show(late int) {
	n := max(0, len(l.late)-late)
	for _, change := range l.late[:n] {
		change()
	}
	l.late = slices.Delete(l.late, 0, n)
}

// Write implements table.Table.
func (l *Lagging) Write(ctx context.Context, ops ...table.Op) error {
	l.mu.Lock()
	defer l.mu.Unlock()
	err := l.Table.Write(ctx, ops...)
	switch {
	case table.IsConflict(err) || errors.Is(err, table.ErrInvalid):
		return err
	case err != nil:
		return errors.Join(err, l.showOutcome(ctx, ops))
	}
	ops = slices.Clone(ops) // the caller's slice is the caller's again
	l.addLate(func() {
		for _, op := range ops {
			l.change(op.Kind, op.Item)
		}
	})
	return nil
}

// addLate adds one write to those the indexes will show.
func (l *Lagging) addLate(change func()) {
	l.late = append(l.late, change)
	l.show(l.behind)
}

// change puts an item where it stands in the indexes.
func (l *Lagging) change(kind table.Kind, it table.Item) {
	switch at := (indexKeys{it.Due, it.List}); {
	case kind == table.Check:
	case kind == table.Delete || at == indexKeys{}:
		delete(l.shown, it.Key)
	default:
		l.shown[it.Key] = at
	}
}

// showOutcome finds out what a write of unknown outcome left.
func (l *Lagging) showOutcome(ctx context.Context, ops []table.Op) error {
	keys := make([]table.Key, len(ops))
	for i, op := range ops {
		keys[i] = op.Item.Key
	}
	stands, err := l.Get(context.WithoutCancel(ctx), true, keys...)
	if err != nil {
		return fmt.Errorf("tabletest: look after a failed write: %w", err)
	}
	l.addLate(func() {
		for _, k := range keys {
			if it, ok := stands[k]; ok {
				l.change(table.Put, it)
			} else {
				l.change(table.Delete, table.Item{Key: k})
			}
		}
	})
	return nil
}

// Query implements table.Table.
func (l *Lagging) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if q.Index != table.Due && q.Index != table.List {
		return l.Table.Query(ctx, q)
	}
	if _, err := l.Table.Query(ctx, table.Query{
		PK:    q.PK,
		Index: q.Index,
		Limit: q.Limit,
		From:  q.From,
		To:    q.To,
	}); err != nil {
		return table.Page{}, err
	}
	return cutPage(l.shownBy(q), q)
}

// shownBy is all that an index query gives by what the indexes show, in order.
func (l *Lagging) shownBy(q table.Query) []table.Item {
	l.mu.Lock()
	defer l.mu.Unlock()
	m := make(model)
	for k, at := range l.shown {
		m[k] = table.Item{Key: k, Due: at.due, List: at.list}
	}
	return m.query(q)
}
