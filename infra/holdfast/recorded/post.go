package recorded

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"sync"
	"time"

	"holdfast/shared/edge/webhook"
	"holdfast/shared/edge/webhook/platforms"
)

// Account is where a source's deliveries are posted to, and as whom.
type Account struct {
	URL      string // of the hook
	Platform string
	webhook.Source
}

// Poster signs deliveries anew and posts them. It is safe for use by several goroutines.
type Poster struct {
	Accounts map[string]Account // by source
	Now      func() time.Time
	client   *http.Client
}

// NewPoster makes a poster with at most so many connections to each host.
func NewPoster(accounts map[string]Account, now func() time.Time, connections int) *Poster {
	return &Poster{Accounts: accounts, Now: now, client: &http.Client{
		Timeout: time.Minute,
		Transport: &http.Transport{
			MaxIdleConnsPerHost: connections,
			MaxConnsPerHost:     connections,
			DisableCompression:  true,
		},
	}}
}

// Refused is the error of a delivery that the other side answered and did not take.
type Refused struct {
	Status int
	Text   string
}

func (r *Refused) Error() string { return fmt.Sprintf("%d %s", r.Status, r.Text) }

// ErrNoSource says that a delivery names a source that the poster has no account of.
var ErrNoSource = errors.New("no source of this name is connected")

// triggeredHeader is when Shopify says that it sent something. It is a part of the facts
// and not signed: a replay tells it only where the recording does.
const triggeredHeader = "X-Shopify-Triggered-At"

// Request returns a delivery as a request, signed anew at the poster's time. What the
// recording says beside the signature is kept.
func (p *Poster) Request(ctx context.Context, d Delivery) (*http.Request, error) {
	a, ok := p.Accounts[d.Source]
	if !ok {
		return nil, fmt.Errorf("%s: %w: %q", d.Where, ErrNoSource, d.Source)
	}
	platform, ok := platforms.For(a.Platform)
	if !ok {
		return nil, fmt.Errorf("%s: no platform is called %q", d.Where, a.Platform)
	}
	topic := d.Topic
	if label, err := platform.ReadLabel(d.Header, d.Body); err == nil && label.Topic != "" {
		topic = label.Topic
	}
	body := bytes.NewReader(d.Body)
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, a.URL, body)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", d.Where, err)
	}

	r.Header = platform.Sign(a.Source, topic, d.Body, p.Now())
	r.Header.Del(triggeredHeader)
	for name, values := range d.Header {
		_, isSigned := r.Header[name]
		if !isSigned || strings.EqualFold(name, "Content-Type") {
			r.Header[name] = values
		}
	}
	return r, nil
}

// tries is how often a delivery is posted that could not be taken right now.
const tries = 8

// Post posts a delivery until it is taken, and again after a while where the other side
// is not to be reached or says so. The error is a *Refused where another try would not
// help.
func (p *Poster) Post(ctx context.Context, d Delivery) error {
	wait := 200 * time.Millisecond
	for try := 1; ; try++ {
		again, err := p.postOnce(ctx, d)
		if err == nil || !again || try == tries {
			return err
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-time.After(wait):
		}
		wait *= 2
	}
}

func (p *Poster) postOnce(ctx context.Context, d Delivery) (again bool, err error) {
	req, err := p.Request(ctx, d)
	if err != nil {
		return false, err
	}
	resp, err := p.client.Do(req)
	if err != nil {
		return ctx.Err() == nil, err
	}
	defer resp.Body.Close()
	// The status says it; the text only explains, so an error of reading it is dropped.
	text, _ := io.ReadAll(io.LimitReader(resp.Body, 1<<10))
	if resp.StatusCode/100 == 2 {
		return false, nil
	}
	again = resp.StatusCode >= 500 || resp.StatusCode == http.StatusTooManyRequests
	return again, &Refused{resp.StatusCode, strings.TrimSpace(string(text))}
}

// PostAll posts deliveries over several connections. Fn is told of each once it is
// settled, with its place in the order in which they came; it is called from one
// goroutine at a time.
func (p *Poster) PostAll(
	ctx context.Context,
	connections int,
	deliveries <-chan Delivery,
	fn func(i int, d Delivery, err error),
) {
	type job struct {
		i int
		d Delivery
	}
	jobs := make(chan job)
	var wait sync.WaitGroup
	var mu sync.Mutex
	for range connections {
		wait.Go(func() {
			for j := range jobs {
				err := p.Post(ctx, j.d)
				mu.Lock()
				fn(j.i, j.d, err)
				mu.Unlock()
			}
		})
	}
	i := 0
	for d := range deliveries {
		jobs <- job{i, d}
		i++
	}
	close(jobs)
	wait.Wait()
}
