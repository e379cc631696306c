//go:build linux

package endure

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"os"
	"sync"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/tests/steadfast/process"
)

// tried is a folder and the process that serves it.
type tried struct {
	binary process.Binary
	dir    string
	flags  []string // of holdfast up

	mu     sync.RWMutex
	up     *process.Server
	ahead  time.Duration // of the wall, the process's clock
	client *http.Client
}

// setUp makes a folder with a store and its sources.
func setUp(ctx context.Context, b process.Binary, dir string, flags []string) (*tried, error) {
	t := &tried{binary: b, dir: dir, flags: flags}
	t.client = &http.Client{
		Timeout:   20 * time.Second,
		Transport: &http.Transport{MaxIdleConnsPerHost: 64},
	}
	for _, s := range []source{shop, desk} {
		_, err := t.do(ctx, "source", "add", store+"/"+s.name, "--platform", s.platform, "--secret", s.secret, "--currency", "EUR")
		if err != nil {
			return nil, err
		}
	}
	// Complaints that are older than the store count too.
	settings := dir + ".yaml"
	if err := os.WriteFile(settings, []byte("live_since: 1\n"), 0o600); err != nil {
		return nil, err
	}
	_, err := t.do(ctx, "settings", "set", "-f", settings)
	return t, err
}

// do runs a command line on the folder that must succeed, and returns what it printed.
func (t *tried) do(ctx context.Context, line ...string) (string, error) {
	out, exit, err := t.binary.Run(ctx, append([]string{"--dir", t.dir}, line...)...)
	if err == nil && exit != 0 {
		err = fmt.Errorf("holdfast %v: exit %d: %s", line, exit, out)
	}
	return out, err
}

// start starts the process, with a clock that is ahead of the wall's, whatever a backup says
// of the clock.
func (t *tried) start(ctx context.Context, ahead time.Duration) error {
	clock := "wall"
	if ahead != 0 {
		clock = time.Now().Add(ahead).UTC().Format(time.RFC3339Nano)
	}
	flags := append([]string{"--clock", clock}, t.flags...)
	up, err := t.binary.Up(ctx, t.dir, flags...)
	if err != nil {
		return err
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	t.up = up
	t.ahead = ahead
	return nil
}

func (t *tried) server() (*process.Server, time.Time) {
	t.mu.RLock()
	defer t.mu.RUnlock()
	return t.up, time.Now().Add(t.ahead)
}

// post posts a delivery and returns the status of the answer.
func (t *tried) post(ctx context.Context, s source, body []byte) (int, error) {
	up, now := t.server()
	address := up.Base + "/hooks/" + store + "/" + s.name
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, address, bytes.NewReader(body))
	if err != nil {
		return 0, err
	}
	r.Header = s.sign(webhook.Source{Secrets: [][]byte{[]byte(s.secret)}}, s.topic, body, now)
	resp, err := t.client.Do(r)
	if err != nil {
		return 0, err
	}
	_, err = io.Copy(io.Discard, resp.Body)
	return resp.StatusCode, errors.Join(err, resp.Body.Close())
}

// queueState is a line of holdfast redrive --list.
type queueState struct {
	Queue   string `json:"queue"`
	Waiting int    `json:"waiting"`
	Delayed int    `json:"delayed"`
	Dead    int    `json:"dead_letters"`
}

const drainEvery = 250 * time.Millisecond

// drain waits until the queues are empty, and returns how many dead letters there are.
func (t *tried) drain(ctx context.Context) (dead int, err error) {
	for {
		out, err := t.do(ctx, "--json", "redrive", "--list")
		if err != nil {
			return 0, err
		}
		var states []queueState
		if err := json.Unmarshal([]byte(out), &states); err != nil {
			return 0, fmt.Errorf("read %q: %w", out, err)
		}
		waiting := 0
		dead = 0
		for _, s := range states {
			waiting += s.Waiting + s.Delayed
			dead += s.Dead
		}
		if waiting == 0 {
			return dead, nil
		}
		select {
		case <-ctx.Done():
			return 0, ctx.Err()
		case <-time.After(drainEvery):
		}
	}
}

// Sums are what a folder knows in the end.
type Sums struct {
	SHA256    string
	Customers int
	Orders    int
	Tickets   int
}

func (t *tried) sums(ctx context.Context) (s Sums, err error) {
	out, err := t.do(ctx, "--json", "facts", "digest")
	if err == nil {
		err = json.Unmarshal([]byte(out), &s)
	}
	return s, err
}
