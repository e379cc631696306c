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

// UniteCustomers joins two customers because a person says that they are one, and returns
// the key of both. Part undoes it.
func UniteCustomers(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	one, other crm.Key,
	now time.Time,
) (crm.Key, error) {
	f, err := newFamily(ctx, b, shop, one)
	if err != nil {
		return "", err
	}
	second, err := f.followForwards(ctx, other)
	if err != nil {
		return "", err
	}
	if second == f.root {
		return f.root.Key, nil
	}
	for _, c := range []*book.Customer{f.root, second} {
		if c.Version == 0 || c.Key.Guest() || c.Facts.Erased(c.Key) {
			return "", fmt.Errorf("unite %s and %s: %s is no customer", one, other, c.Key)
		}
		if c.Facts.Older.Orders > 0 {
			return "", fmt.Errorf("unite %s and %s: %w", one, other, ErrTooMany)
		}
	}
	if err := f.unite(ctx, second); err != nil {
		return "", err
	}
	return f.root.Key, f.write(ctx, shop, now, f.root)
}

// SplitCustomers takes a customer out of the one it was joined into: whatever landed
// under its key goes back with it. Profile and consents go to both; addresses linked
// meanwhile stay with the root.
func SplitCustomers(
	ctx context.Context,
	b book.Book,
	shop *book.Shop,
	key crm.Key,
	now time.Time,
) error {
	f, err := newFamily(ctx, b, shop, key)
	if err != nil {
		return err
	}
	rec := f.records[key]
	if rec.Root() {
		return fmt.Errorf("part %s: %w", key, ErrNotMerged)
	}
	if f.root.Facts.Older.Orders > 0 {
		return fmt.Errorf("part %s: %w", key, ErrTooMany)
	}
	rec.Forward = ""
	rec.Facts = crm.Join(rec.Facts, f.root.Facts.SplitOff(key))
	rec.Facts = crm.Join(
		rec.Facts,
		&crm.Facts{Profile: f.root.Facts.Profile, Consents: f.root.Facts.Consents},
	)
	rec.Ledger.Contacts = f.root.Ledger.Contacts // both were contacted: caps hold for each
	return f.write(ctx, shop, now, f.root, rec)
}

func newFamily(ctx context.Context, b book.Book, shop *book.Shop, key crm.Key) (*family, error) {
	return (&Apply{Book: b}).family(ctx, shop.Store, shop.Pepper, key)
}

// write judges the customers that a person changed and writes all records in one
// transaction.
func (f *family) write(
	ctx context.Context,
	shop *book.Shop,
	now time.Time,
	judged ...*book.Customer,
) error {
	ops := f.spill()
	for _, c := range judged {
		j, err := judge.LoadAndJudge(ctx, f.book, c, shop, now, true)
		if err != nil {
			return err
		}
		ops = append(ops, book.PutTasks(j.Changed)...)
	}
	ops = append(ops, f.saves()...)
	if len(ops) > table.MaxOps {
		return ErrTooMany
	}
	return f.book.Write(ctx, ops...)
}
