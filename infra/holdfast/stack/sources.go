package stack

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

// NoteHeard implements session.Backend. The functions keep what they hear themselves.
func (b backend) NoteHeard(context.Context) error { return nil }

// ListSources implements session.Backend. It reads the sources of all stores, because what
// a secret already signs for must be known before it is given to another store.
func (b backend) ListSources(ctx context.Context) (sources.ByStore, error) {
	root := strings.TrimRight(secrets.Path(b.stack, ""), "/")
	all := sources.ByStore{}

	pages := ssm.NewGetParametersByPathPaginator(b.parameters, &ssm.GetParametersByPathInput{
		Path:           &root,
		Recursive:      aws.Bool(true),
		WithDecryption: aws.Bool(true),
	})
	for pages.HasMorePages() {
		page, err := pages.NextPage(ctx)
		if err != nil {
			return nil, account.Explain("read the sources of "+b.stack, err)
		}
		for _, p := range page.Parameters {
			path := strings.TrimPrefix(aws.ToString(p.Name), root+"/")
			store, name, _ := strings.Cut(path, "/")
			if name == "" || strings.Contains(name, "/") {
				continue // where a store's tasks go, or another program's parameter
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

// PutSource implements session.Backend. Functions take a new source up within a minute.
func (b backend) PutSource(ctx context.Context, store, name string, src sources.Source) error {
	value, err := src.Encode()
	if err != nil {
		return fmt.Errorf("write source %s/%s: %w", store, name, err)
	}
	_, err = b.parameters.PutParameter(ctx, &ssm.PutParameterInput{
		Name:      aws.String(secrets.Path(b.stack, store) + name),
		Value:     aws.String(string(value)),
		Type:      types.ParameterTypeSecureString,
		Overwrite: aws.Bool(true),
	})
	if err != nil {
		return account.Explain("write source "+store+"/"+name, err)
	}
	return nil
}
