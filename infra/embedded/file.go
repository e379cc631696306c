package embedded

import (
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"time"

	bolt "go.etcd.io/bbolt"
	bolterrors "go.etcd.io/bbolt/errors"
)

// ErrInUse is wrapped by the error of opening a folder that this or another process has
// open.
var ErrInUse = errors.New("embedded: folder is in use by another process")

const (
	lockWait   = time.Second
	mapSize    = 1 << 30 // address space, not memory; readers never wait for a new map below it
	fileFormat = 1       // of keys and values; a file of another format is refused
)

var (
	metaBucket = []byte("meta")
	formatKey  = []byte("format")
)

// openFile opens or creates a bbolt file in a folder, creating the folder too. The free
// list stays off the disk, since each commit would write all of it; opening reads the tree
// once instead.
func openFile(folder, name string, pageSize int) (*bolt.DB, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("embedded: make folder: %w", err)
	}
	path := filepath.Join(folder, name)
	db, err := bolt.Open(path, 0o600, &bolt.Options{
		Timeout:         lockWait,
		NoFreelistSync:  true,
		FreelistType:    bolt.FreelistMapType,
		InitialMmapSize: mapSize,
		PageSize:        pageSize,
		NoStatistics:    true,
	})
	if errors.Is(err, bolterrors.ErrTimeout) {
		return nil, fmt.Errorf("%w: %s", ErrInUse, folder)
	}
	if err != nil {
		return nil, fmt.Errorf("embedded: open %s: %w", path, err)
	}

	if err := errors.Join(checkFormat(db), syncFolder(folder)); err != nil {
		err = fmt.Errorf("embedded: open %s: %w", path, err)
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// checkFormat writes fileFormat into a new file and refuses a file that has another.
func checkFormat(db *bolt.DB) error {
	return db.Update(func(tx *bolt.Tx) error {
		meta, err := tx.CreateBucketIfNotExists(metaBucket)
		if err != nil {
			return err
		}
		stored := meta.Get(formatKey)
		if stored == nil {
			return meta.Put(formatKey, binary.AppendUvarint(nil, fileFormat))
		}
		format, n := binary.Uvarint(stored)
		if n <= 0 || format != fileFormat {
			return fmt.Errorf("file has format %d, this program knows %d", format, fileFormat)
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
