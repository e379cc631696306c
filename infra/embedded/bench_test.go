package embedded_test

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"regexp"
	"runtime/debug"
	"strconv"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"holdfast/infra/embedded"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
)

const workers = 64

// share runs b.N calls on many goroutines, each getting its number and its worker's, and reports calls a second.
func share(b *testing.B, call func(worker, n int) error) {
	b.Helper()
	b.ReportAllocs()
	var next atomic.Int64
	var wg sync.WaitGroup
	b.ResetTimer()
	for w := range workers {
		wg.Go(func() {
			for n := int(next.Add(1)); n <= b.N; n = int(next.Add(1)) {
				if err := call(w, n); err != nil {
					b.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	b.StopTimer()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "/s")
}

// BenchmarkSend is 64 senders of 4 KB bodies, each body durable before the next.
func BenchmarkSend(b *testing.B) {
	q, _ := openQueue(b, 20)
	body := bytes.Repeat([]byte("x"), 4<<10)
	share(b, func(_, _ int) error { return q.Send(b.Context(), "", 0, body) })
}

// BenchmarkSendAndWork is the same with four receivers that settle all that comes, until nothing is left.
func BenchmarkSendAndWork(b *testing.B) {
	q, _ := openQueue(b, 20)
	body := bytes.Repeat([]byte("x"), 4<<10)
	var settled atomic.Int64
	var wg sync.WaitGroup
	ctx, cancel := context.WithCancel(b.Context())
	for range 4 {
		wg.Go(func() {
			for settled.Load() < int64(b.N) && ctx.Err() == nil {
				settled.Add(int64(work(b, q)))
			}
		})
	}
	share(b, func(_, _ int) error { return q.Send(b.Context(), "", 0, body) })
	b.StartTimer()
	wg.Wait()
	b.StopTimer()
	cancel()
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "done/s")
}

// work receives and settles one batch, or waits until there may be one.
func work(b *testing.B, q *embedded.Queue) int {
	ms, err := q.Receive(b.Context(), queue.MaxReceive, time.Minute)
	if err != nil {
		b.Error(err)
		return 0
	}
	if len(ms) == 0 {
		select {
		case <-q.Ready():
		case <-time.After(time.Millisecond):
		}
		return 0
	}
	rs := make([]queue.Result, len(ms))
	for i, m := range ms {
		rs[i].Message = m
	}
	if err := q.Settle(b.Context(), rs...); err != nil {
		b.Error(err)
	}
	return len(ms)
}

// BenchmarkWrite is 64 writers of conditional puts of 500 bytes with a due date, on 100,000 items.
func BenchmarkWrite(b *testing.B) {
	tb := openTable(b, nil)
	const n = 100_000
	partitions(b, tb, n)
	var versions [n]atomic.Uint64
	for i := range versions {
		versions[i].Store(1)
	}
	body := bytes.Repeat([]byte("x"), 500)
	share(b, func(w, i int) error {
		c := (i*7919%n)/workers*workers + w // each worker keeps to customers of its own
		if c >= n {
			c = w
		}
		v := versions[c].Add(1) - 1
		it := table.Item{Key: table.Key{PK: fmt.Sprintf("C#shop#%d", c), SK: "c"}, Body: body, Due: table.Key{PK: "S#shop#0", SK: fmt.Sprintf("%08d#%d", v, c)}}
		return tb.Write(b.Context(), put(it, v))
	})
}

// BenchmarkSweep finds the 1 % that are due among 100,000 items, and reads each strongly.
func BenchmarkSweep(b *testing.B) {
	s := &spent{}
	tb := openTable(b, s.meter)
	const n = 100_000
	body := bytes.Repeat([]byte("x"), 400)
	for i := 0; i < n; i += table.MaxOps {
		var ops []table.Op
		for j := i; j < i+table.MaxOps; j++ {
			k := table.Key{PK: fmt.Sprintf("C#shop#%d", j), SK: "c"}
			ops = append(ops, put(table.Item{Key: k, Body: body, Due: table.Key{PK: "S#shop#0", SK: fmt.Sprintf("%06d", j*7919%n)}}, 0))
		}
		mustWrite(b, tb, ops...)
	}
	s.Read = 0
	b.ReportAllocs()
	for b.Loop() {
		if due := sweep(b, tb, fmt.Sprintf("%06d", n/100)); due != n/100 {
			b.Fatalf("%d items due, want %d", due, n/100)
		}
	}
	b.ReportMetric(s.Read/float64(b.N), "units/op")
}

func sweep(b *testing.B, tb table.Table, until string) (due int) {
	q := table.Query{Index: table.Due, PK: "S#shop#0", To: until, Limit: table.MaxOps}
	for {
		p, err := tb.Query(b.Context(), q)
		if err != nil {
			b.Fatal(err)
		}
		keys := make([]table.Key, len(p.Items))
		for i, it := range p.Items {
			keys[i] = it.Key
		}
		found, err := tb.Get(b.Context(), true, keys...)
		if err != nil {
			b.Fatal(err)
		}
		due += len(found)
		if q.Cursor = p.Cursor; q.Cursor == "" {
			return due
		}
	}
}

// BenchmarkScan reads 100,000 items in four segments.
func BenchmarkScan(b *testing.B) {
	tb := openTable(b, nil)
	const n = 100_000
	partitions(b, tb, n)
	for b.Loop() {
		items := 0
		for segment := range 4 {
			for cursor := "-"; cursor != ""; {
				p, err := tb.Scan(b.Context(), segment, 4, cursor[min(1, len(cursor)):])
				if err != nil {
					b.Fatal(err)
				}
				items += len(p.Items)
				if cursor = p.Cursor; cursor != "" {
					cursor = "-" + cursor
				}
			}
		}
		if items != n {
			b.Fatalf("%d items, want %d", items, n)
		}
	}
}

// BenchmarkMillion opens a table of a million items of 400 bytes, and reports the memory that is not the mapped file.
func BenchmarkMillion(b *testing.B) {
	folder := b.TempDir()
	tb, err := embedded.OpenTable(folder, nil)
	if err != nil {
		b.Fatal(err)
	}
	partitions(b, tb, 1_000_000)
	filled := anonymousMB(b)
	for b.Loop() {
		if err := tb.Close(); err != nil {
			b.Fatal(err)
		}
		if tb, err = embedded.OpenTable(folder, nil); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(filled, "MB-filled")
	b.ReportMetric(anonymousMB(b), "MB-opened")
	debug.FreeOSMemory()
	b.ReportMetric(anonymousMB(b), "MB-settled")
	if err := tb.Close(); err != nil {
		b.Fatal(err)
	}
}

var rssAnon = regexp.MustCompile(`RssAnon:\s+(\d+) kB`)

// anonymousMB is the process's resident memory that no file stands behind, as Linux tells it.
func anonymousMB(b *testing.B) float64 {
	b.Helper()
	status, err := os.ReadFile("/proc/self/status")
	if err != nil {
		b.Fatal(err)
	}
	found := rssAnon.FindSubmatch(status)
	if found == nil {
		b.Fatal("no RssAnon in /proc/self/status")
	}
	kb, err := strconv.ParseFloat(string(found[1]), 64)
	if err != nil {
		b.Fatal(err)
	}
	return kb / 1024
}
