package main

import (
	"context"
	"fmt"
	"strings"

	"github.com/aws/aws-sdk-go-v2/aws"
	"github.com/aws/aws-sdk-go-v2/service/ssm"
	"github.com/aws/aws-sdk-go-v2/service/ssm/types"

	"holdfast/infra/account"
	"holdfast/infra/secrets"
	"holdfast/infra/sources"
)

// Sources reads all sources of the stack: what a secret already signs for must be known
// before it is given to another store.
func (s *stack) Sources(ctx context.Context) (sources.ByStore, error) {
	root := strings.TrimRight(secrets.Path(s.name, ""), "/")
	all := sources.ByStore{}
	pages := ssm.NewGetParametersByPathPaginator(s.parameters, &ssm.GetParametersByPathInput{
		Path: &root, Recursive: aws.Bool(true), WithDecryption: aws.Bool(true),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, account.Explain("read the sources of "+s.name, err)
		}
		for _, p := range page.Parameters {
			store, name, _ := strings.Cut(strings.TrimPrefix(aws.ToString(p.Name), root+"/"), "/")
			if name == "" || strings.Contains(name, "/") {
				continue // where a store's tasks go, or nothing of ours
			}
			src, err := sources.Decode([]byte(aws.ToString(p.Value)))
			if err != nil {
				return nil, fmt.Errorf("parameter %s: %w", aws.ToString(p.Name), err)
			}
			all.Set(store, name, src)
		}
	}
	return all, nil
}

// Connect writes the source's parameter. Functions take it up within five minutes.
func (s *stack) Connect(ctx context.Context, store, name string, src sources.Source) error {
	value, err := src.Encode()
	if err != nil {
		return fmt.Errorf("write source %s/%s: %w", store, name, err)
	}
	_, err = s.parameters.PutParameter(ctx, &ssm.PutParameterInput{
		Name:      aws.String(secrets.Path(s.name, store) + name),
		Value:     aws.String(string(value)),
		Type:      types.ParameterTypeSecureString,
		Overwrite: aws.Bool(true),
	})
	if err != nil {
		return account.Explain("write source "+store+"/"+name, err)
	}
	return nil
}
