package book

import (
	"bytes"
	"slices"

	"holdfast/shared/records/table"
	"holdfast/shared/rules/playbook"
	"holdfast/shared/words/crm"
)

// Customer is one record as it stands in the table.
type Customer struct {
	Store   string
	Key     crm.Key
	Version uint64 // 0 = not in the table yet

	Facts  *crm.Facts  // what is known: a join
	Ledger Ledger      // what was decided and done
	Due    crm.Instant // when a sweep is to judge this customer; 0 = never by itself

	// Forward is the customer that this one turned out to be, "" if none. Then Facts is only
	// what an erasure or a spill left here.
	Forward crm.Key

	// Said is what was said of the customer's addresses, whoever said it. It is not stored
	// here, and nothing unless LoadSaid loaded it.
	Said crm.Consents

	stored []byte // the body as loaded
}

// NewCustomer returns a customer of whom nothing is known yet.
func NewCustomer(store string, key crm.Key) *Customer {
	return &Customer{Store: store, Key: key, Facts: &crm.Facts{}}
}

// Root reports whether facts of this key are kept here and not with another customer.
func (c *Customer) Root() bool { return c.Forward == "" }

// Empty reports whether nothing is known, and nothing was done: such a customer is not
// worth an item.
func (c *Customer) Empty() bool {
	if !c.Root() || c.Due != 0 || len(c.Ledger.Decisions) > 0 {
		return false
	}
	return bytes.Equal(crm.EncodeFacts(c.Facts), noFacts)
}

var noFacts = crm.EncodeFacts(&crm.Facts{})

// Save returns the op that writes the customer, on condition that it was not written since
// it was loaded, and reports whether there is anything to write.
func (c *Customer) Save() (op table.Op, changed bool) {
	key := customerKey(c.Store, c.Key)
	item := table.Item{
		Key:  key,
		Body: encodeCustomer(c),
	}
	if c.Root() {
		item.Due = dueKey(c.Store, c.Due, key)
	}

	op = table.Op{Kind: table.Put, Item: item, If: c.Version}
	return op, !bytes.Equal(item.Body, c.stored)
}

// CheckUnchanged returns the op that requires that the customer was not written since it
// was loaded.
func (c *Customer) CheckUnchanged() table.Op {
	return table.Op{
		Kind: table.Check,
		Item: table.Item{Key: customerKey(c.Store, c.Key)},
		If:   c.Version,
	}
}

// contactsFor is how long a claimed contact counts: as long as any cap looks back.
const contactsFor = playbook.MaxCapDays * crm.DayLength

// AddContact notes that the customer is about to be contacted on a channel, which is given
// by its name. The help desk's own is no channel, and is not noted.
func (c *Customer) AddContact(channel string, at crm.Instant) {
	parsed, err := crm.ParseChannel(channel)
	if err != nil {
		return
	}
	contacts := slices.Clone(c.Ledger.Contacts)
	contacts = slices.DeleteFunc(contacts, func(k crm.Contact) bool {
		return k.At+contactsFor < at
	})
	c.Ledger.Contacts = append(contacts, crm.Contact{At: at, Channel: parsed})
}

// RemoveContact takes back what AddContact noted: nothing went out.
func (c *Customer) RemoveContact(channel string, at crm.Instant) {
	parsed, err := crm.ParseChannel(channel)
	if err != nil {
		return
	}
	i := slices.Index(c.Ledger.Contacts, crm.Contact{At: at, Channel: parsed})
	if i < 0 {
		return
	}
	c.Ledger.Contacts = slices.Delete(slices.Clone(c.Ledger.Contacts), i, i+1)
}
