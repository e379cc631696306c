package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"sync"

	"holdfast/shared/edge/webhook/platforms"
	"holdfast/shared/words/crm"
)

// Source is one connection that posts webhooks, as the secrets file has it.
type Source struct {
	Platform string   `json:"platform"`
	Secrets  []string `json:"secrets"`           // every one accepted now
	Account  string   `json:"account,omitempty"` // as the platform's header states it; "" = not compared
}

// ErrSecret is wrapped by every refusal of a source at set-up.
var ErrSecret = errors.New("the source cannot be used")

// Secrets is a file of sources by store, readable by its owner only. It is safe for use
// by several goroutines.
type Secrets struct {
	path string
	mu   sync.Mutex
}

// Sources are sources by store and name.
type Sources map[string]map[string]Source

// OpenSecrets names a file, which need not exist yet, and refuses one whose sources
// cannot be used.
func OpenSecrets(path string) (*Secrets, error) {
	s := &Secrets{path: path}
	all, err := s.read()
	if err != nil {
		return nil, err
	}
	for store, named := range all {
		for name, src := range named {
			if err := all.Check(store, name, src); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	return s, nil
}

// Of lists the sources of a store by name.
func (s *Secrets) Of(store string) (map[string]Source, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.read()
	return all[store], err
}

// All lists every source.
func (s *Secrets) All() (Sources, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read()
}

// Put adds or replaces a source that passes Check.
func (s *Secrets) Put(store, name string, src Source) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.read()
	if err != nil {
		return err
	}
	if err := all.Check(store, name, src); err != nil {
		return err
	}
	if all[store] == nil {
		all[store] = map[string]Source{}
	}
	all[store][name] = src
	return s.write(all)
}

// Check refuses names that cannot stand in a path, unknown platforms, empty or public
// secrets, and secrets that sign for a source of another store: such a delivery would be
// genuine in both.
func (all Sources) Check(store, name string, src Source) error {
	if !crm.ValidName(store) || !crm.ValidName(name) {
		return fmt.Errorf(
			"%w: %q and %q must be lower-case letters, digits, dots, dashes and underscores",
			ErrSecret,
			store,
			name,
		)
	}
	p, ok := platforms.For(src.Platform)
	if !ok {
		return fmt.Errorf(
			"%w: no platform is called %q; there are %s",
			ErrSecret,
			src.Platform,
			strings.Join(platforms.Names(), ", "),
		)
	}
	if len(src.Secrets) == 0 {
		return fmt.Errorf("%w: %s/%s has no secret", ErrSecret, store, name)
	}
	for _, secret := range src.Secrets {
		if err := p.CheckSecret([]byte(secret)); err != nil {
			return fmt.Errorf("%w: %s/%s: %w", ErrSecret, store, name, err)
		}
		if other, used := usedBy(all, store, secret); used {
			return fmt.Errorf(
				"%w: the secret of %s/%s already signs for %s, another store",
				ErrSecret,
				store,
				name,
				other,
			)
		}
	}
	return nil
}

// usedBy names a source of another store that has the secret.
func usedBy(all Sources, store, secret string) (string, bool) {
	for other, named := range all {
		if other == store {
			continue
		}
		for name, src := range named {
			for _, s := range src.Secrets {
				if bare(s) == bare(secret) {
					return other + "/" + name, true
				}
			}
		}
	}
	return "", false
}

// bare is a secret without what may stand around it.
func bare(secret string) string {
	return strings.TrimPrefix(strings.TrimSpace(secret), "whsec_")
}

func (s *Secrets) read() (Sources, error) {
	b, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return Sources{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read secrets: %w", err)
	}
	all := Sources{}
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("read secrets in %s: %w", s.path, err)
	}
	return all, nil
}

// write replaces the file whole: a crash leaves the old one or the new one.
func (s *Secrets) write(all Sources) error {
	b, err := json.MarshalIndent(all, "", "  ")
	if err != nil {
		return fmt.Errorf("write secrets: %w", err)
	}
	if err := WriteFile(s.path, append(b, '\n')); err != nil {
		return fmt.Errorf("write secrets: %w", err)
	}
	return nil
}

// WriteFile replaces a file whole and durably, readable by its owner only: a crash leaves
// the old one or the new one.
func WriteFile(path string, content []byte) (err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // the first error is the one to tell
		}
	}()
	_, err = f.Write(content)
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	if err = os.Rename(f.Name(), path); err != nil {
		return err
	}
	d, err := os.Open(filepath.Dir(path))
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
