package embedded

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

const testItems = 3000

var (
	filledOnce  sync.Once
	filledFiles = map[string][]byte{}
)

// filled makes a folder with items that stand in every index, written in several commits and twice, and messages that wait.
func filled(t *testing.T) (folder string) {
	t.Helper()
	filledOnce.Do(func() {
		folder := fill(t)
		for _, name := range []string{TableFile, QueuesFile} {
			content, err := os.ReadFile(filepath.Join(folder, name))
			if err != nil {
				t.Fatal(err)
			}
			filledFiles[name] = content[:usedBytes(t, content)]
		}
	})
	folder = t.TempDir()
	for name, content := range filledFiles {
		if err := os.WriteFile(filepath.Join(folder, name), content, 0o600); err != nil {
			t.Fatal(err)
		}
	}
	return folder
}

// usedBytes returns how many bytes of a file its pages take; the rest is room for more.
func usedBytes(t *testing.T, file []byte) int64 {
	t.Helper()
	newest, err := findNewestMeta(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return int64(newest.pages) * int64(newest.pageSize)
}

func fill(t *testing.T) (folder string) {
	t.Helper()
	folder = t.TempDir()
	tb, err := OpenTable(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	tb.DeferSync()
	for version := range uint64(2) {
		for from := 0; from < testItems; from += table.MaxOps {
			var ops []table.Op
			for i := from; i < min(from+table.MaxOps, testItems); i++ {
				it := testItem(i)
				it.Body = append(it.Body, byte('0'+version))
				ops = append(ops, table.Op{Kind: table.Put, If: version, Item: it})
			}
			if err := tb.Write(t.Context(), ops...); err != nil {
				t.Fatal(err)
			}
		}
	}
	qs, err := OpenQueues(folder, time.Now)
	if err != nil {
		t.Fatal(err)
	}
	qs.DeferSync()
	q, err := qs.Queue("orders", 20)
	if err != nil {
		t.Fatal(err)
	}
	for i := range 50 {
		if err := q.Send(t.Context(), fmt.Sprint(i%3), 0, testBody(i), testBody(i+1000)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(tb.Sync(t.Context()), tb.Close(), qs.Sync(t.Context()), qs.Close()); err != nil {
		t.Fatal(err)
	}
	return folder
}

func testItem(i int) table.Item {
	return table.Item{
		Key:     table.Key{PK: fmt.Sprintf("C#acme#p:shop:%d", i), SK: "c"},
		Due:     table.Key{PK: fmt.Sprint("D#acme#", i%4), SK: fmt.Sprintf("%08d", i)},
		Expires: int64(2_000_000_000 + i),
		Body:    fmt.Appendf(nil, "%d %s", i, strings.Repeat("facts ", 20)),
	}
}

func testBody(i int) []byte { return fmt.Appendf(nil, "delivery %d %s", i, strings.Repeat("x", 3000)) }

// damages are what can befall a file. Each gets the bytes of a whole one.
var damages = map[string]func([]byte) []byte{
	"empty":         func([]byte) []byte { return nil },
	"one byte":      func([]byte) []byte { return []byte{7} },
	"cut":           func(b []byte) []byte { return b[:256<<10] },
	"cut at a page": func(b []byte) []byte { return b[:64<<10] },
	"a text":        func([]byte) []byte { return []byte(strings.Repeat("This is a letter.\n", 5000)) },
	"zeros":         func(b []byte) []byte { return make([]byte, len(b)) },
	"no meta pages": func(b []byte) []byte { clear(b[:32<<10]); return b },
	"zeros from the third page on": func(b []byte) []byte {
		clear(b[48<<10:])
		return b
	},
	"every tenth page overwritten": func(b []byte) []byte {
		for at := 40 << 10; at+4096 < len(b); at += 40 << 10 {
			copy(b[at:at+4096], bytes.Repeat([]byte{0xA5}, 4096))
		}
		return b
	},
	"headers that lie": func(b []byte) []byte {
		for at := 32 << 10; at+16 < len(b); at += 16 << 10 {
			b[at+10], b[at+11] = 0xFF, 0xFF
		}
		return b
	},
}

func damage(t *testing.T, path string, how func([]byte) []byte) {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, how(b), 0o600); err != nil {
		t.Fatal(err)
	}
}

func TestADamagedFileIsRefusedWithASentenceAndNeverPanics(t *testing.T) {
	t.Parallel()
	for name, how := range damages {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			folder := filled(t)
			damage(t, filepath.Join(folder, TableFile), how)
			damage(t, filepath.Join(folder, QueuesFile), how)

			if _, err := OpenTable(folder, nil); !errors.Is(err, ErrDamaged) {
				t.Errorf("table: %v", err)
			} else {
				t.Log(strings.ReplaceAll(err.Error(), folder, "FOLDER"))
			}
			if _, err := OpenQueues(folder, time.Now); !errors.Is(err, ErrDamaged) {
				t.Errorf("queues: %v", err)
			}
			found, err := CheckTable(filepath.Join(folder, TableFile), func(table.Item) {})
			if err != nil || len(found.Problems) == 0 {
				t.Errorf("check: %+v, %v", found, err)
			}
			found, err = CheckQueues(filepath.Join(folder, QueuesFile))
			if err != nil || len(found.Problems) == 0 {
				t.Errorf("check of queues: %+v, %v", found, err)
			}
		})
	}
}

func TestAFileOfAnotherProgramIsRefused(t *testing.T) {
	t.Parallel()
	folder := t.TempDir()
	db, err := bolt.Open(filepath.Join(folder, TableFile), 0o600, nil)
	if err != nil {
		t.Fatal(err)
	}
	if err := db.Close(); err != nil {
		t.Fatal(err)
	}
	if _, err := OpenTable(folder, nil); !errors.Is(err, ErrDamaged) {
		t.Errorf("%v, want ErrDamaged", err)
	}
}

func TestASoundFolderHasNoProblems(t *testing.T) {
	t.Parallel()
	folder := filled(t)
	items := 0
	found, err := CheckTable(filepath.Join(folder, TableFile), func(table.Item) { items++ })
	if err != nil || len(found.Problems) > 0 || items != testItems {
		t.Errorf("%+v, %d items, %v", found, items, err)
	}
	queues, err := CheckQueues(filepath.Join(folder, QueuesFile))
	if err != nil || len(queues.Problems) > 0 || queues.Counts[0].N != 100 {
		t.Errorf("%+v, %v", queues, err)
	}

	tb, err := OpenTable(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer tb.Close()
	items = 0
	if found, err := tb.Check(func(table.Item) { items++ }); err != nil || len(found.Problems) > 0 || items != testItems {
		t.Errorf("open: %+v, %d items, %v", found, items, err)
	}
	if _, err := CheckTable(filepath.Join(folder, TableFile), func(table.Item) {}); !errors.Is(err, ErrInUse) {
		t.Errorf("a file that is open: %v, want ErrInUse", err)
	}
}

func TestACheckFindsIndexesThatDoNotFitTheItems(t *testing.T) {
	t.Parallel()
	folder := filled(t)
	tb, err := OpenTable(folder, nil)
	if err != nil {
		t.Fatal(err)
	}
	err = tb.db.Update(func(tx *bolt.Tx) error {
		gone := testItem(7)
		due := testItem(8)
		return errors.Join(
			tx.Bucket(itemsBucket).Delete(itemKey(gone.Key)),
			tx.Bucket(dueBucket).Delete(indexKey(due.Due, due.Key)),
		)
	})
	if err != nil {
		t.Fatal(err)
	}
	found, err := tb.Check(func(table.Item) {})
	if err := errors.Join(err, tb.Close()); err != nil {
		t.Fatal(err)
	}
	want := "1 due dates lead to no item; 1 due dates are missing; 1 dates of expiry lead to no item"
	if got := strings.Join(found.Problems, "; "); got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

// BenchmarkOpen opens a table of 100,000 items. The look before it (check) is to cost no more than what bbolt does then.
func BenchmarkOpen(b *testing.B) {
	folder := b.TempDir()
	tb, err := OpenTable(folder, nil)
	if err != nil {
		b.Fatal(err)
	}
	tb.DeferSync()
	const items = 100_000
	for from := 0; from < items; from += table.MaxOps {
		var ops []table.Op
		for i := range table.MaxOps {
			ops = append(ops, table.Op{Kind: table.Put, Item: testItem(from + i)})
		}
		if err := tb.Write(b.Context(), ops...); err != nil {
			b.Fatal(err)
		}
	}
	if err := errors.Join(tb.Sync(b.Context()), tb.Close()); err != nil {
		b.Fatal(err)
	}
	path := filepath.Join(folder, TableFile)
	b.Run("check", func(b *testing.B) {
		for b.Loop() {
			if err := CheckPages(path); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("bbolt", func(b *testing.B) {
		for b.Loop() {
			f, err := openBolt(path, tablePage)
			if err != nil {
				b.Fatal(err)
			}
			if err := f.Close(); err != nil {
				b.Fatal(err)
			}
		}
	})
}
