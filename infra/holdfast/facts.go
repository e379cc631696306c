package main

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"

	"holdfast/shared/records/book"
	"holdfast/shared/records/table"
	"holdfast/shared/words/crm"
	"holdfast/shared/words/phrase"
)

type factsCommand struct {
	Digest factsDigest `cmd:"" help:"One number for all that is known of a store, and its sums."`
}

type factsDigest struct{}

// Help says what the number is.
func (*factsDigest) Help() string {
	return `SHA-256 over the fact bytes of every customer in the order of their keys. The same deliveries, in any order, any number
of times, by webhook or import, give the same number; what was decided is no part of it. Keys of customers who are known only
by an address depend on the store's own pepper, so compare within one folder, or stores with accounts.`
}

// digest is what a store's facts come to.
type digest struct {
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
	Placed    []crm.Money `json:"placed"`   // what was ordered, by currency; cancelled and failed orders left out
	Refunded  []crm.Money `json:"refunded"` // what was given back of that
	Net       []crm.Money `json:"net"`

	items  []itemSum
	placed map[crm.Currency]int64
	back   map[crm.Currency]int64
}

type itemSum struct {
	key table.Key
	sum [sha256.Size]byte

	order crm.Order // of one that stands in an item of its own
}

// Run counts and prints.
func (c *factsDigest) Run(s *session) error {
	at, shop, err := s.shop()
	if err != nil {
		return err
	}
	d, err := digestOf(s.ctx, at.Book, shop.Store)
	if err != nil {
		return err
	}
	if s.json {
		return s.printJSON(d)
	}
	n := func(i int) string { return phrase.Number(int64(i)) }
	s.printf("%s\n", s.bold(d.SHA256))
	s.printf(
		"%s: %s customers, %s orders (%s of guests, %s credit notes), %s tickets, %s parcels\n",
		d.Store,
		n(d.Customers),
		n(d.Orders),
		n(d.Guests),
		n(d.Credits),
		n(d.Tickets),
		n(d.Parcels),
	)
	for i, m := range d.Net {
		s.printf("%s net: %s ordered, %s given back\n", m, d.Placed[i], d.Refunded[i])
	}
	s.next("report exit-cost")
	return nil
}

// digestOf reads the whole table. Only a sum of each item is kept in memory.
func digestOf(ctx context.Context, b book.Book, store string) (*digest, error) {
	ours, spilled := map[string]bool{}, []itemSum(
		nil,
	) // the store's customers, and whether they have older orders
	d := &digest{Store: store, placed: map[crm.Currency]int64{}, back: map[crm.Currency]int64{}}
	for it, err := range table.ScanAll(ctx, b.Table) {
		if err != nil {
			return nil, fmt.Errorf("read the whole table: %w", err)
		}
		switch {
		case book.IsCustomer(it):
			c, err := book.DecodeCustomer(it)
			if err != nil {
				return nil, err
			}
			if c.Store != store || c.Empty() {
				continue
			}
			d.customer(c)
			d.items = append(d.items, itemSum{key: it.Key, sum: sha256.Sum256(book.FactBytes(it))})
			ours[it.PK] = c.Facts.Older.Orders > 0
		case book.IsSpilled(it):
			o, err := crm.DecodeOrder(it.Body)
			if err != nil {
				return nil, err
			}
			spilled = append(spilled, itemSum{key: it.Key, sum: sha256.Sum256(it.Body), order: o})
		}
	}
	for _, i := range spilled {
		if ours[i.key.PK] {
			d.items = append(d.items, i)
			d.returned(i.order)
		}
	}
	slices.SortFunc(d.items, func(a, b itemSum) int {
		return cmp.Or(cmp.Compare(a.key.PK, b.key.PK), cmp.Compare(a.key.SK, b.key.SK))
	})
	all := sha256.New()
	for _, i := range d.items {
		fmt.Fprintf(all, "%s\n%s\n%x\n", i.key.PK, i.key.SK, i.sum)
	}
	d.SHA256 = hex.EncodeToString(all.Sum(nil))
	d.sums()
	return d, nil
}

func (d *digest) customer(c *book.Customer) {
	switch {
	case !c.Root():
		d.Forwards++
		return
	case c.Facts.Gone(c.Key): // days and amounts are all that is left
	case c.Key.Guest():
		d.Guests++
	default:
		d.Customers++
	}
	f := c.Facts
	d.Orders += len(f.Orders) + f.Older.Orders
	d.Tickets += len(f.Tickets)
	d.Parcels += len(f.Deliveries)
	for _, orders := range [][]crm.Order{f.Orders, f.Remains} {
		for _, o := range orders {
			d.returned(o)
			if o.Counts() {
				d.placed[o.Currency] += o.Total
				d.back[o.Currency] += o.Refunded
			}
		}
	}
	for _, sum := range f.Older.Sums {
		d.placed[sum.Currency] += sum.Total
		d.back[sum.Currency] += sum.Refunded
	}
}

func (d *digest) returned(o crm.Order) {
	switch {
	case o.Credit():
		d.Credits++
	case o.Refunded > 0:
		d.Returns++
	}
}

func (d *digest) sums() {
	var all []crm.Currency
	for c := range d.placed {
		all = append(all, c)
	}
	slices.Sort(all)
	for _, c := range all {
		d.Placed = append(d.Placed, crm.Money{Minor: d.placed[c], Currency: c})
		d.Refunded = append(d.Refunded, crm.Money{Minor: d.back[c], Currency: c})
		d.Net = append(d.Net, crm.Money{Minor: d.placed[c] - d.back[c], Currency: c})
	}
}
