package book

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"iter"
	"log/slog"

	"holdfast/shared/records/table"
	"holdfast/shared/words/packed"
)

// Unreadable is the error of one record that this version cannot read: a newer version
// wrote it, and then it wraps packed.ErrNewer, or it is damaged, and then it wraps
// packed.ErrCorrupt. It says nothing about any other record, so work on several records
// leaves this one out and goes on.
type Unreadable struct {
	Store string
	Key   table.Key // names a customer: not to be logged
	Err   error
}

// Error names the record by its hash, since its key names a customer.
func (u *Unreadable) Error() string {
	return fmt.Sprintf("record %s of %s cannot be read: %v", u.Hash(), u.Store, u.Err)
}

// Unwrap returns what is wrong with the record.
func (u *Unreadable) Unwrap() error { return u.Err }

// Newer reports whether a newer version wrote the record.
func (u *Unreadable) Newer() bool { return errors.Is(u.Err, packed.ErrNewer) }

// Hash returns the beginning of the SHA-256 of the record's key, by which logs name it.
func (u *Unreadable) Hash() string {
	key := u.Key.PK + "\n" + u.Key.SK
	sum := sha256.Sum256([]byte(key))
	return hex.EncodeToString(sum[:8])
}

// AsUnreadable returns the unreadable record in err, if there is one.
func AsUnreadable(err error) (*Unreadable, bool) {
	var u *Unreadable
	return u, errors.As(err, &u)
}

// unreadable returns the error of an item that cannot be read.
func unreadable(it table.Item, err error) error {
	_, store, _, _ := parseItemPK(it.PK)
	return &Unreadable{Store: store, Key: it.Key, Err: err}
}

// Readable yields what another range yields, but for its records that cannot be read.
func Readable[T any](all iter.Seq2[T, error]) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for value, err := range all {
			if _, left := AsUnreadable(err); left {
				continue
			}
			if !yield(value, err) {
				return
			}
		}
	}
}

// LeaveOut logs an unreadable record and tells count of it, which may be nil, and returns
// nil, so that work on other records goes on. Any other error it returns as it is.
func LeaveOut(ctx context.Context, log *slog.Logger, count func(), err error) error {
	u, ok := AsUnreadable(err)
	if !ok {
		return err
	}
	level := slog.LevelError
	if u.Newer() {
		level = slog.LevelWarn // a deployment is under way, or a version was taken back
	}
	log.Log(ctx, level, "a record that cannot be read is left out",
		"store", u.Store, "record", u.Hash(), "newer", u.Newer(), "error", u.Err)
	if count != nil {
		count()
	}
	return nil
}
