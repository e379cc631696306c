package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"io"
	"math/rand/v2"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"slices"
	"sync"
	"sync/atomic"
	"time"

	"holdfast/infra/holdfast/importing"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/holdfast/terminal"
	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

type neighbour struct {
	Rows      int           `help:"How many rows the other store imports." default:"100000"`
	Customers int           `help:"Of how many customers; 0 = a quarter of the rows." default:"0"`
	Flood     int           `help:"How many webhooks flood the other store." default:"20000"`
	Every     time.Duration `help:"How often the undisturbed store posts." default:"50ms"`
	Quiet     time.Duration `help:"How long it is measured alone, first." default:"5s"`
}

// Help has examples.
func (neighbour) Help() string {
	return `A store posts a webhook now and then, while another one on the same machine does nothing, imports a file, or is flooded.
Printed is how long the undisturbed store's webhooks took from being posted until their order was in its customer's record.

Examples:
  go run ./tests/load neighbour --rows 10000 --flood 5000
  go run ./tests/load neighbour --rows 1000000`
}

// The two stores.
const (
	calmStore = "calm"
	busyStore = "busy"
)

// Run measures three times and prints a table.
func (n *neighbour) Run(ctx context.Context) (err error) {
	dir, err := os.MkdirTemp("", "holdfast-neighbour-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	sys, err := openNeighbours(ctx, filepath.Join(dir, "state"))
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sys.Close()) }()
	file := filepath.Join(dir, "orders.csv")
	customers := n.Customers
	if customers == 0 {
		customers = max(1, n.Rows/4)
	}
	if err := writeOrders(file, n.Rows, customers); err != nil {
		return err
	}
	sys.Start()

	fmt.Printf("%-34s %9s %9s %9s %9s\n", "the other store", "webhooks", "p50", "p99", "slowest")
	for _, disturbance := range []struct {
		name string
		do   func() error
	}{
		{"does nothing", func() error { return sleep(ctx, n.Quiet) }},
		{fmt.Sprintf("imports %d rows", n.Rows), func() error { return importOrders(ctx, sys, file) }},
		{fmt.Sprintf("is flooded with %d webhooks", n.Flood), func() error { return n.flood(ctx, sys) }},
	} {
		p := &probe{sys: sys, every: n.Every}
		started := time.Now()
		if err := p.during(ctx, disturbance.do); err != nil {
			return err
		}
		took := time.Since(started)
		fmt.Printf("%-34s %9d %9s %9s %9s  (%s)\n", disturbance.name, len(p.took),
			p.quantile(0.5), p.quantile(0.99), p.quantile(1), took.Round(time.Millisecond))
	}
	return nil
}

func openNeighbours(ctx context.Context, dir string) (*local.System, error) {
	sys, err := local.Open(local.Options{Dir: dir})
	if err != nil {
		return nil, err
	}
	for name, platform := range map[string]string{calmStore: shopify.Name, busyStore: shopify.Name} {
		err = errors.Join(err,
			sys.AddStore(ctx, name, nil, playbook.DefaultConfig(name, "USD")),
			sys.PutSource(name, source, sources.Source{Platform: platform, Secrets: []string{secret + name}}),
			sys.PutSource(name, "file", sources.Source{Platform: standard.Name, Secrets: []string{"whsec_" + base64.StdEncoding.EncodeToString([]byte(secret+name+"of a file"))}}))
	}
	return sys, err
}

func sleep(ctx context.Context, d time.Duration) error {
	select {
	case <-ctx.Done():
		return ctx.Err()
	case <-time.After(d):
		return nil
	}
}

// writeOrders writes a file with one order a row, by date.
func writeOrders(path string, orders, customers int) (err error) {
	f, err := os.Create(path)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close()) }()
	w := bufio.NewWriter(f)
	_, _ = fmt.Fprintln(w, "order,customer,date,amount,email") // Flush says whether it went well
	rng := rand.New(rand.NewPCG(uint64(orders), uint64(customers)))
	first := time.Now().AddDate(-3, 0, 0)
	for i := range orders {
		who := rng.IntN(customers)
		placed := first.Add(time.Duration(i) * (3 * 364 * 24 * time.Hour / time.Duration(orders)))
		_, _ = fmt.Fprintf(w, "%d,%d,%s,%d.%02d,c%d@example.com\n",
			100_000+i, 1000+who, placed.Format("2006-01-02 15:04"), 5+rng.IntN(200), rng.IntN(100), who)
	}
	return w.Flush()
}

