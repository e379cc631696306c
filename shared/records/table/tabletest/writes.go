package tabletest

import (
	"bytes"
	"context"
	"errors"
	"strings"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/table"
)

var getTests = map[string]func(*bench){
	"an item comes back as it was written": func(b *bench) {
		it := table.Item{
			Key:     b.key("p", "s"),
			Body:    []byte("\x00\xffbody"),
			Expires: 1999999999,
			Due:     b.key("due", "2031"),
			List:    b.key("list", "name"),
		}
		b.create(it)
		b.stands([]table.Item{versioned(it, 1)}, it.Key)
	},
	"a read that is not strong sees a write in the end": func(b *bench) {
		it := table.Item{Key: b.key("p", "s"), Body: []byte("x")}
		b.create(it)
		b.eventually("eventual read", func() string {
			got, err := b.Get(b.Context(), false, it.Key)
			if err != nil {
				b.Fatal(err)
			}
			return cmp.Diff(byKey([]table.Item{versioned(it, 1)}), got, same)
		})
	},
	"missing keys are not in the map": func(b *bench) {
		it := table.Item{Key: b.key("p", "s"), Body: []byte("x")}
		b.create(it)
		b.stands([]table.Item{versioned(it, 1)}, it.Key, b.key("p", "s2"), b.key("p2", "s"))
		b.stands(nil, b.key("p", "none"))
	},
	"an item may be empty": func(b *bench) {
		it := table.Item{Key: b.key("p", "s")}
		b.create(it)
		b.stands([]table.Item{versioned(it, 1)}, it.Key)
	},
	"a hundred keys are read at once": func(b *bench) {
		var items []table.Item
		var keys []table.Key
		for i := range table.MaxOps {
			it := table.Item{Key: b.key(number(i), "s"), Body: []byte(number(i))}
			items = append(items, it)
			keys = append(keys, it.Key)
		}
		b.create(items...)
		for i := range items {
			items[i].Version = 1
		}
		b.stands(items, keys...)
	},
	"keys that look alike are different items": func(b *bench) {
		var items []table.Item
		var keys []table.Key
		for _, k := range []table.Key{
			b.key("ab", "c"), b.key("a", "bc"),
			b.key("a#b", "c"), b.key("a", "b#c"),
			b.key("a", "C"),
			b.key("客户", "é"), b.key("a", "e\u0301"),
		} {
			items = append(items, table.Item{Key: k, Body: []byte(k.PK + "|" + k.SK)})
			keys = append(keys, k)
		}
		b.create(items...)
		for i := range items {
			items[i].Version = 1
		}
		b.stands(items, keys...)
	},
	"bytes belong to who holds them": func(b *bench) {
		body := []byte(
			"original" + strings.Repeat("x", 3<<10),
		) // large enough not to be copied for some other reason
		k := b.key("p", "s")
		want := []table.Item{{Key: k, Version: 1, Body: bytes.Clone(body)}}
		b.create(table.Item{Key: k, Body: body})
		copy(body, "CHANGED!")
		b.stands(want, k)
		got, err := b.Get(b.Context(), true, k)
		if err != nil {
			b.Fatal(err)
		}
		copy(got[k].Body, "CHANGED!")
		b.stands(want, k)
		var c *table.Conflict
		if err := b.Write(b.Context(), put(table.Item{Key: k}, 0)); !errors.As(err, &c) ||
			len(c.Old) != 1 ||
			c.Old[0] == nil {
			b.Fatalf("Write: %v, want a Conflict with the item", err)
		}
		copy(c.Old[0].Body, "CHANGED!")
		b.stands(want, k)
	},
}

