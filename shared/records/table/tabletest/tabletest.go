// Package tabletest is the suite that every table.Table passes, and two wrappers that
// make a good table behave as badly as the contract allows: Lagging and Faulty. It
// imports testing; only tests import it.
package tabletest

import (
	"bytes"
	"context"
	"crypto/rand"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"holdfast/shared/records/table"
)

// Options tells Run about the table under test.
type Options struct {
	// Settle is called when an eventual answer (an index, a scan, a Get that is not
	// strong) is not yet what it must become, with the number of the try from 1; it waits
	// or hurries the table on, and returns false to give up. Nil stands for a table whose
	// answers are never late.
	Settle func(try int) bool
}

// Run tests all that package table promises, in parallel. open is called once for each
// test and may return the same table each time, also one with other items in it: each
// test keeps to partitions of its own.
func Run(t *testing.T, open func(t testing.TB) table.Table, o Options) {
	groups := map[string]map[string]func(*bench){
		"get":          getTests,
		"write":        writeTests,
		"transactions": transactionTests,
		"invalid":      invalidTests,
		"query":        queryTests,
		"index":        indexTests,
		"scan":         scanTests,
		"concurrent":   concurrentTests,
		"model":        modelTests,
	}
	for group, tests := range groups {
		for name, test := range tests {
			t.Run(group+"/"+name, func(t *testing.T) {
				t.Parallel()
				test(&bench{
					tester: t,
					Table:  open(t),
					t:      t,
					opts:   o,
					own:    rand.Text(),
				})
			})
		}
	}
}

// bench is one test's table and the words the tests are written in.
type bench struct {
	tester
	table.Table
	t    *testing.T
	opts Options
	own  string // begins all partitions of this test
}

// tester is what a test is to its bench: a testing.T, or a rapid.T in the model test.
type tester interface {
	Helper()
	Errorf(format string, args ...any)
	Fatalf(format string, args ...any)
	Fatal(args ...any)
	Context() context.Context
}

// pk is a partition of this test's own.
func (b *bench) pk(name string) string { return b.own + "#" + name }

// key is an item key of this test's own.
func (b *bench) key(pk, sk string) table.Key { return table.Key{PK: b.pk(pk), SK: sk} }

func put(it table.Item, standing uint64) table.Op {
	return table.Op{Kind: table.Put, Item: it, If: standing}
}

func del(k table.Key, standing uint64) table.Op {
	return table.Op{Kind: table.Delete, Item: table.Item{Key: k}, If: standing}
}

func check(k table.Key, standing uint64) table.Op {
	return table.Op{Kind: table.Check, Item: table.Item{Key: k}, If: standing}
}

// write requires that a Write succeeds.
func (b *bench) write(ops ...table.Op) {
	b.Helper()
	if err := b.Write(b.Context(), ops...); err != nil {
		b.Fatalf("Write: %v", err)
	}
}

// create puts new items, a hundred at a time.
func (b *bench) create(items ...table.Item) {
	b.Helper()
	for len(items) > 0 {
		n := min(len(items), table.MaxOps)
		ops := make([]table.Op, n)
		for i, it := range items[:n] {
			ops[i] = put(it, 0)
		}
		b.write(ops...)
		items = items[n:]
	}
}

// refused requires that a Write ends in a Conflict with these items standing, per op.
func (b *bench) refused(old []*table.Item, ops ...table.Op) {
	b.Helper()
	err := b.Write(b.Context(), ops...)
	c, ok := err.(*table.Conflict)
	if !ok {
		b.Fatalf("Write: %v, want a Conflict", err)
	}
	if d := cmp.Diff(&table.Conflict{Old: old}, c, same); d != "" {
		b.Errorf("conflict (-want +got):\n%s", d)
	}
}

// stands requires that a strong read finds exactly these items under these keys.
func (b *bench) stands(want []table.Item, keys ...table.Key) {
	b.Helper()
	got, err := b.Get(b.Context(), true, keys...)
	if err != nil {
		b.Fatalf("Get: %v", err)
	}
	if d := cmp.Diff(byKey(want), got, same); d != "" {
		b.Errorf("strong read (-want +got):\n%s", d)
	}
}

// eventually requires that an answer becomes what is wanted: diff is "" then.
func (b *bench) eventually(what string, diff func() string) {
	b.Helper()
	for try := 1; ; try++ {
		d := diff()
		if d == "" {
			return
		}
		if b.opts.Settle == nil || !b.opts.Settle(try) {
			b.Fatalf("%s (-want +got):\n%s", what, d)
		}
	}
}

// queryAll pages through a query and requires that no page is longer than its limit.
func (b *bench) queryAll(q table.Query) []table.Item {
	b.Helper()
	var items []table.Item
	for {
		p, err := b.Query(b.Context(), q)
		if err != nil {
			b.Fatalf("Query: %v", err)
		}
		if q.Limit > 0 && len(p.Items) > q.Limit {
			b.Fatalf("page of %d items, limit %d", len(p.Items), q.Limit)
		}
		items = append(items, p.Items...)
		if p.Cursor == "" {
			return items
		}
		if p.Cursor == q.Cursor {
			b.Fatalf("a page goes on where it began, at %q", p.Cursor)
		}
		q.Cursor = p.Cursor
	}
}

// same compares items and keeps an empty body the same as none.
var same = cmp.Options{
	cmp.Comparer(bytes.Equal),
	cmp.FilterValues(
		func(x, y any) bool { return !isBytes(x) && !isBytes(y) },
		cmpopts.EquateEmpty(),
	),
}

func isBytes(x any) bool {
	_, ok := x.([]byte)
	return ok
}

func byKey(items []table.Item) map[table.Key]table.Item {
	m := make(map[table.Key]table.Item, len(items))
	for _, it := range items {
		m[it.Key] = it
	}
	return m
}

// versioned is an item as it stands after so many writes.
func versioned(it table.Item, v uint64) table.Item {
	it.Version = v
	return it
}

func number(i int) string { return fmt.Sprintf("%04d", i) }
