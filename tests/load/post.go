package main

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"runtime"
	"runtime/pprof"
	"strings"
	"sync"
	"sync/atomic"
	"syscall"
	"time"

	"holdfast/infra/local"
	"holdfast/infra/sources"
	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/shopify"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

type post struct {
	N           int    `short:"n" help:"How many." default:"60000"`
	Connections int    `short:"c" help:"Over how many connections." default:"128"`
	Customers   int    `help:"Of how many customers." default:"20000"`
	Size        int    `help:"Bytes of a body." default:"4096"`
	Dir         string `help:"Folder of the system that is loaded; a new temporary one by default."`
	Profile     string `help:"Write a CPU profile of the whole to this file." placeholder:"FILE"`
	Hold        bool   `help:"Accept only: fold afterwards, to see each rate alone."`
}

const (
	store  = "load"
	source = "shop"
	secret = "a secret for loads only"
)

// Run starts a system, posts, and prints the two rates. The generator shares the machine with it.
func (p *post) Run(ctx context.Context) (err error) {
	dir := p.Dir
	if dir == "" {
		if dir, err = os.MkdirTemp("", "holdfast-load-"); err != nil {
			return err
		}
		defer os.RemoveAll(dir)
	}
	sys, err := local.Open(local.Options{Dir: filepath.Join(dir, "state")})
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, sys.Close()) }()
	if err := sys.AddStore(ctx, store, nil, playbook.DefaultConfig(store, "USD")); err != nil && !errors.Is(err, local.ErrStoreExists) {
		return err
	}
	if err := sys.PutSource(store, source, sources.Source{Platform: shopify.Name, Secrets: []string{secret}}); err != nil {
		return err
	}
	l, err := local.Listen("127.0.0.1:0")
	if err != nil {
		return err
	}
	serving, stop := context.WithCancel(ctx)
	defer stop()
	go func() { _ = sys.Serve(serving, l) }()
	all, err := p.prepare(dir, l.Addr().String())
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, all.file.Close(), os.Remove(all.file.Name())) }()
	stopProfile, err := p.profile()
	if err != nil {
		return err
	}
	defer stopProfile()
	if !p.Hold {
		sys.Start()
	}
	before := processor()
	started := time.Now()
	if err := p.load(l.Addr().String(), all); err != nil {
		return err
	}
	accepted := time.Since(started)
	if p.Hold {
		started = time.Now()
		sys.Start()
	}
	if err := sys.Drain(ctx); err != nil {
		return err
	}
	folded := time.Since(started)
	rate := func(d time.Duration) float64 { return float64(p.N) / d.Seconds() }
	each := (processor() - before) / time.Duration(p.N)
	fmt.Printf("%d webhooks of %d bytes: accepted %.0f/s, folded %.0f/s; %s of processor each, the client's included; anonymous memory %d MB\n",
		p.N, p.Size, rate(accepted), rate(folded), each.Round(time.Microsecond), anonymous())
	return nil
}

// profile begins a CPU profile if one is wanted.
func (p *post) profile() (stop func(), err error) {
	if p.Profile == "" {
		return func() {}, nil
	}
	f, err := os.Create(p.Profile)
	if err != nil {
		return nil, err
	}
	return func() { pprof.StopCPUProfile(); _ = f.Close() }, pprof.StartCPUProfile(f)
}

// requests is a file of signed requests, made before the clock starts, so that making them takes nothing from the machine
// while the system is measured.
type requests struct {
	file *os.File
	ends []int64
}

func (p *post) prepare(dir, address string) (*requests, error) {
	f, err := os.CreateTemp(dir, "requests-")
	if err != nil {
		return nil, err
	}
	r := &requests{file: f, ends: make([]int64, p.N+1)}
	account := webhook.Source{Secrets: [][]byte{[]byte(secret)}}
	w := bufio.NewWriterSize(f, 1<<20)
	var req bytes.Buffer
	for n := range p.N {
		body := p.body(int64(n + 1))
		req.Reset()
		fmt.Fprintf(&req, "POST /hooks/%s/%s HTTP/1.1\r\nHost: %s\r\nContent-Length: %d\r\n", store, source, address, len(body))
		if err := (shopify.Platform{}).Sign(account, "orders/create", body, time.Now()).Write(&req); err != nil {
			return nil, err
		}
		req.WriteString("\r\n")
		req.Write(body)
		r.ends[n+1] = r.ends[n] + int64(req.Len())
		if _, err := w.Write(req.Bytes()); err != nil {
			return nil, err
		}
	}
	return r, w.Flush()
}

