// Package post carries errands to the shop's own endpoint: a signed Standard-Webhooks
// POST, with the task's id as the webhook-id on every try, so that the receiver can tell
// a second try from a second errand.
package post

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/netip"
	"net/url"
	"syscall"
	"time"

	"holdfast/shared/edge/webhook/standard"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
)

// Topic is the type of the message that carries an errand.
const Topic = "task.assigned"

// timeout bounds one try, answer included.
const timeout = 15 * time.Second

// ErrTarget is wrapped by errors about an endpoint that must not be posted to.
var ErrTarget = errors.New("this endpoint cannot be used")

// Options say where errands go.
type Options struct {
	URL      string // https
	Secret   []byte // "whsec_" and base64
	Loopback bool   // allow http and addresses of this machine: for trials
	Now      func() time.Time
}

// Sender posts errands. It is safe for use by several goroutines.
type Sender struct {
	Options
	client *http.Client
}

var _ act.Sender = (*Sender)(nil)

// To checks an endpoint and returns a sender to it. Addresses inside a network are refused
// when connecting, after names are resolved, and redirects are not followed: an
// endpoint is typed by a person and must not become a way into the network.
func To(o Options) (*Sender, error) {
	if err := checkOptions(o); err != nil {
		return nil, err
	}
	return &Sender{Options: o, client: newClient(o.Loopback)}, nil
}

func checkOptions(o Options) error {
	u, err := url.Parse(o.URL)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTarget, err)
	}
	if u.Host == "" || u.User != nil {
		return fmt.Errorf("%w: want https://host/path without a user", ErrTarget)
	}
	trial := u.Scheme == "http" && o.Loopback
	if u.Scheme != "https" && !trial {
		return fmt.Errorf("%w: want https", ErrTarget)
	}
	if err := (standard.Platform{}).CheckSecret(o.Secret); err != nil {
		return fmt.Errorf("%w: %w", ErrTarget, err)
	}
	return nil
}

func newClient(loopback bool) *http.Client {
	dialer := &net.Dialer{
		Timeout: 5 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			return checkAddress(address, loopback)
		},
	}
	return &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:         dialer.DialContext,
			TLSHandshakeTimeout: 5 * time.Second,
			MaxIdleConnsPerHost: 4,
			IdleConnTimeout:     time.Minute,
		},
	}
}

// innerRanges lists address ranges that are not the internet's but netip does not call
// private.
var innerRanges = []netip.Prefix{
	netip.MustParsePrefix("100.64.0.0/10"),   // carriers' own (RFC 6598)
	netip.MustParsePrefix("192.0.0.0/24"),    // protocol assignments (RFC 6890)
	netip.MustParsePrefix("198.18.0.0/15"),   // benchmarks (RFC 2544)
	netip.MustParsePrefix("240.0.0.0/4"),     // reserved (RFC 1112), broadcast included
	netip.MustParsePrefix("64:ff9b::/96"),    // IPv4 behind NAT64 (RFC 6052)
	netip.MustParsePrefix("64:ff9b:1::/48"),  // the same, local (RFC 8215)
	netip.MustParsePrefix("2002::/16"),       // 6to4 (RFC 3056)
	netip.MustParsePrefix("0.0.0.0/8"),       // this network (RFC 1122)
	netip.MustParsePrefix("fec0::/10"),       // site local, deprecated (RFC 3879)
	netip.MustParsePrefix("2001::/32"),       // Teredo (RFC 4380)
	netip.MustParsePrefix("::ffff:0:0:0/96"), // IPv4-translated (RFC 2765)
}

// checkAddress returns ErrTarget for an address that is not the internet's. It is given the
// address that is really connected to, after names were resolved.
func checkAddress(address string, loopback bool) error {
	endpoint, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTarget, err)
	}
	ip := endpoint.Addr().Unmap()
	if ip.IsLoopback() && loopback {
		return nil
	}
	if !isInternet(ip) {
		return fmt.Errorf("%w: %s is no address of the internet", ErrTarget, ip)
	}
	return nil
}

func isInternet(ip netip.Addr) bool {
	if !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback() {
		return false
	}
	for _, inner := range innerRanges {
		if inner.Contains(ip) {
			return false
		}
	}
	return true
}

// Idempotent reports true: the receiver can tell a second try by its webhook-id.
func (*Sender) Idempotent(context.Context, playbook.Task) bool { return true }

// ErrRefused says that the endpoint answered and will not take this errand. It wraps
// act.ErrNotSent.
var ErrRefused = fmt.Errorf("the endpoint refused: %w", act.ErrNotSent)

// Send posts {"type", "timestamp", "data": errand}. A 2xx is delivered. A 4xx other than
// 408, 409, 425 and 429 is ErrRefused; 409 means that the endpoint has the errand already,
// which is what was wanted. A connection that never came about is act.ErrNotSent. After any
// other error it is unknown whether the endpoint took the errand, and it is to be sent
// again.
func (s *Sender) Send(ctx context.Context, e act.Errand) error {
	r, err := s.newRequest(ctx, e)
	if err != nil {
		return fmt.Errorf("post task %s: %w: %w", e.ID, act.ErrNotSent, err)
	}
	resp, err := s.client.Do(r)
	if err != nil {
		return fmt.Errorf("post task %s: %w", e.ID, markNotSent(err))
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection can be used again

	if err := checkStatus(resp.StatusCode); err != nil {
		return fmt.Errorf("post task %s: %w (status %d)", e.ID, err, resp.StatusCode)
	}
	return nil
}

// newRequest returns the signed request that carries an errand.
func (s *Sender) newRequest(ctx context.Context, e act.Errand) (*http.Request, error) {
	now := s.Now()
	body, err := json.Marshal(map[string]any{
		"type":      Topic,
		"timestamp": now.UTC().Format(time.RFC3339),
		"data":      e,
	})
	if err != nil {
		return nil, err
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header = standard.Headers(s.Secret, e.ID, body, now)
	r.Header.Set("User-Agent", "Holdfast")
	return r, nil
}

// markNotSent wraps act.ErrNotSent around errors of connections that never came about.
func markNotSent(err error) error {
	var op *net.OpError
	dialFailed := errors.As(err, &op) && op.Op == "dial"
	if dialFailed || errors.Is(err, ErrTarget) {
		return fmt.Errorf("%w: %w", act.ErrNotSent, err)
	}
	return err
}

var errUnknown = errors.New("nobody knows whether the endpoint took it")

// checkStatus returns nil if the endpoint has the errand, ErrRefused or errUnknown.
func checkStatus(status int) error {
	switch {
	case status >= 200 && status < 300, status == http.StatusConflict:
		return nil
	case status == http.StatusRequestTimeout,
		status == http.StatusTooEarly,
		status == http.StatusTooManyRequests:
		return errUnknown
	case status >= 300 && status < 500:
		return ErrRefused
	}
	return errUnknown
}
