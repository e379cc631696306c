package main

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"path/filepath"
	"runtime"
	"strconv"
	"sync/atomic"
	"time"

	"holdfast/infra/local"
	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

type censusRun struct {
	Customers int    `short:"n" help:"How many." default:"1000000"`
	Dir       string `help:"Folder of the store: filled if it is empty, and kept. A new temporary one by default."`
}

// Help has examples.
func (censusRun) Help() string {
	return `Examples:
  go run ./tests/load census -n 100000
  go run ./tests/load census -n 1000000 --dir /tmp/million    fills it once, counts it each time`
}

// today is the day of the census.
var today = time.Date(2026, 11, 25, 2, 0, 0, 0, time.UTC)

// Run fills a store and takes its census twice: by the rules of a new shop, and by those it found. It prints time, memory and reads,
// the last beside what one eventually consistent scan of the table reads.
func (c *censusRun) Run(ctx context.Context) (err error) {
	dir := c.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "holdfast-census-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	reads := &atomic.Int64{} // in halves of a read unit
	sys, err := local.Open(local.Options{Dir: filepath.Join(dir, "state"), Clock: local.Standing(today), Meter: func(_, read float64) { reads.Add(int64(2 * read)) }})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sys.Close()) }()
	switch err := sys.AddStore(ctx, store, nil, playbook.DefaultConfig(store, "EUR")); {
	case errors.Is(err, local.ErrStoreExists):
	case err != nil:
		return err
	default:
		if err := c.fill(ctx, sys.Book); err != nil {
			return err
		}
	}
	before := reads.Load()
	if err := scan(ctx, sys.Table); err != nil {
		return err
	}
	fmt.Printf("one scan: %.0f read units\n", float64(reads.Load()-before)/2)
	for range 2 {
		if err := c.count(ctx, sys, reads); err != nil {
			return err
		}
	}
	return c.redate(ctx, sys)
}

// redate lets two nights pass: the first census makes rules for customers who were judged by none, and the second dates each of
// them anew, so that the sweep after it judges all. It prints what each took.
func (c *censusRun) redate(ctx context.Context, sys *local.System) error {
	for night := 1; night <= 2; night++ {
		sys.Clock.Turn(today.AddDate(0, 0, night))
		for _, step := range []struct {
			name  string
			start func(context.Context, time.Time) error
		}{{"census", sys.Census.Start}, {"sweep", sys.Sweep.Start}} {
			started := time.Now()
			if err := errors.Join(step.start(ctx, sys.Clock.Now()), sys.Drain(ctx)); err != nil {
				return err
			}
			fmt.Printf("night %d, %s: %s\n", night, step.name, time.Since(started).Round(time.Millisecond))
		}
	}
	return nil
}

func scan(ctx context.Context, t table.Table) error {
	for _, err := range table.ScanAll(ctx, t) {
		if err != nil {
			return err
		}
	}
	return nil
}

// count takes a census and prints what it took.
func (c *censusRun) count(ctx context.Context, sys *local.System, reads *atomic.Int64) error {
	watch := watchMemory()
	before, started := reads.Load(), time.Now()
	var rules *book.Rules
	at := today
	if r, ok, err := sys.Book.FindCensusReport(ctx, store, today.AddDate(0, 0, 1)); err != nil {
		return err
	} else if ok {
		rules, at = &r.Found, r.Estimate.AsOf.Time().Add(time.Second) // a later report takes its place
	}
	if err := sys.Census.StartReport(ctx, store, at, rules); err != nil {
		return err
	}
	if err := sys.Drain(ctx); err != nil {
		return err
	}
	took, read := time.Since(started), float64(reads.Load()-before)/2
	r, ok, err := sys.Book.FindCensusReport(ctx, store, today.AddDate(0, 0, 1))
	if err != nil || !ok || r.Estimate.AsOf != crm.InstantOf(at) {
		return errors.Join(err, fmt.Errorf("the census made no report as of %s", at))
	}
	fmt.Printf("census of %d customers: %s, %.0f a second; heap at most %d MB; %.0f read units\n", r.Estimate.Customers, took.Round(time.Millisecond),
		float64(r.Estimate.Customers)/took.Seconds(), watch()>>20, read)
	fmt.Printf("  %s\n  model %s (%s)\n", r.Estimate.SayLines("en", nil)[0], r.Estimate.ModelFacts.Family, r.Estimate.ModelFacts.Status)
	return nil
}

// watchMemory looks at the heap in use until it is asked for the most there was.
func watchMemory() func() uint64 {
	runtime.GC()
	stop, most := make(chan struct{}), make(chan uint64)
	go func() {
		var top uint64
		for {
			var m runtime.MemStats
			runtime.ReadMemStats(&m)
			top = max(top, m.HeapAlloc)
			select {
			case <-stop:
				most <- top
				return
			case <-time.After(50 * time.Millisecond):
			}
		}
	}()
	return func() uint64 { close(stop); return <-most }
}

// fill writes the customers, a hundred at a time.
func (c *censusRun) fill(ctx context.Context, b book.Book) error {
	rng := rand.New(rand.NewPCG(1, 2))
	started := time.Now()
	var ops []table.Op
	for i := range c.Customers {
		one := book.NewCustomer(store, crm.Key("p:shop:"+strconv.Itoa(1_000_000_000+i)))
		one.Facts.Orders = orders(rng, i)
		one.Due = crm.InstantOf(today).AddDays(90)
		op, _ := one.Save()
		if ops = append(ops, op); len(ops) == table.MaxOps || i == c.Customers-1 {
			if err := b.Table.Write(ctx, ops...); err != nil {
				return err
			}
			ops = ops[:0]
		}
		if (i+1)%100_000 == 0 {
			fmt.Fprintf(os.Stderr, "%d customers written, %.0f a second\n", i+1, float64(i+1)/time.Since(started).Seconds())
		}
	}
	return nil
}

// orders are those of one customer within two years: a rate of their own, a spending of their own, and with each order the chance to leave.
func orders(rng *rand.Rand, customer int) (out []crm.Order) {
	every, spends := 20+rng.ExpFloat64()*60, 2000+rng.ExpFloat64()*4000
	at := crm.InstantOf(today).AddDays(-rng.IntN(730))
	for n := 0; at < crm.InstantOf(today) && n < crm.Keep; n++ {
		out = append(out, crm.Order{
			Ref: crm.Ref{Source: "shop", ID: strconv.Itoa(customer*100 + n)}, Placed: at, Updated: at, Currency: "EUR",
			Total: int64(spends * (0.5 + rng.Float64())), Status: crm.OrderFulfilled,
		})
		if rng.IntN(5) == 0 {
			break
		}
		at = at.AddDays(int(max(1, rng.ExpFloat64()*every)))
	}
	return out
}
