package book

import (
	"cmp"
	"slices"

	"holdfast/shared/words/crm"
)

// matches holds the best matches of a search so far, the best first.
type matches struct {
	limit int
	best  []matched
}

// matched is a customer who was found.
type matched struct {
	customer  *Customer
	match     match
	lastOrder crm.Instant
}

// compareMatches sorts better matches first, among equals those who bought last.
func compareMatches(a, b matched) int {
	byMatch := cmp.Compare(b.match, a.match)
	byLastOrder := cmp.Compare(b.lastOrder, a.lastOrder)
	byKey := cmp.Compare(a.customer.Key, b.customer.Key)
	return cmp.Or(byMatch, byLastOrder, byKey)
}

// add adds a customer, unless limit better ones are known.
func (m *matches) add(c *Customer, fits match) {
	m.best = slices.DeleteFunc(m.best, func(known matched) bool {
		return known.customer.Key == c.Key // an older order matches better than the name
	})

	found := matched{customer: c, match: fits}
	if n := len(c.Facts.Orders); n > 0 {
		found.lastOrder = c.Facts.Orders[n-1].Placed
	}
	i, _ := slices.BinarySearchFunc(m.best, found, compareMatches)
	m.best = slices.Insert(m.best, i, found)
	m.best = m.best[:min(len(m.best), m.limit)]
}

// customers returns the customers who were found.
func (m *matches) customers() []*Customer {
	customers := make([]*Customer, len(m.best))
	for i, f := range m.best {
		customers[i] = f.customer
	}
	return customers
}
