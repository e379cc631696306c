// Package facts checks what is known of a store, byte for byte.
package facts

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"maps"
	"slices"

	"holdfast/infra/holdfast/session"
	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

// Facts checks what is known.
type Facts struct {
	Digest Digest `cmd:"" help:"One number for all that is known of a store, and its sums."`
}

// Digest prints one number for all that is known of a store.
type Digest struct{}

// Help says what the number is.
func (*Digest) Help() string {
	return `SHA-256 over the facts of every customer in the order of their keys. The same deliveries, in any order, any number
of times, by webhook or import, give the same number; what was decided is no part of it. Keys of customers who are known only
by an address depend on the store's own pepper, so compare within one folder, or stores with accounts.`
}

// Run prints the number and the sums.
func (*Digest) Run(ctx context.Context, s *session.Session) error {
	store, err := s.FindStore(ctx)
	if err != nil {
		return err
	}
	sums, err := Sum(ctx, store)
	if err != nil {
		return err
	}
	if s.JSON {
		return s.PrintJSON(sums)
	}

	s.Printf("%s\n", s.Bold(sums.SHA256))
	s.Printf("%s\n", phrase.InEnglish(
		"%s: %d {customer|customers}, %d {order|orders} "+
			"(%d of guests, %d credit {note|notes}), %d {ticket|tickets}, %d {parcel|parcels}",
		sums.Store,
		sums.Customers,
		sums.Orders,
		sums.Guests,
		sums.Credits,
		sums.Tickets,
		sums.Parcels,
	))
	for i, net := range sums.Net {
		s.Printf("%s net: %s ordered, %s given back\n", net, sums.Placed[i], sums.Refunded[i])
	}
	s.SuggestNext("report exit-cost")
	return nil
}

// Sums are what a store's facts come to.
type Sums struct {
	Store     string      `json:"store"`
	SHA256    string      `json:"sha256"`
	Customers int         `json:"customers"` // who have bought or are known by name, an account or an address
	Guests    int         `json:"guests"`    // orders that name nobody
	Forwards  int         `json:"forwards"`
	Orders    int         `json:"orders"`
	Credits   int         `json:"credits"` // of them, credit notes: money back that names no order
	Returns   int         `json:"returns"` // other orders of which money was given back
	Tickets   int         `json:"tickets"`
	Parcels   int         `json:"parcels"`
	Placed    []crm.Money `json:"placed"`   // what was ordered and counts, by currency
	Refunded  []crm.Money `json:"refunded"` // what was given back of that
	Net       []crm.Money `json:"net"`
}

// Sum reads the whole table and returns what a store's facts come to. It keeps only a hash
// of each item in memory.
func Sum(ctx context.Context, store session.Store) (*Sums, error) {
	name := store.Shop.Store
	a := adder{
		sums:     &Sums{Store: name},
		now:      crm.InstantOf(store.Now()),
		hasOlder: map[string]bool{},
		placed:   map[crm.Currency]int64{},
		refunded: map[crm.Currency]int64{},
	}
	for item, err := range table.ScanAll(ctx, store.Book.Table) {
		if err != nil {
			return nil, fmt.Errorf("read the whole table: %w", err)
		}
		switch {
		case book.IsCustomer(item):
			err = a.addCustomer(item)
		case book.IsSpilled(item):
			err = a.addSpilled(item)
		}
		if err != nil {
			return nil, err
		}
	}
	return a.finish(), nil
}

// itemHash is the hash of what an item says is known.
type itemHash struct {
	key table.Key
	sum [sha256.Size]byte
}

// adder adds items up.
type adder struct {
	sums     *Sums
	now      crm.Instant
	items    []itemHash
	spilled  []spilledOrder
	hasOlder map[string]bool // by partition: a customer of this store has orders in items of their own
	placed   map[crm.Currency]int64
	refunded map[crm.Currency]int64
}

// spilledOrder is an order that stands in an item of its own. Whose it is shows only once
// the customers are read.
type spilledOrder struct {
	itemHash
	order crm.Order
}

