package facts

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"sync/atomic"
	"testing"
	"time"

	"holdfast/infra/embedded"
	"holdfast/shared/records/book"
	"holdfast/shared/records/queue"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/overdue"
	"holdfast/shared/steps/sweep"
	"holdfast/shared/words/crm"
)

// BenchmarkSweep sweeps a store of 100,000 customers of whom 1 % are due, and reports the read units it took: they grow
// with those due, not with the store.
func BenchmarkSweep(b *testing.B) {
	const customers, due = 100_000, 1_000
	ctx := context.Background()
	var c counter
	h, err := open(b.TempDir(), c.meter, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer h.Table.Close()
	fill(b, h, customers)
	queues, err := embedded.OpenQueues(b.TempDir(), func() time.Time { return h.Time })
	if err != nil {
		b.Fatal(err)
	}
	defer queues.Close()
	shards, err := queues.Queue("sweep", 20)
	if err != nil {
		b.Fatal(err)
	}
	s := &sweep.Sweep{
		Book: h.Book, Shops: h.Shops, Shards: shards, Act: h.Act, Now: func() time.Time { return h.Time },
		Log: slog.New(slog.NewTextHandler(io.Discard, nil)),
	}
	reads := 0.0
	for b.Loop() {
		b.StopTimer()
		makeDue(b, h, due)
		c.reset()
		b.StartTimer()
		if err := s.Start(ctx, h.Time); err != nil {
			b.Fatal(err)
		}
		for {
			ms, err := shards.Receive(ctx, 10, time.Minute)
			if err != nil {
				b.Fatal(err)
			}
			if len(ms) == 0 {
				break
			}
			for i, err := range s.JudgeShards(ctx, ms) {
				if err != nil {
					b.Fatal(err)
				}
				if err := shards.Settle(ctx, queue.Result{Message: ms[i]}); err != nil {
					b.Fatal(err)
				}
			}
		}
		reads += c.read
	}
	b.ReportMetric(reads/float64(b.N)/due, "read-units/due")
}

func nth(i int) crm.Key { return account(fmt.Sprintf("%07d", i)) }

// fill writes customers with three orders each, none of them due.
func fill(b *testing.B, h *House, n int) {
	b.Helper()
	var ops []table.Op
	for i := range n {
		c := book.NewCustomer(Store, nth(i))
		for k := range 3 {
			o := crm.Order{
				Ref: crm.Ref{Source: "shop", ID: fmt.Sprintf("%d%d", i, k)}, Placed: crm.InstantOf(h.Time.AddDate(0, 0, -10-20*(2-k))),
				Currency: "EUR", Total: 4990, Status: crm.OrderCompleted, Home: c.Key,
			}
			o.Updated = o.Placed
			c.Facts = crm.Join(c.Facts, crm.Event{Order: &o}.Facts(c.Key))
		}
		c.Ledger.Standing, c.Due = overdue.Active, crm.InstantOf(h.Time.AddDate(1, 0, 0))
		op, _ := c.Save()
		if ops = append(ops, op); len(ops) == table.MaxOps || i == n-1 {
			if err := h.Table.Write(context.Background(), ops...); err != nil {
				b.Fatal(err)
			}
			ops = ops[:0]
		}
	}
}

func makeDue(b *testing.B, h *House, n int) {
	b.Helper()
	keys := make([]crm.Key, n)
	for i := range keys {
		keys[i] = nth(i * 100)
	}
	found, err := h.Book.FindCustomers(context.Background(), Store, keys...)
	if err != nil {
		b.Fatal(err)
	}
	for _, c := range found {
		c.Due = crm.InstantOf(h.Time) - 1
		op, _ := c.Save()
		if err := h.Table.Write(context.Background(), op); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkFold folds order messages of many customers, ten a batch, as a function would.
func BenchmarkFold(b *testing.B) {
	h, err := open(b.TempDir(), nil, nil)
	if err != nil {
		b.Fatal(err)
	}
	defer h.Table.Close()
	at := h.Time.AddDate(0, 0, -3)
	var batches atomic.Int64
	b.SetParallelism(8)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := int(batches.Add(1))
			batch := make([]queue.Message, 10)
			for i := range batch {
				batch[i] = orderMessage(n*10+i, n*10+i, 0, "paid", at)
			}
			for _, err := range h.Apply.Fold(context.Background(), batch) {
				if err != nil {
					b.Error(err)
				}
			}
		}
	})
	b.ReportMetric(10*float64(b.N)/b.Elapsed().Seconds(), "events/s")
}
