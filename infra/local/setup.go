package local

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// ErrStoreExists says that a store was set up before.
var ErrStoreExists = errors.New("the store is set up already")

// NewStore is a store that is to be set up.
type NewStore struct {
	Name     string // as people read it
	Pepper   []byte // nil = a new one
	Settings playbook.Config
}

// pepperSize is how many random bytes are in a new pepper.
const pepperSize = 32

// AddStore sets a store up, with a new pepper unless one is given.
func (s *System) AddStore(
	ctx context.Context,
	name string,
	pepper []byte,
	settings playbook.Config,
) error {
	n := NewStore{Name: name, Pepper: pepper, Settings: settings}
	return SetUpStore(ctx, s.Book, s.Clock.Now(), n)
}

// SetUpStore sets a store up in any book. Its tasks begin now unless its settings say
// otherwise. The error wraps ErrStoreExists if it is there already.
func SetUpStore(ctx context.Context, b book.Book, now time.Time, n NewStore) error {
	settings := n.Settings
	_, err := b.FindShop(ctx, settings.Store)
	switch {
	case err == nil:
		return fmt.Errorf("set up %s: %w", settings.Store, ErrStoreExists)
	case !errors.Is(err, book.ErrNoStore):
		return err
	}

	if err := settings.Validate(); err != nil {
		return fmt.Errorf("set up %s: %w", settings.Store, err)
	}
	if settings.LiveSince == 0 {
		settings.LiveSince = crm.InstantOf(now)
	}
	pepper := n.Pepper
	if pepper == nil {
		pepper = make([]byte, pepperSize)
		_, _ = rand.Read(pepper) // it never fails: crypto/rand ends the process instead
	}
	return b.SaveSettings(ctx, &book.Shop{Settings: book.Settings{
		Store:    settings.Store,
		Name:     n.Name,
		Pepper:   pepper,
		Playbook: settings,
		NoCosts:  true,
	}})
}
