// Package sources holds the stored form of a store's sources and their secrets: the one
// JSON that the secrets file of a folder, the parameters of a stack and the command that
// connects a source all read and write. A source is
//
//	{"platform": "shopify", "account": "linden.myshopify.com", "secrets": ["new", "old"]}
//
// Two secrets stand there while one is being replaced by the other.
package sources

import (
	"encoding/json"
	"errors"
	"fmt"
	"strings"

	"holdfast/shared/steps/ingest"
)

// Source is one connection that posts webhooks, as it is stored.
type Source struct {
	Platform string   `json:"platform"`
	Secrets  []string `json:"secrets"`           // every one accepted now
	Account  string   `json:"account,omitempty"` // as the platform's header states it; "" = not compared
}

// Decode reads the stored form. Its error does not repeat the value, which may hold
// secrets. A source that was decoded may still lack what CheckComplete demands.
func Decode(value []byte) (Source, error) {
	var s Source
	if json.Unmarshal(value, &s) != nil {
		return Source{}, errors.New("its value is not the JSON of a source")
	}
	return s, nil
}

// Encode writes the stored form.
func (s Source) Encode() ([]byte, error) {
	value, err := json.Marshal(s)
	if err != nil {
		return nil, fmt.Errorf("encode a source: %w", err)
	}
	return value, nil
}

// CheckComplete returns an error unless the source names a platform and has secrets, none
// of them blank: with a blank secret anybody could sign. The error holds no secret.
func (s Source) CheckComplete() error {
	if s.Platform == "" {
		return errors.New("it names no platform")
	}
	if len(s.Secrets) == 0 {
		return errors.New("it has no secret")
	}
	for _, secret := range s.Secrets {
		if strings.TrimSpace(secret) == "" {
			return errors.New("one of its secrets is empty")
		}
	}
	return nil
}

// ForIngest returns the source as the step ingest asks for it.
func (s Source) ForIngest() ingest.Source {
	in := ingest.Source{Platform: s.Platform, Account: s.Account}
	for _, secret := range s.Secrets {
		in.Secrets = append(in.Secrets, []byte(secret))
	}
	return in
}

// ForIngest returns all sources as the step ingest asks for them.
func (all ByStore) ForIngest() ingest.Stores {
	out := make(ingest.Stores, len(all))
	for store, named := range all {
		out[store] = make(map[string]ingest.Source, len(named))
		for name, src := range named {
			out[store][name] = src.ForIngest()
		}
	}
	return out
}
