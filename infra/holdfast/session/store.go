package session

import (
	"context"
	"errors"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// Store is the store that a command is about, in the target that keeps it.
type Store struct {
	*Target
	Shop *book.Shop
}

// Zone returns the store's time zone.
func (s Store) Zone() *time.Location { return s.Shop.Playbook.StoreZone() }

// Language returns the language that the store's owners read.
func (s Store) Language() string { return s.Shop.Playbook.Language }

// FindStore returns the store that the caller named, or the only one there is. The error
// wraps ErrUsage where there is none, or one of several has to be named.
func (s *Session) FindStore(ctx context.Context) (Store, error) {
	target, err := s.FindTarget(ctx)
	if err != nil {
		return Store{}, err
	}
	name := s.Store
	if name == "" {
		if name, err = findOnlyStore(ctx, target.Book); err != nil {
			return Store{}, err
		}
	}

	shop, err := target.Book.FindShop(ctx, name)
	if errors.Is(err, book.ErrNoStore) {
		err = explainNoStore(ctx, target.Book, name, err)
	}
	if err == nil {
		shop.Costs, err = target.Book.FindCosts(ctx, name)
	}
	return Store{target, shop}, err
}

// Tasks ranges over all tasks of the store: the open ones, then the past ones. One that
// ends meanwhile may come twice.
func (s Store) Tasks(ctx context.Context) iter.Seq2[book.Task, error] {
	return func(yield func(book.Task, error) bool) {
		for t, err := range s.Book.OpenTasks(ctx, s.Shop.Store) {
			if !yield(t, err) {
				return
			}
		}
		for t, err := range s.Book.PastTasks(ctx, s.Shop.Store) {
			if !yield(t, err) {
				return
			}
		}
	}
}

var errNoStores = fmt.Errorf(
	"%w: no store is set up yet: holdfast source add STORE/SOURCE",
	ErrUsage,
)

func findOnlyStore(ctx context.Context, b book.Book) (string, error) {
	stores, err := b.ListStores(ctx)
	switch {
	case err != nil:
		return "", err
	case len(stores) == 0:
		return "", errNoStores
	case len(stores) > 1:
		return "", fmt.Errorf("%w: which store? --store %s", ErrUsage, strings.Join(stores, " | "))
	}
	return stores[0], nil
}

// explainNoStore returns an error that says which stores there are.
func explainNoStore(ctx context.Context, b book.Book, name string, cause error) error {
	stores, err := b.ListStores(ctx)
	switch {
	case err != nil:
		return cause
	case len(stores) == 0:
		return errNoStores
	case slices.Contains(stores, name):
		return errors.New(SayUnsettled(book.Unsettled{Store: name}))
	}
	return fmt.Errorf(
		"%w: no store is called %q; there are %s",
		ErrUsage,
		name,
		JoinChoices(stores),
	)
}

// JoinChoices returns all there is to choose from, for an error's text.
func JoinChoices[T any](all []T) string {
	words := make([]string, len(all))
	for i, choice := range all {
		words[i] = fmt.Sprint(choice)
	}
	return strings.Join(words, ", ")
}

// ParseInstant reads an instant, or a day: the midnight with which it begins in a zone. The
// error wraps ErrUsage.
func ParseInstant(text string, zone *time.Location) (time.Time, error) {
	for _, layout := range []string{time.RFC3339, time.DateOnly} {
		if t, err := crm.ParseInZone(layout, text, zone); err == nil {
			return t, nil
		}
	}
	return time.Time{}, fmt.Errorf(
		"%w: %q is no day such as 2026-01-31, nor an instant such as 2026-01-31T09:00:00Z",
		ErrUsage,
		text,
	)
}