// load posts all requests, each connection its share, and fails with the first that is not accepted.
func (p *post) load(address string, all *requests) error {
	var next atomic.Int64
	var wait sync.WaitGroup
	errs := make([]error, p.Connections)
	for i := range p.Connections {
		wait.Go(func() { errs[i] = p.connection(address, all, &next) })
	}
	wait.Wait()
	return errors.Join(errs...)
}

// connection writes requests by hand: a client that costs as little as can be leaves the machine to the server.
func (p *post) connection(address string, all *requests, next *atomic.Int64) error {
	conn, err := net.Dial("tcp", address)
	if err != nil {
		return err
	}
	defer conn.Close()
	answers := bufio.NewReader(conn)
	var buf []byte
	for {
		n := next.Add(1)
		if n > int64(p.N) {
			return nil
		}
		from, size := all.ends[n-1], all.ends[n]-all.ends[n-1]
		buf = append(buf[:0], make([]byte, size)...)
		if _, err := all.file.ReadAt(buf, from); err != nil {
			return err
		}
		if _, err := conn.Write(buf); err != nil {
			return err
		}
		resp, err := http.ReadResponse(answers, nil)
		if err != nil {
			return err
		}
		if _, err := io.Copy(io.Discard, resp.Body); err != nil || resp.StatusCode != http.StatusOK {
			return fmt.Errorf("webhook %d was answered %s: %w", n, resp.Status, err)
		}
	}
}

// body is one order of some customer, of the size wanted, as Shopify's are: most of it is what nobody folds.
func (p *post) body(n int64) []byte {
	customer := 1_000_000_000 + n*7919%int64(p.Customers)
	at := time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC).Add(time.Duration(n) * time.Second).Format(time.RFC3339)
	amount := crm.Money{Minor: 1000 + n%9000, Currency: "USD"}.Decimal()
	var b bytes.Buffer
	fmt.Fprintf(&b, `{"id":%d,"admin_graphql_api_id":"gid://shopify/Order/%d","name":"#%d","created_at":"%s","updated_at":"%s","processed_at":"%s",`,
		5_000_000_000+n, 5_000_000_000+n, n, at, at, at)
	fmt.Fprintf(&b, `"currency":"USD","total_price":"%s","financial_status":"paid","fulfillment_status":null,"cancelled_at":null,"test":false,`, amount)
	fmt.Fprintf(&b, `"email":"c%d@example.com","customer":{"id":%d,"email":"c%d@example.com","first_name":"Load","last_name":"Number %d"},"refunds":[],"line_items":[`,
		customer, customer, customer, customer)
	item := `{"id":%d,"title":"Something with a long name","quantity":1,"price":"10.00","sku":"SKU-000000","vendor":"Vendor","tax_lines":[],"properties":[]}`
	for i := 0; b.Len() < p.Size-220; i++ {
		if i > 0 {
			b.WriteByte(',')
		}
		fmt.Fprintf(&b, item, n*100+int64(i))
	}
	b.WriteString(`],"note":"`)
	b.WriteString(strings.Repeat("x", max(0, p.Size-b.Len()-2)))
	b.WriteString(`"}`)
	return b.Bytes()
}

// processor is the processor time the process has used: what remains comparable when the machine is shared.
func processor() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// anonymous is the process's memory in MB that no file backs, which the table's mapped file would otherwise hide.
func anonymous() int {
	runtime.GC()
	b, err := os.ReadFile("/proc/self/status")
	if err != nil {
		return 0
	}
	for line := range strings.Lines(string(b)) {
		var kb int
		if _, err := fmt.Sscanf(line, "RssAnon: %d kB", &kb); err == nil {
			return kb >> 10
		}
	}
	return 0
}
