package tabletest

import (
	"slices"
	"strings"

	"github.com/google/go-cmp/cmp"

	"holdfast/shared/records/table"
)

// rows writes items 0000, 0001, ... in one partition, each with a body, and returns them
// as they stand.
func (b *bench) rows(pk string, n int) []table.Item {
	b.Helper()
	items := make([]table.Item, n)
	for i := range items {
		items[i] = table.Item{Key: b.key(pk, number(i)), Body: []byte(pk + number(i))}
	}
	b.create(items...)
	for i := range items {
		items[i].Version = 1
	}
	return items
}

func backward(items []table.Item) []table.Item {
	items = slices.Clone(items)
	slices.Reverse(items)
	return items
}

// finds requires that a query of the main table gives these items in this order, at once.
func (b *bench) finds(want []table.Item, q table.Query) {
	b.Helper()
	if d := cmp.Diff(want, b.queryAll(q), same); d != "" {
		b.Errorf("query %+v (-want +got):\n%s", q, d)
	}
}

var queryTests = map[string]func(*bench){
	"a partition is read in order of its bytes, alone": func(b *bench) {
		var want []table.Item
		for _, sk := range []string{
			"\x01", "#", "1", "10", "2", "A", "a", "a#", "aa",
			"é", "客", "\U0001F600",
		} {
			want = append(want, table.Item{Key: b.key("p", sk), Version: 1, Body: []byte(sk)})
		}
		b.create(backward(want)...)
		b.rows("p2", 2)
		b.rows("o", 2)
		b.finds(want, table.Query{PK: b.pk("p")})
		b.finds(backward(want), table.Query{PK: b.pk("p"), Backward: true})
		b.finds(nil, table.Query{PK: b.pk("none")})
	},
	"a range holds its beginning and not its end": func(b *bench) {
		all := b.rows("p", 10)
		for _, r := range []struct {
			from, to string
			want     []table.Item
		}{
			{"0003", "0007", all[3:7]},
			{"0003", "", all[3:]},
			{"", "0003", all[:3]},
			{"0003", "0003", nil},
			{"00025", "00065", all[3:7]},
			{"0", "1", all},
			{"1", "", nil},
			{"", "0000", nil},
			{"0009", "9", all[9:]},
		} {
			b.finds(r.want, table.Query{PK: b.pk("p"), From: r.from, To: r.to})
			b.finds(backward(r.want), table.Query{
				PK:       b.pk("p"),
				From:     r.from,
				To:       r.to,
				Backward: true,
			})
		}
	},
	"pages of any limit hold everything once": func(b *bench) {
		all := b.rows("p", 10)
		for limit := 1; limit <= 11; limit++ {
			b.finds(all, table.Query{PK: b.pk("p"), Limit: limit})
			b.finds(backward(all), table.Query{PK: b.pk("p"), Limit: limit, Backward: true})
			b.finds(all[2:9], table.Query{
				PK:    b.pk("p"),
				From:  "0002",
				To:    "0009",
				Limit: limit,
			})
			b.finds(backward(all[2:9]), table.Query{
				PK:       b.pk("p"),
				From:     "0002",
				To:       "0009",
				Limit:    limit,
				Backward: true,
			})
		}
	},
	"the first page holds as many as were asked for": func(b *bench) {
		all := b.rows("p", 10)
		p, err := b.Query(b.Context(), table.Query{PK: b.pk("p"), Limit: 4})
		if err != nil {
			b.Fatal(err)
		}
		if d := cmp.Diff(all[:4], p.Items, same); d != "" || p.Cursor == "" {
			b.Errorf("first page with cursor %q (-want +got):\n%s", p.Cursor, d)
		}
	},
	"a partition larger than a page is read in several": func(b *bench) {
		var want []table.Item
		for i := range 8 {
			it := table.Item{
				Key:     b.key("p", number(i)),
				Version: 1,
				Body:    []byte(strings.Repeat(number(i), 80<<10)),
			}
			b.create(it)
			want = append(want, it)
		}
		b.finds(want, table.Query{PK: b.pk("p")})
		b.finds(backward(want), table.Query{PK: b.pk("p"), Backward: true})
	},
	"a page goes on where the last ended, whatever was written between": func(b *bench) {
		all := b.rows("p", 4)
		first, err := b.Query(b.Context(), table.Query{PK: b.pk("p"), Limit: 2})
		if err != nil {
			b.Fatal(err)
		}
		b.write(
			del(all[1].Key, 1),
			put(table.Item{Key: b.key("p", "00005")}, 0),
			put(table.Item{Key: b.key("p", "00025")}, 0),
		)
		rest := b.queryAll(table.Query{PK: b.pk("p"), Limit: 2, Cursor: first.Cursor})
		want := []table.Item{all[2], {Key: b.key("p", "00025"), Version: 1}, all[3]}
		if d := cmp.Diff(want, rest, same); d != "" {
			b.Errorf("rest (-want +got):\n%s", d)
		}
	},
	"the bytes of a page belong to who holds them": func(b *bench) {
		var all []table.Item
		for i := range 3 { // large enough not to be copied for some other reason
			it := table.Item{
				Key:     b.key("p", number(i)),
				Version: 1,
				Body:    []byte(strings.Repeat("x", 3<<10)),
			}
			b.create(it)
			all = append(all, it)
		}
		p, err := b.Query(b.Context(), table.Query{PK: b.pk("p")})
		if err != nil || len(p.Items) != 3 {
			b.Fatalf("Query: %d items, %v", len(p.Items), err)
		}
		for _, it := range p.Items {
			clear(it.Body)
		}
		b.finds(all, table.Query{PK: b.pk("p")})
	},
	"a query sees what was written before it": func(b *bench) {
		all := b.rows("p", 3)
		b.write(put(table.Item{Key: all[0].Key}, 1), del(all[1].Key, 1))
		b.finds([]table.Item{{Key: all[0].Key, Version: 2}, all[2]}, table.Query{PK: b.pk("p")})
	},
}

