package apply

import (
	"context"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/words/crm"
)

// linkKey makes the customer known under one more key. If that key stands for another
// customer, both are united; but two accounts of a platform are two customers, and an
// erased customer stays apart. The account of a person who acts for a company joins the
// company, unless it is in another one.
func (w *workingSet) linkKey(ctx context.Context, key crm.Key) error {
	facts := w.root.Facts
	isKnown := slices.Contains(facts.Aliases, key) || slices.Contains(facts.Shared, key)
	if isKnown || key == w.root.Key {
		return nil
	}
	rec, err := w.loadRecord(ctx, key)
	if err != nil {
		return err
	}
	if rec.Forward == w.root.Key {
		w.addAlias(key)
		return nil
	}

	other, err := w.followForwards(ctx, key)
	if err != nil {
		return err
	}
	switch {
	case other.Facts.Erased(other.Key):
		return nil
	case !canUnite(w.root.Key, other.Key, key):
		// The first claimer keeps the key; a person is shown both.
		w.root.Facts = crm.Join(facts, &crm.Facts{Shared: []crm.Key{key}})
		return nil
	}
	return w.uniteWith(ctx, other)
}

// canUnite reports whether a key that an event names may unite its customer with another
// one.
func canUnite(root, other, named crm.Key) bool {
	isOwnAccount := named.Platform() && root.Company() != other.Company()
	return !root.Platform() || !other.Platform() || isOwnAccount
}

func (w *workingSet) addAlias(key crm.Key) {
	w.root.Facts = crm.Join(w.root.Facts, &crm.Facts{Aliases: []crm.Key{key}})
}

// mergeAccount joins another account into the customer because the platform says that both
// are one. If one of them was erased, the person was, and the other is erased too.
func (w *workingSet) mergeAccount(ctx context.Context, account crm.Key) error {
	other, err := w.followForwards(ctx, account)
	if err != nil || other == w.root {
		return err
	}
	if other.Key.Company() && w.root.Key.Company() {
		return nil // the accounts are people of two companies
	}
	isRootErased := w.root.Facts.Erased(w.root.Key)
	isOtherErased := other.Facts.Erased(other.Key)
	switch {
	case isRootErased && isOtherErased:
		return nil
	case isRootErased:
		erased := w.root
		w.root = other
		return w.eraseWithAliases(ctx, other, againFor(erased))
	case isOtherErased:
		return w.eraseWithAliases(ctx, w.root, againFor(other))
	}
	return w.uniteWith(ctx, other)
}

// uniteWith joins the root and another customer into one. Its root is the one whose key
// goes first: platform before e-mail before desk, then the smaller key. The other record
// becomes a forward to it.
func (w *workingSet) uniteWith(ctx context.Context, other *book.Customer) error {
	root := w.root
	loser := other
	if loser.Key.Before(root.Key) {
		root, loser = loser, root
		w.removeUnspilledItems()
	}
	w.root = root

	for _, key := range loser.Facts.Aliases {
		rec, err := w.loadRecord(ctx, key)
		if err != nil {
			return err
		}
		if rec.Forward == loser.Key {
			rec.Forward = root.Key
		}
	}

	facts := w.takeFacts(loser)
	if root.Key.Company() && !loser.Key.Company() {
		facts = withContact(facts, loser.Key)
	}
	loser.Forward = root.Key
	root.Ledger = root.Ledger.Join(loser.Ledger)
	if loser.Due != 0 && (root.Due == 0 || loser.Due < root.Due) {
		root.Due = loser.Due
	}
	loser.Ledger = book.Ledger{}
	loser.Due = 0

	w.addAlias(loser.Key)
	return w.joinFacts(ctx, facts)
}

// removeUnspilledItems is called when the root becomes a forward. Its older orders that
// were put back go along with its record, so their items are deleted.
func (w *workingSet) removeUnspilledItems() {
	forwarded := w.root.Key
	for _, s := range w.unspilled {
		removal := s.Delete(w.shop.Store, forwarded)
		w.removals = append(w.removals, removal)
	}
	clear(w.unspilled)
}

// takeFacts takes the facts out of a record that becomes a forward, and returns them. What
// an erasure left stays there, and so do the older orders until a follow-up moves them.
func (w *workingSet) takeFacts(loser *book.Customer) *crm.Facts {
	taken := *loser.Facts
	loser.Facts = &crm.Facts{
		Erasures: taken.Erasures,
		Remains:  taken.Remains,
		Older:    taken.Older,
	}
	if taken.Older.Orders > 0 {
		w.leftOrders = append(w.leftOrders, loser.Key)
	}

	taken.Erasures = nil
	taken.Remains = nil
	taken.Older = crm.Older{}
	return &taken
}
