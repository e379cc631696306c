package apply

import (
	"context"
	"slices"

	"holdfast/shared/words/crm"
)

// A no holds for the address itself, whichever account uses it (crm.AddressKey). So what
// an event says no to is kept with the addresses that it names and with those of its
// customer, and a yes of a customer who once said no. Such an event costs a unit more for
// each address, and any other nothing.
//
// If each account has one address and says yes or no, the same bytes come of any order. An
// account whose address changes while a no stands may leave that no with an address that it
// had in between.

// noteSaid keeps with addresses what an event said of being contacted, and the no of a
// customer with an address that is new to their record. Named are the addresses that the
// event named, before is what was known of the customer before it.
func (w *workingSet) noteSaid(
	ctx context.Context,
	consents *crm.Consents,
	named []crm.Key,
	before *crm.Facts,
) error {
	pepper := w.shop.Pepper
	own := w.root.Key
	after := w.root.Facts
	theirs := after.Addresses(own, pepper)

	if said := newsOf(consents, &after.Consents); said != (crm.Consents{}) {
		for _, address := range slices.Concat(named, theirs) {
			if err := w.noteWith(ctx, address, said); err != nil {
				return err
			}
		}
	}

	noes := after.Consents.Noes()
	if noes == (crm.Consents{}) {
		return nil
	}
	known := before.Addresses(own, pepper)
	for _, address := range theirs {
		if slices.Contains(known, address) {
			continue
		}
		if err := w.noteWith(ctx, address, noes); err != nil {
			return err
		}
	}
	return nil
}

// newsOf returns the words of an event that addresses are told: a no, and a yes of the
// customer that takes a no of theirs back.
func newsOf(event, after *crm.Consents) crm.Consents {
	said := event.Noes()
	for i := range event {
		spokeOfIt := event[i] != crm.Consent{}
		if spokeOfIt && after[i].TakesBack() {
			var own crm.Consents
			own[i] = after[i].Current()
			said = said.Join(own)
		}
	}
	return said
}

// noteWith joins words into the record of an address, as far as they are of it.
func (w *workingSet) noteWith(ctx context.Context, address crm.Key, said crm.Consents) error {
	words := said.WordsFor(address)
	if words == (crm.Consents{}) {
		return nil
	}
	record, err := w.loadRecord(ctx, address)
	if err != nil {
		return err
	}
	record.Note(words)
	return nil
}

// writeSaid writes the records of addresses, each in a write of its own, before the
// customer is judged by them. A crash after it leaves an address closed whose customer is
// not told yet: the message comes again.
func (w *workingSet) writeSaid(ctx context.Context) error {
	for key, record := range w.records {
		if !key.Address() {
			continue
		}
		if op, changed := record.Save(); changed {
			if err := w.book.Write(ctx, op); err != nil {
				return err
			}
		}
		delete(w.records, key)
	}
	return nil
}
