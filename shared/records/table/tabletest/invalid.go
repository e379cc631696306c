package tabletest

import (
	"errors"
	"strings"

	"holdfast/shared/records/table"
)

// invalid requires that an error wraps ErrInvalid and is no Conflict.
func (b *bench) invalid(what string, err error) {
	b.Helper()
	if !errors.Is(err, table.ErrInvalid) || table.IsConflict(err) {
		b.Errorf("%s: %v, want ErrInvalid", what, err)
	}
}

var invalidTests = map[string]func(*bench){
	"a write needs one to a hundred ops": func(b *bench) {
		b.invalid("no ops", b.Write(b.Context()))
		ops := make([]table.Op, table.MaxOps+1)
		for i := range ops {
			ops[i] = put(table.Item{Key: b.key("p", number(i))}, 0)
		}
		b.invalid("101 ops", b.Write(b.Context(), ops...))
		b.stands(nil, ops[0].Item.Key, ops[100].Item.Key)
	},
	"a read names at most a hundred keys": func(b *bench) {
		keys := make([]table.Key, table.MaxOps+1)
		for i := range keys {
			keys[i] = b.key("p", number(i))
		}
		_, err := b.Get(b.Context(), true, keys...)
		b.invalid("101 keys", err)
	},
	"one key comes once": func(b *bench) {
		a := b.key("a", "s")
		k := b.key("p", "s")
		b.invalid(
			"put twice",
			b.Write(
				b.Context(),
				put(table.Item{Key: a}, 0),
				put(table.Item{Key: k}, 0),
				put(table.Item{Key: k}, 1),
			),
		)
		b.invalid(
			"put and check",
			b.Write(
				b.Context(),
				put(table.Item{Key: a}, 0),
				put(table.Item{Key: k}, 0),
				check(k, 0),
			),
		)
		b.stands(nil, a, k)
	},
	"a body has its limit": func(b *bench) {
		a := b.key("a", "s")
		k := b.key("p", "s")
		big := table.Item{Key: k, Body: make([]byte, table.MaxBody+1)}
		b.invalid("one too large", b.Write(b.Context(), put(table.Item{Key: a}, 0), put(big, 0)))
		b.stands(nil, a, k)
		big.Body = big.Body[:table.MaxBody]
		b.create(big)
		b.stands([]table.Item{versioned(big, 1)}, k)
	},
	"a key has two halves of 1 to 1,000 bytes": func(b *bench) {
		long := strings.Repeat("k", 1001)
		for _, k := range []table.Key{
			{},
			{PK: b.pk("p")},
			{SK: "s"},
			b.key("p", long),
			{PK: long, SK: "s"},
			b.key("p", "\xff"),
		} {
			b.invalid("put", b.Write(b.Context(), put(table.Item{Key: k}, 0)))
			b.invalid("delete", b.Write(b.Context(), del(k, 0)))
			b.invalid(
				"check beside a good put",
				b.Write(b.Context(), put(table.Item{Key: b.key("good", "s")}, 0), check(k, 0)),
			)
			_, err := b.Get(b.Context(), true, k)
			b.invalid("get", err)
		}
		b.stands(nil, b.key("good", "s"))
		it := table.Item{Key: b.key("p", long[:1000])}
		b.create(it)
		b.stands([]table.Item{versioned(it, 1)}, it.Key)
	},
	"an index key is whole or absent": func(b *bench) {
		k := b.key("p", "s")
		tooLong := strings.Repeat("k", 1001)
		for _, half := range []table.Key{
			{PK: b.pk("d")},
			{SK: "1"},
			{PK: b.pk("d"), SK: tooLong},
		} {
			b.invalid("due", b.Write(b.Context(), put(table.Item{Key: k, Due: half}, 0)))
			b.invalid("list", b.Write(b.Context(), put(table.Item{Key: k, List: half}, 0)))
		}
		b.stands(nil, k)
	},
	"an op has a kind": func(b *bench) {
		k := b.key("p", "s")
		for _, kind := range []table.Kind{0, table.Check + 1} {
			b.invalid("kind", b.Write(b.Context(), table.Op{Kind: kind, Item: table.Item{Key: k}}))
		}
		b.stands(nil, k)
	},
	"a segment is one of those there are": func(b *bench) {
		for _, s := range [][2]int{{0, 0}, {-1, 4}, {4, 4}, {0, -1}} {
			_, err := b.Scan(b.Context(), s[0], s[1], "")
			b.invalid("scan", err)
		}
	},
	"a query names a partition, a known index and no negative limit": func(b *bench) {
		for _, q := range []table.Query{
			{},
			{PK: b.pk("p"), Limit: -1},
			{PK: b.pk("p"), Index: table.List + 1},
		} {
			_, err := b.Query(b.Context(), q)
			b.invalid("query", err)
		}
	},
	"a cursor is one that a page gave": func(b *bench) {
		_, err := b.Query(b.Context(), table.Query{PK: b.pk("p"), Cursor: "no cursor"})
		b.invalid("query", err)
		_, err = b.Scan(b.Context(), 0, 1, "no cursor")
		b.invalid("scan", err)
	},
}
