package embedded

import (
	"bytes"
	"context"
	"errors"
	"fmt"

	bolt "go.etcd.io/bbolt"

	"holdfast/shared/records/table"
)

var (
	itemsBucket  = []byte("items")  // itemKey -> appendItem
	dueBucket    = []byte("due")    // indexKey -> nothing
	listBucket   = []byte("list")   // indexKey -> nothing
	expiryBucket = []byte("expiry") // big-endian Unix seconds, itemKey -> nothing
)

// Table is a table.Table in one file. Its indexes never lag, and what Get reads is never
// old; tabletest.Lagging shows what trusts that. Closing it and killing the process are
// both safe.
type Table struct {
	db     file
	writes *committer
	meter  table.Meter
}

var _ table.Table = (*Table)(nil)

// OpenTable opens table.db in a folder, creating both if need be. It fails with ErrInUse
// if they are open already. meter is told the units that DynamoDB would count for each
// request; it may be nil, and is called from many goroutines.
func OpenTable(folder string, meter table.Meter) (*Table, error) {
	db, err := openFile(folder, TableFile, tablePage)
	if err != nil {
		return nil, err
	}
	err = update(db, func(tx *bolt.Tx) error {
		return createBuckets(tx, itemsBucket, dueBucket, listBucket, expiryBucket)
	})
	if err != nil {
		return nil, errors.Join(fmt.Errorf("embedded: prepare table: %w", err), db.Close())
	}
	if meter == nil {
		meter = func(write, read float64) {}
	}
	return &Table{db: db, writes: newCommitter(db, func() {}), meter: meter}, nil
}

func createBuckets(tx *bolt.Tx, names ...[]byte) error {
	var errs []error
	for _, name := range names {
		_, err := tx.CreateBucketIfNotExists(name)
		errs = append(errs, err)
	}
	return errors.Join(errs...)
}

// tablePage is the page size of table.db: small, as each commit rewrites the pages that
// hold the changed items.
const tablePage = 4 << 10

// DeferSync has commits not wait for the disk until Sync. If the machine fails before that,
// the file may be beyond reading; if only the process ends, nothing is lost. It is for
// folders that can be made anew.
func (t *Table) DeferSync() { t.writes.deferred.Store(true) }

// Sync makes all that was written durable, and ends DeferSync.
func (t *Table) Sync(ctx context.Context) error { return t.writes.sync(ctx) }

// Health returns nil while writes go through and all that was read could be read. Otherwise
// it says why not: the error wraps ErrFailing while writes fail, which ends by itself, or
// ErrDamaged.
func (t *Table) Health() error { return t.writes.health() }

// Beyond is closed when writes fail for good: only opening the file anew can help.
func (t *Table) Beyond() <-chan struct{} { return t.writes.mending.beyond }

// Close commits what waits and closes the file. Later calls fail.
func (t *Table) Close() error {
	t.writes.close()
	return t.db.Close()
}

// Get implements table.Table. Both kinds of read see all that was written; they differ in
// units only.
func (t *Table) Get(
	ctx context.Context,
	strong bool,
	keys ...table.Key,
) (map[table.Key]table.Item, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if err := table.CheckGet(keys); err != nil {
		return nil, err
	}

	found := make(map[table.Key]table.Item, len(keys))
	units := 0.0
	err := view(t.db, func(tx *bolt.Tx) error {
		items := tx.Bucket(itemsBucket)
		for _, k := range keys {
			it, exists, err := findItem(items, k, itemKey(k))
			if err != nil {
				return err
			}
			if !exists {
				units += readUnits(0, strong)
				continue
			}
			units += readUnits(itemSize(&it), strong)
			it.Body = bytes.Clone(it.Body)
			found[k] = it
		}
		return nil
	})
	if err != nil {
		return nil, fmt.Errorf("embedded: get: %w", err)
	}
	t.meter(0, units)
	return found, nil
}

// findItem reads one item and reports whether it exists. Its Body is valid within the
// transaction only.
func findItem(items *bolt.Bucket, k table.Key, stored []byte) (table.Item, bool, error) {
	value := items.Get(stored)
	if value == nil {
		return table.Item{}, false, nil
	}
	it, err := decodeItem(k, value)
	return it, err == nil, err
}
