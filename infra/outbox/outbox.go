// Package outbox writes errands into a folder: one JSON file for each, with all that a
// person or another program needs to carry them on. It is what runs when nothing else is
// set up.
package outbox

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"

	"holdfast/shared/rules/playbook"
	"holdfast/shared/steps/act"
	"holdfast/shared/words/crm"
)

// Sender writes errands into a folder. It is safe for use by several goroutines.
type Sender struct{ folder string }

var _ act.Sender = Sender{}

// Folder returns a sender into a folder, which is created with the first errand.
func Folder(path string) Sender { return Sender{path} }

// Idempotent reports true: an errand sent again replaces its own file.
func (Sender) Idempotent(context.Context, playbook.Task) bool { return true }

// Send writes <store>/<task id>.json whole and durably, readable by its owner only, since
// it names the customer.
func (s Sender) Send(_ context.Context, e act.Errand) error {
	if err := s.write(e); err != nil {
		return fmt.Errorf("put task %s into the outbox: %w: %w", e.ID, act.ErrNotSent, err)
	}
	return nil
}

func (s Sender) write(e act.Errand) (err error) {
	content, err := json.MarshalIndent(e, "", "  ")
	if err != nil {
		return err
	}
	dir := filepath.Join(s.folder, e.Store)
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return err
	}
	f, err := os.CreateTemp(dir, ".new-*")
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // the first error is the one to tell
		}
	}()
	_, err = f.Write(append(content, '\n'))
	if err = errors.Join(err, f.Sync(), f.Close()); err != nil {
		return err
	}
	// A crash before the rename leaves a file that begins with ".new-" and no errand; the
	// task is sent again.
	return os.Rename(f.Name(), filepath.Join(dir, e.ID+".json"))
}

// Forget removes the errands about customers from a store's folder, by the keys that they
// were known by. It is no error if there are none. An errand that is written at this moment
// may stay: its task was claimed before the customer was erased.
func (s Sender) Forget(_ context.Context, store string, customers []crm.Key) error {
	dir := filepath.Join(s.folder, store)
	files, err := os.ReadDir(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look through the outbox: %w", err)
	}
	for _, file := range files {
		path := filepath.Join(dir, file.Name())
		customer, err := customerOf(path)
		if err != nil {
			return fmt.Errorf("look through the outbox: %w", err)
		}
		if !slices.Contains(customers, customer) {
			continue
		}
		if err := os.Remove(path); err != nil && !errors.Is(err, fs.ErrNotExist) {
			return fmt.Errorf("take a task out of the outbox: %w", err)
		}
	}
	return nil
}

// customerOf returns the key of the customer whom an errand is about, or "" if the file is
// gone or holds no errand.
func customerOf(path string) (crm.Key, error) {
	content, err := os.ReadFile(path)
	if errors.Is(err, fs.ErrNotExist) {
		return "", nil
	}
	if err != nil {
		return "", err
	}
	var errand act.Errand
	if json.Unmarshal(content, &errand) != nil {
		return "", nil
	}
	return errand.Brief.Task.Customer, nil
}
