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

// To checks an endpoint and gives a sender to it. Addresses inside a network are refused
// when connecting, whatever name leads to them, and redirects are not followed: an
// endpoint is typed by a person and must not become a way into the network.
func To(o Options) (*Sender, error) {
	u, err := url.Parse(o.URL)
	if err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTarget, err)
	}
	switch {
	case u.Host == "" || u.User != nil:
		return nil, fmt.Errorf("%w: want https://host/path without a user", ErrTarget)
	case u.Scheme != "https" && (u.Scheme != "http" || !o.Loopback):
		return nil, fmt.Errorf("%w: want https", ErrTarget)
	}
	if err := (standard.Platform{}).CheckSecret(o.Secret); err != nil {
		return nil, fmt.Errorf("%w: %w", ErrTarget, err)
	}
	dialer := &net.Dialer{
		Timeout: 5 * time.Second,
		Control: func(_, address string, _ syscall.RawConn) error {
			return allowed(address, o.Loopback)
		},
	}
	return &Sender{Options: o, client: &http.Client{
		Timeout:       timeout,
		CheckRedirect: func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse },
		Transport: &http.Transport{
			DialContext:         dialer.DialContext,
			TLSHandshakeTimeout: 5 * time.Second,
			MaxIdleConnsPerHost: 4,
			IdleConnTimeout:     time.Minute,
		},
	}}, nil
}

// inner lists address ranges that are not the internet's but netip does not call private.
var inner = []netip.Prefix{
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

// allowed judges the address that is really connected to, after names were resolved.
func allowed(address string, loopback bool) error {
	at, err := netip.ParseAddrPort(address)
	if err != nil {
		return fmt.Errorf("%w: %w", ErrTarget, err)
	}
	ip := at.Addr().Unmap()
	if ip.IsLoopback() && loopback {
		return nil
	}
	bad := !ip.IsGlobalUnicast() || ip.IsPrivate() || ip.IsLoopback()
	for _, p := range inner {
		bad = bad || p.Contains(ip)
	}
	if bad {
		return fmt.Errorf("%w: %s is no address of the internet", ErrTarget, ip)
	}
	return nil
}

// Idempotent reports true: the receiver can tell a second try by its webhook-id.
func (*Sender) Idempotent(context.Context, playbook.Task) bool { return true }

// ErrRefused says that the endpoint answered and will not take this errand. It wraps
// act.ErrNotSent.
var ErrRefused = fmt.Errorf("the endpoint refused: %w", act.ErrNotSent)

// Send posts {"type", "timestamp", "data": errand}. A 2xx is delivered. A 4xx other than
// 408, 409, 425 and 429 is ErrRefused; 409 means that the errand is there already, which
// is what was wanted. A connection that never came about is act.ErrNotSent. After
// anything else nobody knows, and the errand is to be sent again.
func (s *Sender) Send(ctx context.Context, e act.Errand) error {
	now := s.Now()
	body, err := json.Marshal(
		map[string]any{"type": Topic, "timestamp": now.UTC().Format(time.RFC3339), "data": e},
	)
	if err != nil {
		return fmt.Errorf("post task %s: %w: %w", e.ID, act.ErrNotSent, err)
	}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, s.URL, bytes.NewReader(body))
	if err != nil {
		return fmt.Errorf("post task %s: %w: %w", e.ID, act.ErrNotSent, err)
	}
	req.Header = standard.Headers(s.Secret, e.ID, body, now)
	req.Header.Set("User-Agent", "Holdfast")
	resp, err := s.client.Do(req)
	if err != nil {
		return fmt.Errorf("post task %s: %w", e.ID, unsent(err))
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // so that the connection can be used again
	if err := verdict(resp.StatusCode); err != nil {
		return fmt.Errorf("post task %s: %w (status %d)", e.ID, err, resp.StatusCode)
	}
	return nil
}

// unsent marks errors of connections that never came about.
func unsent(err error) error {
	var op *net.OpError
	if errors.Is(err, ErrTarget) || errors.As(err, &op) && op.Op == "dial" {
		return fmt.Errorf("%w: %w", act.ErrNotSent, err)
	}
	return err
}

var errUnknown = errors.New("nobody knows whether the endpoint took it")

func verdict(status int) error {
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
