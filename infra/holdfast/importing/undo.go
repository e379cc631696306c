package importing

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"

	"holdfast/infra/holdfast/rows"
	"holdfast/infra/holdfast/session"
	"holdfast/infra/local"
	"holdfast/shared/edge/envelope"
	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/steps/apply"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Undo takes an import of orders back.
//
// It says of each order of the file that it was deleted: a version of the same date as the
// file's, received a millisecond after it. So it wins over the version of the file, and over
// nothing else: a version that a webhook told with a later date stands, and so does one of
// the same date that was received later, whichever of them is folded first.
type Undo struct {
	ID string `arg:"" help:"Which import: see holdfast import list."`
}

// Help says what is taken back.
func (*Undo) Help() string {
	return `Takes back the orders that an import brought. An order stays if a webhook has told it since, or if another import told it
too. What a file of customers, consents, tickets or products wrote over is gone, and cannot be brought back; nor can names and
addresses that came with orders. The same file can be imported again.

Example:
  holdfast import list
  holdfast import undo m2k4x9ab`
}

// Run takes the import back.
func (u *Undo) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	imported, err := store.Book.FindImport(ctx, store.Shop.Store, u.ID)
	if err != nil {
		return fmt.Errorf("%w: %w; see holdfast import list", session.ErrUsage, err)
	}
	if rows.Kind(imported.Kind) != rows.Orders {
		return fmt.Errorf(
			"%w: %s brought %s: only orders can be taken back, since what was there before "+
				"is not kept",
			session.ErrUsage,
			u.ID,
			imported.Kind,
		)
	}
	if s.Live != nil {
		defer local.TakeRoom(local.ImportRoom)()
	}
	done, err := undo(ctx, s, store, imported)
	if err != nil {
		return err
	}
	imported.Undone = crm.InstantOf(store.Now())
	imported.TakenOff = done.deleted
	if err := store.Book.SaveImport(ctx, imported); err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(map[string]any{
			"taken_back":       done.deleted,
			"in_other_imports": done.stay,
			"other_imports":    done.listHolders(),
		})
	}
	s.Printf("%s\n", phrase.InEnglish(
		"%d {order|orders} of %s taken back, as far as no webhook has told them since.",
		done.deleted,
		imported.File,
	))
	if done.stay > 0 {
		s.Printf("%s\n", phrase.InEnglish(
			"%d stay, each as it was told last: %s told them too, and is not taken back.",
			done.stay,
			session.JoinChoices(done.listHolders()),
		))
	}
	s.SuggestNext("report exit-cost --fresh")
	return nil
}

// undo takes an import back, and with it what an import that was taken back before left to
// this one.
func undo(
	ctx context.Context,
	s *session.Session,
	store session.Store,
	imported *book.Import,
) (*undoing, error) {
	elsewhere, undone, err := listOrdersElsewhere(ctx, store.Book, imported)
	if err != nil {
		return nil, err
	}
	all := &undoing{
		imported:  imported,
		elsewhere: elsewhere,
	}
	if err := all.takeBack(ctx, s, store); err != nil {
		return nil, err
	}
	for i := range undone {
		shared := &undoing{
			imported:  &undone[i],
			elsewhere: elsewhere,
			only:      all.told,
		}
		if err := shared.takeBack(ctx, s, store); err != nil {
			return nil, err
		}
	}
	return all, nil
}

// listOrdersElsewhere returns the orders of the same source that other imports told, each
// with the import's id. Those imports that were taken back it returns instead.
func listOrdersElsewhere(
	ctx context.Context,
	b book.Book,
	imported *book.Import,
) (elsewhere map[string]string, undone []book.Import, err error) {
	elsewhere = map[string]string{}
	for other, err := range b.Imports(ctx, imported.Store) {
		isSame := other.Began == imported.Began
		switch {
		case err != nil:
			return nil, nil, err
		case isSame || other.Source != imported.Source:
			continue
		case other.Undone != 0:
			undone = append(undone, other)
			continue
		}
		id := other.ID()
		for order, err := range b.ImportedOrders(ctx, &other) {
			if err != nil {
				return nil, nil, err
			}
			elsewhere[order.ID] = id
		}
	}
	return elsewhere, undone, nil
}

// undoing is an import that is being taken back.
type undoing struct {
	run       *importRun
	imported  *book.Import
	elsewhere map[string]string // an import of each order that others told
	holders   map[string]bool   // those imports, of its own orders
	only      map[string]bool   // nil = all of its orders
	told      map[string]bool   // its orders
	deleted   int
	stay      int
}

// listHolders returns the ids of the other imports that told its orders, sorted.
func (u *undoing) listHolders() []string {
	ids := make([]string, 0, len(u.holders))
	for id := range u.holders {
		ids = append(ids, id)
	}
	slices.Sort(ids)
	return ids
}

// takeBack queues the deletions and waits until they are folded.
func (u *undoing) takeBack(
	ctx context.Context,
	s *session.Session,
	store session.Store,
) error {
	imported := u.imported
	run := &importRun{
		session: s,
		store:   store,
		source:  imported.Source,
		bar:     s.NewBar("undo", "orders", int64(imported.Events)),
	}
	if s.Stack == "" {
		run.spool.folder = s.Dir
	}
	u.run = run
	u.told = map[string]bool{}
	u.holders = map[string]bool{}
	err := u.collect(ctx)
	if err == nil {
		err = run.foldAs(ctx, envelope.Message{
			Store:    store.Shop.Store,
			Source:   imported.Source,
			Platform: envelope.Internal,
			Received: imported.Began + 1,
		})
	}
	run.bar.Clear()
	return errors.Join(err, run.spool.close())
}

// collect puts the deletions of all orders of the import into the spool, by customer.
func (u *undoing) collect(ctx context.Context) error {
	var some []book.ImportedOrder
	for order, err := range u.run.store.Book.ImportedOrders(ctx, u.imported) {
		if err != nil {
			return err
		}
		u.told[order.ID] = true
		holder, isElsewhere := u.elsewhere[order.ID]
		switch {
		case u.only != nil && !u.only[order.ID]:
			continue
		case isElsewhere:
			u.stay++
			u.holders[holder] = true
			continue
		}
		some = append(some, order)
		if len(some) < table.MaxOps {
			continue
		}
		if err := u.spool(ctx, some); err != nil {
			return err
		}
		some = some[:0]
	}
	return u.spool(ctx, some)
}

// spool adds the deletions of some orders. Each goes under the key of the customer under
// which the order arrived, so that those of a customer are folded together.
func (u *undoing) spool(ctx context.Context, orders []book.ImportedOrder) error {
	if len(orders) == 0 {
		return nil
	}
	keys := make([]crm.Key, len(orders))
	for i, o := range orders {
		keys[i] = crm.GuestKey(crm.Ref{Source: u.imported.Source, ID: o.ID})
	}
	pointers, err := u.run.store.Book.FindCustomers(ctx, u.imported.Store, keys...)
	if err != nil {
		return err
	}
	for i, o := range orders {
		customer := pointers[keys[i]].Forward
		body, err := json.Marshal(apply.TakeBack{
			Customer: customer,
			Source:   u.imported.Source,
			Order:    o.ID,
			Updated:  o.Updated,
			Import:   u.imported.ID(),
		})
		if err != nil {
			return err
		}
		e := rows.Event{ID: string(customer), Topic: apply.TopicTakeBack, Body: body}
		if err := u.run.spool.add(e); err != nil {
			return err
		}
		u.deleted++
	}
	return nil
}
