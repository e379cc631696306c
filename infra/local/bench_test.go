package local_test

import (
	"bytes"
	"context"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"holdfast/infra/local"
	"holdfast/shared/edge/webhook"
	platform "holdfast/shared/edge/webhook/shopify"
)

// BenchmarkAccept posts signed orders of 4 KB over HTTP; each is on the disk before it is answered. Run it with -cpu 2 and
// -parallel connections; tests/load measures with a client that costs less.
func BenchmarkAccept(b *testing.B) {
	_, base := served(b)
	account := webhook.Source{Secrets: [][]byte{[]byte("mine")}}
	client := &http.Client{Transport: &http.Transport{MaxIdleConnsPerHost: 256}}
	var next atomic.Int64
	b.SetParallelism(64)
	b.RunParallel(func(pb *testing.PB) {
		for pb.Next() {
			n := int(next.Add(1))
			body := append(order(n, fmt.Sprint(1+n%10_000)), []byte(strings.Repeat(" ", 3900))...)
			req, err := http.NewRequestWithContext(b.Context(), http.MethodPost, base+"/hooks/ours/shop", bytes.NewReader(body))
			if err != nil {
				b.Error(err)
				return
			}
			req.Header = platform.Platform{}.Sign(account, "orders/create", body, noon)
			resp, err := client.Do(req)
			if err != nil {
				b.Error(err)
				return
			}
			_, _ = io.Copy(io.Discard, resp.Body)
			resp.Body.Close()
			if resp.StatusCode != http.StatusOK {
				b.Error(resp.Status)
			}
		}
	})
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "webhooks/s")
}

// BenchmarkFold folds what was accepted before.
func BenchmarkFold(b *testing.B) {
	s, _ := served(b)
	for n := range b.N {
		ms := order(n+1, fmt.Sprint(1+n%10_000))
		if status, text := post(b, s, "/hooks/ours/shop", "mine", ms); status != http.StatusOK {
			b.Fatal(status, text)
		}
	}
	b.ResetTimer()
	s.Start()
	if err := s.Drain(b.Context()); err != nil {
		b.Fatal(err)
	}
	b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "orders/s")
}

// served is a system that answers HTTP at an address.
func served(b *testing.B) (*local.System, string) {
	b.Helper()
	s := system(b, b.TempDir())
	l, err := local.Listen("127.0.0.1:0")
	if err != nil {
		b.Fatal(err)
	}
	ctx, stop := context.WithTimeout(context.Background(), time.Hour)
	done := make(chan error, 1)
	go func() { done <- s.Serve(ctx, l) }()
	b.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			b.Error(err)
		}
		if err := s.Close(); err != nil {
			b.Error(err)
		}
	})
	return s, "http://" + l.Addr().String()
}
