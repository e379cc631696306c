// Package ses sends automatic messages as e-mails, each at most once: there is one
// request for each, and whoever cannot tell what became of it says so. SES knows no id by
// which it could tell a second try from a second e-mail.
package ses

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/http/httptrace"
	"net/mail"
	"strings"
	"sync/atomic"
	"unicode"
	"unicode/utf8"

	"holdfast/infra/account"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
)

// ErrAddress is wrapped by errors about addresses that no e-mail can go out from or to.
// They do not repeat the address.
var ErrAddress = errors.New("not one plain e-mail address")

// Sender sends e-mails from one address. It is safe for use by several goroutines.
type Sender struct {
	in   account.Account
	from mail.Address
}

var _ act.Sender = (*Sender)(nil)

// From is a sender from an address such as "shop@example.com" or "Linden
// <shop@example.com>", which SES must know as one of the account's. The name is what
// customers read as the shop's.
func From(in account.Account, from string) (*Sender, error) {
	a, err := mail.ParseAddress(from)
	if err != nil || !oneLine(from) || !oneLine(a.Name) || !plain(a.Address) {
		return nil, fmt.Errorf("ses: send from: %w", ErrAddress)
	}
	return &Sender{in: in, from: *a}, nil
}

// Idempotent reports false: sent again is sent twice.
func (*Sender) Idempotent(context.Context, playbook.Task) bool { return false }

// Send sends an automatic message whose channel is e-mail; anything else is
// act.ErrNotSent, and so is what SES refuses and what never reached it. After anything
// else nobody knows. Nothing is ever sent again. Errors hold neither addresses nor what
// SES says of them.
func (s *Sender) Send(ctx context.Context, e act.Errand) error {
	body, err := s.compose(e)
	if err != nil {
		return fmt.Errorf("e-mail of task %s: %w: %w", e.ID, act.ErrNotSent, err)
	}
	if err := s.post(ctx, body); err != nil {
		return fmt.Errorf("e-mail of task %s: %w", e.ID, err)
	}
	return nil
}

func (s *Sender) post(ctx context.Context, body []byte) error {
	var connected atomic.Bool
	ctx = httptrace.WithClientTrace(
		ctx,
		&httptrace.ClientTrace{GotConn: func(httptrace.GotConnInfo) { connected.Store(true) }},
	)
	r, err := s.request(ctx, body)
	if err != nil {
		return fmt.Errorf("%w: %w", act.ErrNotSent, err)
	}
	// A crash from here on leaves a claim without an outcome, which becomes uncertain.
	resp, err := s.in.HTTP.Do(r)
	switch {
	case err != nil && !connected.Load():
		return fmt.Errorf("%w: %w", act.ErrNotSent, err)
	case err != nil:
		return err
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // the status has said it all
	return verdict(resp)
}

func (s *Sender) request(ctx context.Context, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(
		ctx,
		http.MethodPost,
		s.in.URL("email")+"/v2/email/outbound-emails",
		bytes.NewReader(body),
	)
	if err != nil {
		return nil, err
	}
	r.GetBody = nil // without it net/http follows no redirect and tries no second connection
	r.Close = true  // a connection that slept with the Lambda may be dead, and whether it was cannot be told afterwards
	r.Header.Set("Content-Type", "application/json")
	return r, s.in.Sign(ctx, r, body, "ses")
}

// verdict reads a status. A 408 may come from whoever stands in between, and says
// nothing.
func verdict(resp *http.Response) error {
	status := resp.StatusCode
	if status >= 200 && status < 300 {
		return nil
	}
	code, _, _ := strings.Cut(resp.Header.Get("X-Amzn-Errortype"), ":")
	if status >= 300 && status < 500 && status != http.StatusRequestTimeout {
		return fmt.Errorf("SES refused (status %d, %q): %w", status, code, act.ErrNotSent)
	}
	return fmt.Errorf("nobody knows whether SES took it (status %d, %q)", status, code)
}

// recipient is the one address an errand may go to.
func recipient(e act.Errand) (string, error) {
	if e.Kind != playbook.Automatic || e.Brief.Task.Channel != crm.ChannelEmail.String() {
		return "", errors.New(
			"only automatic messages go out as e-mails, and only those whose channel is e-mail",
		)
	}
	a, err := mail.ParseAddress(e.To)
	if err != nil || a.Address != e.To || !oneLine(e.To) {
		return "", fmt.Errorf("send to: %w", ErrAddress)
	}
	return e.To, nil
}

// compose writes the request's body.
func (s *Sender) compose(e act.Errand) ([]byte, error) {
	to, err := recipient(e)
	if err != nil {
		return nil, err
	}
	m, err := s.message(e)
	if err != nil {
		return nil, err
	}
	m.Destination.ToAddresses = []string{to}
	return json.Marshal(m)
}

// oneLine reports whether s can stand in a header: no line ends, nor anything else that
// is not written.
func oneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, unwritten)
}

func unwritten(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
}

// plain reports whether an address can stand in any header as it is: visible ASCII that
// needs no quotes.
func plain(address string) bool {
	odd := strings.ContainsFunc(address, func(r rune) bool { return r <= ' ' || r > '~' })
	return !odd && (&mail.Address{Address: address}).String() == "<"+address+">"
}
