package keeping

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"

	"holdfast/infra/holdfast/session"
	"holdfast/infra/keep"
	"holdfast/infra/local"
)

// Backup writes all of a folder into one file.
type Backup struct {
	File           string `arg:"" help:"Where to write it; it must not be there yet." placeholder:"FILE"`
	WithoutSecrets bool   `help:"Leave the secrets of the sources out. After a restore into another folder, add the sources again."`
}

// Help says what is in a backup.
func (*Backup) Help() string {
	return `Writes all that the folder holds at this instant into one file (tar, gzip), also while holdfast up serves: customers, tasks,
settings, what waits in queues, the clock, the outbox, and the secrets of the sources. Keep it where only you can read it: it
names your customers, and with the secrets one can post webhooks as your shop does.

Examples:
  holdfast backup holdfast-$(date +%F).tar.gz
  holdfast backup --without-secrets for-analysis.tar.gz
  holdfast check holdfast-2026-11-28.tar.gz       check it`
}

// backedUp is what a backup says to a program.
type backedUp struct {
	File    string   `json:"file"`
	Bytes   int64    `json:"bytes"`
	Secrets bool     `json:"secrets"`
	Stores  []string `json:"stores"`
}

// Run writes the backup whole or not at all.
func (c *Backup) Run(ctx context.Context, s *session.Session) error {
	system, err := s.OpenSystem()
	if err != nil {
		return err
	}
	stores, err := system.Book.ListStores(ctx)
	if err != nil {
		return err
	}
	path := s.Path(c.File)
	if _, err := os.Lstat(path); err == nil {
		return fmt.Errorf("%w: %s is there already", session.ErrUsage, path)
	}
	manifest := keep.Manifest{
		Made:    system.Clock.Now(),
		Secrets: !c.WithoutSecrets,
		Stores:  stores,
	}
	size, err := writeBackup(system, manifest, path)
	if err != nil {
		return err
	}

	if s.JSON {
		return s.PrintJSON(backedUp{File: path, Bytes: size, Secrets: manifest.Secrets, Stores: stores})
	}
	s.Printf("%s holds all of %s as of %s.\n", path, s.Dir, manifest.Made.Format("2006-01-02 15:04:05"))
	if manifest.Secrets {
		s.Printf("The secrets of the sources are in it: keep it where only you can read it.\n")
	} else {
		s.Printf("The secrets of the sources are not in it.\n")
	}
	s.SuggestNext("check %s", c.File)
	return nil
}

// writeBackup writes a backup under another name and renames it when it is whole.
func writeBackup(system *local.System, m keep.Manifest, path string) (size int64, err error) {
	f, err := os.CreateTemp(filepath.Dir(path), ".backup-*")
	if err != nil {
		return 0, err
	}
	defer func() {
		if err != nil {
			_ = os.Remove(f.Name()) // the first error is the one to tell
		}
	}()
	buffered := bufio.NewWriterSize(f, 1<<20)
	err = keep.Backup(system, m, buffered)
	if err = errors.Join(err, buffered.Flush(), f.Sync(), f.Close()); err != nil {
		return 0, err
	}
	info, err := os.Stat(f.Name())
	if err != nil {
		return 0, err
	}
	return info.Size(), os.Rename(f.Name(), path)
}
