package tabletest

import (
	"cmp"
	"crypto/rand"
	"maps"
	"slices"
	"strings"

	gocmp "github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"holdfast/shared/records/table"
)

// model is the simplest thing that keeps the contract: a map.
type model map[table.Key]table.Item

// write applies ops or says which conditions failed.
func (m model) write(ops []table.Op) *table.Conflict {
	c := &table.Conflict{Old: make([]*table.Item, len(ops))}
	failed := false
	for i, op := range ops {
		old, stands := m[op.Item.Key]
		if old.Version == op.If {
			continue
		}
		failed = true
		if stands {
			c.Old[i] = &old
		}
	}
	if failed {
		return c
	}
	for _, op := range ops {
		switch op.Kind {
		case table.Put:
			m[op.Item.Key] = versioned(op.Item, op.If+1)
		case table.Delete:
			delete(m, op.Item.Key)
		}
	}
	return nil
}

// query answers in order. Items under the same key of an index come in order of their own
// keys.
func (m model) query(q table.Query) []table.Item {
	var found []table.Item
	for _, it := range m {
		key := keyIn(q.Index, it)
		if key.PK != q.PK || key.SK < q.From {
			continue
		}
		if q.To != "" && key.SK >= q.To {
			continue
		}

		if q.Index != table.Main {
			keysOnly := table.Item{Key: it.Key}
			it = indexed(q.Index, keysOnly, key)
		}
		found = append(found, it)
	}
	slices.SortFunc(found, func(a, b table.Item) int {
		return compareItems(q, a, b)
	})
	return found
}

// scan returns all items in order of their sort keys and then their partitions.
func (m model) scan() []table.Item {
	return slices.SortedFunc(maps.Values(m), func(a, b table.Item) int {
		return compareItems(table.Query{}, a, b)
	})
}

// compareItems compares two items by their places in a query's answer.
func compareItems(q table.Query, a, b table.Item) int {
	bySortKey := strings.Compare(keyIn(q.Index, a).SK, keyIn(q.Index, b).SK)
	order := cmp.Or(bySortKey, compareKeys(a.Key, b.Key))
	if q.Backward {
		return -order
	}
	return order
}

func compareKeys(a, b table.Key) int {
	byPartition := strings.Compare(a.PK, b.PK)
	return cmp.Or(byPartition, strings.Compare(a.SK, b.SK))
}

// keyIn returns the key under which an index, or the table itself, has an item.
func keyIn(i table.Index, it table.Item) table.Key {
	switch i {
	case table.Due:
		return it.Due
	case table.List:
		return it.List
	}
	return it.Key
}

var modelTests = map[string]func(*bench){
	"any history ends as it would in a map": func(b *bench) {
		rapid.Check(b.t, func(t *rapid.T) {
			h := &history{
				bench: &bench{
					tester: t,
					Table:  b.Table,
					opts:   b.opts,
					own:    rand.Text(),
				},
				model: make(model), t: t,
			}
			t.Repeat(map[string]func(*rapid.T){
				"write": func(*rapid.T) { h.playWrite() },
				"get":   func(*rapid.T) { h.playGet() },
				"query": func(*rapid.T) { h.playQuery() },
			})
			h.eventually(
				"scan",
				func() string { return gocmp.Diff(map[table.Key]table.Item(h.model), h.scanned(3), same) },
			)
		})
	},
}

// history plays random requests on a table and its model.
type history struct {
	*bench
	model model
	t     *rapid.T
}

func (h *history) drawKey(label string) table.Key {
	pk := rapid.SampledFrom([]string{"a", "b", "ab"})
	sk := rapid.SampledFrom([]string{"1", "12", "2", "\x02"})
	return h.key(
		pk.Draw(h.t, label+" pk"),
		sk.Draw(h.t, label+" sk"),
	)
}

func (h *history) drawIndexKey(label string) table.Key {
	if rapid.Bool().Draw(h.t, "in "+label) {
		return h.drawKey(label)
	}
	return table.Key{}
}

// What drawOp draws from. Puts are most frequent. The instants are in 2100.
var (
	opKinds  = []table.Kind{table.Put, table.Put, table.Put, table.Delete, table.Check}
	expiries = []int64{0, 4102444800, 4102444801}
)

// drawOp draws an op whose condition mostly holds.
func (h *history) drawOp(k table.Key) table.Op {
	op := table.Op{
		Kind: rapid.SampledFrom(opKinds).Draw(h.t, "kind"),
		Item: table.Item{Key: k},
		If:   h.model[k].Version,
	}
	if rapid.IntRange(0, 5).Draw(h.t, "honest") == 0 {
		op.If = rapid.Uint64Range(0, 3).Draw(h.t, "if")
	}
	if op.Kind != table.Put {
		return op
	}

	body := rapid.SliceOfN(rapid.Byte(), 0, 20)
	op.Item.Body = body.Draw(h.t, "body")
	op.Item.Due = h.drawIndexKey("due")
	op.Item.List = h.drawIndexKey("list")
	op.Item.Expires = rapid.SampledFrom(expiries).Draw(h.t, "expires")
	return op
}

func (h *history) playWrite() {
	n := rapid.IntRange(1, 4).Draw(h.t, "ops")
	keys := make(map[table.Key]bool)
	for range n {
		keys[h.drawKey("op")] = true
	}
	var ops []table.Op
	for _, k := range slices.SortedFunc(maps.Keys(keys), compareKeys) {
		ops = append(ops, h.drawOp(k))
	}
	if want := h.model.write(ops); want != nil {
		h.refused(want.Old, ops...)
		return
	}
	h.write(ops...)
}

func (h *history) playGet() {
	first := h.drawKey("first")
	second := h.drawKey("second")
	keys := slices.Compact([]table.Key{first, second})

	var want []table.Item
	for _, k := range keys {
		if it, ok := h.model[k]; ok {
			want = append(want, it)
		}
	}
	h.stands(want, keys...)
}

func (h *history) playQuery() {
	index := rapid.SampledFrom([]table.Index{table.Main, table.Due, table.List})
	bound := rapid.SampledFrom([]string{"", "", "1", "12", "2", "3"})
	limit := rapid.IntRange(0, 3)
	q := table.Query{
		Index:    index.Draw(h.t, "index"),
		PK:       h.drawKey("query").PK,
		From:     bound.Draw(h.t, "from"),
		To:       bound.Draw(h.t, "to"),
		Backward: rapid.Bool().Draw(h.t, "backward"),
		Limit:    limit.Draw(h.t, "limit"),
	}
	want := h.model.query(q)
	if q.Index == table.Main {
		h.finds(want, q)
		return
	}
	h.eventually("index query", func() string { return h.diffIndex(q, want) })
}

// diffIndex compares an index's answer with the model's. They must agree but for the order
// of items under one key of the index.
func (h *history) diffIndex(q table.Query, want []table.Item) string {
	got := h.queryAll(q)
	order := gocmp.Diff(sortKeys(q.Index, want), sortKeys(q.Index, got), same)
	items := gocmp.Diff(byKey(want), byKey(got), same)
	return order + items
}

func sortKeys(i table.Index, items []table.Item) (sks []string) {
	for _, it := range items {
		sks = append(sks, keyIn(i, it).SK)
	}
	return sks
}
