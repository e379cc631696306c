package book

import (
	"context"
	"fmt"

	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
)

// LoadSaid loads what was said of the addresses of customers by whichever account, into
// their Said. A record that cannot be read is taken for a no: nobody knows what it says.
func (b Book) LoadSaid(ctx context.Context, shop *Shop, customers ...*Customer) error {
	var keys []crm.Key
	of := map[crm.Key][]*Customer{}
	for _, c := range customers {
		c.Said = crm.Consents{}
		for _, key := range c.Facts.Addresses(c.Key, shop.Pepper) {
			if of[key] == nil {
				keys = append(keys, key)
			}
			of[key] = append(of[key], c)
		}
	}
	if len(keys) == 0 {
		return nil
	}

	found, left, err := b.FindReadableCustomers(ctx, shop.Store, keys...)
	if err != nil {
		return err
	}
	for key, record := range found {
		addSaid(of[key], record.Facts.Consents)
	}
	for _, u := range left {
		_, _, name, _ := parseItemPK(u.Key.PK)
		addSaid(of[crm.Key(name)], closedForGood)
	}
	return nil
}

// closedForGood stands for what a record that cannot be read may say.
var closedForGood = crm.Refusing(crm.Instant(1) << 52)

func addSaid(customers []*Customer, said crm.Consents) {
	for _, c := range customers {
		c.Said = c.Said.Join(said)
	}
}

// KnownFacts returns what is known of the customer, with the consents that hold after all
// that was said of the customer's addresses. It may be the record's own: it is not to be
// changed.
func (c *Customer) KnownFacts() *crm.Facts {
	consents := c.Facts.Consents.Under(c.Said)
	if consents == c.Facts.Consents {
		return c.Facts
	}
	known := *c.Facts
	known.Consents = consents
	return &known
}

// Note joins words into the record of an address. It keeps the newest word for each
// channel.
func (c *Customer) Note(said crm.Consents) {
	newest := c.Facts.Consents.Join(said)
	for i := range newest {
		newest[i] = newest[i].Current()
	}
	c.Facts = &crm.Facts{Consents: newest}
}

// NoteSaid returns the writes by which words of consent are kept with addresses, as far as
// they are news.
func (b Book) NoteSaid(
	ctx context.Context,
	store string,
	addresses []crm.Key,
	said crm.Consents,
) ([]table.Op, error) {
	found, err := b.FindCustomers(ctx, store, addresses...)
	if err != nil {
		return nil, fmt.Errorf("read what was said of addresses: %w", err)
	}
	var ops []table.Op
	for _, key := range addresses {
		record := found[key]
		record.Note(said)
		if op, changed := record.Save(); changed {
			ops = append(ops, op)
		}
	}
	return ops, nil
}
