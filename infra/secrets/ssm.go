package secrets

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

	"holdfast/infra/account"
)

// parameters is a client for the one call of Systems Manager that Holdfast makes. The
// SDK's ssm package adds 3 ms to a cold start of 6.5 ms and 1.2 MB to the binary that
// every webhook waits for.
type parameters struct {
	in  account.Account
	url string
}

const (
	secureString = "SecureString"
	maxAnswer    = 4 << 20 // bytes of one page; ten parameters of 8 KB at most
	pageSize     = 10      // the most that Systems Manager gives at once
	maxPages     = 200     // sources.Most, each with a parameter of another kind
	maxTries     = 4
)

type parameter struct{ Name, Type, Value string }

func newParameters(in account.Account) *parameters {
	return &parameters{in: in, url: in.URL("ssm") + "/"}
}

// question is the body of a request for parameters.
type question struct {
	Path           string
	Recursive      bool `json:",omitempty"`
	WithDecryption bool
	MaxResults     int
	NextToken      string `json:",omitempty"`
}

// listBelow lists the parameters whose names begin with path and have no further slash,
// decrypted.
func (p *parameters) listBelow(ctx context.Context, path string) ([]parameter, error) {
	return p.list(ctx, question{Path: path})
}

// listAllBelow lists the parameters whose names begin with path, decrypted.
func (p *parameters) listAllBelow(ctx context.Context, path string) ([]parameter, error) {
	return p.list(ctx, question{Path: path, Recursive: true})
}

// list lists the parameters that a question asks for, decrypted, page by page.
func (p *parameters) list(ctx context.Context, q question) ([]parameter, error) {
	q.WithDecryption = true
	q.MaxResults = pageSize
	var all []parameter
	for range maxPages {
		body, err := json.Marshal(q)
		if err != nil {
			return nil, err
		}
		var page struct {
			Parameters []parameter
			NextToken  string
		}
		if err := p.call(ctx, body, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Parameters...)
		if page.NextToken == "" {
			return all, nil
		}
		q.NextToken = page.NextToken
	}
	return nil, fmt.Errorf("more than %d pages", maxPages)
}

// call sends a request and decodes its answer. It sends it again if it got no answer, was
// throttled or met a fault of the service.
func (p *parameters) call(ctx context.Context, body []byte, answer any) error {
	for try := 0; ; try++ {
		again, err := p.tryCall(ctx, body, answer)
		if err == nil || !again || try+1 == maxTries {
			return err
		}
		if ended := account.Wait(ctx, account.Backoff(try)); ended != nil {
			return errors.Join(err, ended)
		}
	}
}

// tryCall sends a request once, and reports whether its error may pass.
func (p *parameters) tryCall(ctx context.Context, body []byte, answer any) (bool, error) {
	r, err := p.newRequest(ctx, body)
	if err != nil {
		return false, err
	}
	resp, err := p.in.HTTP.Do(r)
	if err != nil {
		return ctx.Err() == nil, &smithyhttp.RequestSendError{Err: err}
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(io.LimitReader(resp.Body, maxAnswer))
	if err != nil {
		return ctx.Err() == nil, &smithyhttp.RequestSendError{Err: err}
	}

	if resp.StatusCode != http.StatusOK {
		err := decodeFailure(resp.StatusCode, text)
		throttled := errors.Is(account.Explain("", err), account.ErrThrottled)
		return throttled || resp.StatusCode >= 500, err
	}
	// The answer may hold secrets: the error does not repeat it.
	if json.Unmarshal(text, answer) != nil {
		return false, errors.New("the answer is not what Systems Manager answers")
	}
	return false, nil
}

func (p *parameters) newRequest(ctx context.Context, body []byte) (*http.Request, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, p.url, bytes.NewReader(body))
	if err != nil {
		return nil, err
	}
	r.Header.Set("Content-Type", "application/x-amz-json-1.1")
	r.Header.Set("X-Amz-Target", "AmazonSSM.GetParametersByPath")
	return r, p.in.Sign(ctx, r, body, "ssm")
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