var writeTests = map[string]func(*bench){
	"a new item needs that nothing stands there": func(b *bench) {
		it := table.Item{Key: b.key("p", "s"), Body: []byte("first")}
		b.create(it)
		old := versioned(it, 1)
		b.refused([]*table.Item{&old}, put(table.Item{Key: it.Key, Body: []byte("second")}, 0))
		b.stands([]table.Item{old}, it.Key)
	},
	"each write adds one to the version": func(b *bench) {
		it := table.Item{Key: b.key("p", "s"), Version: 77}
		for v := range uint64(4) {
			b.write(put(it, v))
			b.stands([]table.Item{versioned(it, v+1)}, it.Key)
		}
	},
	"a write on another version than stands there is refused": func(b *bench) {
		it := table.Item{
			Key:     b.key("p", "s"),
			Body:    []byte("x"),
			Due:     b.key("d", "1"),
			Expires: 1999999999,
		}
		b.create(it)
		b.write(put(it, 1))
		old := versioned(it, 2)
		b.refused([]*table.Item{&old}, put(it, 1))
		b.refused([]*table.Item{&old}, put(it, 3))
		b.refused([]*table.Item{&old}, del(it.Key, 1))
		b.refused([]*table.Item{&old}, check(it.Key, 1))
		b.stands([]table.Item{old}, it.Key)
	},
	"a write on a version where nothing stands is refused": func(b *bench) {
		k := b.key("p", "s")
		b.refused([]*table.Item{nil}, put(table.Item{Key: k}, 1))
		b.refused([]*table.Item{nil}, del(k, 1))
		b.refused([]*table.Item{nil}, check(k, 1))
		b.stands(nil, k)
	},
	"a put replaces the whole item": func(b *bench) {
		k := b.key("p", "s")
		b.create(table.Item{
			Key:     k,
			Body:    []byte("long body"),
			Due:     b.key("d", "1"),
			List:    b.key("l", "1"),
			Expires: 1999999999,
		})
		b.write(put(table.Item{Key: k, Body: []byte("b")}, 1))
		b.stands([]table.Item{{Key: k, Version: 2, Body: []byte("b")}}, k)
	},
	"a deleted item is gone and may be created anew": func(b *bench) {
		it := table.Item{Key: b.key("p", "s"), Body: []byte("x")}
		b.create(it)
		b.write(put(it, 1))
		b.write(del(it.Key, 2))
		b.stands(nil, it.Key)
		b.create(it)
		b.stands([]table.Item{versioned(it, 1)}, it.Key)
	},
	"a delete of nothing where nothing stands does nothing": func(b *bench) {
		k := b.key("p", "s")
		b.write(del(k, 0))
		b.stands(nil, k)
	},
	"a check changes nothing": func(b *bench) {
		it := table.Item{Key: b.key("p", "s"), Body: []byte("x")}
		b.create(it)
		b.write(check(it.Key, 1))
		b.write(check(b.key("p", "none"), 0))
		b.stands([]table.Item{versioned(it, 1)}, it.Key, b.key("p", "none"))
	},
	"nothing is written for a caller who has gone": func(b *bench) {
		ctx, cancel := context.WithCancel(b.Context())
		cancel()
		k := b.key("p", "s")
		if err := b.Write(ctx, put(table.Item{Key: k}, 0)); err == nil || table.IsConflict(err) ||
			errors.Is(err, table.ErrInvalid) {
			b.Errorf("Write with a context that has ended: %v, want its error", err)
		}
		b.stands(nil, k)
	},
}

var transactionTests = map[string]func(*bench){
	"puts, deletes and checks are applied together": func(b *bench) {
		a := table.Item{Key: b.key("1", "s")}
		gone := table.Item{Key: b.key("2", "s")}
		held := table.Item{Key: b.key("3", "s")}
		b.create(gone, held)
		b.write(put(a, 0), del(gone.Key, 1), check(held.Key, 1), check(b.key("4", "s"), 0))
		b.stands(
			[]table.Item{versioned(a, 1), versioned(held, 1)},
			a.Key,
			gone.Key,
			held.Key,
			b.key("4", "s"),
		)
	},
	"one failed condition undoes all, and says what stood there": func(b *bench) {
		x := table.Item{Key: b.key("x", "s"), Body: []byte("x")}
		y := table.Item{Key: b.key("y", "s"), Body: []byte("y")}
		b.create(x, y)
		x1 := versioned(x, 1)
		y1 := versioned(y, 1)
		missing := b.key("none", "s")
		b.refused(
			[]*table.Item{nil, &y1, nil, nil},
			put(x, 1),
			put(y, 0),
			put(table.Item{Key: missing}, 0),
			check(b.key("n2", "s"), 0),
		)
		b.refused([]*table.Item{&x1, &y1}, del(x.Key, 2), put(y, 7))
		b.refused([]*table.Item{nil, nil}, del(x.Key, 1), check(missing, 1))
		b.stands([]table.Item{x1, y1}, x.Key, y.Key, missing)
	},
	"a hundred items in several partitions go together": func(b *bench) {
		var ops []table.Op
		var keys []table.Key
		var want []table.Item
		for i := range table.MaxOps {
			it := table.Item{
				Key:  b.key(number(i%7), number(i)),
				Body: []byte(strings.Repeat("x", i)),
			}
			ops = append(ops, put(it, 0))
			keys = append(keys, it.Key)
			want = append(want, versioned(it, 1))
		}
		b.write(ops...)
		b.stands(want, keys...)
	},
	"the last of a hundred conditions undoes all": func(b *bench) {
		last := table.Item{Key: b.key("p", number(99))}
		b.create(last)
		ops := make([]table.Op, table.MaxOps)
		keys := make([]table.Key, table.MaxOps)
		for i := range ops {
			keys[i] = b.key("p", number(i))
			ops[i] = put(table.Item{Key: keys[i]}, 0)
		}
		old := make([]*table.Item, table.MaxOps)
		last.Version = 1
		old[99] = &last
		b.refused(old, ops...)
		b.stands([]table.Item{last}, keys...)
	},
}
