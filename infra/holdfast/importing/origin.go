package importing

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"maps"
	"os"
	"os/user"
	"path/filepath"
	"slices"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// findPlatform returns the platform of the source. What is imported into a source that does
// not exist would meet no webhooks, and count again if they told it too: that is refused. An
// operator of a stack who may import need not be allowed to read secrets, and is told that
// nobody looked.
func (i *Import) findPlatform(
	ctx context.Context,
	s *session.Session,
	store session.Store,
) (string, error) {
	all, err := store.ListSources(ctx)
	if err != nil {
		s.Notef("Nobody looked whether there is a source %s: %v\n", i.Source, err)
		return "", nil
	}
	have := all[store.Shop.Store]
	if source, ok := have[i.Source]; ok {
		return source.Platform, nil
	}
	there := "it has none yet"
	if len(have) > 0 {
		there = "there are " + session.JoinChoices(slices.Sorted(maps.Keys(have)))
	}
	name := store.Shop.Store
	return "", fmt.Errorf(
		"%w: %s has no source %q; %s. "+
			"holdfast source add %s/%s --platform standard adds one for files",
		session.ErrUsage,
		name,
		i.Source,
		there,
		name,
		i.Source,
	)
}

// newRecord returns the record of an import that is about to begin. The file was looked at
// before, so that it stands at its end.
func (i *Import) newRecord(store session.Store, file *os.File) (*book.Import, error) {
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	hash := sha256.New()
	if _, err := io.Copy(hash, file); err != nil {
		return nil, err
	}
	if _, err := file.Seek(0, io.SeekStart); err != nil {
		return nil, err
	}
	record := &book.Import{
		Store:  store.Shop.Store,
		Began:  crm.InstantOf(store.Now()),
		File:   filepath.Base(i.File),
		Hash:   hex.EncodeToString(hash.Sum(nil)),
		Source: i.Source,
		Kind:   i.Kind,
	}
	if by, err := user.Current(); err == nil {
		record.By = by.Username
	}
	return record, nil
}
