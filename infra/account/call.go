package account

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/aws/smithy-go"
	smithyhttp "github.com/aws/smithy-go/transport/http"
)

// maxAnswer is the most bytes of an answer that are read: ten parameters of 8 KB, or what
// a function answers, need less.
const maxAnswer = 4 << 20

// Call is one request to a service without the SDK's package for it.
type Call struct {
	Service string // its host and signing name: "ssm"
	Path    string // "/" and more
	Target  string // in AWS's JSON protocol, the service's version and the operation; "" = none
	Body    []byte // JSON
}

// Do sends a request and returns the answer. It sends it again if it got no answer, was
// throttled or met a fault of the service, so that the request may be carried out more than
// once.
func (a Account) Do(ctx context.Context, c Call) ([]byte, error) {
	for try := 0; ; try++ {
		answer, mayPass, err := a.try(ctx, c)
		if err == nil || !mayPass || try+1 == maxAttempts {
			return answer, err
		}
		if ended := Wait(ctx, Backoff(try)); ended != nil {
			return nil, errors.Join(err, ended)
		}
	}
}

// try sends a request once. It reports whether its error may pass.
func (a Account) try(ctx context.Context, c Call) (answer []byte, mayPass bool, err error) {
	r, err := a.newRequest(ctx, c)
	if err != nil {
		return nil, false, err
	}
	resp, err := a.HTTP.Do(r)
	if err != nil {
		return nil, ctx.Err() == nil, &smithyhttp.RequestSendError{Err: err}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return nil, ctx.Err() == nil, &smithyhttp.RequestSendError{Err: err}
	}

	if resp.StatusCode != http.StatusOK {
		err := decodeFailure(resp.StatusCode, text)
		throttled := errors.Is(Explain("", err), ErrThrottled)
		return nil, throttled || resp.StatusCode >= 500, err
	}
	return text, false, nil
}

func (a Account) newRequest(ctx context.Context, c Call) (*http.Request, error) {
	url := a.URL(c.Service) + c.Path
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, url, bytes.NewReader(c.Body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	if c.Target != "" {
		r.Header.Set("X-Amz-Target", c.Target)
	}
	return r, a.Sign(ctx, r, c.Body, c.Service)
}

// decodeFailure reads an error answer of AWS's JSON protocol.
func decodeFailure(status int, answer []byte) error {
	var v struct {
		Type    string `json:"__type"`
		Message string `json:"message"`
	}
	if json.Unmarshal(answer, &v) != nil || v.Type == "" {
		v.Type = fmt.Sprint("HTTP ", status)
	}
	code := v.Type[strings.LastIndexByte(v.Type, '#')+1:]
	return &smithy.GenericAPIError{Code: code, Message: v.Message}
}