// scanned reads all segments and returns this test's items by key, having required that
// none came twice.
func (b *bench) scanned(of int) map[table.Key]table.Item {
	b.Helper()
	seen := make(map[table.Key]table.Item)
	for segment := range of {
		cursor := ""
		for {
			p, err := b.Scan(b.Context(), segment, of, cursor)
			if err != nil {
				b.Fatalf("Scan: %v", err)
			}
			for _, it := range p.Items {
				if !strings.HasPrefix(it.PK, b.own) {
					continue
				}
				if _, twice := seen[it.Key]; twice {
					b.Errorf("scan of %d segments gave %v twice", of, it.Key)
				}
				seen[it.Key] = it
			}
			if p.Cursor == "" {
				break
			}
			if p.Cursor == cursor {
				b.Fatalf("a page goes on where it began, at %q", cursor)
			}
			cursor = p.Cursor
		}
	}
	return seen
}

var scanTests = map[string]func(*bench){
	"any number of segments holds everything once": func(b *bench) {
		var items []table.Item
		for i := range 120 {
			items = append(items, table.Item{
				Key:     b.key(number(i/3), number(i)),
				Body:    []byte(number(i)),
				Expires: 1999999999,
				Due:     b.key("d", number(i)),
			})
		}
		b.create(items...)
		for i := range items {
			items[i].Version = 1
		}
		for _, of := range []int{1, 2, 3, 4, 7, 16} {
			b.eventually(
				"scan",
				func() string { return cmp.Diff(byKey(items), b.scanned(of), same) },
			)
		}
	},
	"a table larger than a page is read in several": func(b *bench) {
		var items []table.Item
		for i := range 12 {
			it := table.Item{
				Key:     b.key(number(i/2), number(i)),
				Version: 1,
				Body:    []byte(strings.Repeat(number(i), 50<<10)),
			}
			b.create(it)
			items = append(items, it)
		}
		for _, of := range []int{1, 3} {
			b.eventually(
				"scan",
				func() string { return cmp.Diff(byKey(items), b.scanned(of), same) },
			)
		}
	},
	"a deleted item is not scanned in the end": func(b *bench) {
		all := b.rows("p", 3)
		b.write(del(all[1].Key, 1))
		b.eventually("scan", func() string {
			return cmp.Diff(byKey([]table.Item{all[0], all[2]}), b.scanned(2), same)
		})
	},
}