// importOrders imports a file into the busy store, as the command does in a process that serves.
func importOrders(ctx context.Context, sys *local.System, file string) error {
	s := &session.Session{
		Terminal: terminal.Terminal{Out: io.Discard, Err: io.Discard},
		Where:    session.Where{Dir: sys.Dir, Store: busyStore},
		Live:     &session.Live{System: sys},
	}
	imp := &importing.Import{File: file, Source: "file", Kind: "orders", Status: "paid", Channel: "email"}
	return imp.Run(ctx, s)
}

// flood posts webhooks to the busy store as fast as they are taken, and waits until they are folded.
func (n *neighbour) flood(ctx context.Context, sys *local.System) error {
	var next atomic.Int64
	var refused atomic.Int64
	var wait sync.WaitGroup
	for range 64 {
		wait.Go(func() {
			for i := next.Add(1); i <= int64(n.Flood) && ctx.Err() == nil; i = next.Add(1) {
				body := shopifyOrder(5_000_000+i, 1+i%5000)
				if postTo(sys, busyStore, body) != http.StatusOK {
					refused.Add(1)
				}
			}
		})
	}
	wait.Wait()
	if n := refused.Load(); n > 0 {
		return fmt.Errorf("%d webhooks of the flood were not taken", n)
	}
	return sys.AwaitRoom(ctx, "orders", 1)
}

func shopifyOrder(id, customer int64) []byte {
	now := time.Now().UTC().Format(time.RFC3339)
	return fmt.Appendf(nil, `{"id": %d, "created_at": %q, "updated_at": %q, "currency": "USD",
		"total_price": "12.50", "financial_status": "paid", "customer": {"id": %d}}`, id, now, now, customer)
}

// postTo posts a signed order and returns the status of the answer.
func postTo(sys *local.System, store string, body []byte) int {
	r := httptest.NewRequest(http.MethodPost, "/hooks/"+store+"/"+source, bytes.NewReader(body))
	by := webhook.Source{Secrets: [][]byte{[]byte(secret + store)}}
	r.Header = shopify.Platform{}.Sign(by, "orders/create", body, time.Now())
	w := httptest.NewRecorder()
	sys.Handler().ServeHTTP(w, r)
	return w.Code
}

// probe posts webhooks of the calm store and measures how long each takes until it is folded.
type probe struct {
	sys   *local.System
	every time.Duration
	took  []time.Duration
}

var probes atomic.Int64 // so that no two are of one order or customer

// during measures while something is done, and until the webhooks posted meanwhile are folded.
func (p *probe) during(ctx context.Context, do func() error) error {
	done := make(chan error, 1)
	go func() { done <- do() }()
	var wait sync.WaitGroup
	var mu sync.Mutex
	var failed error
	ticker := time.NewTicker(p.every)
	defer ticker.Stop()
	for {
		select {
		case err := <-done:
			wait.Wait()
			return errors.Join(err, failed)
		case <-ticker.C:
			wait.Go(func() {
				took, err := p.one(ctx)
				mu.Lock()
				defer mu.Unlock()
				failed = errors.Join(failed, err)
				p.took = append(p.took, took)
			})
		}
	}
}

// one posts an order of a new customer and waits until it is in their record.
func (p *probe) one(ctx context.Context) (time.Duration, error) {
	id := probes.Add(1)
	started := time.Now()
	if status := postTo(p.sys, calmStore, shopifyOrder(id, id)); status != http.StatusOK {
		return 0, fmt.Errorf("a webhook was answered %d", status)
	}
	key := crm.PlatformKey(crm.Ref{Source: source, ID: fmt.Sprint(id)})
	for {
		c, err := p.sys.Book.FindCustomer(ctx, calmStore, key)
		if err != nil || len(c.Facts.Orders) > 0 {
			return time.Since(started), err
		}
		if err := sleep(ctx, 2*time.Millisecond); err != nil {
			return 0, err
		}
	}
}

// quantile returns the time within which a share of the webhooks were folded.
func (p *probe) quantile(share float64) time.Duration {
	if len(p.took) == 0 {
		return 0
	}
	slices.Sort(p.took)
	i := min(len(p.took)-1, int(share*float64(len(p.took))))
	return p.took[i].Round(time.Millisecond)
}
