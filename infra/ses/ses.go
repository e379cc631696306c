// Package ses sends automatic messages as e-mails, each at most once: there is one
// request for each, and an error says whether it is known that the e-mail did not go out.
// SES knows no id by which it could tell a second try from a second e-mail.
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

	// ConfigurationSet is SES's name of what tells of bounces and complaints; "" = nothing
	// does.
	ConfigurationSet string
}

var _ act.Sender = (*Sender)(nil)

// From returns a sender from an address such as "shop@example.com" or "Linden
// <shop@example.com>", which SES must know as one of the account's. Customers read the name
// as the shop's.
func From(in account.Account, from string) (*Sender, error) {
	a, err := mail.ParseAddress(from)
	if err != nil {
		return nil, fmt.Errorf("ses: send from: %w", ErrAddress)
	}
	isHeader := isOneLine(from) && isOneLine(a.Name)
	if !isHeader || !isPlain(a.Address) {
		return nil, fmt.Errorf("ses: send from: %w", ErrAddress)
	}
	return &Sender{in: in, from: *a}, nil
}

// Idempotent reports false: sent again is sent twice.
func (*Sender) Idempotent(context.Context, playbook.Task) bool { return false }

// Send sends an automatic message whose channel is e-mail. Any other errand is
// act.ErrNotSent, and so is one that SES refuses or that never reached it. After any other
// error it is unknown whether the e-mail went out. Send never tries again. Errors hold
// neither addresses nor what SES says of them.
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
	ctx = httptrace.WithClientTrace(ctx, &httptrace.ClientTrace{
		GotConn: func(httptrace.GotConnInfo) { connected.Store(true) },
	})
	r, err := s.newRequest(ctx, body)
	if err != nil {
		return fmt.Errorf("%w: %w", act.ErrNotSent, err)
	}

	// A crash from here on leaves a claim without an outcome, which becomes uncertain.
	resp, err := s.in.HTTP.Do(r)
	if err != nil && !connected.Load() {
		return fmt.Errorf("%w: %w", act.ErrNotSent, err)
	}
	if err != nil {
		return err
	}
	defer resp.Body.Close()
	_, _ = io.CopyN(io.Discard, resp.Body, 4<<10) // the status says all
	return checkResponse(resp)
}

func (s *Sender) newRequest(ctx context.Context, body []byte) (*http.Request, error) {
	url := s.in.URL(account.SES) + "/v2/email/outbound-emails"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	// Without it net/http follows no redirect and tries no second connection.
	r.GetBody = nil
	// A connection that slept with the Lambda may be dead, and whether it was cannot be told
	// afterwards.
	r.Close = true
	r.Header.Set("Content-Type", "application/json")
	return r, s.in.Sign(ctx, r, body, "ses")
}

// checkResponse returns nil if SES took the e-mail, act.ErrNotSent if it refused, else an
// error that leaves it unknown. A 408 may come from a proxy in between, and says nothing.
func checkResponse(resp *http.Response) error {
	status := resp.StatusCode
	if status >= 200 && status < 300 {
		return nil
	}
	code, _, _ := strings.Cut(resp.Header.Get("X-Amzn-Errortype"), ":")
	refused := status >= 300 && status < 500 && status != http.StatusRequestTimeout
	if refused {
		return fmt.Errorf("SES refused (status %d, %q): %w", status, code, act.ErrNotSent)
	}
	return fmt.Errorf("nobody knows whether SES took it (status %d, %q)", status, code)
}

// recipientOf returns the one address that an errand may go to.
func recipientOf(e act.Errand) (string, error) {
	byEmail := e.Brief.Task.Channel == crm.ChannelEmail.String()
	if e.Kind != playbook.Automatic || !byEmail {
		return "", errors.New(
			"only automatic messages go out as e-mails, and only those whose channel is e-mail",
		)
	}
	a, err := mail.ParseAddress(e.To)
	if err != nil || a.Address != e.To || !isOneLine(e.To) {
		return "", fmt.Errorf("send to: %w", ErrAddress)
	}
	return e.To, nil
}

// compose writes the request's body.
func (s *Sender) compose(e act.Errand) ([]byte, error) {
	to, err := recipientOf(e)
	if err != nil {
		return nil, err
	}
	m, err := s.newMessage(e)
	if err != nil {
		return nil, err
	}
	m.Destination.ToAddresses = []string{to}
	return json.Marshal(m)
}

// isOneLine reports whether s can stand in a header: it is UTF-8 without line ends and
// control characters.
func isOneLine(s string) bool {
	return utf8.ValidString(s) && !strings.ContainsFunc(s, isControl)
}

// isControl reports whether a rune is a control character, or a line end of Unicode's.
func isControl(r rune) bool {
	return unicode.IsControl(r) || r == '\u2028' || r == '\u2029'
}

// isPlain reports whether an address can stand in any header as it is: visible ASCII that
// needs no quotes.
func isPlain(address string) bool {
	for _, r := range address {
		if r <= ' ' || r > '~' {
			return false
		}
	}
	a := mail.Address{Address: address}
	return a.String() == "<"+address+">"
}
