package fault

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/table"
	"holdfast/tests/stories"
)

// calls counts what a table is asked.
type calls struct {
	table.Table
	Writes, Reads, Queries, Named int
}

func (c *calls) Write(ctx context.Context, ops ...table.Op) error {
	c.Writes++
	return c.Table.Write(ctx, ops...)
}

func (c *calls) Get(ctx context.Context, strong bool, keys ...table.Key) (map[table.Key]table.Item, error) {
	c.Reads += len(keys)
	return c.Table.Get(ctx, strong, keys...)
}

func (c *calls) Query(ctx context.Context, q table.Query) (table.Page, error) {
	page, err := c.Table.Query(ctx, q)
	c.Queries++
	if q.Index == table.Due {
		c.Named += len(page.Items)
	}
	return page, err
}

// While nothing happens a sweep costs an empty look into each shard of the index and the shop's settings, however many
// customers there are; the one that is due is all that is read besides.
func TestASweepReadsOnlyWhoIsDue(t *testing.T) {
	t.Parallel()
	c := &calls{}
	p := tell(t, `sweep never
--
2026-03-01 crowd 60 10
2026-03-02 order A1 by ann 10.00
2026-03-02 order B1 by bob 10.00 placed 2026-02-01
2026-03-02 12:00 end
`, stories.Walls{Table: func(t table.Table) table.Table { c.Table = t; return c }})
	sweep := func() calls {
		*c = calls{Table: c.Table}
		if err := p.Sweep.Start(t.Context(), p.Time); err != nil {
			t.Fatal(err)
		}
		p.Pump(t.Context())
		got := *c
		got.Table = nil
		return got
	}
	idle := calls{Queries: 5, Reads: 2} // the list of stores, four shards; settings and rules
	p.Time = p.Time.Add(time.Hour)
	if diff := cmp.Diff(idle, sweep(), cmp.AllowUnexported(calls{})); diff != "" {
		t.Errorf("nobody is due:\n%s", diff)
	}
	p.Time = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC) // bob is due, 30 days after his order
	if got := sweep(); got.Named != 1 || got.Writes != 1 {
		t.Errorf("one customer is due: %+v", got)
	}
	p.Time = p.Time.Add(time.Hour)
	if diff := cmp.Diff(idle, sweep(), cmp.AllowUnexported(calls{})); diff != "" {
		t.Errorf("nobody is due any more:\n%s", diff)
	}
}
