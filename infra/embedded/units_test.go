package embedded_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"holdfast/infra/embedded"
	"holdfast/shared/records/table"
)

// spent adds up the units that a table's requests consumed.
type spent struct {
	mu          sync.Mutex
	Write, Read float64
}

func (s *spent) meter(write, read float64) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.Write += write
	s.Read += read
}

// of is what one call consumes.
func (s *spent) of(call func()) [2]float64 {
	s.Write, s.Read = 0, 0
	call()
	return [2]float64{s.Write, s.Read}
}

func key(sk string) table.Key { return table.Key{PK: "p", SK: sk} }

func put(it table.Item, standing uint64) table.Op {
	return table.Op{Kind: table.Put, Item: it, If: standing}
}

// sized is an item of about so many KB, a little below.
func sized(sk string, kb int) table.Item {
	return table.Item{Key: key(sk), Body: make([]byte, kb<<10-40)}
}

func mustWrite(t testing.TB, tb table.Table, ops ...table.Op) {
	t.Helper()
	if err := tb.Write(t.Context(), ops...); err != nil {
		t.Fatal(err)
	}
}

func TestUnitsOfWrites(t *testing.T) {
	t.Parallel()
	s := &spent{}
	tb := openTable(t, s.meter)
	due := func(it table.Item, at string) table.Item {
		it.Due = table.Key{PK: "d", SK: at}
		return it
	}
	listed := due(sized("a", 1), "2")
	listed.List = table.Key{PK: "l", SK: "1"}
	check := table.Op{Kind: table.Check, Item: table.Item{Key: key("b")}, If: 1}
	for _, c := range []struct {
		what string
		want float64
		ops  []table.Op
	}{
		{"a new item of a kilobyte", 1, []table.Op{put(sized("a", 1), 0)}},
		{"an index entry is put", 2, []table.Op{put(due(sized("a", 1), "1"), 1)}},
		{"it stays as it is", 1, []table.Op{put(due(sized("a", 1), "1"), 2)}},
		{"it moves, and another is put", 1 + 2 + 1, []table.Op{put(listed, 3)}},
		{"both go", 1 + 2, []table.Op{put(sized("a", 1), 4)}},
		{"the larger of before and after counts: growing", 3, []table.Op{put(sized("a", 3), 5)}},
		{"the larger of before and after counts: shrinking", 3, []table.Op{put(sized("a", 1), 6)}},
		{"a transaction costs twice, its index entries once", 2*(1+2) + 1, []table.Op{put(due(sized("b", 1), "1"), 0), put(sized("c", 2), 0)}},
		{"a check costs what it looks at", 2 * (1 + 1), []table.Op{check, put(sized("d", 1), 0)}},
		{"a delete costs the item and its entry", 2, []table.Op{{Kind: table.Delete, Item: table.Item{Key: key("b")}, If: 1}}},
		{"a delete of nothing costs one", 1, []table.Op{{Kind: table.Delete, Item: table.Item{Key: key("none")}}}},
	} {
		got := s.of(func() { mustWrite(t, tb, c.ops...) })
		if d := cmp.Diff([2]float64{c.want, 0}, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
}

func TestFailedConditionsCostToo(t *testing.T) {
	t.Parallel()
	s := &spent{}
	tb := openTable(t, s.meter)
	mustWrite(t, tb, put(sized("a", 3), 0))
	for _, c := range []struct {
		what string
		want float64
		ops  []table.Op
	}{
		{"the item that stands counts", 3, []table.Op{put(sized("a", 1), 0)}},
		{"the item that shall stand counts", 5, []table.Op{put(sized("a", 5), 7)}},
		{"no index entry is written", 1, []table.Op{put(table.Item{Key: key("b"), Due: key("d")}, 7)}},
		{"all ops of a transaction count", 2 * (3 + 1), []table.Op{put(sized("a", 1), 7), put(sized("c", 1), 0)}},
	} {
		got := s.of(func() {
			if err := tb.Write(t.Context(), c.ops...); !table.IsConflict(err) {
				t.Errorf("%s: %v, want a conflict", c.what, err)
			}
		})
		if d := cmp.Diff([2]float64{c.want, 0}, got); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
}

func TestUnitsOfReads(t *testing.T) {
	t.Parallel()
	s := &spent{}
	tb := openTable(t, s.meter)
	small, large := sized("small", 1), sized("large", 9)
	small.Due = table.Key{PK: "d", SK: "1"}
	mustWrite(t, tb, put(small, 0))
	mustWrite(t, tb, put(large, 0))
	answered := func(err error) {
		if err != nil {
			t.Fatal(err)
		}
	}
	get := func(strong bool, keys ...table.Key) func() {
		return func() { _, err := tb.Get(t.Context(), strong, keys...); answered(err) }
	}
	query := func(q table.Query) func() {
		return func() { _, err := tb.Query(t.Context(), q); answered(err) }
	}
	for _, c := range []struct {
		what string
		want float64
		call func()
	}{
		{"a strong read rounds up to 4 KB", 1, get(true, key("small"))},
		{"an eventual read costs half", 0.5, get(false, key("small"))},
		{"nine KB are three strong units", 3, get(true, key("large"))},
		{"each item rounds up by itself, missing ones to one", 1 + 3 + 1, get(true, key("small"), key("large"), key("none"))},
		{"missing items cost half when eventual", 1, get(false, key("no"), key("none"))},
		{"a query adds up before it rounds", 3, query(table.Query{PK: "p"})},
		{"a query that finds nothing costs one", 1, query(table.Query{PK: "none"})},
		{"a query reads no more than its limit", 1, query(table.Query{PK: "p", From: "small", Limit: 1})},
		{"an index is read at half", 0.5, query(table.Query{Index: table.Due, PK: "d"})},
		{"a scan is read at half", 1.5, func() { _, err := tb.Scan(t.Context(), 0, 1, ""); answered(err) }},
	} {
		if d := cmp.Diff([2]float64{0, c.want}, s.of(c.call)); d != "" {
			t.Errorf("%s (-want +got):\n%s", c.what, d)
		}
	}
}

func TestATransactionHasDynamoDBsLimit(t *testing.T) {
	t.Parallel()
	tb := openTable(t, nil)
	var ops []table.Op
	for i := range 13 { // 13 x 330 KB > 4 MB
		ops = append(ops, put(sized(fmt.Sprint(i), 330), 0))
	}
	if err := tb.Write(t.Context(), ops...); !errors.Is(err, table.ErrInvalid) {
		t.Errorf("a transaction above 4 MB: %v, want ErrInvalid", err)
	}
	mustWrite(t, tb, ops[:12]...)
}

// partitions fills a table with items of one partition each.
func partitions(t testing.TB, tb *embedded.Table, n int) {
	t.Helper()
	body := []byte(strings.Repeat("x", 400))
	for i := 0; i < n; i += table.MaxOps {
		var ops []table.Op
		for j := i; j < min(n, i+table.MaxOps); j++ {
			ops = append(ops, put(table.Item{Key: table.Key{PK: fmt.Sprintf("C#shop#%d", j), SK: "c"}, Body: body}, 0))
		}
		mustWrite(t, tb, ops...)
	}
}

func TestSegmentsAreAboutEvenAndReadNothingTwice(t *testing.T) {
	t.Parallel()
	s := &spent{}
	tb := openTable(t, s.meter)
	const n = 4000
	partitions(t, tb, n)
	scan := func(segment, of int) (items int) {
		for cursor := "-"; cursor != ""; {
			p, err := tb.Scan(t.Context(), segment, of, strings.TrimPrefix(cursor, "-"))
			if err != nil {
				t.Fatal(err)
			}
			items += len(p.Items)
			cursor = p.Cursor
		}
		return items
	}
	whole := s.of(func() { scan(0, 1) })[1]
	parts := 0.0
	for segment := range 4 {
		parts += s.of(func() {
			if items := scan(segment, 4); items < n/4*8/10 || items > n/4*12/10 {
				t.Errorf("segment %d holds %d items of %d", segment, items, n)
			}
		})[1]
	}
	if parts > whole+4 {
		t.Errorf("four segments read %.1f units, the whole %.1f", parts, whole)
	}
}
