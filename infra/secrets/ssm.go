package secrets

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"holdfast/infra/account"
)

// parameters is a client for the one call of Systems Manager that Holdfast makes. The
// SDK's ssm package adds 3 ms to a cold start of 6.5 ms and 1.2 MB to the binary that
// every webhook waits for.
type parameters struct{ in account.Account }

const (
	secureString = "SecureString"
	pageSize     = 10  // the most that Systems Manager gives at once
	maxPages     = 200 // sources.Most, each with a parameter of another kind
)

type parameter struct{ Name, Type, Value string }

// question is the body of a request for parameters.
type question struct {
	Path           string
	Recursive      bool `json:",omitempty"`
	WithDecryption bool
	MaxResults     int
	NextToken      string `json:",omitempty"`
}

// page is the answer to a question.
type page struct {
	Parameters []parameter
	NextToken  string
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
		next, err := p.ask(ctx, q)
		if err != nil {
			return nil, err
		}
		all = append(all, next.Parameters...)
		if next.NextToken == "" {
			return all, nil
		}
		q.NextToken = next.NextToken
	}
	return nil, fmt.Errorf("more than %d pages", maxPages)
}

// ask asks one question.
func (p *parameters) ask(ctx context.Context, q question) (page, error) {
	var answer page
	body, err := json.Marshal(q)
	if err != nil {
		return answer, err
	}
	text, err := p.in.Do(ctx, account.Call{
		Service: account.SSM,
		Path:    "/",
		Target:  "AmazonSSM.GetParametersByPath",
		Body:    body,
	})
	if err != nil {
		return answer, err
	}
	// The answer may hold secrets: the error does not repeat it.
	if json.Unmarshal(text, &answer) != nil {
		return answer, errors.New("the answer is not what Systems Manager answers")
	}
	return answer, nil
}
