// Package secrets reads the sources of all stores, with their secrets, from SSM parameters.
// Each source is one SecureString named /holdfast/{stack}/{store}/{source}; its value is
// the stored form of package sources.
package secrets

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"strings"

	"holdfast/infra/account"
	"holdfast/infra/sources"
	"holdfast/shared/steps/ingest"
	"holdfast/shared/words/crm"
)

// Reader reads sources. Its Load is an ingest.Load. It is safe for use by several
// goroutines.
type Reader struct {
	params *parameters
	stack  string
	log    *slog.Logger
}

// New returns a reader of one stack's parameters.
func New(in account.Account, stack string, log *slog.Logger) *Reader {
	return &Reader{params: &parameters{in}, stack: stack, log: log}
}

// root returns the beginning of the names of a stack's parameters.
func root(stack string) string { return "/holdfast/" + stack + "/" }

// Path returns the beginning of the names of a store's parameters, with a slash at its end.
func Path(stack, store string) string { return root(stack) + store + "/" }

// Load reads all sources of all stores together: one request for ten of them. A source
// that cannot be right (no secret, an empty one, no platform, not encrypted) is left out,
// so that nothing signed with an empty secret is ever genuine; the log says which and why.
func (r *Reader) Load(ctx context.Context) (ingest.Stores, error) {
	found, err := r.params.listAllBelow(ctx, root(r.stack))
	if err != nil {
		return nil, account.Explain("secrets: read sources", err)
	}

	all := ingest.Stores{}
	for _, p := range found {
		store, name, isSource := r.splitName(p.Name)
		if !isSource {
			continue
		}
		source, err := decodeSource(name, p)
		if err != nil {
			r.log.ErrorContext(
				ctx, "source left out: its parameter is not right",
				"store", store,
				"source", name,
				"error", err,
			)
			continue
		}
		if all[store] == nil {
			all[store] = map[string]ingest.Source{}
		}
		all[store][name] = source
	}
	return all, nil
}

// splitName returns the store and the source that a parameter is named after. It reports
// false for any other parameter below a stack's path, such as a store's endpoint.
func (r *Reader) splitName(parameter string) (store, source string, isSource bool) {
	path := strings.TrimPrefix(parameter, root(r.stack))
	store, source, isSource = strings.Cut(path, "/")
	isDeeper := strings.Contains(source, "/")
	if isDeeper || !crm.ValidName(store) {
		return store, source, false
	}
	return store, source, isSource
}

// decodeSource reads the parameter of a source. Its errors never hold the value.
func decodeSource(name string, p parameter) (ingest.Source, error) {
	if !crm.ValidName(name) {
		return ingest.Source{}, errors.New("no name for a source")
	}
	if p.Type != secureString {
		return ingest.Source{}, fmt.Errorf("it is a %s, not a %s", p.Type, secureString)
	}
	source, err := sources.Decode([]byte(p.Value))
	if err != nil {
		return ingest.Source{}, err
	}
	if err := source.CheckComplete(); err != nil {
		return ingest.Source{}, err
	}
	return source.ForIngest(), nil
}
