package tabletest

import (
	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/table"
)

// lists requires that an index query comes to give these items, keys only, in this order.
func (b *bench) lists(want []table.Item, q table.Query) {
	b.Helper()
	b.eventually("index query", func() string {
		return cmp.Diff(want, b.queryAll(q), same)
	})
}

// indexed puts an item's place into the index a query names.
func indexed(i table.Index, it table.Item, at table.Key) table.Item {
	if i == table.Due {
		it.Due = at
	} else {
		it.List = at
	}
	return it
}

// onBoth runs a test on the due and on the list index.
func onBoth(test func(b *bench, i table.Index)) func(*bench) {
	return func(b *bench) {
		own := b.own
		for _, i := range []table.Index{table.Due, table.List} {
			b.own = own + number(int(i))
			test(b, i)
		}
	}
}

var indexTests = map[string]func(*bench){
	"only items with a key are in an index, and with their keys only": onBoth(
		func(b *bench, i table.Index) {
			in := indexed(
				i,
				table.Item{Key: b.key("p", "in"), Body: []byte("body"), Expires: 1999999999},
				b.key("x", "1"),
			)
			out := table.Item{Key: b.key("p", "out"), Body: []byte("body")}
			elsewhere := indexed(i, table.Item{Key: b.key("p", "else")}, b.key("x2", "1"))
			b.create(in, out, elsewhere)
			b.lists(
				[]table.Item{indexed(i, table.Item{Key: in.Key}, b.key("x", "1"))},
				table.Query{Index: i, PK: b.pk("x")},
			)
			b.lists(nil, table.Query{Index: i, PK: b.pk("none")})
		},
	),
	"the two indexes are apart": func(b *bench) {
		it := table.Item{Key: b.key("p", "s"), Due: b.key("x", "due"), List: b.key("x", "list")}
		b.create(it)
		b.lists(
			[]table.Item{{Key: it.Key, Due: it.Due}},
			table.Query{Index: table.Due, PK: b.pk("x")},
		)
		b.lists(
			[]table.Item{{Key: it.Key, List: it.List}},
			table.Query{Index: table.List, PK: b.pk("x")},
		)
	},
	"an index is in order, with ranges, backward and in pages": onBoth(
		func(b *bench, i table.Index) {
			var items, want []table.Item
			for n := range 10 {
				k := b.key(number(9-n), "s") // another order than the index's
				items = append(
					items,
					indexed(i, table.Item{Key: k, Body: []byte("body")}, b.key("x", number(n))),
				)
				want = append(want, indexed(i, table.Item{Key: k}, b.key("x", number(n))))
			}
			b.create(items...)
			b.lists(want, table.Query{Index: i, PK: b.pk("x")})
			b.lists(backward(want), table.Query{Index: i, PK: b.pk("x"), Backward: true})
			b.lists(want[:4], table.Query{Index: i, PK: b.pk("x"), To: "0004"})
			b.lists(backward(want[3:7]), table.Query{
				Index:    i,
				PK:       b.pk("x"),
				From:     "0003",
				To:       "0007",
				Backward: true,
			})
			for limit := 1; limit <= 11; limit++ {
				b.lists(want[2:9], table.Query{
					Index: i,
					PK:    b.pk("x"),
					From:  "0002",
					To:    "0009",
					Limit: limit,
				})
				b.lists(backward(want), table.Query{
					Index:    i,
					PK:       b.pk("x"),
					Limit:    limit,
					Backward: true,
				})
			}
		},
	),
	"items at the same place of an index are all there, in pages too": onBoth(
		func(b *bench, i table.Index) {
			var items, want []table.Item
			for n := range 9 {
				k := b.key("p", number(n))
				items = append(items, indexed(i, table.Item{Key: k}, b.key("x", "same")))
				want = append(want, indexed(i, table.Item{Key: k}, b.key("x", "same")))
			}
			b.create(items...)
			for _, limit := range []int{0, 1, 4} {
				b.eventually("index query", func() string {
					got := b.queryAll(table.Query{Index: i, PK: b.pk("x"), Limit: limit})
					if len(got) != len(want) {
						return cmp.Diff(len(want), len(got))
					}
					return cmp.Diff(byKey(want), byKey(got), same)
				})
			}
		},
	),
	"an item moves in an index when its key changes": onBoth(func(b *bench, i table.Index) {
		k := b.key("p", "s")
		b.create(indexed(i, table.Item{Key: k}, b.key("x", "1")))
		for v, at := range []table.Key{
			b.key("x", "2"),
			b.key("y", "2"),
			b.key("y", "1"),
			b.key("y", "1"),
		} {
			b.write(put(indexed(i, table.Item{Key: k, Body: []byte(number(v))}, at), uint64(v)+1))
			for _, x := range []string{"x", "y"} {
				var want []table.Item
				if at.PK == b.pk(x) {
					want = []table.Item{indexed(i, table.Item{Key: k}, at)}
				}
				b.lists(want, table.Query{Index: i, PK: b.pk(x)})
			}
		}
	}),
	"an item leaves an index with its key, or with the item": onBoth(func(b *bench, i table.Index) {
		k := b.key("p", "1")
		k2 := b.key("p", "2")
		b.create(
			indexed(i, table.Item{Key: k}, b.key("x", "1")),
			indexed(i, table.Item{Key: k2}, b.key("x", "2")),
		)
		b.write(put(table.Item{Key: k}, 1))
		b.lists(
			[]table.Item{indexed(i, table.Item{Key: k2}, b.key("x", "2"))},
			table.Query{Index: i, PK: b.pk("x")},
		)
		b.write(del(k2, 1))
		b.lists(nil, table.Query{Index: i, PK: b.pk("x")})
		b.write(put(indexed(i, table.Item{Key: k}, b.key("x", "3")), 2))
		b.lists(
			[]table.Item{indexed(i, table.Item{Key: k}, b.key("x", "3"))},
			table.Query{Index: i, PK: b.pk("x")},
		)
	}),
	"a refused write leaves an index as it was": onBoth(func(b *bench, i table.Index) {
		k := b.key("p", "1")
		it := indexed(i, table.Item{Key: k}, b.key("x", "1"))
		b.create(it)
		old := versioned(it, 1)
		b.refused(
			[]*table.Item{&old, nil},
			put(
				indexed(i, table.Item{Key: k}, b.key("x", "0")),
				0,
			),
			put(indexed(i, table.Item{Key: b.key("p", "2")}, b.key("x", "2")), 0),
		)
		b.lists([]table.Item{it}, table.Query{Index: i, PK: b.pk("x")})
	}),
}
