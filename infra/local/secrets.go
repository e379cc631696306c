package local

import (
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync"

	"holdfast/infra/embedded"
	"holdfast/infra/sources"
)

// Secrets is a file of sources by store, readable by its owner only. It is safe for use
// by several goroutines.
type Secrets struct {
	path string
	mu   sync.Mutex
}

// OpenSecrets returns the secrets in a file, which need not exist yet. It refuses a file with
// a source that cannot be used. The error wraps embedded.ErrDamaged if it cannot be read.
func OpenSecrets(path string) (*Secrets, error) {
	s := &Secrets{path: path}
	all, err := s.read()
	if err != nil {
		return nil, err
	}
	for store, ofStore := range all {
		for name, src := range ofStore {
			if err := all.CheckNew(store, name, src); err != nil {
				return nil, fmt.Errorf("%s: %w", path, err)
			}
		}
	}
	return s, nil
}

// ListStore returns the sources of a store by name.
func (s *Secrets) ListStore(store string) (map[string]sources.Source, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.read()
	return all[store], err
}

// ListAll returns every source.
func (s *Secrets) ListAll() (sources.ByStore, error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	return s.read()
}

// Put adds or replaces a source that passes sources.ByStore.CheckNew.
func (s *Secrets) Put(store, name string, src sources.Source) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	all, err := s.read()
	if err != nil {
		return err
	}
	if err := all.CheckNew(store, name, src); err != nil {
		return err
	}
	all.Set(store, name, src)
	return s.write(all)
}

func (s *Secrets) read() (sources.ByStore, error) {
	b, err := os.ReadFile(s.path)
	if errors.Is(err, fs.ErrNotExist) {
		return sources.ByStore{}, nil
	}
	if err != nil {
		return nil, fmt.Errorf("read secrets: %w", err)
	}
	all := sources.ByStore{}
	if err := json.Unmarshal(b, &all); err != nil {
		return nil, fmt.Errorf("read secrets in %s: %w: %w", s.path, embedded.ErrDamaged, err)
	}
	return all, nil
}

// write replaces the file whole: a crash leaves the old one or the new one.
func (s *Secrets) write(all sources.ByStore) error {
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