// addCustomer adds a customer of the store.
func (a *adder) addCustomer(item table.Item) error {
	c, err := book.DecodeCustomer(item)
	if err != nil {
		return fmt.Errorf("read %s: %w", item.PK, err)
	}
	if c.Store != a.sums.Store || c.Empty() {
		return nil
	}
	hash := itemHash{item.Key, hashCustomer(c, item)}
	a.items = append(a.items, hash)
	a.hasOlder[item.PK] = c.Facts.Older.Orders > 0

	sums := a.sums
	switch {
	case !c.Root():
		sums.Forwards++
		return nil
	case c.Facts.Gone(c.Key): // days and amounts are all that is left
	case !c.Key.Guest():
		sums.Customers++
	case countOrders(c.Facts) > 0:
		sums.Guests++
	}
	sums.Orders += countOrders(c.Facts)
	sums.Tickets += len(c.Facts.Tickets)
	sums.Parcels += len(c.Facts.Deliveries)
	a.addMoney(c.Facts)
	return nil
}

// hashCustomer returns the hash of what is known of a customer, or of a forward's bytes.
// When a delivery was received is no part of it: it differs between two stores that know
// the same.
func hashCustomer(c *book.Customer, item table.Item) [sha256.Size]byte {
	if !c.Root() {
		return sha256.Sum256(book.FactBytes(item))
	}
	return sha256.Sum256(crm.EncodeFacts(c.Facts.WithoutReceipts()))
}

// countOrders returns how many orders of a record were not deleted.
func countOrders(f *crm.Facts) int {
	n := f.Older.Orders
	for _, o := range f.Orders {
		if !o.Deleted() {
			n++
		}
	}
	return n
}

func (a *adder) addMoney(f *crm.Facts) {
	f = f.At(a.now)
	for _, o := range slices.Concat(f.Orders, f.Remains) {
		a.countRefund(o)
		if o.Counts() {
			a.placed[o.Currency] += o.Total
			a.refunded[o.Currency] += o.Refunded
		}
	}
	for _, older := range f.Older.Sums {
		a.placed[older.Currency] += older.Total
		a.refunded[older.Currency] += older.Refunded
	}
}

// addSpilled keeps an order that stands in an item of its own.
func (a *adder) addSpilled(item table.Item) error {
	o, err := crm.DecodeOrder(item.Body)
	if err != nil {
		return err
	}
	known := o
	known.Triggered = 0
	hash := itemHash{item.Key, sha256.Sum256(crm.EncodeOrder(known))}
	a.spilled = append(a.spilled, spilledOrder{hash, o})
	return nil
}

func (a *adder) countRefund(o crm.Order) {
	switch {
	case o.Credit():
		a.sums.Credits++
	case o.Refunded > 0:
		a.sums.Returns++
	}
}

// hashItems returns the hash of all items in the order of their keys.
func hashItems(items []itemHash) string {
	slices.SortFunc(items, func(a, b itemHash) int {
		return cmp.Or(cmp.Compare(a.key.PK, b.key.PK), cmp.Compare(a.key.SK, b.key.SK))
	})
	all := sha256.New()
	for _, i := range items {
		fmt.Fprintf(all, "%s\n%s\n%x\n", i.key.PK, i.key.SK, i.sum)
	}
	return hex.EncodeToString(all.Sum(nil))
}

// finish adds the spilled orders of the store's customers, and hashes all items in the
// order of their keys.
func (a *adder) finish() *Sums {
	for _, o := range a.spilled {
		if a.hasOlder[o.key.PK] {
			a.items = append(a.items, o.itemHash)
			a.countRefund(o.order)
		}
	}
	a.sums.SHA256 = hashItems(a.items)

	currencies := slices.Sorted(maps.Keys(a.placed))
	for _, c := range currencies {
		placed := c.Of(a.placed[c])
		refunded := c.Of(a.refunded[c])
		net := c.Of(placed.Minor - refunded.Minor)
		a.sums.Placed = append(a.sums.Placed, placed)
		a.sums.Refunded = append(a.sums.Refunded, refunded)
		a.sums.Net = append(a.sums.Net, net)
	}
	return a.sums
}
