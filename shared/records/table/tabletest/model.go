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

// query answers in order; items at the same place of an index are in order of their keys.
func (m model) query(q table.Query) []table.Item {
	var found []table.Item
	for _, it := range m {
		at := place(q.Index, it)
		if at.PK != q.PK || at.SK < q.From || q.To != "" && at.SK >= q.To {
			continue
		}
		if q.Index != table.Main {
			it = indexed(q.Index, table.Item{Key: it.Key}, at)
		}
		found = append(found, it)
	}
	slices.SortFunc(found, func(a, b table.Item) int { return inOrder(q, a, b) })
	return found
}

// scan gives all items, in order of their places and then their partitions.
func (m model) scan() []table.Item {
	return slices.SortedFunc(
		maps.Values(m),
		func(a, b table.Item) int { return inOrder(table.Query{}, a, b) },
	)
}

// inOrder compares two items by where they stand in a query's answer.
func inOrder(q table.Query, a, b table.Item) int {
	order := cmp.Or(
		strings.Compare(place(q.Index, a).SK, place(q.Index, b).SK),
		byBytes(a.Key, b.Key),
	)
	if q.Backward {
		return -order
	}
	return order
}

func byBytes(a, b table.Key) int {
	return cmp.Or(strings.Compare(a.PK, b.PK), strings.Compare(a.SK, b.SK))
}

// place is where an item stands for a query.
func place(i table.Index, it table.Item) table.Key {
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
	return h.key(
		rapid.SampledFrom([]string{"a", "b", "ab"}).Draw(h.t, label+" pk"),
		rapid.SampledFrom([]string{"1", "12", "2", "\x02"}).Draw(h.t, label+" sk"))
}

func (h *history) drawIndexKey(label string) table.Key {
	if rapid.Bool().Draw(h.t, "in "+label) {
		return h.drawKey(label)
	}
	return table.Key{}
}

// drawOp draws an op whose condition mostly holds.
func (h *history) drawOp(k table.Key) table.Op {
	op := table.Op{
		Kind: rapid.SampledFrom([]table.Kind{table.Put, table.Put, table.Put, table.Delete, table.Check}).
			Draw(h.t, "kind"),
		Item: table.Item{Key: k},
		If:   h.model[k].Version,
	}
	if rapid.IntRange(0, 5).Draw(h.t, "honest") == 0 {
		op.If = rapid.Uint64Range(0, 3).Draw(h.t, "if")
	}
	if op.Kind == table.Put {
		op.Item.Body = rapid.SliceOfN(rapid.Byte(), 0, 20).Draw(h.t, "body")
		op.Item.Due, op.Item.List = h.drawIndexKey("due"), h.drawIndexKey("list")
		op.Item.Expires = rapid.SampledFrom([]int64{0, 4102444800, 4102444801}).
			Draw(h.t, "expires")
		// in 2100
	}
	return op
}

func (h *history) playWrite() {
	n := rapid.IntRange(1, 4).Draw(h.t, "ops")
	keys := make(map[table.Key]bool)
	for range n {
		keys[h.drawKey("op")] = true
	}
	var ops []table.Op
	for _, k := range slices.SortedFunc(maps.Keys(keys), byBytes) {
		ops = append(ops, h.drawOp(k))
	}
	if want := h.model.write(ops); want != nil {
		h.refused(want.Old, ops...)
		return
	}
	h.write(ops...)
}

func (h *history) playGet() {
	a := h.drawKey("first")
	b := h.drawKey("second")
	var want []table.Item
	for _, k := range slices.Compact([]table.Key{a, b}) {
		if it, ok := h.model[k]; ok {
			want = append(want, it)
		}
	}
	h.stands(want, slices.Compact([]table.Key{a, b})...)
}

func (h *history) playQuery() {
	bound := rapid.SampledFrom([]string{"", "", "1", "12", "2", "3"})
	q := table.Query{
		Index: rapid.SampledFrom([]table.Index{table.Main, table.Due, table.List}).
			Draw(h.t, "index"),
		PK:       h.drawKey("query").PK,
		From:     bound.Draw(h.t, "from"),
		To:       bound.Draw(h.t, "to"),
		Backward: rapid.Bool().Draw(h.t, "backward"),
		Limit:    rapid.IntRange(0, 3).Draw(h.t, "limit"),
	}
	want := h.model.query(q)
	if q.Index == table.Main {
		h.finds(want, q)
		return
	}
	h.eventually("index query", func() string { return h.differs(q, want) })
}

// differs compares an index's answer with the model's, which must agree but for the order
// of items at one place.
func (h *history) differs(q table.Query, want []table.Item) string {
	got := h.all(q)
	places := func(items []table.Item) (sks []string) {
		for _, it := range items {
			sks = append(sks, place(q.Index, it).SK)
		}
		return sks
	}
	return gocmp.Diff(places(want), places(got), same) + gocmp.Diff(byKey(want), byKey(got), same)
}
