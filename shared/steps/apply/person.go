package apply

import (
	"context"
	"errors"
	"fmt"
	"time"

	"holdfast/shared/records/book"
	"holdfast/shared/records/judge"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// ErrNotMerged says that there is no merge to undo.
var ErrNotMerged = errors.New("this key does not stand for another customer")

// ErrTooMany says that a history is too long to be moved in one transaction.
var ErrTooMany = errors.New("too many older orders to move at once")

// Pair names two customers of whom a person says that they are one.
type Pair struct{ One, Other crm.Key }

// UniteCustomers joins two customers because a person says that they are one, and returns
// the key of both. SplitCustomers undoes it.
func UniteCustomers(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	pair Pair,
	now time.Time,
) (crm.Key, error) {
	one := pair.One
	other := pair.Other
	w, err := newWorkingSet(ctx, b, shop, one)
	if err != nil {
		return "", err
	}
	second, err := w.followForwards(ctx, other)
	if err != nil {
		return "", err
	}
	if second == w.root {
		return w.root.Key, nil
	}

	for _, c := range []*book.Customer{w.root, second} {
		if c.Version == 0 || c.Key.Guest() || c.Facts.Erased(c.Key) {
			return "", fmt.Errorf("unite %s and %s: %s is no customer", one, other, c.Key)
		}
		if c.Facts.Older.Orders > 0 {
			return "", fmt.Errorf("unite %s and %s: %w", one, other, ErrTooMany)
		}
	}
	if err := w.uniteWith(ctx, second); err != nil {
		return "", err
	}
	return w.root.Key, w.judgeAndWrite(ctx, now, w.root)
}

// SplitCustomers takes a customer out of the one it was joined into: whatever arrived
// under its key goes back with it. Profile and consents go to both; addresses linked
// meanwhile stay with the root.
func SplitCustomers(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	key crm.Key,
	now time.Time,
) error {
	w, err := newWorkingSet(ctx, b, shop, key)
	if err != nil {
		return err
	}
	root := w.root
	rec := w.records[key]
	if rec.Root() {
		return fmt.Errorf("split %s: %w", key, ErrNotMerged)
	}
	if root.Facts.Older.Orders > 0 {
		return fmt.Errorf("split %s: %w", key, ErrTooMany)
	}

	rec.Forward = ""
	rec.Facts = crm.Join(rec.Facts, root.Facts.SplitOff(key))
	rec.Facts = crm.Join(rec.Facts, &crm.Facts{
		Profile:  root.Facts.Profile,
		Consents: root.Facts.Consents,
	})
	rec.Ledger.Contacts = root.Ledger.Contacts // both were contacted: caps hold for each
	return w.judgeAndWrite(ctx, now, root, rec)
}

// judgeAndWrite judges the customers that a person changed and writes all records in one
// transaction.
func (w *workingSet) judgeAndWrite(
	ctx context.Context,
	now time.Time,
	customers ...*book.Customer,
) error {
	ops := w.spillOrders()
	for _, c := range customers {
		j, err := judge.LoadAndJudge(ctx, w.book, c, w.shop, judge.Try{Now: now, Again: true})
		if err != nil {
			return err
		}
		ops = append(ops, book.PutTasks(j.Changed)...)
	}
	ops = append(ops, w.recordWrites()...)
	if len(ops) > table.MaxOps {
		return ErrTooMany
	}
	return w.book.Write(ctx, ops...)
}
