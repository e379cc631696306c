package fault

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/table"
	"holdfast/tests/stories"
)

// calls is what a table was asked.
type calls struct{ Writes, Reads, Queries, Named int }

// metered is a table that counts what it is asked.
type metered struct {
	table.Table
	mu sync.Mutex
	calls
}

func (m *metered) count(by func(*calls)) {
	m.mu.Lock()
	defer m.mu.Unlock()
	by(&m.calls)
}

func (m *metered) Write(ctx context.Context, ops ...table.Op) error {
	m.count(func(c *calls) { c.Writes++ })
	return m.Table.Write(ctx, ops...)
}

func (m *metered) Get(ctx context.Context, strong bool, keys ...table.Key) (map[table.Key]table.Item, error) {
	m.count(func(c *calls) { c.Reads += len(keys) })
	return m.Table.Get(ctx, strong, keys...)
}

func (m *metered) Query(ctx context.Context, q table.Query) (table.Page, error) {
	page, err := m.Table.Query(ctx, q)
	m.count(func(c *calls) {
		c.Queries++
		if q.Index == table.Due {
			c.Named += len(page.Items)
		}
	})
	return page, err
}

// While nothing happens a sweep costs an empty look into each shard of the index and the shop's settings, however many
// customers there are; the one that is due is all that is read besides. Once a product has a cost, the register is read too,
// once an hour.
func TestASweepReadsOnlyWhoIsDue(t *testing.T) {
	t.Parallel()
	m := &metered{}
	p := tell(t, `sweep never
--
2026-03-01 crowd 60 10
2026-03-02 order A1 by ann 10.00
2026-03-02 order B1 by bob 10.00 placed 2026-02-01
2026-03-02 12:00 end
`, stories.Walls{Table: func(t table.Table) table.Table { m.Table = t; return m }})
	sweep := func() calls {
		m.count(func(c *calls) { *c = calls{} })
		if err := p.Sweep.Start(t.Context(), p.Time); err != nil {
			t.Fatal(err)
		}
		p.Pump(t.Context())
		return m.calls
	}
	idle := calls{Queries: 5, Reads: 2} // the list of stores, four shards; settings and rules
	p.Time = p.Time.Add(time.Hour)
	if diff := cmp.Diff(idle, sweep()); diff != "" {
		t.Errorf("nobody is due:\n%s", diff)
	}
	p.Time = time.Date(2026, 3, 3, 12, 0, 0, 0, time.UTC) // bob is due, 30 days after his order
	if got := sweep(); got.Named != 1 || got.Writes != 1 {
		t.Errorf("one customer is due: %+v", got)
	}
	p.Time = p.Time.Add(time.Hour)
	if diff := cmp.Diff(idle, sweep()); diff != "" {
		t.Errorf("nobody is due any more:\n%s", diff)
	}

	cost := stories.Delivery{Lane: stories.Orders, Source: "shop", Topic: "product.updated", Body: fmt.Appendf(nil,
		`{"type":"product.updated","timestamp":%q,"data":{"id":"P1","cost":"4.00","currency":"EUR"}}`, p.Time.Format(time.RFC3339))}
	if err := p.Post(t.Context(), cost); err != nil {
		t.Fatal(err)
	}
	p.Pump(t.Context())
	p.Time = p.Time.Add(time.Hour)
	idle.Queries++
	if diff := cmp.Diff(idle, sweep()); diff != "" {
		t.Errorf("a product has a cost:\n%s", diff)
	}
}
