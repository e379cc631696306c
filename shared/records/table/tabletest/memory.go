package tabletest

import (
	"bytes"
	"context"
	"hash/fnv"
	"sync"

	"holdfast/shared/records/table"
)

// memoryPage is how many items a page of a Memory holds at most: few, so that small tests
// meet cursors too.
const memoryPage = 50

// Memory is a table in a map, for tests of what stands on a table. It passes the suite;
// nothing in it lags or lasts.
type Memory struct {
	mu    sync.Mutex
	items model
}

var _ table.Table = (*Memory)(nil)

// NewMemory returns an empty table.
func NewMemory() *Memory { return &Memory{items: make(model)} }

// Get implements table.Table.
func (m *Memory) Get(
	ctx context.Context,
	_ bool,
	keys ...table.Key,
) (map[table.Key]table.Item, error) {
	if err := table.CheckGet(keys); err != nil {
		return nil, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	found := make(map[table.Key]table.Item)
	for _, k := range keys {
		if it, ok := m.items[k]; ok {
			found[k] = cloneItem(it)
		}
	}
	return found, ctx.Err()
}

// Write implements table.Table.
func (m *Memory) Write(ctx context.Context, ops ...table.Op) error {
	if err := table.CheckWrite(ops); err != nil {
		return err
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	kept := make([]table.Op, len(ops))
	for i, op := range ops {
		kept[i] = op
		kept[i].Item = cloneItem(op.Item)
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if c := m.items.write(kept); c != nil {
		for i, old := range c.Old {
			if old != nil {
				it := cloneItem(*old)
				c.Old[i] = &it
			}
		}
		return c
	}
	return nil
}

// Query implements table.Table.
func (m *Memory) Query(ctx context.Context, q table.Query) (table.Page, error) {
	if err := table.CheckQuery(q); err != nil {
		return table.Page{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if q.Limit == 0 || q.Limit > memoryPage {
		q.Limit = memoryPage
	}
	p, err := cutPage(m.items.query(q), q)
	if err != nil {
		return table.Page{}, err
	}
	return p, ctx.Err()
}

// Scan implements table.Table. Segments are by hash of the partition.
func (m *Memory) Scan(ctx context.Context, segment, of int, cursor string) (table.Page, error) {
	if err := table.CheckScan(segment, of); err != nil {
		return table.Page{}, err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	mine := make(model)
	for k, it := range m.items {
		h := fnv.New32a()
		_, _ = h.Write([]byte(k.PK)) // never fails
		if int(h.Sum32()%uint32(of)) == segment {
			mine[k] = it
		}
	}
	p, err := cutPage(mine.scan(), table.Query{Limit: memoryPage, Cursor: cursor})
	if err != nil {
		return table.Page{}, err
	}
	return p, ctx.Err()
}

// cloneItem is an item whose bytes are its own.
func cloneItem(it table.Item) table.Item {
	it.Body = bytes.Clone(it.Body)
	return it
}
