package keep

import (
	"archive/tar"
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

	"holdfast/infra/embedded"
	"holdfast/infra/local"
)

// The files of a folder beside table and queues.
const (
	secretsFile  = "secrets.json"
	clockFile    = "clock"
	addressFile  = "address"
	outboxFolder = "outbox"

	manifestFile = "holdfast-backup.json" // the first of a backup's files
)

// backupVersion is the version of backups that this program writes, and the newest it reads.
const backupVersion = 1

// Manifest says what a backup is of.
type Manifest struct {
	V       int       `json:"v"`
	Made    time.Time `json:"made"`    // by the folder's clock
	Secrets bool      `json:"secrets"` // whether the sources' secrets are in it
	Stores  []string  `json:"stores"`
}

// Backup writes the folder of a system, which may serve meanwhile, as a gzipped tar: what the
// folder holds at one instant. The queues are read as they stand just before the table. So a
// delivery that is folded between the two is in both, and folding it once more changes
// nothing; the other way round it would be in neither.
func Backup(s *local.System, m Manifest, to io.Writer) (err error) {
	queues, err := s.SnapshotQueues()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, queues.Close()) }()
	table, err := s.Table.Snapshot()
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, table.Close()) }()

	packed, err := gzip.NewWriterLevel(to, gzip.BestSpeed)
	if err != nil {
		return err
	}
	w := archive{Writer: tar.NewWriter(packed), made: m.Made}
	if err := w.addAll(s.Dir, m, table, queues); err != nil {
		return fmt.Errorf("back up: %w", err)
	}
	return errors.Join(w.Close(), packed.Close())
}

// archive is a tar under way.
type archive struct {
	*tar.Writer
	made time.Time
}

func (w archive) addAll(dir string, m Manifest, table, queues *embedded.Snapshot) error {
	m.V = backupVersion
	manifest, err := json.MarshalIndent(m, "", "  ")
	if err != nil {
		return err
	}
	if err := w.addBytes(manifestFile, manifest); err != nil {
		return err
	}
	if err := w.addSnapshot(embedded.TableFile, table); err != nil {
		return err
	}
	if err := w.addSnapshot(embedded.QueuesFile, queues); err != nil {
		return err
	}

	names := []string{clockFile, addressFile}
	if m.Secrets {
		names = append(names, secretsFile)
	}
	for _, name := range names {
		if err := w.addFile(dir, name); err != nil {
			return err
		}
	}
	return w.addOutbox(dir)
}

func (w archive) begin(name string, size int64) error {
	return w.WriteHeader(&tar.Header{
		Name:    filepath.ToSlash(name),
		Mode:    0o600,
		Size:    size,
		ModTime: w.made,
	})
}

func (w archive) addBytes(name string, content []byte) error {
	if err := w.begin(name, int64(len(content))); err != nil {
		return err
	}
	_, err := io.Copy(w, bytes.NewReader(content))
	return err
}

func (w archive) addSnapshot(name string, s *embedded.Snapshot) error {
	if err := w.begin(name, s.Size()); err != nil {
		return err
	}
	_, err := s.WriteTo(w)
	return err
}

// addFile adds a small file as it is, if it is there: they are replaced whole.
func (w archive) addFile(dir, name string) error {
	content, err := os.ReadFile(filepath.Join(dir, name))
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return w.addBytes(name, content)
}

// addOutbox adds the tasks that were put into the outbox.
func (w archive) addOutbox(dir string) error {
	root := filepath.Join(dir, outboxFolder)
	err := filepath.WalkDir(root, func(path string, entry fs.DirEntry, err error) error {
		if err != nil || !entry.Type().IsRegular() {
			return err
		}
		name, err := filepath.Rel(dir, path)
		if err != nil {
			return err
		}
		return w.addFile(dir, name)
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	return err
}
