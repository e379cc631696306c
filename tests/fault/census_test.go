package fault

import (
	"context"
	"sync/atomic"
	"testing"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/tests/stories"
)

func TestWhoIsOverdueWhenTheFirstCensusFindsThemValuedIsCalled(t *testing.T) {
	t.Parallel()
	p := tell(t, `sweep 09:30 10:30 11:30
--
2026-01-31 crowd 30 2
`+valued+`
2026-03-02 02:00 census
2026-03-03 02:00 census
2026-03-04 end
`, stories.Walls{})
	sound(t, p)
	if call := only(t, p, playbook.OwnerCall); call.State != playbook.Open {
		t.Errorf("the call is %s (%s)", call.State, call.Why)
	}
}

// The night after a store's first census nearly everybody is dated anew: hundreds share a commit where a store commits in groups, and
// nobody waits for the one before.
func TestACensusWritesNewDatesSideBySide(t *testing.T) {
	t.Parallel()
	m := &meeting{both: make(chan struct{})}
	p := tell(t, `sweep never
--
2026-01-31 crowd 30 2
2026-03-02 end
`, stories.Walls{Table: func(inner table.Table) table.Table { return meetingTable{inner, m} }})
	for range 2 {
		if err := p.Sweep.Start(t.Context(), p.Time); err != nil {
			t.Fatal(err)
		}
		p.Pump(t.Context())
		m.begun.Store(true)
		if err := p.Census.Start(t.Context(), p.Time); err != nil {
			t.Fatal(err)
		}
		p.Pump(t.Context())
		m.begun.Store(false)
		p.Turn(t.Context(), p.Time.AddDate(0, 0, 1))
	}
	if m.missed.Load() || m.writes.Load() < 2 {
		t.Errorf("%d customers were written, one after the other", m.writes.Load())
	}
}

// meeting has the first write of a customer wait for a second one.
type meeting struct {
	begun  atomic.Bool
	writes atomic.Int32
	missed atomic.Bool // the second one
	both   chan struct{}
}

type meetingTable struct {
	table.Table
	*meeting
}

func (m meetingTable) Write(ctx context.Context, ops ...table.Op) error {
	if m.begun.Load() && book.IsCustomer(ops[0].Item) {
		switch m.writes.Add(1) {
		case 1:
			select {
			case <-m.both:
			case <-time.After(10 * time.Second):
				m.missed.Store(true)
			}
		case 2:
			close(m.both)
		}
	}
	return m.Table.Write(ctx, ops...)
}
