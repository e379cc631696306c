// Package secrets reads the sources of a store, with their secrets, from SSM parameters.
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
	return &Reader{params: newParameters(in), stack: stack, log: log}
}

// Path returns the beginning of the names of a store's parameters, with a slash at its end.
func Path(stack, store string) string { return "/holdfast/" + stack + "/" + store + "/" }

// Load reads all sources of a store together. A source that cannot be right (no secret,
// an empty one, no platform, not encrypted) is left out, so that nothing signed with an
// empty secret is ever genuine; the log says which and why. The error is
// ingest.ErrUnknown if the store has no source at all.
func (r *Reader) Load(ctx context.Context, store string) (map[string]ingest.Source, error) {
	if !crm.ValidName(store) {
		return nil, ingest.ErrUnknown
	}
	path := Path(r.stack, store)
	found, err := r.params.listBelow(ctx, path)
	if err != nil {
		return nil, account.Explain("secrets: read sources of "+store, err)
	}
	if len(found) == 0 {
		return nil, ingest.ErrUnknown
	}

	all := make(map[string]ingest.Source, len(found))
	for _, p := range found {
		name := strings.TrimPrefix(p.Name, path)
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
		all[name] = source
	}
	return all, nil
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
