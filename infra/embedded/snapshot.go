package embedded

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	bolt "go.etcd.io/bbolt"
)

// Snapshot is an open file as it stood at one instant, while others go on writing. Until it
// is closed, the file gives no room back.
type Snapshot struct {
	tx *bolt.Tx
}

// Snapshot returns the table as it stands now.
func (t *Table) Snapshot() (*Snapshot, error) { return newSnapshot(t.db) }

// Snapshot returns the queues as they stand now.
func (qs *Queues) Snapshot() (*Snapshot, error) { return newSnapshot(qs.db) }

func newSnapshot(f file) (*Snapshot, error) {
	tx, err := f.Begin(false)
	if err != nil {
		return nil, fmt.Errorf("embedded: snapshot: %w", err)
	}
	return &Snapshot{tx}, nil
}

// Size returns how many bytes WriteTo writes.
func (s *Snapshot) Size() int64 { return s.tx.Size() }

// WriteTo writes a file that is the snapshot.
func (s *Snapshot) WriteTo(w io.Writer) (n int64, err error) {
	defer catchFault(&err, watchFaults())
	return s.tx.WriteTo(w)
}

// Close ends the snapshot.
func (s *Snapshot) Close() error { return s.tx.Rollback() }

// CheckUnused returns an error that wraps ErrInUse if a process has a folder's files open.
func CheckUnused(folder string) error {
	for _, name := range []string{TableFile, QueuesFile} {
		err := readLocked(filepath.Join(folder, name), func(*os.File) error { return nil })
		if err != nil && !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return nil
}
