package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"sync/atomic"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// ErrInUse is wrapped by the error of opening a folder that this or another process has
// open.
var ErrInUse = errors.New("embedded: folder is in use by another process")

// ErrFormat is wrapped by the error of opening a file of another format.
var ErrFormat = errors.New("embedded: the file has another format")

const (
	lockWait   = time.Second
	mapSize    = 1 << 30 // address space, not memory; readers never wait for a new map below it
	fileFormat = 1       // of keys and values; a file of another format is refused
	newSuffix  = ".new"  // of a file that is being made
)

// The names of the files in a folder.
const (
	TableFile  = "table.db"
	QueuesFile = "queues.db"
)

var (
	metaBucket = []byte("meta")
	formatKey  = []byte("format")
)

// file is an open bbolt file.
type file struct {
	*bolt.DB
	path   string
	on     *os.File               // what DB reads and writes
	damage *atomic.Pointer[error] // the first damage that a read met
}

// openFile opens or creates a bbolt file in a folder, creating the folder too. An existing
// file is looked through first: the error wraps ErrDamaged if it is no file of ours, or
// cannot be read to its end.
func openFile(folder, name string, pageSize int) (file, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return file{}, fmt.Errorf("embedded: make folder: %w", err)
	}
	path := filepath.Join(folder, name)
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return createFile(path, pageSize)
	}
	if err := CheckPages(path); err != nil {
		return file{}, err
	}
	f, err := openBolt(path, pageSize)
	if err != nil {
		return file{}, err
	}
	if err := checkFormat(f); err != nil {
		err = fmt.Errorf("embedded: open %s: %w", path, err)
		return file{}, errors.Join(err, f.Close())
	}
	return f, nil
}

// createFile makes a new file under another name and renames it when it is whole, so that a
// crash never leaves a file that is empty or half made.
func createFile(path string, pageSize int) (file, error) {
	if err := os.Remove(path + newSuffix); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return file{}, fmt.Errorf("embedded: create %s: %w", path, err)
	}
	f, err := openBolt(path+newSuffix, pageSize)
	if err != nil {
		return file{}, err
	}
	err = writeFormat(f)
	if err == nil {
		err = os.Rename(path+newSuffix, path)
	}
	if err = errors.Join(err, syncFolder(filepath.Dir(path))); err != nil {
		err = fmt.Errorf("embedded: create %s: %w", path, err)
		return file{}, errors.Join(err, f.Close())
	}
	f.path = path
	return f, nil
}

// openBolt opens a bbolt file, or makes an empty one. The free list stays off the disk,
// since each commit would write all of it; opening reads the tree once instead.
func openBolt(path string, pageSize int) (f file, err error) {
	defer func() {
		if err != nil && f.on != nil {
			_ = f.on.Close() // bbolt has closed it, unless it panicked
		}
	}()
	defer catchFault(&err, watchFaults())
	f.path = path
	f.damage = new(atomic.Pointer[error])
	f.DB, err = bolt.Open(path, 0o600, &bolt.Options{
		Timeout:         lockWait,
		NoFreelistSync:  true,
		FreelistType:    bolt.FreelistMapType,
		InitialMmapSize: mapSize,
		PageSize:        pageSize,
		NoStatistics:    true,
		OpenFile: func(name string, flag int, mode os.FileMode) (*os.File, error) {
			f.on, err = os.OpenFile(name, flag, mode)
			return f.on, err
		},
	})
	return f, explainOpen(path, err)
}

// explainOpen returns what the error of opening a bbolt file stands for.
func explainOpen(path string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, bolterrors.ErrTimeout):
		return fmt.Errorf("%w: %s", ErrInUse, filepath.Dir(path))
	}
	return fmt.Errorf("embedded: open %s: %w", path, err)
}

// CheckPages reads every page of a file that no process has open, and requires that all its
// trees can be read. It does not look at what the records say. The error wraps ErrDamaged,
// or ErrInUse.
func CheckPages(path string) error { return closedFile(path)(&walker{lost: stopAtLoss}) }

// readLocked has fn read a file that no process may write meanwhile.
func readLocked(path string, fn func(*os.File) error) (err error) {
	f, err := os.Open(path)
	if err != nil {
		return fmt.Errorf("embedded: open: %w", err)
	}
	defer f.Close() // it was only read
	if err := lockForReading(f); err != nil {
		return fmt.Errorf("%w: %s", err, filepath.Dir(path))
	}
	if err := fn(f); err != nil {
		return fmt.Errorf("%s: %w", path, err)
	}
	return nil
}

// writeFormat writes fileFormat into a new file.
func writeFormat(f file) error {
	return update(f, func(tx *bolt.Tx) error {
		meta, err := tx.CreateBucketIfNotExists(metaBucket)
		if err != nil {
			return err
		}
		return meta.Put(formatKey, binary.AppendUvarint(nil, fileFormat))
	})
}

// checkFormat refuses a file that has another format, or none.
func checkFormat(f file) error {
	return view(f, func(tx *bolt.Tx) error {
		meta := tx.Bucket(metaBucket)
		if meta == nil {
			return fmt.Errorf("%w: another program made it", ErrDamaged)
		}
		stored := meta.Get(formatKey)
		format, n := binary.Uvarint(stored)
		if n <= 0 || format != fileFormat {
			return fmt.Errorf("%w: %d, and this program knows %d", ErrFormat, format, fileFormat)
		}
		return nil
	})
}

// syncFolder makes the folder's list of files durable. Without it a new file may vanish
// with the power.
func syncFolder(folder string) error {
	d, err := os.Open(folder)
	if err != nil {
		return err
	}
	return errors.Join(d.Sync(), d.Close())
}
