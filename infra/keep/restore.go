package keep

import (
	"archive/tar"
	"compress/gzip"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"holdfast/infra/embedded"
)

var (
	// ErrNoBackup says that a file is no backup of ours, or none that is whole.
	ErrNoBackup = errors.New("this is no whole backup of Holdfast")
	// ErrOccupied says that a folder holds something that a restore would replace.
	ErrOccupied = errors.New("the folder holds a system already")
)

// Unpacked is a backup that was unpacked into a folder of its own.
type Unpacked struct {
	Dir string
	Manifest
}

// Unpack unpacks a backup into a new folder below one. The caller removes it.
func Unpack(backup io.Reader, below string) (u Unpacked, err error) {
	if err := os.MkdirAll(below, 0o700); err != nil {
		return u, err
	}
	u.Dir, err = os.MkdirTemp(below, ".unpacked-")
	if err != nil {
		return u, err
	}
	if err := u.readAll(backup); err != nil {
		return u, errors.Join(fmt.Errorf("%w: %w", ErrNoBackup, err), os.RemoveAll(u.Dir))
	}
	return u, nil
}

func (u *Unpacked) readAll(backup io.Reader) error {
	packed, err := gzip.NewReader(backup)
	if err != nil {
		return err
	}
	files := tar.NewReader(packed)
	for n := 0; ; n++ {
		head, err := files.Next()
		if err == io.EOF && u.V > 0 {
			_, err := io.Copy(io.Discard, packed) // reads the sum at its end
			return err
		}
		if err != nil {
			return err
		}
		if n == 0 {
			err = u.readManifest(head.Name, files)
		} else {
			err = u.unpack(head.Name, files)
		}
		if err != nil {
			return err
		}
	}
}

func (u *Unpacked) readManifest(name string, r io.Reader) error {
	if name != manifestFile {
		return fmt.Errorf("it begins with %q", name)
	}
	if err := json.NewDecoder(r).Decode(&u.Manifest); err != nil {
		return err
	}
	if u.V < 1 || u.V > backupVersion {
		return fmt.Errorf("it has version %d, this program reads up to %d", u.V, backupVersion)
	}
	return nil
}

// unpack writes one file of a backup, durably. Names that lead elsewhere are refused.
func (u *Unpacked) unpack(name string, r io.Reader) (err error) {
	first, _, _ := strings.Cut(name, "/")
	if !filepath.IsLocal(name) || !slices.Contains(folderFiles, first) {
		return fmt.Errorf("it holds a file %q", name)
	}
	path := filepath.Join(u.Dir, filepath.FromSlash(name))
	if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
		return err
	}
	f, err := os.OpenFile(path, os.O_CREATE|os.O_EXCL|os.O_WRONLY, 0o600)
	if err != nil {
		return err
	}
	_, err = io.Copy(f, r)
	return errors.Join(err, f.Sync(), f.Close())
}

// folderFiles are the files and folders of a system's folder, in the order in which a
// restore puts them there: the table last, since a folder without it is seen to be broken.
var folderFiles = []string{
	outboxFolder,
	addressFile,
	clockFile,
	secretsFile,
	embedded.QueuesFile,
	embedded.TableFile,
}

// present lists those of a folder's files that are there.
func present(dir string) (names []string, err error) {
	for _, name := range folderFiles {
		_, err := os.Lstat(filepath.Join(dir, name))
		switch {
		case err == nil:
			names = append(names, name)
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	return names, nil
}

// Install moves what was unpacked into the folder dir, below which it was unpacked. What is
// there is moved into a new folder kept beside it, unless it is not to be replaced; then the
// error wraps ErrOccupied. It wraps embedded.ErrInUse if a process has dir open.
//
// A crash in between leaves some files in each folder; none is ever deleted. Installing once
// more ends it.
func (u Unpacked) Install(dir string, replace bool, now time.Time) (kept string, err error) {
	if err := embedded.CheckUnused(dir); err != nil {
		return "", err
	}
	old, err := present(dir)
	if err != nil {
		return "", err
	}
	if len(old) > 0 && !replace {
		return "", fmt.Errorf("%w: %s", ErrOccupied, strings.Join(old, ", "))
	}
	if !u.Secrets { // those that are there stay in use
		old = slices.DeleteFunc(old, func(name string) bool { return name == secretsFile })
	}
	slices.Reverse(old) // the table goes first, and comes last
	if len(old) > 0 {
		kept = filepath.Join(dir, "replaced-"+now.UTC().Format("20060102-150405"))
		if err := moveAll(old, dir, kept); err != nil {
			return kept, err
		}
	}
	names, err := present(u.Dir)
	if err != nil {
		return kept, err
	}
	return kept, moveAll(names, u.Dir, dir)
}

// moveAll moves files from one folder into another, which it makes.
func moveAll(names []string, from, to string) error {
	if err := os.MkdirAll(to, 0o700); err != nil {
		return err
	}
	for _, name := range names {
		if err := os.Rename(filepath.Join(from, name), filepath.Join(to, name)); err != nil {
			return err
		}
	}
	return syncFolder(to)
}

func syncFolder(dir string) error {
	d, err := os.Open(dir)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}

// Remove removes what was unpacked and is not installed.
func (u Unpacked) Remove() error { return os.RemoveAll(u.Dir) }
