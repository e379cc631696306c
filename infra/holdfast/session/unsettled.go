package session

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"holdfast/infra/local"
	"holdfast/shared/records/book"
	"holdfast/shared/words/packed"
	"holdfast/shared/words/phrase"
)

// SayUnsettled returns a sentence about a store whose settings are lost.
func SayUnsettled(u book.Unsettled) string {
	text := fmt.Sprintf("The settings of the store %s are lost", u.Store)
	if u.Records > 0 {
		text += phrase.InEnglish(", while %d of its records {is|are} there", u.Records)
	}
	return text + ". What it is sent waits in quarantine. " +
		"holdfast restore brings the settings back from a backup; " +
		"without one, set the store up again: holdfast source add " + u.Store + "/SOURCE."
}

// ListUnsettled lists the stores of a folder that are listed or have sources, and whose
// settings are lost: missing, or no longer readable.
func ListUnsettled(ctx context.Context, system *local.System) ([]string, error) {
	names, err := system.Book.ListStores(ctx)
	if err != nil {
		return nil, err
	}
	all, err := system.Secrets.ListAll()
	if err != nil {
		return nil, err
	}
	for store := range all {
		names = append(names, store)
	}
	slices.Sort(names)

	var lost []string
	for _, store := range slices.Compact(names) {
		_, err := system.Book.FindShop(ctx, store)
		isLost := errors.Is(err, book.ErrNoStore) || errors.Is(err, packed.ErrCorrupt)
		switch {
		case isLost:
			lost = append(lost, store)
		case err != nil && !errors.Is(err, packed.ErrNewer):
			return lost, err
		}
	}
	return lost, nil
}
