package embedded

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
	"time"

	"pgregory.net/rapid"

	"holdfast/shared/records/table"
)

// scribble draws a file with bytes changed here and there, mostly where pages say what they hold.
func scribble(t *rapid.T, whole []byte, pageSize int) []byte {
	b := append([]byte(nil), whole...)
	used := min(len(b), 1<<21)
	for range rapid.IntRange(1, 12).Draw(t, "changes") {
		page := rapid.IntRange(0, used/pageSize-1).Draw(t, "page")
		within := rapid.OneOf(rapid.IntRange(0, 63), rapid.IntRange(0, pageSize-1)).Draw(t, "at")
		b[page*pageSize+within] = rapid.OneOf(rapid.Just(byte(0)), rapid.Just(byte(0xFF)), rapid.Byte()).Draw(t, "byte")
	}
	if rapid.IntRange(0, 9).Draw(t, "cut") == 0 {
		b = b[:rapid.IntRange(0, used).Draw(t, "size")]
	}
	return b
}

// Whatever a file holds, it is opened or refused as damaged, and reading it never panics. A panic in a goroutine of bbolt
// would end the test.
func TestWhateverAFileHoldsItIsReadOrRefused(t *testing.T) {
	t.Parallel()
	folder := filled(t)
	wholeTable, wholeQueues := filledFiles[TableFile], filledFiles[QueuesFile]
	rapid.Check(t, func(t *rapid.T) {
		into, err := os.MkdirTemp(folder, "into-")
		if err != nil {
			t.Fatal(err)
		}
		defer os.RemoveAll(into)
		tablePath, queuesPath := filepath.Join(folder, TableFile), filepath.Join(folder, QueuesFile)
		e1 := os.WriteFile(tablePath, scribble(t, wholeTable, tablePage), 0o600)
		e2 := os.WriteFile(queuesPath, scribble(t, wholeQueues, queuePage), 0o600)
		_, e3 := CheckTable(tablePath, func(table.Item) {})
		_, e4 := CheckQueues(queuesPath)
		_, e5 := SalvageTable(t.Context(), tablePath, into)
		_, e6 := SalvageQueues(t.Context(), queuesPath, into, "orders", func([]byte) bool { return true })
		if err := errors.Join(e1, e2, e3, e4, e5, e6); err != nil {
			t.Fatal(err)
		}
		useTable(t, folder)
		useQueues(t, folder)
	})
}

func useTable(t *rapid.T, folder string) {
	tb, err := OpenTable(folder, nil)
	if err != nil {
		isRefused := errors.Is(err, ErrDamaged) || errors.Is(err, ErrFormat)
		if !isRefused {
			t.Fatal(err)
		}
		return
	}
	defer tb.Close()
	for _, err := range table.ScanAll(t.Context(), tb) {
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
	}
	for i := range 50 {
		it := testItem(i * 50)
		err := tb.Write(t.Context(), table.Op{Kind: table.Put, If: 2, Item: it})
		var conflict *table.Conflict
		isKnown := errors.Is(err, ErrDamaged) || errors.As(err, &conflict)
		if err != nil && !isKnown {
			t.Fatal(err)
		}
	}
}

func useQueues(t *rapid.T, folder string) {
	qs, err := OpenQueues(folder, time.Now)
	if err != nil {
		isRefused := errors.Is(err, ErrDamaged) || errors.Is(err, ErrFormat)
		if !isRefused {
			t.Fatal(err)
		}
		return
	}
	defer qs.Close()
	q, err := qs.Queue("orders", 20)
	if err != nil && !errors.Is(err, ErrDamaged) {
		t.Fatal(err)
	}
	if err != nil {
		return
	}
	for range 5 {
		_, err := q.Receive(t.Context(), 10, time.Minute)
		if err != nil && !errors.Is(err, ErrDamaged) {
			t.Fatal(err)
		}
	}
}
